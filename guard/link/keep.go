package link

import (
	"context"
	"net"
	"time"
)

const (
	firstPause = 250 * time.Millisecond // before the guard is looked for again
	maxPause   = 4 * time.Second
)

// Dialer is Dial with an address, for Keep.
func Dialer(addr string) func(context.Context) (net.Conn, error) {
	return func(ctx context.Context) (net.Conn, error) { return Dial(ctx, addr) }
}

// Keep connects, runs, and connects again for as long as ctx lasts, whose error it returns. A guard of another version
// or one that refuses this user is tried again too: the right one may take its place. dial is usually a Dialer.
func Keep(ctx context.Context, dial func(context.Context) (net.Conn, error), role Role, e Events) error {
	k := keeper{dial: dial, role: role, events: e}
	for wait := firstPause; ; wait = min(2*wait, maxPause) {
		began := time.Now()
		err := k.once(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		k.lost(err)
		if time.Since(began) > maxPause {
			wait = firstPause // it was there for a while, so it is being restarted
		}
		pause(ctx, wait)
	}
}

// keeper is what one Keep remembers.
type keeper struct {
	dial   func(context.Context) (net.Conn, error)
	role   Role
	events Events
	told   string // the last error that was told
}

// once connects and runs.
func (k *keeper) once(ctx context.Context) error {
	conn, err := k.dial(ctx)
	if err != nil {
		return err
	}
	c, err := Open(ctx, conn, k.role)
	if err != nil {
		return err
	}
	k.told = ""
	if k.events.Connected != nil {
		k.events.Connected(c)
	}
	return c.Run(ctx, k.events)
}

func (k *keeper) lost(err error) {
	if k.told != err.Error() && k.events.Lost != nil {
		k.events.Lost(err)
	}
	k.told = err.Error()
}
