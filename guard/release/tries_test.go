package release

import (
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// wait is how long the PC makes its user wait now.
func (d *desk) wait() time.Duration {
	d.t.Helper()
	err := d.verify(fileA, d.guess())
	wait, ok := errors.AsType[WaitError](err)
	if !ok {
		d.t.Fatalf("no wait: %v", err)
	}
	return wait.Until.Sub(d.now)
}

func TestWrongTries(t *testing.T) {
	d := newDesk(t)
	for range freeTries {
		d.want(fileA, "not a code", ErrTyping) // is not held against anybody
		d.want(fileA, d.guess(), ErrOtherFile)
	}
	want := time.Minute
	for range 14 {
		if got := d.wait(); got != want {
			t.Fatalf("wait %v, want %v", got, want)
		}
		if err := d.verify(fileA, d.grant(fileA, time.Hour)); !errors.As(err, new(WaitError)) {
			t.Fatalf("a good code ends the wait: %v", err)
		}
		d.now = d.now.Add(want)
		if want == longest {
			break
		}
		d.want(fileA, d.guess(), ErrOtherFile)
		want = min(2*want, longest)
	}
	if want != longest {
		t.Errorf("the longest wait was %v", want)
	}
	for range freeTries { // a day after the last, all is forgotten
		d.want(fileA, d.guess(), ErrOtherFile)
	}
	d.wait()
}

func TestGoodCodeForgetsTheWrong(t *testing.T) {
	d := newDesk(t)
	for range 3 {
		for range freeTries - 1 {
			d.want(fileA, d.guess(), ErrOtherFile)
		}
		d.want(fileA, d.grant(fileA, time.Hour), nil)
		d.now = d.now.Add(time.Minute)
	}
}

// Codes that were good once are no guesses.
func TestOldCodesAreNotHeldAgainstTheUser(t *testing.T) {
	d := newDesk(t)
	used, old := d.grant(fileA, 24*time.Hour), d.grant(fileA, 15*time.Minute)
	d.want(fileA, used, nil)
	d.now = d.now.Add(time.Hour)
	for range 2 * freeTries {
		d.want(fileA, used, ErrUsed)
		d.want(fileA, old, ErrExpired)
	}
	d.want(fileA, d.grant(fileA, time.Hour), nil)
}

func TestTriesSurviveARestart(t *testing.T) {
	d := newDesk(t)
	path := filepath.Join(t.TempDir(), "codes.db")
	for range freeTries {
		d.open(path)
		d.want(fileA, d.guess(), ErrOtherFile)
		d.store.Close()
	}
	d.open(path)
	d.wait()
}

// A PC whose clock was years ahead when a code was mistyped is not locked for years.
func TestClockPutRight(t *testing.T) {
	d := newDesk(t)
	d.now = d.now.AddDate(20, 0, 0)
	for range freeTries {
		d.want(fileA, d.guess(), ErrOtherFile)
	}
	d.now = d.now.AddDate(-20, 0, 0)
	if got := d.wait(); got != time.Minute {
		t.Errorf("wait %v", got)
	}
	d.now = d.now.Add(time.Minute)
	d.want(fileA, d.grant(fileA, time.Hour), nil)
}

// The package's comment promises fewer than 12 guesses a day in the long run, however a guesser spaces them.
func TestGuessesPerDay(t *testing.T) {
	for stop := 1; stop < 40; stop++ { // guess so often, then wait until all is forgotten
		now := time.Unix(0, 0)
		var past tries
		for range stop {
			if until := past.until(); past.wrong > 0 && now.Before(until) {
				now = until
			}
			past = tries{past.wrong + 1, now}
		}
		days := now.Add(forgetting).Sub(time.Unix(0, 0)).Hours() / 24
		if perDay := float64(stop) / days; perDay >= 12 {
			t.Errorf("%.1f guesses a day by pausing after %d", perDay, stop)
		}
	}
}
