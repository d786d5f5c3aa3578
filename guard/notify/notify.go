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

	"giumat/guard/act"
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

// words gives the title and the sentence. The catalogue has one pair for each outcome and each reason for it.
func (n Notice) words(t *texts.Catalog) (title, body string) {
	in := n.Incident
	about := "marked"
	switch {
	case in.Level == rules.None && in.State != rules.Clean:
		about = "uninspected"
	case in.Level == rules.None:
		about = "official"
	case in.Confidence == rules.Suspected && in.Outcome == act.Warned:
		about = "suspected"
	}
	key := "notice_" + string(in.Outcome) + "_" + about
	level := t.Say("level_" + in.Level.String())
	return t.Say(key+"_title", "level", level),
		t.Say(key+"_body", "level", level, "file", n.FileName, "where", n.Folder, "id", in.QuarantineID)
}

// Terminal writes notices as lines.
type Terminal struct {
	W     io.Writer
	Texts *texts.Catalog
}

// Notify writes n.
func (t Terminal) Notify(_ context.Context, n Notice) error {
	title, body := n.words(t.Texts)
	_, err := fmt.Fprintln(t.W, t.Texts.Say("notice_line", "time", n.Incident.Time.Local().Format(time.TimeOnly), "title", title, "body", body))
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
