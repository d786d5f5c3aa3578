package session

import (
	"context"
	"log/slog"
	"time"
)

const (
	// lookEvery is how often the keeper looks for missing trays.
	lookEvery = 5 * time.Second
	// mayBeGone is how long a session's tray may be away before it is started again. The link finds a guard that was
	// started again within 4 s.
	mayBeGone = 15 * time.Second
	// mayBeLate is how long a session that never had a tray may be without: at log-on the Run key starts one, when
	// Explorer comes to it.
	mayBeLate = time.Minute
	// firstWait is how long after a start the keeper waits before the next one; it doubles up to maxWait.
	firstWait = time.Minute
	maxWait   = 10 * time.Minute
	// hasStayed is how long a tray must have been connected for what went before to be forgotten.
	hasStayed = maxWait
)

// Keeper starts the tray again in sessions that have lost it.
type Keeper struct {
	List      func() ([]Session, error) // the sessions in which users are logged on; see List
	Start     func(Session) error       // starts the tray in a session; see Starter
	Connected func(user string) bool    // whether a tray of the user is connected to the guard
	Logger    *slog.Logger

	sessions map[Session]*state
	unlisted bool // the last listing failed, and that has been said
}

// state is what the keeper knows of one session.
type state struct {
	since     time.Time     // since when its tray is there, or missing
	connected bool          // which of the two
	had       bool          // it had a tray at some time
	started   time.Time     // when the keeper last started one
	wait      time.Duration // from then until it may start another
}

// Run keeps trays until ctx is done. changed may tell that sessions have come or gone; nil is fine, and so is a
// notice that is lost.
func (k *Keeper) Run(ctx context.Context, changed <-chan struct{}) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	k.sessions = map[Session]*state{}
	for {
		k.look(time.Now())
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-changed:
		}
	}
}

// look sees to every session once.
func (k *Keeper) look(now time.Time) {
	list, err := k.List()
	if err != nil {
		if !k.unlisted {
			k.Logger.Warn("sessions cannot be listed, so no tray is started again", slog.Any("error", err))
		}
		k.unlisted = true
		return
	}
	k.unlisted = false
	known := k.sessions
	k.sessions = make(map[Session]*state, len(list))
	for _, s := range list {
		st := known[s]
		if st == nil {
			st = &state{since: now}
		}
		k.sessions[s] = st
		if st.see(now, k.Connected(s.User)) {
			k.start(s)
		}
	}
}

// see takes in whether the tray is there, and tells whether to start one.
func (st *state) see(now time.Time, connected bool) bool {
	if connected != st.connected {
		st.connected, st.since = connected, now
	}
	if connected {
		st.had = true
		if now.Sub(st.since) >= hasStayed {
			st.wait = 0
		}
		return false
	}
	patience := mayBeLate
	if st.had {
		patience = mayBeGone
	}
	if now.Sub(st.since) < patience || now.Sub(st.started) < st.wait {
		return false
	}
	st.started = now
	st.wait = min(max(2*st.wait, firstWait), maxWait)
	return true
}

func (k *Keeper) start(s Session) {
	if err := k.Start(s); err != nil {
		k.Logger.Warn("a tray was not started", slog.Uint64("session", uint64(s.ID)), slog.Any("error", err))
		return
	}
	k.Logger.Info("a tray was started", slog.Uint64("session", uint64(s.ID)))
}
