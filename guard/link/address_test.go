package link_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"giumat/guard/link"
	"giumat/guard/link/linktest"
)

// The tests in this file use a real socket, or a real pipe on Windows.

func TestRealConnection(t *testing.T) {
	addr := address(t)
	own, err := link.OwnUser()
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []link.Audience{link.OwnerOnly, link.Everyone} {
		l, err := link.Listen(addr, who)
		if err != nil {
			t.Fatal(err)
		}
		users := make(chan link.User, 1)
		s := link.NewServer(nil, link.Options{
			Status:  func(u link.User) link.Status { users <- u; return link.Status{Contact: "Nguyễn Văn A"} },
			Allowed: func(u link.User) bool { return u.ID == own.ID },
		})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- s.Serve(ctx, l) }()
		conn, err := link.Dial(ctx, addr)
		if err != nil {
			t.Fatal(err)
		}
		y := newTray(t, conn)
		if u := <-users; u.ID != own.ID || u.Name != own.Name {
			t.Errorf("the system names the peer %+v, want %+v", u, own)
		}
		if st := <-y.statuses; st.Contact != "Nguyễn Văn A" {
			t.Errorf("the tray is shown %+v", st)
		}
		go func() {
			<-y.shown
			y.answers <- link.Answer{GoOn: true, Reason: reason}
		}()
		if a, err := s.Ask(ctx, own, link.Question{MayGoOn: true}); !a.GoOn || err != nil {
			t.Errorf("Ask = %v, %v; want going on", a, err)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Serve = %v", err)
		}
		if err := <-y.ended; err == nil {
			t.Error("the tray did not notice")
		}
		if _, err := link.Dial(t.Context(), addr); err == nil {
			t.Error("the guard has stopped and may still be dialled")
		}
	}
}

func TestSecondGuardIsRefused(t *testing.T) {
	skipWhereNamesAreShared(t)
	addr := address(t)
	l, err := link.Listen(addr, link.OwnerOnly)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := link.Listen(addr, link.OwnerOnly); !errors.Is(err, link.ErrInUse) {
		t.Errorf("a second guard: %v; want ErrInUse", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept after Close = %v; want net.ErrClosed", err)
	}
	again, err := link.Listen(addr, link.OwnerOnly)
	if err != nil {
		t.Fatalf("a guard after the first has gone: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

// A guard that takes no connection, and a client that goes again, are no matter to the others.
func TestClientThatGoesAgain(t *testing.T) {
	addr := address(t)
	g := startGuard(t, &linktest.Guard{ManualPath: "huong-dan.html"})
	stop := g.Listen(t, addr)
	for range 20 {
		conn, err := link.Dial(t.Context(), addr)
		if err != nil {
			t.Fatal(err)
		}
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
	}
	conn, err := link.Dial(t.Context(), addr)
	if err != nil {
		t.Fatal(err)
	}
	y := newTray(t, conn)
	if path, err := y.client.Manual(t.Context()); path != "huong-dan.html" || err != nil {
		t.Errorf("Manual = %q, %v", path, err)
	}
	stop()
	if err := <-y.ended; err == nil {
		t.Error("the tray did not notice that the guard has gone")
	}
	g.Listen(t, addr)
	if conn, err = link.Dial(t.Context(), addr); err != nil {
		t.Fatal(err)
	}
	newTray(t, conn)
}

// Much in both directions at once, over what the system gives us.
func TestBothDirectionsAtOnce(t *testing.T) {
	addr := address(t)
	var all []link.Held
	for range 2000 {
		all = append(all, link.Held{ID: "1", Name: "Kế hoạch bảo vệ.docx", Time: time.Unix(0, 0)})
	}
	g := startGuard(t, &linktest.Guard{HeldFiles: all})
	g.Listen(t, addr)
	conn, err := link.Dial(t.Context(), addr)
	if err != nil {
		t.Fatal(err)
	}
	y := newTray(t, conn)
	errs := make(chan error)
	for range 4 {
		go func() {
			for range 10 {
				list, err := y.client.Held(t.Context())
				if err == nil && len(list) != len(all) {
					err = errors.New("not all files")
				}
				errs <- err
			}
		}()
		go func() {
			for range 10 {
				_, err := y.client.Release(t.Context(), link.Wish{ID: "1", Reason: reason})
				errs <- err
			}
		}()
	}
	for range 80 {
		if err := <-errs; err != nil && !errors.Is(err, link.ErrBusy) {
			t.Error(err)
		}
	}
}

// A program that connects and never reads is given up after the time for one message, on the real thing too.
func TestRealClientThatNeverReads(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 5 s of real time")
	}
	t.Parallel()
	addr := address(t)
	g := startGuard(t, &linktest.Guard{})
	g.Listen(t, addr)
	conn, err := link.Dial(t.Context(), addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := link.Open(t.Context(), conn, link.RoleTray); err != nil {
		t.Fatal(err)
	}
	own, err := link.OwnUser()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for i := 0; g.Server().Connected(own); i++ {
		g.SetStatus(link.Status{Today: i, Contact: strings.Repeat("a", 10_000)})
		time.Sleep(50 * time.Millisecond)
		if time.Since(began) > 20*time.Second {
			t.Fatal("still served after 20 s")
		}
	}
	if d := time.Since(began); d < 5*time.Second {
		t.Errorf("given up after %v, want at least 5 s", d)
	}
}
