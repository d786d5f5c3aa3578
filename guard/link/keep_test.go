package link_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"giumat/guard/link"
	"giumat/guard/link/linktest"

	"github.com/google/go-cmp/cmp"
)

// diary is what a Keep tells.
type diary struct {
	lines  chan string
	client *link.Client
}

func keep(t *testing.T, g *linktest.Guard) *diary {
	t.Helper()
	d := &diary{lines: make(chan string, 100)}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		ended <- link.Keep(ctx, g.Dial, link.RoleTray, link.Events{
			Connected: func(c *link.Client) {
				d.client = c
				d.lines <- "connected"
			},
			Lost:   func(err error) { d.lines <- "lost: " + err.Error() },
			Status: func(s link.Status) { d.lines <- string(s.State) },
		})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Keep = %v; want the end of its context", err)
		}
	})
	return d
}

func (d *diary) check(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	if diff := cmp.Diff(want, drain(d.lines)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestKeepOutlivesTheGuard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{})
		g.SetStatus(link.Status{State: link.Protected})
		d := keep(t, g)
		d.check(t, "connected", "protected")
		time.Sleep(time.Minute)

		g.Stop()
		d.check(t, "lost: the other end of the link has gone")
		time.Sleep(time.Hour)
		d.check(t, "lost: the guard does not run") // said once
		if _, err := d.client.Manual(t.Context()); !errors.Is(err, link.ErrGone) {
			t.Errorf("Manual without a guard = %v; want ErrGone", err)
		}

		g.Restart()
		time.Sleep(4 * time.Second)
		d.check(t, "connected", "protected")
		if _, err := d.client.Manual(t.Context()); err != nil {
			t.Errorf("Manual after the restart = %v", err)
		}
	})
}

// After a short absence the guard is found again at once, not after the longest pause.
func TestKeepIsQuickAfterALongLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{})
		d := keep(t, g)
		for range 5 {
			time.Sleep(time.Minute)
			drain(d.lines)
			g.Drop()
			time.Sleep(300 * time.Millisecond)
			synctest.Wait()
			if !g.Server().Connected(linktest.Owner()) {
				t.Fatal("not connected again after 0.3 s")
			}
		}
	})
}

func TestKeepWithAWrongGuard(t *testing.T) {
	for name, c := range map[string]struct {
		guard *linktest.Guard
		want  string
	}{
		"version": {&linktest.Guard{Version: 2}, "lost: greet the guard: the guard speaks version 2 of the link, this program 1: this program is too old"},
		"refused": {&linktest.Guard{Allowed: func(link.User) bool { return false }}, "lost: greet the guard: the guard does not serve this user"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := keep(t, startGuard(t, c.guard))
				time.Sleep(time.Minute)
				d.check(t, c.want)
			})
		})
	}
}

// A tray that was restarted is shown what holds now.
func TestTrayComesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{})
		g.SetStatus(link.Status{State: link.Protected})
		first := openTray(t, g, linktest.Owner())
		synctest.Wait()
		first.stop()
		if err := <-first.ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run = %v; want the end of its context", err)
		}
		g.SetStatus(link.Status{State: link.Warning})
		second := openTray(t, g, linktest.Owner())
		if s := <-second.statuses; s.State != link.Warning {
			t.Errorf("the new tray is shown %q", s.State)
		}
	})
}
