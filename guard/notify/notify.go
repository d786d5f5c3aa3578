// Package notify tells the user of one incident. It takes the incident and the file's name, which is shown to its own
// user and kept nowhere, and gives a title and sentences in the user's language to a terminal, to the desktop's
// notification service or to a pop-up of the tray. It never decides, and it never shows a document's text.
package notify

import (
	"context"
	"errors"
	"strconv"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/texts"
	"giumat/rules"
)

// Notice is one thing to tell.
type Notice struct {
	Incident incident.Incident
	FileName string     // the base name, whole, safe to show
	Folder   string     // where the file lies or lay
	Why      act.Reason // why the file could not be quarantined; empty when it was, or was not to be
	Asks     bool       // the file is held while the user makes up his mind
	Kept     bool       // the user went on, and the file could not be given back
	More     int        // when not 0, this notice stands for so many, and only Held matters beside it
	Held     int        // how many of them are in quarantine
}

// Words gives the title and the sentence that the user reads.
func (n Notice) Words(t *texts.Catalog) (title, body string) {
	if n.More > 0 {
		return t.Say("notice_more_title", "n", strconv.Itoa(n.More)),
			t.Say("notice_more_body", "n", strconv.Itoa(n.More), "held", strconv.Itoa(n.Held))
	}
	key := n.key()
	level := t.Say("level_" + n.Incident.Level.String())
	return t.Say(key+"_title", "level", level),
		t.Say(key+"_body", "level", level, "file", n.FileName, "where", n.Folder, "why", t.Say("why_"+string(n.Why)), "how", n.how(t))
}

// how says in what way a file was kept back that lies where it lay.
func (n Notice) how(t *texts.Catalog) string {
	in := n.Incident
	switch {
	case in.Outcome != act.Blocked:
		return ""
	case in.Device != "" && (in.Channel == event.Webmail || in.Channel == event.Chat):
		return t.Say("how_page")
	case in.Program != "" && in.Channel != event.Removable:
		return t.Say("how_program", "program", in.Program)
	}
	return t.Say("how_" + string(in.Channel))
}

// key names the pair of sentences in the catalogue, which has one for each outcome and each reason for it.
func (n Notice) key() string {
	in := n.Incident
	about := "marked"
	switch {
	case in.Level == rules.None && in.State != rules.Clean:
		about = "uninspected"
	case in.Level == rules.None:
		about = "official"
	case in.Confidence == rules.Suspected:
		about = "suspected" // also when the file was stopped for being official: never say more than is known
	}
	switch {
	case n.Kept:
		return "notice_kept"
	case n.Asks && (in.Channel == event.Webmail || in.Channel == event.Chat): // nothing is held: the file lies where it was
		return "notice_attach_" + about
	case n.Asks:
		return "notice_asked_" + about
	case about == "marked" && in.Outcome == act.Warned && in.Channel == event.Removable:
		return "notice_warned_brought"
	}
	return "notice_" + string(in.Outcome) + "_" + about
}

// All tells everyone and joins what went wrong.
type All []interface {
	Notify(ctx context.Context, n Notice) error
}

// Notify tells each in turn; one that fails does not keep the next from being told.
func (all All) Notify(ctx context.Context, n Notice) error {
	var errs []error
	for _, one := range all {
		errs = append(errs, one.Notify(ctx, n))
	}
	return errors.Join(errs...)
}
