package session

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

var an = Session{ID: 1, User: "S-1-5-21-1-1001"}

// pc is a made-up PC: who is logged on, whose tray is there, and what becomes of a tray that is started.
type pc struct {
	sessions []Session
	trays    map[string]bool
	lives    time.Duration // of a tray that the keeper starts; 0 means that it dies at once
	listErr  error
	startErr error

	began  time.Time
	starts []time.Duration // when a tray was started, counted from began
}

func (c *pc) list() ([]Session, error) { return c.sessions, c.listErr }

func (c *pc) connected(user string) bool { return c.trays[user] }

func (c *pc) start(s Session) error {
	c.starts = append(c.starts, time.Since(c.began).Round(time.Second))
	if c.startErr == nil && c.lives > 0 {
		c.trays[s.User] = true
		time.AfterFunc(c.lives, func() { c.trays[s.User] = false })
	}
	return c.startErr
}

// tray has a tray come or go by itself, some time after the beginning.
func (c *pc) tray(at time.Duration, user string, there bool) {
	time.AfterFunc(at, func() { c.trays[user] = there })
}

const forever = 1000 * time.Hour

// When trays are started, in the course of what happens on a PC.
func TestStarts(t *testing.T) {
	for _, c := range []struct {
		name   string
		pc     pc
		happen func(c *pc)
		length time.Duration
		want   []time.Duration
	}{
		{
			name: "a tray that is there is left alone", length: 2 * time.Hour,
			happen: func(c *pc) { c.tray(0, an.User, true) },
		},
		{
			name: "at log-on the Run key comes first", length: time.Hour,
			happen: func(c *pc) { c.tray(40*time.Second, an.User, true) },
		},
		{
			name: "a session where nothing came", length: time.Hour, pc: pc{lives: forever},
			want: []time.Duration{time.Minute},
		},
		{
			name: "a tray that was killed", length: time.Hour, pc: pc{lives: forever},
			happen: func(c *pc) { c.tray(2*time.Second, an.User, true); c.tray(299*time.Second, an.User, false) },
			want:   []time.Duration{315 * time.Second},
		},
		{
			name: "a guard that was started again finds its trays by itself", length: time.Hour,
			happen: func(c *pc) {
				c.tray(2*time.Second, an.User, true)
				c.tray(60*time.Second, an.User, false)
				c.tray(71*time.Second, an.User, true)
			},
		},
		{
			name: "a tray that never comes up", length: 50 * time.Minute,
			want: []time.Duration{
				1 * time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute, 26 * time.Minute,
				36 * time.Minute, 46 * time.Minute,
			},
		},
		{
			name: "a tray that cannot be started", length: 10 * time.Minute, pc: pc{startErr: errors.New("refused")},
			want: []time.Duration{1 * time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute},
		},
		{
			name: "a tray that stayed for long is started at once again", length: 45 * time.Minute, pc: pc{lives: 722 * time.Second},
			want: []time.Duration{60 * time.Second, 800 * time.Second, 1540 * time.Second, 2280 * time.Second},
		},
		{
			name: "a session without a user's log-on for long", length: 3 * time.Minute, pc: pc{lives: forever},
			happen: func(c *pc) {
				c.sessions = nil
				time.AfterFunc(90*time.Second, func() { c.sessions = []Session{an} })
			},
			want: []time.Duration{150 * time.Second},
		},
		{
			name: "a user who logs off and on again begins anew", length: 690 * time.Second,
			happen: func(c *pc) {
				time.AfterFunc(9*time.Minute, func() { c.sessions = nil })
				time.AfterFunc(10*time.Minute, func() { c.sessions = []Session{{ID: 2, User: an.User}} })
			},
			want: []time.Duration{1 * time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 11 * time.Minute},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := c.pc
				p.sessions, p.trays, p.began = []Session{an}, map[string]bool{}, time.Now()
				if c.happen != nil {
					c.happen(&p)
				}
				run(t, &p, nil, slog.New(slog.DiscardHandler), c.length)
				if diff := cmp.Diff(c.want, p.starts); diff != "" {
					t.Errorf("starts (-want +got)\n%s", diff)
				}
			})
		})
	}
}

// run keeps the trays of a PC for a while.
func run(t *testing.T, p *pc, changed <-chan struct{}, logger *slog.Logger, length time.Duration) {
	t.Helper()
	// Half a second late, so that nothing of the PC happens at the very moment of a look.
	time.Sleep(500 * time.Millisecond)
	p.began = time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), length)
	defer cancel()
	k := Keeper{List: p.list, Start: p.start, Connected: p.connected, Logger: logger}
	k.Run(ctx, changed)
}

// Two users at one PC, as after "switch user": each has his own tray, and his own time.
func TestEachUserHasHisOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		binh := Session{ID: 2, User: "S-1-5-21-1-1002"}
		p := pc{sessions: []Session{an, binh}, trays: map[string]bool{binh.User: true}}
		var started []Session
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
		defer cancel()
		k := Keeper{List: p.list, Connected: p.connected, Logger: slog.New(slog.DiscardHandler), Start: func(s Session) error {
			started = append(started, s)
			return nil
		}}
		k.Run(ctx, nil)
		if diff := cmp.Diff([]Session{an}, started); diff != "" {
			t.Errorf("started in (-want +got)\n%s", diff)
		}
	})
}

// A notice of a change is looked into at once, and changes nothing of the times.
func TestChangeIsLookedInto(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pc{trays: map[string]bool{}}
		looks := 0
		changed := make(chan struct{}, 1)
		ctx, cancel := context.WithCancel(t.Context())
		k := Keeper{List: func() ([]Session, error) { looks++; return p.list() }, Start: p.start, Connected: p.connected}
		ended := make(chan struct{})
		go func() { defer close(ended); k.Run(ctx, changed) }()
		synctest.Wait()
		changed <- struct{}{}
		synctest.Wait()
		if looks != 2 {
			t.Errorf("%d looks, want one at the start and one for the change", looks)
		}
		cancel()
		<-ended
	})
}

// What goes wrong is said, and said once for as long as it lasts; the next look tries again.
func TestFaultsAreSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		p := pc{sessions: []Session{an}, trays: map[string]bool{}, listErr: errors.New("no rights"), lives: forever}
		time.AfterFunc(10*time.Minute, func() { p.listErr = nil })
		run(t, &p, nil, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn})), 20*time.Minute)
		if n := strings.Count(log.String(), "no rights"); n != 1 {
			t.Errorf("said %d times, want once", n)
		}
		if len(p.starts) != 1 {
			t.Errorf("%d starts after sessions could be listed again, want 1", len(p.starts))
		}
	})
}
