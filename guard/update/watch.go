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
	lookEvery  = time.Minute      // for what an administrator has installed
	trialLimit = 10 * time.Minute // for Confirm
)

// Watch looks at the share about every hour, and each minute whether there is a bundle that this guard did not begin with. Then
// it calls restart, once, and returns; so it does when Confirm is not called in time. It returns when ctx is done. Begin comes
// before it.
func (u *Updater) Watch(ctx context.Context, restart func()) {
	began := u.Now()
	check := time.NewTimer(u.chance(jitter))
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
		if u.Store.Last() != u.last || u.overdue(began) {
			restart()
			return
		}
	}
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
	case isAway && u.Now().Sub(away.Since) <= awayAfter: // no fault yet
	case err != nil:
		u.Logger.Error("no update was installed", slog.Any("error", err))
	case result.Found:
		u.Logger.Info("an update was installed", slog.Int64("serial", result.Serial))
	}
}
