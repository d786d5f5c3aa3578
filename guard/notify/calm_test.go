package notify

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
)

// met is a notice of the n-th made-up file.
func met(n int, outcome act.Result) Notice {
	return Notice{
		Incident: incident.Incident{User: "an", SHA256: fmt.Sprint("hash", n), Channel: event.Removable, Outcome: outcome},
		FileName: fmt.Sprintf("tệp %d.docx", n), Folder: "/usb",
	}
}

// calmly runs a story in made-up time with a Calm and gives what its user heard.
func calmly(t *testing.T, story func(tell func(Notice))) (heard []Notice) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := &listener{}
		c := &Calm{To: user{l}}
		story(func(n Notice) {
			if err := c.Notify(t.Context(), n); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(2 * calmWindow)
		synctest.Wait()
		heard = l.heard
	})
	return heard
}

// user is a listener who goes on with everything that he is asked.
type user struct{ *listener }

func (user) CanAsk(string) bool { return true }

func (u user) Ask(ctx context.Context, n Notice) (string, bool) {
	return "reason", u.Notify(ctx, n) == nil
}

// TestCalmAsksFewQuestions: what is not asked is stopped, and counted in the summary.
func TestCalmAsksFewQuestions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &listener{}
		c := &Calm{To: user{l}}
		goesOn := 0
		for n := range 10 {
			if _, ok := c.Ask(t.Context(), met(n, act.Quarantined)); ok {
				goesOn++
			}
		}
		if _, again := c.Ask(t.Context(), met(0, act.Quarantined)); again {
			t.Error("asked of one thing twice")
		}
		time.Sleep(2 * calmWindow)
		synctest.Wait()
		if goesOn != calmBurst || len(l.heard) != calmBurst+1 || l.heard[calmBurst].Held != 10-calmBurst {
			t.Errorf("asked %d times, heard %d notices", goesOn, len(l.heard))
		}
	})
}

func TestCalmSumsUpAFlood(t *testing.T) {
	heard := calmly(t, func(tell func(Notice)) {
		for n := range 100 {
			outcome := act.Warned
			if n%2 == 1 {
				outcome = act.Quarantined
			}
			tell(met(n, outcome))
		}
	})
	if len(heard) != calmBurst+1 {
		t.Fatalf("heard %d notices, want %d", len(heard), calmBurst+1)
	}
	last := heard[calmBurst]
	if last.More != 97 || last.Held != 49 || last.Incident.User != "an" {
		t.Errorf("the last stands for %d files, %d held, to %q", last.More, last.Held, last.Incident.User)
	}
}

func TestCalmSaysAThingOnce(t *testing.T) {
	copyOf, savedAgain := met(1, act.Warned), met(2, act.Warned)
	copyOf.FileName = "bản sao.docx"
	savedAgain.FileName = "tệp 1.docx"
	heard := calmly(t, func(tell func(Notice)) {
		tell(met(1, act.Warned))
		tell(met(1, act.Warned))
		tell(copyOf)
		tell(savedAgain)
		time.Sleep(calmAgain)
		tell(met(1, act.Warned))
	})
	if len(heard) != 2 {
		t.Errorf("heard %d notices, want one, and one after %v", len(heard), calmAgain)
	}
}

// What its user can still do something about is told at once, whatever else there is to tell; another way out and
// another user are another thing.
func TestCalmDoesNotHoldBack(t *testing.T) {
	otherWay, otherUser := met(0, act.Warned), met(0, act.Warned)
	otherWay.Incident.Channel = event.AtRest
	otherUser.Incident.User = "bình"
	heard := calmly(t, func(tell func(Notice)) {
		tell(met(0, act.Warned))
		tell(otherWay)
		tell(otherUser)
		for n := range 10 {
			tell(met(n, act.Failed))
		}
	})
	if len(heard) != 13 {
		t.Errorf("heard %d notices, want 13", len(heard))
	}
}

func TestQuietUserHearsNoSummary(t *testing.T) {
	heard := calmly(t, func(tell func(Notice)) { tell(met(0, act.Warned)) })
	if len(heard) != 1 || heard[0].More != 0 {
		t.Errorf("heard %v", heard)
	}
}
