package setup

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Step is one thing to do, for one browser or for the note of what was done.
type Step struct {
	Browser string // its name; empty for the note
	Note    bool   // it writes the note
	Removes bool
	Places  []string // the files and values that it writes or removes
	Left    []string // settings that it leaves out, because somebody else has set them otherwise

	s             System
	writes        []*write
	folders, keys []string // made for all of the note's settings, to be removed where they are empty
}

// Do takes the step. It may be called again. Where it fails, what it had done already stays done until Undo. Missing
// rights are an fs.ErrPermission: it takes an administrator's.
func (t Step) Do() error {
	if t.Note && t.Removes {
		// Before the note goes, so that it is known to the last what is to be removed.
		if err := t.s.tidy(t.folders, t.keys); err != nil {
			return err
		}
	}
	for _, w := range t.writes {
		if err := w.do(t.s); err != nil {
			return err
		}
	}
	if t.Note && t.Removes {
		return t.s.tidy(t.folders, t.keys) // what held the note
	}
	return nil
}

// Undo takes back what Do did.
func (t Step) Undo() error {
	for _, w := range slices.Backward(t.writes) {
		if err := w.undo(t.s); err != nil {
			return err
		}
	}
	return t.s.tidy(t.folders, t.keys)
}

// Say describes the step in the words of a catalogue, a line for each place.
func (t Step) Say(say func(key string, pairs ...string) string) string {
	key := "setup_browser"
	switch {
	case t.Note && t.Removes:
		key = "setup_note_gone"
	case t.Note:
		key = "setup_note"
	case t.Removes:
		key = "setup_remove"
	case len(t.Places) == 0:
		key = "setup_foreign"
	}
	lines := []string{say(key, "browser", t.Browser)}
	list := ""
	for _, place := range t.Places {
		// Of a list's items, which are values with numbers for names, the first stands for all.
		key, isItem := itemOf(place)
		if !isItem || key != list {
			lines = append(lines, "  "+place)
		}
		list = key
	}
	for _, left := range t.Left {
		lines = append(lines, "  "+say("setup_left", "setting", left))
	}
	return strings.Join(lines, "\n")
}

// itemOf tells whether a place is an item of a list in the registry, and of which.
func itemOf(place string) (key string, is bool) {
	i := strings.LastIndex(place, `\`)
	_, err := strconv.Atoi(place[i+1:])
	return place[:max(i, 0)], i >= 0 && err == nil
}

// Install makes the browsers carry the extension, and tells each step before it is taken. What is in place already is
// left alone. Where a step fails, those taken are taken back.
func Install(s System, o Options, tell func(Step)) error {
	steps, err := Plan(s, o)
	if err != nil {
		return err
	}
	if err := take(steps, tell); err != nil {
		return fmt.Errorf("set up browsers: %w", err)
	}
	return nil
}

// Uninstall takes away what Install put, and nothing else.
func Uninstall(s System, tell func(Step)) error {
	steps, err := PlanRemoval(s)
	if err != nil {
		return err
	}
	if err := take(steps, tell); err != nil {
		return fmt.Errorf("take back what was set up in browsers: %w", err)
	}
	return nil
}

func take(steps []Step, tell func(Step)) error {
	for i, step := range steps {
		tell(step)
		err := step.Do()
		if err == nil {
			continue
		}
		return errors.Join(err, takeBack(steps[:i+1]))
	}
	return nil
}

// takeBack stops where it fails, so that the note, which is written first, stays as long as something of ours does.
func takeBack(steps []Step) error {
	for _, step := range slices.Backward(steps) {
		if err := step.Undo(); err != nil {
			return err
		}
	}
	return nil
}
