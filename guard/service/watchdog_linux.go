package service

import (
	"context"
	"time"
)

// keepWatchdog gives a sign of life at every interval at which alive says so, until ended is done.
func keepWatchdog(ended context.Context, every time.Duration, alive func() bool, sign func()) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ended.Done():
			return
		case <-tick.C:
			if alive() {
				sign()
			}
		}
	}
}

// alive is Options.Alive while the guard works. Once it has been told to stop, its loops end one by one, and how long
// that may take is the manager's own time for stopping.
func alive(ctx context.Context, o Options) func() bool {
	return func() bool { return ctx.Err() != nil || o.Alive() }
}
