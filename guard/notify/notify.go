// Package notify tells the user of one incident. It takes the incident and the file's name, which is shown to its own
// user and kept nowhere, and gives a title and a sentence in the user's language to a terminal or to the desktop's
// notification service. It never decides, never waits for an answer and never shows a document's text.
package notify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"giumat/guard/incident"
	"giumat/guard/texts"
	"giumat/rules"
)

// Notice is one thing to tell.
type Notice struct {
	Incident incident.Incident
	FileName string // the base name, whole, safe to show
	Folder   string // where the file lies or lay
}

// words gives the title and the sentence.
func (n Notice) words(t *texts.Catalog) (title, body string) {
	key := n.key()
	level := t.Say("level_" + n.Incident.Level.String())
	return t.Say(key+"_title", "level", level),
		t.Say(key+"_body", "level", level, "file", n.FileName, "where", n.Folder, "id", n.Incident.QuarantineID)
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
	return "notice_" + string(in.Outcome) + "_" + about
}

// Terminal writes notices as lines.
type Terminal struct {
	W     io.Writer
	Texts *texts.Catalog
}

// Notify writes n.
func (t Terminal) Notify(_ context.Context, n Notice) error {
	title, body := n.words(t.Texts)
	line := t.Texts.Say("notice_line", "time", n.Incident.Time.Local().Format(time.TimeOnly), "title", title, "body", body)
	_, err := fmt.Fprintln(t.W, wrap(line))
	return err
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
