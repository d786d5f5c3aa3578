package protection

import "time"

const (
	// clockSlack is by how much a clock may be off before it is told. Windows sets a clock right once a week, and one of
	// quartz is off by a second or two a day.
	clockSlack = 2 * time.Minute
	// settling is how long after its start a PC may take to find out what time it is.
	settling = 10 * time.Minute
	// anchored is how long the clock is compared with one and the same moment, so that a clock set in small steps shows,
	// and one that is off by a little every day does not.
	anchored = 24 * time.Hour
)

// look compares the clock that people see with the time since the boot, and tells when it was set since the last look,
// which was of the same boot.
func (s *state) look(m Moment) []Event {
	if m.Up == 0 {
		return nil
	}
	if s.epoch.IsZero() {
		s.anchor(m)
		return nil
	}
	set := m.booted().Sub(s.epoch) // by how much
	if set.Abs() <= clockSlack {
		if m.Up-s.checked > anchored {
			s.anchor(m)
		}
		return s.late(m)
	}
	s.anchor(m)
	if set > 0 {
		s.behind = max(0, s.behind-set) // it was set right
	}
	kind := ClockAhead
	switch {
	case m.Up < settling:
		kind = ClockSet
	case set < 0:
		kind = ClockBack
	}
	return append([]Event{clockSet(kind, set, m)}, s.late(m)...)
}

// anchor takes the clock as it is. Without a time since the boot there is nothing to compare it with.
func (s *state) anchor(m Moment) { s.epoch, s.checked = m.booted(), m.Up }

// late tells of a clock that was set back while the PC was off, once nothing has set it right for a while.
func (s *state) late(m Moment) []Event {
	if m.Up < settling {
		return nil
	}
	return s.tellBehind(m)
}

func (s *state) tellBehind(m Moment) []Event {
	if s.behind <= clockSlack {
		return nil
	}
	e := clockSet(ClockBack, -s.behind, m)
	s.behind = 0
	return []Event{e}
}

// clockSet tells of a clock that was set by some time. It was found at the later of the two times that it showed, so that
// a list in the order of time has it behind what happened before.
func clockSet(kind EventKind, by time.Duration, m Moment) Event {
	e := Event{Kind: kind, At: m.Wall, From: m.Wall.Add(-by), Until: m.Wall}
	if by < 0 {
		e.At = e.From
	}
	return e
}
