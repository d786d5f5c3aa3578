// Package menu says what the tray's menu holds. It takes what the guard told and what the tray is doing, and gives
// rows with texts and deeds, the tooltip and the icon; it shows nothing itself and decides nothing.
//
// The rows are always as many and in the same order: a row that has nothing to say is hidden. So a menu that is open
// changes in its words only, and never under the user's hand.
package menu

import (
	"strconv"
	"strings"
	"time"

	"giumat/guard/link"
	"giumat/guard/texts"
	"giumat/tray/icon"
)

// How many rows there are for what may be many, and how many characters a row has.
const (
	maxProblems = 3
	maxHeld     = 8
	maxText     = 72
)

// State is what the menu tells of.
type State struct {
	Connected bool        // the guard answers; if not, the other fields are as it left them
	OtherKind bool        // not connected because the guard is of another version
	Status    link.Status // as the guard sent it last
	Held      []link.Held // the user's files in quarantine, the newest first
	Scanning  bool
	Scanned   int // files that the scan has looked at
	Now       time.Time
}

// Row is a line of the menu.
type Row struct {
	Text   string
	Do     Deed // the zero deed: the row is grey
	Hidden bool
	Line   bool  // only a line between rows
	Sub    []Row // opens beside the row
}

// View is all that the tray shows.
type View struct {
	Icon    icon.Icon
	Tooltip string
	Rows    []Row
}

// New gives what to show in the language of the texts.
func New(t *texts.Catalog, s State) View {
	w := writer{t, s}
	rows := []Row{w.state(), w.heightened()}
	rows = append(rows, w.problems()...)
	rows = append(
		rows,
		Row{Line: true},
		Row{Text: w.say("tray_today", "n", strconv.Itoa(s.Status.Today)), Do: Deed{What: Details}, Hidden: w.unknown()},
		Row{Text: w.say("tray_last"), Sub: w.last(), Hidden: w.unknown()},
		Row{Text: w.heldTitle(), Sub: w.held(), Hidden: w.unknown()},
		Row{Line: true},
		w.ifGuarded(Row{Text: w.say("tray_scan_folder"), Do: Deed{What: ScanFolder}, Hidden: s.Scanning}),
		w.ifGuarded(Row{Text: w.say("tray_scan_pc"), Do: Deed{What: ScanPC}, Hidden: s.Scanning}),
		Row{Text: w.scanning(), Do: Deed{What: Details}, Hidden: !s.Scanning},
		Row{Text: w.say("tray_scan_stop"), Do: Deed{What: ScanStop}, Hidden: !s.Scanning},
		Row{Line: true},
		w.contact(),
		w.ifGuarded(Row{Text: w.say("tray_manual"), Do: Deed{What: Manual}}),
		Row{Text: w.say("tray_about"), Do: Deed{What: About}},
	)
	return View{Icon: w.icon(), Tooltip: w.tooltip(), Rows: rows}
}

// writer puts a state into rows.
type writer struct {
	texts *texts.Catalog
	State
}

func (w writer) say(key string, pairs ...string) string { return w.texts.Say(key, pairs...) }

// unknown says that no guard has ever told anything.
func (w writer) unknown() bool { return w.Status.Version == "" }

// ifGuarded makes a row grey whose deed needs the guard.
func (w writer) ifGuarded(r Row) Row {
	if !w.Connected {
		r.Do = Deed{}
	}
	return r
}

func (w writer) icon() icon.Icon {
	i := icon.Icon{State: link.Unprotected, Heightened: w.Status.Heightened != ""}
	if w.Connected {
		i.State = w.Status.State
	}
	return i
}

func (w writer) stateText() string {
	switch {
	case w.OtherKind && !w.Connected:
		return w.say("tray_other_version")
	case !w.Connected:
		return w.say("tray_no_guard")
	case w.Status.State == link.Protected:
		return w.say("tray_protected")
	case w.Status.State == link.Warning:
		return w.say("tray_warning")
	}
	return w.say("tray_unprotected")
}

func (w writer) state() Row { return Row{Text: w.stateText(), Do: Deed{What: Details}} }

func (w writer) heightenedText() string {
	return w.say("tray_heightened", "name", w.Status.Heightened)
}

func (w writer) heightened() Row {
	return Row{Text: line(w.heightenedText()), Do: Deed{What: Details}, Hidden: w.Status.Heightened == ""}
}

// problems are those of a guard that answers: without one, there is a single problem, and the first row tells it.
func (w writer) problems() []Row {
	rows := make([]Row, maxProblems+1)
	for i := range rows {
		rows[i] = Row{Hidden: true}
	}
	if !w.Connected {
		return rows
	}
	for i, problem := range w.Status.Problems {
		if i == maxProblems {
			more := strconv.Itoa(len(w.Status.Problems) - maxProblems)
			rows[i] = Row{Text: w.say("tray_problems_more", "n", more), Do: Deed{What: Details}}
			break
		}
		rows[i] = Row{Text: line("• " + problem), Do: Deed{What: Details}}
	}
	return rows
}

func (w writer) last() []Row {
	rows := make([]Row, link.MaxLast)
	for i := range rows {
		if i >= len(w.Status.Last) {
			rows[i] = Row{Hidden: true}
			continue
		}
		text := w.time(w.Status.Last[i].Time) + " · " + w.Status.Last[i].Text
		rows[i] = Row{Text: line(text), Do: Deed{What: Tell, Text: text}}
	}
	if len(w.Status.Last) == 0 {
		rows[0] = Row{Text: w.say("tray_last_none")}
	}
	return rows
}

func (w writer) heldTitle() string {
	return w.say("tray_held", "n", strconv.Itoa(w.Status.Held))
}

// held has a row for each of the newest files. The others are in a window that the last row opens.
func (w writer) held() []Row {
	rows := make([]Row, maxHeld+1)
	for i := range rows {
		rows[i] = Row{Hidden: true}
	}
	for i, file := range w.Held[:min(len(w.Held), maxHeld)] {
		text := w.time(file.Time) + " · " + file.Text + " · " + file.Name
		rows[i] = w.ifGuarded(Row{Text: line(text), Do: Deed{What: Release, ID: file.ID, Text: file.Name}})
	}
	switch {
	case w.Status.Held == 0 || len(w.Held) == 0:
		rows[0] = Row{Text: w.say("tray_held_none")}
	case len(w.Held) > maxHeld:
		rows[maxHeld] = Row{Text: w.say("tray_held_more"), Do: Deed{What: HeldList}}
	}
	return rows
}

func (w writer) scanning() string {
	return w.say("tray_scanning", "n", Count(w.texts, w.Scanned))
}

func (w writer) contact() Row {
	text := w.say("tray_contact", "contact", w.Status.Contact)
	return Row{Text: line(text), Do: Deed{What: Tell, Text: text}, Hidden: w.Status.Contact == ""}
}

// time is short: without the day when it is today's.
func (w writer) time(t time.Time) string {
	t = t.In(w.Now.Location())
	if t.Format(time.DateOnly) == w.Now.Format(time.DateOnly) {
		return t.Format("15:04")
	}
	return t.Format("02/01 15:04")
}

func (w writer) tooltip() string {
	parts := []string{w.say("tray_name"), w.stateText()}
	if w.Status.Heightened != "" {
		parts = append(parts, w.heightenedText())
	}
	if w.Scanning {
		parts = append(parts, w.scanning())
	}
	return shorten(strings.Join(parts, " · "), maxTooltip)
}
