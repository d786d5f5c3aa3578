package protection

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// desk is a PC on a desk, with knobs: its clock can be wrong, it can sleep, lose its power and start anew, and things are
// done to its guard.
type desk struct {
	t     *testing.T
	log   *Log
	real  time.Time     // what time it is
	wrong time.Duration // by how much the PC's clock is ahead
	boot  time.Time     // when it was really started
	boots int
	named bool // the system has names for starts
}

func newDesk(t *testing.T, named bool) *desk {
	log, err := Open(t.Context(), filepath.Join(t.TempDir(), "protection.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	d := &desk{t: t, log: log, real: clock(7, 0), named: named}
	d.on()
	d.start()
	d.work(time.Hour)
	return d
}

func (d *desk) now() Moment {
	m := Moment{Wall: d.real.Add(d.wrong), Up: d.real.Sub(d.boot)}
	if d.named {
		m.Boot = fmt.Sprint("boot ", d.boots)
	}
	return m
}

func (d *desk) wait(t time.Duration) { d.real = d.real.Add(t) }
func (d *desk) set(t time.Duration)  { d.wrong += t }

// on starts the PC. Its guard starts half a minute later, if at all.
func (d *desk) on() {
	d.boot = d.real
	d.boots++
	d.wait(30 * time.Second)
}

func (d *desk) start() { d.startVersion("1.0") }

func (d *desk) startVersion(v string) {
	d.t.Helper()
	must(d.t, d.log.Started(d.t.Context(), d.now(), v))
}

// work has the guard run for a time, with a sign of life a minute, or an hour where it is long.
func (d *desk) work(t time.Duration) {
	d.t.Helper()
	every := time.Minute
	if t > time.Hour {
		every = time.Hour
	}
	for end := d.real.Add(t); d.real.Before(end); {
		d.wait(every)
		must(d.t, d.log.Lives(d.t.Context(), d.now()))
	}
}

func (d *desk) stop(why Reason) {
	d.t.Helper()
	must(d.t, d.log.Ended(d.t.Context(), d.now(), why))
}

// said is what the log says, in one line a thing; an alarming one has a mark.
func (d *desk) said() (said []string) {
	d.t.Helper()
	for _, e := range events(d.t, d.log) {
		line := string(e.Kind)
		if e.Kind.Alarming() {
			line = "! " + line
		}
		if e.Kind.OfClock() {
			line += " by " + e.Until.Sub(e.From).String()
		}
		if e.New != "" {
			line += " " + strings.TrimSpace(e.Old+" "+e.New)
		}
		said = append(said, line)
	}
	gaps, err := d.log.Gaps(d.t.Context(), clock(0, 0).AddDate(-40, 0, 0), clock(0, 0).AddDate(40, 0, 0))
	must(d.t, err)
	for _, g := range gaps {
		line := "gap of " + g.Until.Sub(g.From).Round(time.Minute).String()
		if g.Uncertain {
			line += " perhaps"
		}
		said = append(said, line)
	}
	return said
}

func events(t *testing.T, l *Log) (list []Event) {
	t.Helper()
	must(t, l.Events(t.Context(), clock(0, 0).AddDate(-40, 0, 0), clock(0, 0).AddDate(40, 0, 0), func(e Event) error {
		list = append(list, e)
		return nil
	}))
	return list
}

// TestStories: what a PC goes through, and what its log says of it after the first installation. A line with ! is what an
// officer should ask about.
func TestStories(t *testing.T) {
	const night = 14 * time.Hour
	for _, c := range []struct {
		name string
		do   func(d *desk)
		want []string
	}{
		// Everyday life.
		{"a week of days, each ended by a shutdown that the guard knows", func(d *desk) {
			for range 7 {
				d.work(9 * time.Hour)
				d.stop(Shutdown)
				d.wait(night)
				d.on()
				d.start()
			}
		}, nil},
		{"a shutdown of which the guard knows only that it was told to stop", func(d *desk) {
			d.stop(Told)
			d.wait(night)
			d.on()
			d.start()
		}, []string{"gap of 14h0m0s perhaps"}},
		{"a restart of the PC", func(d *desk) {
			d.stop(Shutdown)
			d.wait(time.Minute)
			d.on()
			d.start()
		}, nil},
		{"a night asleep, or hibernated, or shut down with fast startup", func(d *desk) {
			d.wait(night)
			d.work(time.Hour)
		}, nil},
		{"a power failure", func(d *desk) {
			d.wait(time.Hour)
			d.on()
			d.start()
		}, []string{"guard_cut_off", "gap of 1h0m0s perhaps"}},
		{"an update by the guard itself", func(d *desk) {
			d.stop(Updating)
			d.wait(time.Minute)
			d.startVersion("1.1")
		}, []string{"updated 1.0 1.1"}},
		{"an update that was rolled back", func(d *desk) {
			d.stop(Updating)
			d.wait(time.Minute)
			d.start()
		}, nil},
		{"an update by a package, which stops and starts the service", func(d *desk) {
			d.stop(ServiceStop)
			d.wait(time.Minute)
			d.startVersion("1.1")
		}, []string{"updated 1.0 1.1"}},
		{"the user of a guard of his own logs off and on again", func(d *desk) {
			d.stop(LoggedOff)
			d.wait(time.Minute)
			d.start()
		}, nil},
		{"the guard gives up, and the system starts it again", func(d *desk) {
			d.stop(Fault)
			d.wait(5 * time.Second)
			d.start()
		}, []string{"guard_failed"}},
		{"a clock that the network sets right by half a minute a week", func(d *desk) {
			for range 4 {
				d.work(7 * 24 * time.Hour)
				d.set(30 * time.Second)
			}
		}, nil},
		{"a clock of quartz that nobody sets right", func(d *desk) {
			for range 90 {
				d.work(24 * time.Hour)
				d.set(2 * time.Second)
			}
		}, nil},
		{"a dead battery: every morning is in the year 2000 until the network tells", func(d *desk) {
			for range 2 {
				d.stop(Shutdown)
				d.wait(night)
				d.set(-26 * 365 * 24 * time.Hour)
				d.on()
				d.start()
				d.work(time.Minute)
				d.set(26 * 365 * 24 * time.Hour)
				d.work(time.Hour)
			}
		}, []string{"clock_set by 227760h0m0s", "clock_set by 227760h0m0s"}},
		{"another system on the same PC keeps the clock in UTC", func(d *desk) {
			d.stop(Shutdown)
			d.wait(time.Hour)
			d.set(-7 * time.Hour)
			d.on()
			d.start()
			d.work(2 * time.Minute)
			d.set(7 * time.Hour)
			d.work(time.Hour)
		}, []string{"clock_set by 7h0m0s"}},

		// What an officer should ask about.
		{"killed, and started again by the system", func(d *desk) {
			d.wait(5 * time.Second)
			d.start()
		}, []string{"! guard_killed"}},
		{"killed three times", func(d *desk) {
			for range 3 {
				d.wait(5 * time.Second)
				d.start()
			}
		}, []string{"! guard_killed", "! guard_killed", "! guard_killed"}},
		{"killed for two hours", func(d *desk) {
			d.wait(2 * time.Hour)
			d.start()
		}, []string{"! guard_killed", "gap of 2h0m0s"}},
		{"told to stop for a minute", func(d *desk) {
			d.stop(Told)
			d.wait(time.Minute)
			d.start()
		}, []string{"! guard_stopped"}},
		{"the service stopped for three hours, then the PC shut down", func(d *desk) {
			d.stop(ServiceStop)
			d.wait(night)
			d.on()
			d.start()
		}, []string{"! guard_stopped", "gap of 14h0m0s perhaps"}},
		{"a shutdown that was called off", func(d *desk) {
			d.stop(Shutdown)
			d.wait(time.Hour)
			d.start()
		}, []string{"! guard_stopped", "gap of 1h0m0s"}},
		{"uninstalled for two hours and installed again", func(d *desk) {
			d.stop(ServiceStop)
			must(d.t, d.log.Note(d.t.Context(), Event{Kind: Uninstalled, At: d.now().Wall}))
			d.wait(2 * time.Hour)
			d.start()
		}, []string{"! uninstalled", "installed 1.0", "gap of 2h0m0s"}},
		{"the clock put back by three hours", func(d *desk) {
			d.set(-3 * time.Hour)
			d.work(time.Hour)
		}, []string{"! clock_back by -3h0m0s"}},
		{"the clock put forward by a day, and back", func(d *desk) {
			d.set(24 * time.Hour)
			d.work(time.Hour)
			d.set(-24 * time.Hour)
			d.work(time.Hour)
		}, []string{"! clock_forward by 24h0m0s", "! clock_back by -24h0m0s"}},
		{"the clock put back in steps of a minute", func(d *desk) {
			for range 6 {
				d.set(-time.Minute)
				d.work(10 * time.Minute)
			}
		}, []string{"! clock_back by -3m0s", "! clock_back by -3m0s"}},
		{"the clock put forward over a night asleep", func(d *desk) {
			d.wait(night)
			d.set(time.Hour)
			d.work(time.Hour)
		}, []string{"! clock_forward by 1h0m0s"}},
		{"killed for two hours, the clock put back by as much to hide it", func(d *desk) {
			d.wait(2 * time.Hour)
			d.set(-2 * time.Hour)
			d.start()
		}, []string{"! guard_killed", "! clock_back by -2h0m0s", "gap of 2h0m0s"}},
		{"killed for a minute with the clock put forward: no gap of three hours", func(d *desk) {
			d.wait(time.Minute)
			d.set(30 * time.Minute)
			d.start()
		}, []string{"! guard_killed", "! clock_forward by 30m0s"}},
		{"the clock put back while the PC was off", func(d *desk) {
			d.stop(Shutdown)
			d.wait(time.Minute)
			d.set(-48 * time.Hour)
			d.on()
			d.start()
			d.work(time.Hour)
		}, []string{"! clock_back by -47h58m30s"}},
		{"and the PC shut down before anybody could set it right", func(d *desk) {
			d.stop(Shutdown)
			d.wait(time.Minute)
			d.set(-48 * time.Hour)
			d.on()
			d.start()
			d.work(5 * time.Minute)
			d.stop(Shutdown)
			d.wait(time.Minute)
			d.on()
			d.start()
		}, []string{"! clock_back by -47h58m30s"}},
	} {
		for _, named := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, starts named %v", c.name, named), func(t *testing.T) {
				d := newDesk(t, named)
				c.do(d)
				want := append([]string{"installed 1.0"}, c.want...)
				if diff := cmp.Diff(want, d.said()); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
				must(t, d.log.Verify(t.Context()))
			})
		}
	}
}
