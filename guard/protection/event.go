package protection

import (
	"errors"
	"time"
)

// EventKind is what happened to the guard, its files or the PC's clock.
type EventKind string

// The kinds of events. By whom a thing was done, the guard cannot know.
const (
	Killed      EventKind = "guard_killed"  // the last run ended without a word while the PC stayed on
	ToldToStop  EventKind = "guard_stopped" // the guard was told to stop while the PC stayed on
	Failed      EventKind = "guard_failed"  // the guard stopped for a fault of its own
	CutOff      EventKind = "guard_cut_off" // the PC went off without a word: power, a crash, or the guard was killed before
	ClockBack   EventKind = "clock_back"    // the PC's clock was set back
	ClockAhead  EventKind = "clock_forward" // the PC's clock was set forward
	ClockSet    EventKind = "clock_set"     // the clock was wrong when the PC started, and was set right soon after
	Edited      EventKind = "edited"        // a file of the guard was changed, and not by the guard
	RightsOpen  EventKind = "rights_open"   // others may read or change what is the guard's alone
	Installed   EventKind = "installed"     // a guard runs where none was, or none was any more
	Updated     EventKind = "updated"       // a guard of another version runs
	Uninstalled EventKind = "uninstalled"   // the guard was removed; what it had recorded stayed
	RecordBroke EventKind = "record_broken" // the record of incidents is not as it was written
	RecordCut   EventKind = "record_cut"    // the record of incidents lacks what it had
	LogBroke    EventKind = "log_broken"    // this log is not as it was written
)

// Alarming tells whether an officer should ask why: everything that is not part of a PC's usual life, kinds of later
// programs with it.
func (k EventKind) Alarming() bool {
	switch k {
	case Failed, CutOff, ClockSet, Installed, Updated:
		return false
	}
	return true
}

// OfClock tells whether an event is of the PC's clock, so that its times are in doubt.
func (k EventKind) OfClock() bool { return k == ClockBack || k == ClockAhead || k == ClockSet }

// Event is a single thing that happened.
type Event struct {
	Kind EventKind
	At   time.Time // when the guard found it, by the PC's clock
	// From and Until are what the clock showed before and after it was set, or would have shown; of a run that ended, the
	// last sign of life and the next. Zero for other kinds.
	From, Until time.Time
	Detail      Detail // which file; empty for most kinds
	// Old and New are versions of the program; empty for most kinds.
	Old, New string
}

// Detail is what an event is about, in a word for the catalogue (tamper_detail_…): never a name or path of a document.
type Detail string

// The details.
const (
	Settings     Detail = "settings"
	Policy       Detail = "policy"
	OfficeKey    Detail = "office_key"
	Bundle       Detail = "bundle"
	GuardProgram Detail = "guard_program"
	TrayProgram  Detail = "tray_program"
	Baseline     Detail = "baseline"    // the sums against which the files are compared
	DataFolder   Detail = "data_folder" // with all that lies in it
)

// The longest texts of an event, in bytes.
const (
	maxDetail  = 40
	maxVersion = 80
)

// check refuses what is no event. Only words pass, so that no text of a document and no path can come in by mistake.
func (e Event) check() error {
	switch {
	case !isWord(string(e.Kind)) || e.Detail != "" && !isWord(string(e.Detail)):
		return errors.New("kind or detail is no word")
	case e.At.IsZero():
		return errors.New("no time")
	case len(e.Old) > maxVersion || len(e.New) > maxVersion:
		return errors.New("a version is too long")
	}
	return nil
}

func isWord(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && r != '_' {
			return false
		}
	}
	return s != "" && len(s) <= maxDetail
}

// Reason is why a run of the guard ends.
type Reason string

// The reasons.
const (
	Told        Reason = "told"         // a signal; whether the PC goes off with it is not known
	ServiceStop Reason = "service_stop" // the service manager stops this service alone
	Shutdown    Reason = "shutdown"     // the PC goes off or starts anew
	Updating    Reason = "updating"     // the guard ends for an update of its own
	LoggedOff   Reason = "logged_off"   // the user for whom it ran leaves
	Fault       Reason = "fault"        // it cannot go on
)
