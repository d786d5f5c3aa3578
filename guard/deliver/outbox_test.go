package deliver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPutAndFlush(t *testing.T) {
	mail, share := &place{called: "an@coquan.gov.vn"}, &place{called: "/share", does: []func(func(), func() error) error{away}}
	o := newOutbox(t, t.TempDir(), newKey(t), mail, share)
	p := weekly("PC-07")
	if err := o.Put(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if got := status(t, o).Deliveries["/share"].State; got != Pending {
		t.Errorf("before the first try it is %q", got)
	}
	next, err := o.Flush(t.Context(), noon)
	if err == nil || !next.Equal(noon.Add(firstWait)) {
		t.Errorf("next %s, error %v", next, err)
	}
	want := Status{ID: p.ID.String(), Deliveries: map[string]Delivery{
		"an@coquan.gov.vn": {State: Delivered, Tries: 1, Last: noon},
		"/share":           {State: Pending, Tries: 1, Last: noon, Next: noon.Add(firstWait), Error: "connection refused"},
	}}
	if diff := cmp.Diff(want, status(t, o)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if next, err := o.Flush(t.Context(), noon.Add(firstWait-time.Second)); err != nil || len(share.tries) != 1 {
		t.Errorf("tried again too early: next %s, %v", next, err)
	}
	if next, err := o.Flush(t.Context(), noon.Add(firstWait)); err != nil || !next.IsZero() {
		t.Errorf("next %s, error %v", next, err)
	}
	if s := status(t, o); s.Done.IsZero() || mail.arrived[s.ID] != 1 || share.arrived[s.ID] != 1 {
		t.Errorf("%+v, arrived %v and %v", s, mail.arrived, share.arrived)
	}
	if exists(o.parcelPath(p.ID.String())) {
		t.Error("the report is still kept after every destination has it")
	}
}

func TestAReportIsPutOnce(t *testing.T) {
	mail := &place{called: "an@coquan.gov.vn"}
	dir, key := t.TempDir(), newKey(t)
	o := newOutbox(t, dir, key, mail)
	for _, when := range []string{"first", "while it waits", "when it has arrived", "after a restart"} {
		err := o.Put(t.Context(), weekly("PC-07"))
		if first := when == "first"; first != (err == nil) || !first && !errors.Is(err, ErrAlreadyPut) {
			t.Errorf("%s: %v", when, err)
		}
		switch when {
		case "while it waits":
			flushes(t, o, noon, 5)
		case "when it has arrived":
			o = newOutbox(t, dir, key, mail)
		}
	}
	if err := o.Put(t.Context(), weekly("PC-08")); err != nil {
		t.Errorf("another PC's: %v", err)
	}
	flushes(t, o, noon, 5)
	for id, n := range mail.arrived {
		if n != 1 {
			t.Errorf("%s arrived %d times", id, n)
		}
	}
}

func TestPutRefuses(t *testing.T) {
	o := newOutbox(t, t.TempDir(), newKey(t))
	for name, spoil := range map[string]func(*Parcel){
		"no files":             func(p *Parcel) { p.Files = nil },
		"no subject":           func(p *Parcel) { p.Subject = "" },
		"a subject of 2 lines": func(p *Parcel) { p.Subject = "a\r\nBcc: an@gmail.com" },
		"no body":              func(p *Parcel) { p.Body = " \n" },
		"too large":            func(p *Parcel) { p.Files[0].Data = make([]byte, maxParcelBytes+1) },
		"a file in a folder":   func(p *Parcel) { p.Files[0].Name = "../a" },
		"a wrong day":          func(p *Parcel) { p.ID.From = "16/11/2026" },
		"a wrong kind":         func(p *Parcel) { p.ID.Kind = "../week" },
		"no host":              func(p *Parcel) { p.ID.Host = "" },
	} {
		p := weekly("PC-07")
		spoil(&p)
		if err := o.Put(t.Context(), p); err == nil {
			t.Errorf("%s: put", name)
		}
	}
	if list, err := o.List(); len(list) != 0 || err != nil {
		t.Errorf("%d parcels, %v", len(list), err)
	}
}

func TestReportID(t *testing.T) {
	const week = "^2026-11-16_2026-11-22_week_"
	for host, want := range map[string]string{
		"PC-07":                 week + "PC-07$",
		"máy của phòng":         week + "m-y-c-a-ph-ng-[0-9a-f]{8}$",
		"../../etc":             week + "------etc-[0-9a-f]{8}$",
		strings.Repeat("x", 60): week + "x{40}-[0-9a-f]{8}$",
	} {
		if got := weekly(host).ID.String(); !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("%q: %s", host, got)
		}
	}
	if weekly("máy").ID.String() == weekly("mày").ID.String() {
		t.Error("two hosts have one ID")
	}
}

// Two processes work on one folder: each report arrives once.
func TestTwoOutboxesInOneFolder(t *testing.T) {
	mail := &place{called: "an@coquan.gov.vn"}
	dir, key := t.TempDir(), newKey(t)
	var all sync.WaitGroup
	for range 2 {
		o := newOutbox(t, dir, key, mail)
		all.Go(func() {
			for n := range 5 {
				if err := o.Put(t.Context(), weekly(fmt.Sprintf("PC-%d", n))); err != nil && !errors.Is(err, ErrAlreadyPut) {
					t.Error(err)
				}
				if _, err := o.Flush(t.Context(), noon); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for id, n := range mail.arrived {
		if n != 1 {
			t.Errorf("%s arrived %d times", id, n)
		}
	}
	if len(mail.arrived) != 5 || mail.repeats != 0 {
		t.Errorf("%d reports arrived, %d said to be repeats", len(mail.arrived), mail.repeats)
	}
}

// What a server does, one try after the other, and what becomes of the parcel.
func TestAnswers(t *testing.T) {
	type does = []func(func(), func() error) error
	tests := map[string]struct {
		does    does
		want    State
		tries   int
		arrived int
		repeats int
	}{
		"takes it":                      {nil, Delivered, 1, 1, 0},
		"away for a while":              {does{away, away, away}, Delivered, 4, 1, 0},
		"says no for good":              {does{refuses}, Refused, 1, 0, 0},
		"away, then no":                 {does{away, refuses}, Refused, 2, 0, 0},
		"the dot is lost":               {does{dropsDot}, Delivered, 2, 1, 1},
		"the answer is lost":            {does{dropsAnswer}, Delivered, 2, 2, 1},
		"the dot is lost twice":         {does{dropsDot, dropsDot}, Uncertain, 2, 0, 1},
		"the answer is lost twice":      {does{dropsAnswer, dropsAnswer}, Uncertain, 2, 2, 1},
		"lost, away, lost":              {does{dropsDot, away, away, dropsAnswer}, Uncertain, 4, 1, 3},
		"the answer is lost, then no":   {does{dropsAnswer, refuses}, Refused, 2, 1, 1},
		"away, then the dot is lost":    {does{away, dropsDot}, Delivered, 3, 1, 1},
		"away for longer than it waits": {does(make20(away)), Delivered, 21, 1, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			mail := &place{called: "an@coquan.gov.vn", does: tt.does}
			o := newOutbox(t, t.TempDir(), newKey(t), mail)
			if err := o.Put(t.Context(), weekly("PC-07")); err != nil {
				t.Fatal(err)
			}
			flushes(t, o, noon, 50)
			s := status(t, o)
			if got := s.Deliveries[mail.called]; got.State != tt.want || got.Tries != tt.tries {
				t.Errorf("%+v, want %s after %d tries", got, tt.want, tt.tries)
			}
			if mail.arrived[s.ID] != tt.arrived || mail.repeats != tt.repeats {
				t.Errorf("arrived %d times, %d said that it may be a repeat", mail.arrived[s.ID], mail.repeats)
			}
			if kept := exists(o.parcelPath(s.ID)); kept != (tt.want != Delivered) {
				t.Errorf("kept: %t", kept)
			}
		})
	}
}

func make20(f func(func(), func() error) error) []func(func(), func() error) error {
	list := make([]func(func(), func() error) error, 20)
	for i := range list {
		list[i] = f
	}
	return list
}

func TestSettle(t *testing.T) {
	for _, arrived := range []bool{true, false} {
		mail := &place{called: "an@coquan.gov.vn", does: []func(func(), func() error) error{refuses}}
		o := newOutbox(t, t.TempDir(), newKey(t), mail)
		if err := o.Put(t.Context(), weekly("PC-07")); err != nil {
			t.Fatal(err)
		}
		flushes(t, o, noon, 5)
		s := status(t, o)
		for _, wrong := range [][2]string{{s.ID, "ai@coquan.gov.vn"}, {"../" + s.ID, mail.called}, {"khac", mail.called}} {
			if err := o.Settle(t.Context(), wrong[0], wrong[1], arrived); !errors.Is(err, ErrNotHeld) {
				t.Errorf("%v: %v", wrong, err)
			}
		}
		if err := o.Settle(t.Context(), s.ID, mail.called, arrived); err != nil {
			t.Fatal(err)
		}
		flushes(t, o, noon, 5)
		want := map[bool]int{true: 0, false: 1}[arrived]
		if s := status(t, o); s.Done.IsZero() || mail.arrived[s.ID] != want {
			t.Errorf("said to have arrived %t: %+v, arrived %v", arrived, s, mail.arrived)
		}
		if err := o.Settle(t.Context(), s.ID, mail.called, arrived); !errors.Is(err, ErrNotHeld) {
			t.Errorf("settled twice: %v", err)
		}
	}
}

// The settings change while a parcel is open: it goes to the places that are named now, and to each once.
func TestDestinationsChange(t *testing.T) {
	dir, key := t.TempDir(), newKey(t)
	a := &place{called: "a@coquan.gov.vn"}
	old := &place{called: "cu@coquan.gov.vn", does: []func(func(), func() error) error{refuses}}
	o := newOutbox(t, dir, key, a, old)
	if err := o.Put(t.Context(), weekly("PC-07")); err != nil {
		t.Fatal(err)
	}
	flushes(t, o, noon, 5)
	fresh := &place{called: "moi@coquan.gov.vn"}
	o = newOutbox(t, dir, key, a, fresh)
	flushes(t, o, noon, 5)
	s := status(t, o)
	if s.Done.IsZero() || a.arrived[s.ID] != 1 || fresh.arrived[s.ID] != 1 {
		t.Errorf("%+v; arrived %v and %v", s, a.arrived, fresh.arrived)
	}
	late := &place{called: "sau@coquan.gov.vn"}
	o = newOutbox(t, dir, key, a, late)
	flushes(t, o, noon, 5)
	if len(late.tries) != 0 {
		t.Error("a report that was done went out again")
	}
}

// TestStopsAnywhere stops the guard ahead of each change that it makes to the disk, starts it again and looks: a report
// that was put arrives, and arrives twice only if it was stopped between the final dot and the note of the answer.
func TestStopsAnywhere(t *testing.T) {
	for _, kill := range []bool{true, false} {
		t.Run(map[bool]string{true: "killed", false: "disk full for a moment"}[kill], func(t *testing.T) {
			key := newKey(t)
			for n := 0; ; n++ {
				f := &fault{at: n, kill: kill}
				mail, other := &place{called: "an@coquan.gov.vn"}, &place{called: "binh@coquan.gov.vn"}
				dir := t.TempDir()
				o := newOutbox(t, dir, key, mail, other)
				o.disk.Before = f.before
				putErr := o.Put(t.Context(), weekly("PC-07"))
				flushes(t, o, noon, 3)
				if kill {
					o = newOutbox(t, dir, key, mail, other)
				}
				err := o.Put(t.Context(), weekly("PC-07"))
				if putErr == nil && !errors.Is(err, ErrAlreadyPut) || err != nil && !errors.Is(err, ErrAlreadyPut) {
					t.Fatalf("stopped at %d: put %v, then %v", n, putErr, err)
				}
				flushes(t, o, noon.Add(time.Hour), 10)
				s := status(t, newOutbox(t, dir, key)) // as it lies on the disk
				for _, p := range []*place{mail, other} {
					got := p.arrived[s.ID]
					if twice := got == 2 && kill && p.repeats == 1; got != 1 && !twice {
						t.Fatalf("stopped at %d: arrived %d times, %d said so", n, got, p.repeats)
					}
				}
				if s.Done.IsZero() || exists(o.parcelPath(s.ID)) {
					t.Fatalf("stopped at %d: %+v", n, s)
				}
				if !f.fired {
					t.Logf("%d changes", f.made)
					return
				}
			}
		})
	}
}

// A damaged parcel or state is told and left; the others go on.
func TestDamage(t *testing.T) {
	for _, suffix := range []string{parcelSuffix, stateSuffix} {
		mail := &place{called: "an@coquan.gov.vn", does: []func(func(), func() error) error{away}}
		o := newOutbox(t, t.TempDir(), newKey(t), mail)
		if err := o.Put(t.Context(), weekly("PC-07")); err != nil {
			t.Fatal(err)
		}
		flushes(t, o, noon, 1)
		path := filepath.Join(o.cfg.Dir, weekly("PC-07").ID.String()+suffix)
		for _, content := range []string{"", "{", "{}", "null"} {
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := o.Put(t.Context(), weekly("PC-"+suffix[1:]+fmt.Sprint(len(content)))); err != nil {
				t.Fatal(err)
			}
			before := len(mail.arrived)
			if _, err := o.Flush(t.Context(), noon.Add(time.Hour)); err == nil {
				t.Errorf("%s is %q: not told", suffix, content)
			}
			if len(mail.arrived) != before+1 {
				t.Errorf("%s is %q: the others were held up", suffix, content)
			}
			if got, _ := os.ReadFile(path); string(got) != content {
				t.Errorf("%s was %q and is %q", suffix, content, got)
			}
		}
	}
}

// A clock that was years ahead when a try failed holds nothing up.
func TestClockSetBack(t *testing.T) {
	mail := &place{called: "an@coquan.gov.vn", does: []func(func(), func() error) error{away}}
	o := newOutbox(t, t.TempDir(), newKey(t), mail)
	if err := o.Put(t.Context(), weekly("PC-07")); err != nil {
		t.Fatal(err)
	}
	flushes(t, o, noon.AddDate(10, 0, 0), 1)
	flushes(t, o, noon, 1)
	if len(mail.arrived) != 1 {
		t.Error("it waits for a day that is years off")
	}
}

func TestWait(t *testing.T) {
	var got []time.Duration
	for n := 1; n <= 9; n++ {
		got = append(got, wait(n, 0.5))
	}
	min := time.Minute
	want := []time.Duration{5 * min, 10 * min, 20 * min, 40 * min, 80 * min, 160 * min, 320 * min, 360 * min, 360 * min}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if wait(1, 0) != 4*min || wait(1, 1) != 6*min || wait(1<<40, 1) != 432*min {
		t.Error("the jitter is not a fifth either way")
	}
}

// Run tries at once what is put, and again when its time comes; it stops when it is told to.
func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mail := &place{called: "an@coquan.gov.vn", does: []func(func(), func() error) error{away, away, away}}
		o := newOutbox(t, t.TempDir(), newKey(t), mail)
		o.cfg.Now = time.Now
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- o.Run(ctx) }()
		synctest.Wait()
		time.Sleep(7 * time.Minute)
		start := time.Now()
		if err := o.Put(ctx, weekly("PC-07")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		var got []time.Duration
		for _, at := range mail.tries {
			got = append(got, at.Sub(start).Round(time.Minute))
		}
		if diff := cmp.Diff([]time.Duration{0, 5 * time.Minute, 15 * time.Minute, 35 * time.Minute}, got); diff != "" {
			t.Errorf("tries (-want +got)\n%s", diff)
		}
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
	})
}

// Another process puts a parcel into the same folder: it is found without a word.
func TestRunFindsWhatOthersPut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mail := &place{called: "an@coquan.gov.vn"}
		dir, key := t.TempDir(), newKey(t)
		o := newOutbox(t, dir, key, mail)
		o.cfg.Now = time.Now
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- o.Run(ctx) }()
		synctest.Wait()
		if err := newOutbox(t, dir, key).Put(ctx, weekly("PC-07")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(longestSleep + time.Second)
		synctest.Wait()
		if len(mail.arrived) != 1 {
			t.Error("not found")
		}
		cancel()
		<-done
	})
}

// A guard that is stopped in the middle of a try has not used it up.
func TestStoppedTryDoesNotCount(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	mail := &place{called: "an@coquan.gov.vn", does: []func(func(), func() error) error{func(func(), func() error) error {
		cancel()
		return ctx.Err()
	}}}
	o := newOutbox(t, t.TempDir(), newKey(t), mail)
	if err := o.Put(t.Context(), weekly("PC-07")); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Flush(ctx, noon); err != nil {
		t.Error(err)
	}
	if got := status(t, o).Deliveries[mail.called]; got.Tries != 0 || got.State != Pending {
		t.Errorf("%+v", got)
	}
	flushes(t, o, noon, 1)
	if len(mail.arrived) != 1 {
		t.Error("not tried again")
	}
}
