package link_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"giumat/guard/link"
	"giumat/guard/link/linktest"

	"github.com/google/go-cmp/cmp"
)

// several serves users from a guard's one server, each with his own status.
func several(t *testing.T, status func(link.User) link.Status) (*link.Server, *linktest.Pipes) {
	t.Helper()
	pipes := linktest.NewPipes()
	s := link.NewServer(nil, link.Options{Allowed: func(link.User) bool { return true }, Status: status})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- s.Serve(ctx, pipes) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Serve = %v", err)
		}
	})
	return s, pipes
}

func TestEachUserSeesHisOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var today atomic.Int64
		s, pipes := several(t, func(u link.User) link.Status {
			st := link.Status{State: link.Protected, Version: "of " + u.ID}
			if u.ID == "1" {
				st.Today = int(today.Load())
			}
			return st
		})
		one, two := joinPipes(t, pipes, link.User{ID: "1"}), joinPipes(t, pipes, link.User{ID: "2"})
		synctest.Wait()
		today.Store(3)
		s.Changed()
		synctest.Wait()
		s.Changed() // nothing is new
		synctest.Wait()

		want := []link.Status{{State: link.Protected, Version: "of 1"}, {State: link.Protected, Version: "of 1", Today: 3}}
		if diff := cmp.Diff(want, drain(one.statuses)); diff != "" {
			t.Errorf("user 1 was shown (-want +got):\n%s", diff)
		}
		want = []link.Status{{State: link.Protected, Version: "of 2"}}
		if diff := cmp.Diff(want, drain(two.statuses)); diff != "" {
			t.Errorf("user 2 was shown (-want +got):\n%s", diff)
		}

		if err := s.Tell(t.Context(), link.User{ID: "2"}, link.Question{ID: "x"}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if len(one.shown) != 0 || len(two.shown) != 1 {
			t.Errorf("pop-ups: %d for user 1, %d for user 2; want 0, 1", len(one.shown), len(two.shown))
		}
	})
}

// A tray may answer only what its own user was asked, whatever number it names.
func TestNobodyAnswersForAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, pipes := several(t, nil)
		joinPipes(t, pipes, link.User{ID: "1"})
		forger := dialRaw(t, pipes, link.User{ID: "2"})
		forger.greet(link.Version)
		synctest.Wait()
		done := make(chan link.Answer)
		go func() {
			a, _ := s.Ask(t.Context(), link.User{ID: "1"}, link.Question{MayGoOn: true, Timeout: time.Minute})
			done <- a
		}()
		synctest.Wait()
		for _, id := range []string{"0", "1", "2", "3"} {
			forger.say(`{"type":"answer","id":` + id + `,"body":{"go_on":true,"reason":"` + reason + `"}}`)
		}
		if a := <-done; a.GoOn {
			t.Error("another user's tray answered")
		}
	})
}

// A tray that never reads is given up, and holds up neither the guard nor the user's other tray.
func TestTrayThatNeverReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int64
		s, pipes := several(t, func(link.User) link.Status { return link.Status{Today: int(n.Add(1))} })
		hangs := dialRaw(t, pipes, linktest.Owner())
		hangs.greet(link.Version)
		reads := joinPipes(t, pipes, linktest.Owner())
		synctest.Wait()

		began := time.Now()
		for range 30 {
			s.Changed()
			synctest.Wait()
		}
		go func() {
			<-reads.shown
			reads.answers <- link.Answer{GoOn: true, Reason: reason}
		}()
		a, err := s.Ask(t.Context(), linktest.Owner(), link.Question{MayGoOn: true})
		if !a.GoOn || err != nil {
			t.Errorf("Ask = %v, %v; want going on", a, err)
		}
		if d := time.Since(began); d != 0 {
			t.Errorf("the guard was held up for %v", d)
		}
		reads.stop()
		time.Sleep(10 * time.Second)
		if s.Connected(linktest.Owner()) {
			t.Error("the tray that does not read is still served")
		}
	})
}

// A burst of things to read finds room in a tray that reads.
func TestBurstOfPopUps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, pipes := several(t, nil)
		y := joinPipes(t, pipes, linktest.Owner())
		y.shown, y.closed = make(chan link.Question, 1000), make(chan link.Question, 1000)
		synctest.Wait()
		for range cap(y.shown) {
			if err := s.Tell(t.Context(), linktest.Owner(), link.Question{Kind: link.AtRest}); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if len(y.shown) != cap(y.shown) {
			t.Errorf("%d pop-ups of %d", len(y.shown), cap(y.shown))
		}
	})
}

func drain[T any](c chan T) []T {
	var list []T
	for len(c) > 0 {
		list = append(list, <-c)
	}
	return list
}

// A command asks once, and is told what its user may know.
func TestCommandAsksForTheState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, pipes := several(t, func(u link.User) link.Status { return link.Status{State: link.Warning, Version: "of " + u.ID} })
		y := joinPipes(t, pipes, link.User{ID: "7"})
		got, err := y.client.State(t.Context())
		if err != nil || got.Version != "of 7" || got.State != link.Warning {
			t.Errorf("told %+v (%v)", got, err)
		}
	})
}
