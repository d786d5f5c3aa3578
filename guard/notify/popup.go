package notify

import (
	"cmp"
	"context"
	"time"

	"giumat/guard/act"
	"giumat/guard/link"
	"giumat/guard/texts"
)

const (
	// MinReason is how many letters and digits a reason must have to be one.
	MinReason = 10
	// answerWithin is how long a question waits for its user before the answer is stop.
	answerWithin = 3 * time.Minute
)

// Line is the way to the trays of this PC's users: a *link.Server.
type Line interface {
	Connected(user link.User) bool
	Tell(ctx context.Context, user link.User, q link.Question) error
	Ask(ctx context.Context, user link.User, q link.Question) (link.Answer, error)
}

// Popups tells and asks a user through his tray. Without a tray he is told by Else, and cannot be asked.
type Popups struct {
	User func(name string) link.User // whom a name in the record means
	Line Line
	Else interface {
		Notify(context.Context, Notice) error
	}
	Texts   *texts.Catalog
	Contact string // whom to call; empty when the office has named nobody
}

// Notify shows n as a pop-up with nothing to choose.
func (p Popups) Notify(ctx context.Context, n Notice) error {
	user := p.User(n.Incident.User)
	if !p.Line.Connected(user) {
		return p.Else.Notify(ctx, n)
	}
	return p.Line.Tell(ctx, user, p.question(n))
}

// CanAsk tells whether the user has a tray.
func (p Popups) CanAsk(user string) bool { return p.Line.Connected(p.User(user)) }

// Ask shows n as a question. Whatever goes wrong, the answer is stop.
func (p Popups) Ask(ctx context.Context, n Notice) (reason string, goOn bool) {
	q := p.question(n)
	q.MayGoOn, q.MinReason, q.Timeout = true, MinReason, answerWithin
	answer, err := p.Line.Ask(ctx, p.User(n.Incident.User), q)
	if err != nil || !answer.GoOn {
		return "", false
	}
	return answer.Reason, true
}

func (p Popups) question(n Notice) link.Question {
	title, body := n.Words(p.Texts)
	if p.Contact != "" {
		body += "\n\n" + p.Texts.Say("notice_contact", "contact", p.Contact)
	}
	// The same content on the same way is one thing to talk about, however many copies there are.
	id := cmp.Or(n.Incident.SHA256, n.Incident.ID) + " " + string(n.Incident.Channel)
	if n.More > 0 {
		id = "more"
	}
	return link.Question{ID: id, Kind: n.kind(), Title: title, Body: body}
}

func (n Notice) kind() link.Kind {
	switch {
	case n.Asks:
		return link.Warn
	case n.Incident.Outcome == act.Failed:
		return link.Failed
	case n.Incident.Outcome == act.Quarantined, n.Incident.Outcome == act.Blocked:
		return link.Blocked
	}
	return link.AtRest
}
