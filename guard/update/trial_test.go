package update

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/bundle/disk"
)

// updated is a desk on which the programs were just replaced: "guard 2" and "tray 2" are on trial, from bundle 3.
func updated(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	if _, err := d.File(t.Context(), d.put(2), Options{}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.File(t.Context(), d.put(3, "guard 2", "tray 2"), Options{}); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) begin() Start {
	d.t.Helper()
	start, err := d.Begin(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return start
}

func TestConfirmed(t *testing.T) {
	d := updated(t)
	if s := d.Status(); s.Pending != 3 {
		t.Errorf("status %+v", s)
	}
	if diff := cmp.Diff(Start{Pending: 3}, d.begin()); diff != "" {
		t.Error(diff)
	}
	if err := d.Confirm(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if diff := cmp.Diff(Start{}, d.begin()); diff != "" {
			t.Error(diff)
		}
	}
	d.want(state{3, files("guard", "guard 2", "guard.old", "guard 1", "tray", "tray 2", "tray.old", "tray 1")})
}

// A guard that starts three times and never says that it came up well is taken back at the fourth, with its bundle.
func TestRolledBack(t *testing.T) {
	d := updated(t)
	if _, err := d.File(t.Context(), d.put(4), Options{}); !errors.Is(err, ErrPending) {
		t.Errorf("another update meanwhile: %v", err)
	}
	for range maxStarts {
		if diff := cmp.Diff(Start{Pending: 3}, d.begin()); diff != "" {
			t.Error(diff)
		}
	}
	if diff := cmp.Diff(Start{RolledBack: 3, Restart: true}, d.begin()); diff != "" {
		t.Error(diff)
	}
	d.want(state{2, files("guard", "guard 1", "guard.bad", "guard 2", "tray", "tray 1", "tray.bad", "tray 2")})
	if r := d.Status().Refused; r == nil || r.Reason != RolledBack || r.Serial != 3 {
		t.Errorf("refused %+v", r)
	}
	if diff := cmp.Diff(Start{}, d.begin()); diff != "" { // the old guard
		t.Error(diff)
	}
	d.want(state{2, before.Files})
	os.Remove(filepath.Join(d.share, "ban-4.giumat"))
	if result, err := d.Check(t.Context()); result.Found || err != nil {
		t.Errorf("it was installed once more: %+v, %v", result, err)
	}
}

// An installer that replaces the programs meanwhile has the last word.
func TestProgramsReplacedFromElsewhere(t *testing.T) {
	for name, change := range map[string]func(d *desk){
		"another guard":  func(d *desk) { d.write(d.file(exe("guard")), "guard 7") },
		"another folder": func(d *desk) { d.Programs = tempDir(t) },
		"no folder":      func(d *desk) { d.Programs = "" },
	} {
		t.Run(name, func(t *testing.T) {
			d := updated(t)
			change(d)
			if diff := cmp.Diff(Start{}, d.begin()); diff != "" || d.Status().Pending != 0 {
				t.Errorf("%s, %+v", diff, d.Status())
			}
			if c, _ := d.Store.Current(); c.Serial != 3 {
				t.Errorf("bundle %d", c.Serial)
			}
		})
	}
}

// Without the old guard there is no way back, and the new one goes on.
func TestOldGuardIsGone(t *testing.T) {
	d := updated(t)
	os.Remove(d.aside(exe("guard"), "old"))
	for range maxStarts {
		d.begin()
	}
	start, err := d.Begin(t.Context())
	if err == nil || start.Restart {
		t.Errorf("%+v, %v", start, err)
	}
	if got := d.state().Files[exe("guard")]; got != "guard 2" {
		t.Errorf("the guard is %q", got)
	}
}

var errStopped = errors.New("stopped")

// fault lets change number at fail, counted from 0, and when kill is set all later ones too, as if the power was cut.
type fault struct {
	at   int
	kill bool
	made int
}

func (f *fault) disk() disk.Disk {
	return disk.Disk{Before: func(string) error {
		f.made++
		if f.made == f.at+1 || f.kill && f.made > f.at {
			return errStopped
		}
		return nil
	}}
}

// An update that is stopped ahead of any of its changes, with a next start that is stopped ahead of any of its own, leaves a
// guard in its place at every moment, and after a start that is not stopped all is as before, or all is new.
func TestUpdateStopsAnywhere(t *testing.T) {
	for name, kill := range map[string]bool{"killed": true, "disk full": false} {
		for at := range 40 { // more than there are changes, which is checked
			t.Run(fmt.Sprintf("%s at %d", name, at), func(t *testing.T) {
				t.Parallel() // most of the time is spent on waiting for the disk
				if more := stopUpdate(t, at, kill); more && at == 39 {
					t.Error("there are more changes than were stopped")
				}
			})
		}
	}
}

// stopUpdate tells whether there was a change to be stopped.
func stopUpdate(t *testing.T, at int, kill bool) bool {
	for next := 0; ; next++ {
		d := newDesk(t)
		when := fmt.Sprintf("stopped at %d, the next start at %d", at, next)
		updating := &fault{at: at, kill: kill}
		d.Disk, d.Store.Disk = updating.disk(), updating.disk()
		_, err := d.File(t.Context(), d.put(3, "guard 2", "tray 2"), Options{})
		d.hasGuard(when)
		interesting := kill && d.Status().Pending > 0 // the next start has something to do
		starting := &fault{at: next, kill: kill}
		d.Disk, d.Store.Disk = starting.disk(), starting.disk()
		d.Begin(t.Context())
		d.hasGuard(when)
		d.Disk, d.Store.Disk = disk.Disk{}, disk.Disk{}
		start := d.begin()
		d.consistent(when, start, err)
		if updating.made <= at && err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		if starting.made <= next || !interesting {
			return updating.made > at
		}
	}
}

func (d *desk) hasGuard(when string) {
	d.t.Helper()
	if runtime.GOOS == "windows" {
		return // see exchange there
	}
	data, err := os.ReadFile(d.file(exe("guard")))
	if got := string(data); err != nil || got != "guard 1" && got != "guard 2" {
		d.t.Fatalf("%s: the guard is %q, %v", when, got, err)
	}
}

// consistent checks what stands after a start that nothing disturbed.
func (d *desk) consistent(when string, start Start, updateErr error) {
	d.t.Helper()
	s := d.state()
	guard, tray := s.Files[exe("guard")], s.Files[exe("tray")]
	old := guard == "guard 1" && tray == "tray 1" && s.Serial == 0 && start.Pending == 0
	fresh := guard == "guard 2" && tray == "tray 2" && start.Pending == 3 // the bundle follows at the next look at the share
	if !old && !fresh || updateErr == nil && !fresh {
		d.t.Fatalf("%s: %+v, %+v, the update said %v", when, s, start, updateErr)
	}
	if _, left := s.Files[exe("guard.new")]; left && old {
		d.t.Fatalf("%s: the new guard was left there", when)
	}
	if err := d.Confirm(d.t.Context()); err != nil {
		d.t.Fatalf("%s: %v", when, err)
	}
	if _, err := d.Check(d.t.Context()); err != nil {
		d.t.Fatalf("%s: the next update: %v", when, err)
	}
	if s := d.state(); s.Serial != 3 || s.Files[exe("guard")] != "guard 2" || s.Files[exe("tray")] != "tray 2" {
		d.t.Fatalf("%s: after the next update: %+v", when, s)
	}
}

// Taking a guard back can be stopped anywhere, too, and is finished by the guard that starts next, whichever it is.
func TestRollBackStopsAnywhere(t *testing.T) {
	for name, kill := range map[string]bool{"killed": true, "disk full": false} {
		t.Run(name, func(t *testing.T) {
			for at := 0; ; at++ {
				d := updated(t)
				for range maxStarts {
					d.begin()
				}
				stopping := &fault{at: at, kill: kill}
				d.Disk, d.Store.Disk = stopping.disk(), stopping.disk()
				d.Begin(t.Context())
				d.hasGuard(fmt.Sprintf("stopped at %d", at))
				d.Disk, d.Store.Disk = disk.Disk{}, disk.Disk{}
				d.begin()
				d.begin()
				d.want(state{2, before.Files})
				if r := d.Status().Refused; r == nil || r.Reason != RolledBack || d.Status().Pending != 0 {
					t.Fatalf("stopped at %d: %+v", at, d.Status())
				}
				if stopping.made <= at {
					return
				}
			}
		})
	}
}
