package update

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

const (
	checkEvery = time.Hour
	jitter     = 10 * time.Minute // so that an office's PCs do not all ask at once, after power-on least of all
	lookEvery  = 5 * time.Second  // for what an administrator has installed, and for a bundle that was damaged
	trialLimit = 10 * time.Minute // for Confirm
)

// Watch looks at the share about every hour, and every five seconds whether there is a bundle that this guard did not begin
// with. Then it calls restart, once, and returns; so it does when Confirm is not called in time. It returns when ctx is done.
// Begin comes before it.
func (u *Updater) Watch(ctx context.Context, restart func()) {
	began := u.Now()
	check := time.NewTimer(u.firstCheck())
	defer check.Stop()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		case <-check.C:
			u.checkShare(ctx)
			check.Reset(checkEvery - jitter/2 + u.chance(jitter))
		}
		if u.Store.Mark() != u.mark || u.overdue(began) {
			restart()
			return
		}
	}
}

// firstCheck is when to look at the share after a start. A PC that never has lacks all that the office gives, and looks soon.
func (u *Updater) firstCheck() time.Duration {
	if u.readRecord().Seen.IsZero() {
		return lookEvery
	}
	return u.chance(jitter)
}

// overdue tells whether this guard should have come up by now.
func (u *Updater) overdue(began time.Time) bool {
	return u.pending && u.Now().Sub(began) > trialLimit && u.readRecord().Pending != nil
}

func (u *Updater) checkShare(ctx context.Context) {
	if u.Share == "" {
		return
	}
	result, err := u.Check(ctx)
	away, isAway := errors.AsType[*AwayError](err)
	switch {
	case ctx.Err() != nil:
	case errors.Is(err, ErrPending), errors.Is(err, ErrBusy): // the next look will tell
	case isAway && u.Now().Sub(away.Since) <= awayAfter: // no fault yet
	case err != nil:
		u.Logger.Error("no update was installed", slog.Any("error", err))
	case result.Found:
		u.Logger.Info("an update was installed", slog.Int64("serial", result.Serial))
	}
}
