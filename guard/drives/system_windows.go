package drives

import (
	"context"
	"slices"
	"time"
)

// How often the drive letters are looked at: always, and for a while after Windows told of a new volume, which gets
// its letter a moment later.
const (
	poll       = time.Second
	hasty      = 50 * time.Millisecond
	hastyPolls = 40
)

// System reports the drives that can be carried away: those that say so, and disks on USB or in a card slot that call
// themselves fixed, but never that of Windows itself. It reports again whenever they change.
func System(ctx context.Context, report func([]Drive)) error {
	l, err := newLetters()
	if err != nil {
		return err
	}
	arrived := make(chan struct{}, 1)
	stop, err := onVolume(func() {
		select {
		case arrived <- struct{}{}:
		default:
		}
	})
	if err == nil { // else looking once a second has to do
		defer stop()
	}
	var known []Drive
	for first, haste := true, 0; ctx.Err() == nil; first = false {
		if haste == hastyPolls {
			l.forget()
		}
		now, err := l.removable()
		if err != nil {
			return err
		}
		if first || !slices.Equal(known, now) {
			report(now)
			known = now
		}
		haste = pause(ctx, arrived, haste)
	}
	return nil
}

// pause waits until the letters are to be looked at again, and returns how many times more that is to be in haste.
func pause(ctx context.Context, arrived <-chan struct{}, haste int) int {
	wait := poll
	if haste > 0 {
		wait = hasty
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-arrived:
		return hastyPolls
	case <-timer.C:
	}
	return max(haste-1, 0)
}
