package policy

import (
	"fmt"
	"slices"
)

// Action is what is to be done with a file.
type Action string

// The actions, from the mildest. All but Allow leave an incident.
const (
	Allow      Action = "allow"
	Record     Action = "record"     // the officer sees it
	Warn       Action = "warn"       // the user may stop, or go on with a written reason
	Block      Action = "block"      // the copy or attachment is stopped; a file already written is taken away or locked
	Quarantine Action = "quarantine" // the file is taken away, on every channel
)

// actions stand in rising order of severity.
var actions = []Action{Allow, Record, Warn, Block, Quarantine}

// Severity orders the actions: 0 for Allow, more for the stricter, -1 for a word that is no action.
func (a Action) Severity() int { return slices.Index(actions, a) }

func mildest(a, b Action) Action {
	if a.Severity() <= b.Severity() {
		return a
	}
	return b
}

func parseAction(word string) (Action, error) {
	a := Action(word)
	if a.Severity() < 0 {
		return "", fmt.Errorf("unknown action %q, want one of %q", clip(word), actions)
	}
	return a, nil
}

// clip keeps a foreign word short enough for an error.
func clip(word string) string {
	const longest = 40
	if r := []rune(word); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return word
}
