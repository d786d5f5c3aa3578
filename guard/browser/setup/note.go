package setup

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// note says what of the settings that there are is ours. It lies where an administrator alone can write.
type note struct {
	Settings map[string][]setting `json:"settings"` // by browser
	// Originals are texts of others', as they were before ours went in: where nobody else has changed them since, they
	// are put back to the letter.
	Originals []original `json:"originals,omitempty"`
	Folders   []string   `json:"folders,omitempty"` // made by us, the lowest first
	Keys      []string   `json:"keys,omitempty"`
}

type original struct {
	place
	Before any    `json:"before"` // nil: there was none
	After  string `json:"after"`  // the SHA-256 of what we made of it
}

func notePlace(s System) place {
	if s.windows() {
		return place{Key: `SOFTWARE\GiuMat\Browser`, Name: "Setup"}
	}
	return place{File: "var/lib/giumat/browser-setup.json"}
}

func readNote(s System) (note, error) {
	n := note{Settings: map[string][]setting{}}
	value, err := s.read(notePlace(s))
	if value == nil || err != nil {
		return n, err
	}
	text, _ := value.(string)
	if err := unmarshal(text, &n); err != nil {
		return n, fmt.Errorf("read the note of what was set up, %q: %w", notePlace(s).words(s), err)
	}
	return n, nil
}

// text gives what the note is to become, nil once there is nothing in it.
func (n note) text() (any, error) {
	if len(n.Settings) == 0 {
		return nil, nil
	}
	return marshal(n, "")
}

// with is the note while things are on their way from n to next: what either has may be there.
func (n note) with(next note) note {
	both := note{
		Settings: map[string][]setting{}, Originals: slices.Clone(next.Originals),
		Folders: next.Folders, Keys: next.Keys,
	}
	for _, o := range n.Originals {
		if !slices.ContainsFunc(next.Originals, func(later original) bool { return later.is(o.place) && later.After == o.After }) {
			both.Originals = append(both.Originals, o)
		}
	}
	for _, one := range []note{next, n} {
		for browser, settings := range one.Settings {
			for _, t := range settings {
				if !holds(both.Settings[browser], t) {
					both.Settings[browser] = append(both.Settings[browser], t)
				}
			}
		}
	}
	return both
}

// holds tells whether the settings have this one, with its value.
func holds(settings []setting, t setting) bool {
	return slices.ContainsFunc(settings, func(o setting) bool { return o.samePlace(t) && same(o.Value, t.Value) })
}

// original gives the original of a text, if nobody has changed it since.
func (n note) original(w *write) (original, bool) {
	for _, o := range n.Originals {
		if o.is(w.place) && (o.After == digest(w.before) || same(o.Before, w.before)) {
			return o, true
		}
	}
	return original{}, false
}

func digest(v any) string {
	text, _ := marshal(v, "")
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// names gives those of a key's values, none for no key.
func (s System) names(key string) ([]string, error) {
	names, err := s.Registry.Names(key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return names, err
}

func (s System) hasKey(key string) bool {
	_, err := s.Registry.Names(key)
	return err == nil
}
