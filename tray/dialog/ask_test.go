package dialog

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"giumat/guard/link"

	"github.com/google/go-cmp/cmp"
)

const goodReason = "Giao nộp cho văn thư cơ quan"

// What each doing of the user means.
func TestAnswer(t *testing.T) {
	goOn := link.Answer{GoOn: true, Reason: goodReason}
	for name, c := range map[string]struct {
		question link.Question
		does     []deed
		wrong    error
		want     link.Answer
		windows  int
	}{
		"stop":                       {link.Question{Kind: link.Warn, MayGoOn: true}, []deed{{}}, nil, link.Answer{}, 1},
		"reason, but stop":           {link.Question{MayGoOn: true}, []deed{{goodReason, false}}, nil, link.Answer{}, 1},
		"reason and go on":           {link.Question{MayGoOn: true}, []deed{{goodReason, true}}, nil, goOn, 1},
		"spaces about":               {link.Question{MayGoOn: true}, []deed{{" Giao nộp cho\r\nvăn thư  cơ quan\n", true}}, nil, goOn, 1},
		"no reason, then stop":       {link.Question{MayGoOn: true}, []deed{{"", true}, {}}, nil, link.Answer{}, 2},
		"too short, then better":     {link.Question{MayGoOn: true}, []deed{{"cần", true}, {"vì cần", true}, {goodReason, true}}, nil, goOn, 3},
		"long, but nothing but dots": {link.Question{MayGoOn: true}, []deed{{strings.Repeat(".", 99), true}, {}}, nil, link.Answer{}, 2},
		"the question wants more":    {link.Question{MayGoOn: true, MinReason: 40}, []deed{{goodReason, true}, {}}, nil, link.Answer{}, 2},
		"error":                      {link.Question{MayGoOn: true}, []deed{{goodReason, true}}, errors.New("no display"), link.Answer{}, 1},
		"nothing to choose":          {link.Question{Kind: link.Warn}, []deed{{goodReason, true}}, nil, link.Answer{}, 1},
		"blocked":                    {link.Question{Kind: link.Blocked}, nil, nil, link.Answer{}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fakeScreen{does: c.does, wrong: c.wrong}
			d := newFake(t, f)
			var failed error
			d.Failed = func(err error) { failed = err }
			if got := d.Ask(t.Context(), c.question); got != c.want {
				t.Errorf("answer %+v, want %+v", got, c.want)
			}
			if len(f.shown) != c.windows {
				t.Errorf("%d windows, want %d", len(f.shown), c.windows)
			}
			if !errors.Is(failed, c.wrong) {
				t.Errorf("told of error %v, want %v", failed, c.wrong)
			}
		})
	}
}

// A reason that is too short is asked for again with what is wrong with it, and what was typed is not lost.
func TestAskedAgain(t *testing.T) {
	f := &fakeScreen{does: []deed{{"cần", true}, {}}}
	d := newFake(t, f)
	d.Ask(t.Context(), link.Question{Kind: link.Warn, Title: "Cảnh báo", Body: "Một\n\nHai", MayGoOn: true, MinReason: 12})
	first := window{
		kind: link.Warn, title: "Cảnh báo", text: "Một\n\nHai", no: "Dừng lại", yes: "Tiếp tục với lý do này",
		write: d.texts.Say("dialog_write"), label: d.texts.Say("dialog_reason", "n", "12"),
	}
	again := first
	again.typed, again.note = "cần", d.texts.Say("dialog_reason_short", "n", "12")
	if diff := cmp.Diff([]window{first, again}, f.shown, cmp.AllowUnexported(window{})); diff != "" {
		t.Errorf("windows (-want +got)\n%s", diff)
	}
}

func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeScreen{hold: make(chan struct{}), does: []deed{{goodReason, true}}}
		d := newFake(t, f)
		d.Failed = func(err error) { t.Errorf("a timeout is no error: %v", err) }
		start := time.Now()
		if got := d.Ask(t.Context(), link.Question{MayGoOn: true, Timeout: time.Minute}); got != (link.Answer{}) {
			t.Errorf("answer %+v after a timeout", got)
		}
		if took := time.Since(start); took != time.Minute {
			t.Errorf("took %v", took)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if got := d.Ask(ctx, link.Question{MayGoOn: true}); got != (link.Answer{}) {
			t.Errorf("answer %+v after the end of ctx", got)
		}
	})
}

// The same question, asked twice, is one window and one answer; later it may be asked anew.
func TestOneWindowForOneThing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeScreen{hold: make(chan struct{}), does: []deed{{goodReason, true}}}
		d := newFake(t, f)
		q := link.Question{ID: "7", MayGoOn: true}
		want := link.Answer{GoOn: true, Reason: goodReason}
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				if got := d.Ask(t.Context(), q); got != want {
					t.Errorf("answer %+v, want %+v", got, want)
				}
			})
		}
		synctest.Wait()
		impatient := q
		impatient.Timeout = time.Second
		if got := d.Ask(t.Context(), impatient); got != (link.Answer{}) {
			t.Errorf("who no longer waits got %+v", got)
		}
		close(f.hold)
		all.Wait()
		d.Ask(t.Context(), q)
		if len(f.shown) != 2 {
			t.Errorf("%d windows for a thing and the same thing later", len(f.shown))
		}
	})
}

// An official is not buried: few windows at once, and a question does not wait behind notices that nobody closes.
func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeScreen{hold: make(chan struct{}), does: []deed{{}}}
		d := newFake(t, f)
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() { d.Ask(t.Context(), link.Question{ID: fmt.Sprint("n", i), Kind: link.Blocked}) })
			all.Go(func() { d.Ask(t.Context(), link.Question{ID: fmt.Sprint("q", i), Kind: link.Warn, MayGoOn: true}) })
		}
		synctest.Wait()
		if f.open != maxNotices+maxQuestions {
			t.Errorf("%d windows at once, want %d", f.open, maxNotices+maxQuestions)
		}
		close(f.hold)
		all.Wait()
		if len(f.shown) != 40 || f.most != maxNotices+maxQuestions {
			t.Errorf("%d windows shown, %d at once", len(f.shown), f.most)
		}
	})
}

// A question whose time runs out before its turn is stop, and is never shown.
func TestTimeoutBeforeTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeScreen{hold: make(chan struct{}), does: []deed{{goodReason, true}}}
		d := newFake(t, f)
		go d.Ask(t.Context(), link.Question{ID: "first", MayGoOn: true})
		synctest.Wait()
		q := link.Question{ID: "second", MayGoOn: true, Timeout: time.Minute}
		if got := d.Ask(t.Context(), q); got != (link.Answer{}) || len(f.shown) != 1 {
			t.Errorf("answer %+v, %d windows", got, len(f.shown))
		}
		close(f.hold)
	})
}
