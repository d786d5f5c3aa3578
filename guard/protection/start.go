package protection

import "time"

// start tells what the time since the last look counts as, when a guard of a version (empty when it does not say) begins
// to run.
func (s *state) start(m Moment, version string) ([]Gap, []Event) {
	if !s.known {
		s.anchor(m)
		s.begin(m, version)
		if version == "" {
			return nil, nil
		}
		return nil, []Event{{Kind: Installed, At: m.Wall, New: version}}
	}
	from := s.resumed(m)
	events := s.tellBehind(m) // the run before was too short for it
	gaps := s.unguarded(m, from)
	events = append(events, s.ended(m, from, version)...)
	if s.sameBoot(m) {
		events = append(events, s.look(m)...)
	} else {
		s.anchor(m)
		s.behind = max(0, s.last.Sub(m.Wall))
	}
	s.begin(m, version)
	return gaps, events
}

// begin opens the run.
func (s *state) begin(m Moment, version string) {
	s.sign(m)
	s.running, s.reason, s.removed = true, "", false
	if version != "" {
		s.version = version
	}
}

// resumed is the last sign of life, by the clock as it shows now: one that was set since makes no gap, and hides none.
func (s *state) resumed(m Moment) time.Time {
	from := m.Wall.Add(-s.since(m))
	if from.Sub(s.last).Abs() <= clockSlack {
		return s.last
	}
	return from
}

// unguarded gives the gaps since the last sign of life: certain as far as the PC has been on since, uncertain before.
func (s *state) unguarded(m Moment, from time.Time) (gaps []Gap) {
	on := from
	if boot := m.booted(); !s.sameBoot(m) && boot.Before(m.Wall) {
		// A guard that ended with the PC leaves nothing open.
		if m.Wall.Sub(from) > grace && boot.After(from) && s.reason != Shutdown {
			gaps = append(gaps, Gap{Kind: Stopped, From: from, Until: boot, Uncertain: true})
		}
		on = boot
	}
	if m.Wall.Sub(on) > grace {
		gaps = append(gaps, Gap{Kind: Stopped, From: on, Until: m.Wall})
	}
	return gaps
}

// ended tells how the run before ended.
func (s *state) ended(m Moment, from time.Time, version string) []Event {
	same := s.sameBoot(m)
	e := Event{At: m.Wall, From: from, Until: m.Wall}
	switch {
	case s.removed:
		return []Event{{Kind: Installed, At: m.Wall, New: version}}
	case version != "" && s.version != "" && version != s.version:
		return []Event{{Kind: Updated, At: m.Wall, Old: s.version, New: version}} // which ends a run in its own way
	case s.running && same:
		e.Kind = Killed
	case s.running:
		e.Kind = CutOff
		if boot := m.booted(); boot.After(from) {
			e.Until = boot
		}
	case s.reason == ServiceStop, same && (s.reason == Told || s.reason == Shutdown):
		e.Kind = ToldToStop
	case s.reason == Fault:
		e.Kind = Failed
	default:
		return nil
	}
	return []Event{e}
}
