package update

import (
	"context"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// watched runs Watch for a time and tells after how long it called for a new start, or 0.
func (d *desk) watched(run, most time.Duration, during func()) (restart time.Duration) {
	d.Now = time.Now
	d.begin()
	began := time.Now()
	done := make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer close(done)
		d.Watch(ctx, func() { restart = time.Since(began) })
	}()
	time.Sleep(run)
	during()
	time.Sleep(most)
	cancel()
	<-done
	return restart
}

func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		changed := 0
		d.Changed = func() { changed++ }
		got := d.watched(3*time.Hour, 2*time.Hour, func() { d.put(3, "guard 2") })
		if got <= 3*time.Hour || got > 4*time.Hour+jitter {
			t.Errorf("a new start after %v", got)
		}
		if d.Store.Here().Serial != 3 || changed != 1 {
			t.Errorf("bundle %d is here; %d changes were told", d.Store.Here().Serial, changed)
		}
	})
}

// A PC that has just been installed does not wait for the first hour.
func TestWatchLooksSoonOnANewPC(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.put(3)
		if got := d.watched(time.Hour, time.Hour, func() {}); got != lookEvery {
			t.Errorf("a new start after %v", got)
		}
	})
}

// A bundle that somebody damages is not used until the next start only: the guard starts anew, and has changed nothing.
func TestWatchSeesDamage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		if _, err := d.File(t.Context(), d.put(3), Options{}); err != nil {
			t.Fatal(err)
		}
		d.Share = "" // which would mend it
		d.Changed = func() { t.Error("the damage is taken for the updater's work") }
		got := d.watched(time.Hour, time.Hour, func() { d.write(d.Store.Last(), "damaged") })
		if got <= time.Hour || got > time.Hour+lookEvery {
			t.Errorf("a new start after %v", got)
		}
	})
}

// What an administrator installs by hand holds within a minute, as he is told.
func TestWatchSeesOtherInstallations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.Share = ""
		got := d.watched(2*time.Hour, time.Hour, func() {
			if _, err := d.File(t.Context(), d.put(3), Options{}); err != nil {
				t.Error(err)
			}
		})
		if got <= 2*time.Hour || got > 2*time.Hour+lookEvery {
			t.Errorf("a new start after %v", got)
		}
	})
}

func TestWatchIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		os.Remove(d.Share)
		if got := d.watched(40*24*time.Hour, time.Hour, func() {}); got != 0 {
			t.Errorf("a new start after %v", got)
		}
		if s := d.Status(); s.Away.IsZero() {
			t.Error("nobody is told that the share is away")
		}
	})
}

// A guard on trial that lives but never says that it came up well starts anew, which counts.
func TestWatchEndsAnOverdueTrial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := updated(t)
		if got := d.watched(time.Hour, time.Hour, func() {}); got <= trialLimit || got > trialLimit+lookEvery {
			t.Errorf("a new start after %v", got)
		}
		if got := d.watched(time.Minute, time.Hour, func() {
			if err := d.Confirm(t.Context()); err != nil {
				t.Error(err)
			}
		}); got != 0 {
			t.Errorf("a confirmed one: a new start after %v", got)
		}
	})
}
