package link_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"giumat/guard/link"
	"giumat/guard/link/linktest"
)

func TestOtherVersionIsSaidAtBothEnds(t *testing.T) {
	for theirs, want := range map[int]string{
		link.Version + 1: "the guard speaks version 2 of the link, this program 1: this program is too old",
		link.Version - 1: "the guard speaks version 0 of the link, this program 1: the guard is too old",
	} {
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			s := link.NewServer(nil, link.Options{
				Allowed: func(link.User) bool { return true },
				Logger:  slog.New(slog.NewTextHandler(&log, nil)),
			})
			pipes := linktest.NewPipes()
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error)
			go func() { ended <- s.Serve(ctx, pipes) }()
			r := dialRaw(t, pipes, linktest.Owner())
			if got := r.greet(theirs); !strings.Contains(got, `"version":1`) {
				t.Errorf("the guard says %q, want its version", got)
			}
			if got := r.hear(); got != "" {
				t.Errorf("the guard goes on with %q", got)
			}
			cancel()
			<-ended
			if !strings.Contains(log.String(), "is too old") || !strings.Contains(log.String(), "the tray speaks version") {
				t.Errorf("the guard's log does not say who is too old: %s", log.String())
			}
		})
		synctest.Test(t, func(t *testing.T) {
			if theirs == 0 {
				theirs = -1 // zero is Guard's own version
				want = strings.Replace(want, "version 0", "version -1", 1)
			}
			g := startGuard(t, &linktest.Guard{Version: theirs})
			conn, err := g.Dial(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = link.Open(t.Context(), conn, link.RoleTray)
			if _, ok := errors.AsType[*link.VersionError](err); !ok || !strings.HasSuffix(err.Error(), want) {
				t.Errorf("Open = %v; want %s", err, want)
			}
		})
	}
}

func TestWhoIsNotAllowedIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{Allowed: func(u link.User) bool { return u.ID == "1000" }})
		g.SetStatus(link.Status{Contact: "for user 1000 alone"})
		conn, err := g.DialAs(link.User{ID: "1001"})(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := link.Open(t.Context(), conn, link.RoleTray); !errors.Is(err, link.ErrRefused) {
			t.Errorf("Open = %v; want ErrRefused", err)
		}
		if g.Server().Connected(link.User{ID: "1001"}) {
			t.Error("a stranger counts as connected")
		}
	})
}

// Without a word of who is allowed, that is the guard's own user and the system.
func TestAllowedByDefault(t *testing.T) {
	own, err := link.OwnUser()
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]error{own.ID: nil, "S-1-5-21-1-2-3-1001": link.ErrRefused, "": link.ErrRefused} {
		synctest.Test(t, func(t *testing.T) {
			pipes := linktest.NewPipes()
			s := link.NewServer(nil, link.Options{})
			go s.Serve(t.Context(), pipes)
			conn, err := pipes.Dial(t.Context(), link.User{ID: id})
			if err != nil {
				t.Fatal(err)
			}
			if _, err = link.Open(t.Context(), conn, link.RoleTray); !errors.Is(err, want) {
				t.Errorf("user %q: Open = %v; want %v", id, err, want)
			}
			_ = conn.Close()
		})
	}
}

func TestTooManyConnectionsOfOneUser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{})
		for range 16 {
			openTray(t, g, linktest.Owner())
		}
		conn, err := g.Dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := link.Open(t.Context(), conn, link.RoleTray); !errors.Is(err, link.ErrBusy) {
			t.Errorf("Open = %v; want ErrBusy", err)
		}
		openTray(t, g, link.User{ID: "1001"}) // another user is served
	})
}

func TestGreetingHasAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{})
		g.Mute(true)
		conn, err := g.Dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if _, err := link.Open(t.Context(), conn, link.RoleTray); err == nil {
			t.Error("a silent guard was greeted")
		}
		if d := time.Since(began); d != 5*time.Second {
			t.Errorf("given up after %v, want 5 s", d)
		}
	})
}

// What is no message ends the connection, and only this one.
func TestGarbageEndsItsConnection(t *testing.T) {
	for name, line := range map[string]string{
		"no JSON":            "GET / HTTP/1.1",
		"no type":            `{"id":3}`,
		"a list":             `[1,2,3]`,
		"a wrong body":       `{"type":"answer","id":1,"body":"yes"}`,
		"without an end":     strings.Repeat("a", link.MaxMessage+1),
		"a message too long": `{"type":"release","id":1,"body":{"id":"` + strings.Repeat("a", link.MaxMessage) + `"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, pipes := several(t, nil)
				openOther := joinPipes(t, pipes, link.User{ID: "2"})
				r := dialRaw(t, pipes, linktest.Owner())
				r.greet(link.Version)
				_, _ = r.conn.Write([]byte(line + "\n")) // the guard may hang up before the end
				if got := r.hear(); got != "" {
					t.Errorf("the guard goes on with %q", got)
				}
				synctest.Wait()
				if s.Connected(linktest.Owner()) || !s.Connected(link.User{ID: "2"}) {
					t.Error("the wrong connection has ended")
				}
				openOther.stop()
			})
		})
	}
}

// A newer tray may say what this guard does not know: what waits for a reply gets one, the rest is passed over.
func TestUnknownMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, pipes := several(t, nil)
		r := dialRaw(t, pipes, linktest.Owner())
		r.greet(link.Version)
		r.say(`{"type":"news","body":{"any":1},"more":true}`)
		r.say(`{"type":"divine","id":9,"body":{}}`)
		if got, want := r.hear(), `{"type":"reply","id":9,"code":"unknown"}`+"\n"; got != want {
			t.Errorf("the guard says %q, want %q", got, want)
		}
	})
}
