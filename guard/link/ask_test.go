package link_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"giumat/guard/link"
	"giumat/guard/link/linktest"
)

const reason = "Gửi theo Công văn số 12 của Văn phòng"

func TestAskGivesOnlyReasonedGoingOn(t *testing.T) {
	warn := link.Question{ID: "1", Kind: link.Warn, MayGoOn: true, MinReason: 10}
	toRead := link.Question{ID: "1", Kind: link.Blocked}
	goOn := link.Answer{GoOn: true, Reason: reason}
	for name, c := range map[string]struct {
		question     link.Question
		answer, want link.Answer
	}{
		"going on":             {warn, goOn, goOn},
		"stop":                 {warn, link.Answer{}, link.Answer{}},
		"stop with words":      {warn, link.Answer{Reason: reason}, link.Answer{}},
		"without a reason":     {warn, link.Answer{GoOn: true}, link.Answer{}},
		"short reason":         {warn, link.Answer{GoOn: true, Reason: "vì cần   !!!!!!!!"}, link.Answer{}},
		"a held key":           {warn, link.Answer{GoOn: true, Reason: "aaaaaaaaaaaaaaa"}, link.Answer{}},
		"nothing to choose":    {toRead, goOn, link.Answer{}},
		"spaces are cut off":   {warn, link.Answer{GoOn: true, Reason: "  " + reason + "\n"}, goOn},
		"a book for a reason":  {warn, link.Answer{GoOn: true, Reason: strings.Repeat("ạbcd", 1000)}, link.Answer{GoOn: true, Reason: strings.Repeat("ạbcd", 250)}},
		"longer than messages": {warn, link.Answer{GoOn: true, Reason: strings.Repeat("ạbcd", 100_000)}, link.Answer{}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := startGuard(t, &linktest.Guard{})
				y := openTray(t, g, linktest.Owner())
				synctest.Wait()
				go func() { y.answers <- c.answer }()
				got, err := g.Ask(t.Context(), c.question)
				if got != c.want || err != nil {
					t.Errorf("Ask = %v, %v; want %v", got, err, c.want)
				}
			})
		})
	}
}

func TestAskWithoutAnswerIsStop(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(g *linktest.Guard, y *tray, cancel func())
		want  error
	}{
		"timeout":       {func(*linktest.Guard, *tray, func()) { time.Sleep(time.Minute) }, link.ErrTimeout},
		"tray ends":     {func(_ *linktest.Guard, y *tray, _ func()) { y.stop() }, link.ErrGone},
		"guard stops":   {func(g *linktest.Guard, _ *tray, _ func()) { g.Stop() }, link.ErrGone},
		"disconnect":    {func(g *linktest.Guard, _ *tray, _ func()) { g.Drop() }, link.ErrGone},
		"asker gave up": {func(_ *linktest.Guard, _ *tray, cancel func()) { cancel() }, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := startGuard(t, &linktest.Guard{})
				y := openTray(t, g, linktest.Owner())
				synctest.Wait()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				go func() {
					<-y.shown
					c.spoil(g, y, cancel)
				}()
				got, err := g.Ask(ctx, link.Question{MayGoOn: true, Timeout: time.Minute})
				if got != (link.Answer{}) || !errors.Is(err, c.want) {
					t.Errorf("Ask = %v, %v; want stop, %v", got, err, c.want)
				}
				synctest.Wait()
				if len(y.closed) != 1 {
					t.Error("the pop-up is still there")
				}
			})
		})
	}
}

func TestAskWithoutTray(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{})
		openTray(t, g, link.User{ID: "1001"})
		synctest.Wait()
		if got, err := g.Ask(t.Context(), link.Question{MayGoOn: true}); got.GoOn || !errors.Is(err, link.ErrNobody) {
			t.Errorf("Ask = %v, %v; want stop, ErrNobody", got, err)
		}
		if err := g.Tell(t.Context(), link.Question{}); !errors.Is(err, link.ErrNobody) {
			t.Errorf("Tell = %v; want ErrNobody", err)
		}
		if g.Server().Connected(linktest.Owner()) || !g.Server().Connected(link.User{ID: "1001"}) {
			t.Error("Connected is wrong about who is there")
		}
	})
}

func TestFirstAnswerWinsAndTheOthersClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{})
		first, second := openTray(t, g, linktest.Owner()), openTray(t, g, linktest.Owner())
		synctest.Wait()
		go func() {
			<-first.shown
			second.answers <- link.Answer{GoOn: true, Reason: reason}
		}()
		got, err := g.Ask(t.Context(), link.Question{ID: "7", MayGoOn: true})
		if !got.GoOn || err != nil {
			t.Errorf("Ask = %v, %v; want going on", got, err)
		}
		synctest.Wait()
		if len(first.closed) != 1 || len(second.closed) != 0 {
			t.Errorf("taken away: %d of the first tray, %d of the second; want 1, 0", len(first.closed), len(second.closed))
		}
	})
}

// One thing has one pop-up: who asks about it again gets the answer to the first.
func TestSameQuestionIsShownOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{})
		y := openTray(t, g, linktest.Owner())
		synctest.Wait()
		q := link.Question{ID: "7", Kind: link.Warn, MayGoOn: true}
		answers := make(chan link.Answer, 2)
		for range 2 {
			go func() {
				a, _ := g.Ask(t.Context(), q)
				answers <- a
			}()
		}
		synctest.Wait()
		if len(y.shown) != 1 {
			t.Errorf("%d pop-ups, want 1", len(y.shown))
		}
		y.answers <- link.Answer{GoOn: true, Reason: reason}
		if a, b := <-answers, <-answers; !a.GoOn || !b.GoOn {
			t.Errorf("answers %v, %v; want both to go on", a, b)
		}
	})
}

func TestSameThingToReadIsShownOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{})
		y := openTray(t, g, linktest.Owner())
		synctest.Wait()
		tell := func(id string) {
			if err := g.Tell(t.Context(), link.Question{ID: id, Kind: link.AtRest}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		tell("7")
		tell("7")
		tell("8")
		if len(y.shown) != 2 {
			t.Errorf("%d pop-ups, want 2", len(y.shown))
		}
		y.answers <- link.Answer{}
		y.answers <- link.Answer{}
		synctest.Wait()
		tell("7") // both were closed: this is news again
		if len(y.shown) != 3 {
			t.Errorf("%d pop-ups, want 3", len(y.shown))
		}
	})
}

// A choice about a thing takes the place of what there was to read about it.
func TestQuestionReplacesWhatWasToRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{})
		y := openTray(t, g, linktest.Owner())
		synctest.Wait()
		if err := g.Tell(t.Context(), link.Question{ID: "7", Kind: link.AtRest}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		go func() {
			<-y.closed
			y.answers <- link.Answer{GoOn: true, Reason: reason}
		}()
		got, err := g.Ask(t.Context(), link.Question{ID: "7", MayGoOn: true})
		if !got.GoOn || err != nil {
			t.Errorf("Ask = %v, %v; want going on", got, err)
		}
	})
}
