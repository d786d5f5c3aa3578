package protection

import "time"

// Moment is one reading of this PC's clocks. What people see can be set by anybody with the right to it; the time since
// the boot cannot, and goes on while the PC sleeps, so the two of them tell a clock that was set from a PC that slept.
type Moment struct {
	Wall time.Time     // what the PC says the time is
	Up   time.Duration // since it was started, time asleep included; 0 when the system does not tell
	Boot string        // names this start of the PC; empty when the system has no name for it
}

// Now reads the clocks.
func Now() Moment {
	for {
		before := sinceBoot()
		wall := time.Now().Round(0)
		// A PC that falls asleep between the two readings would seem to have set its clock.
		if up := sinceBoot(); up-before < time.Second {
			return Moment{Wall: wall, Up: up, Boot: bootName()}
		}
	}
}

// booted is when the PC was started, by what its clock shows now; zero when the system does not tell.
func (m Moment) booted() time.Time {
	if m.Up == 0 {
		return time.Time{}
	}
	return m.Wall.Add(-m.Up)
}
