package engine

import (
	"context"
	"fmt"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/notify"
	"giumat/guard/policy"
	"giumat/guard/redact"
	"giumat/rules"
)

// Attachment is a file that a page is about to get in a browser, and has been judged.
type Attachment struct {
	Name    string        // as the user knows it, without folders
	Channel event.Channel // policy's row: event.Webmail, policy.WebmailOfficial, event.Chat
	Site    string        // the page's host: "mail.google.com"
	Browser string        // "chromium", "firefox"
	SHA256  string
	Verdict rules.Verdict
	User    string // who is about to send it, as os/user names him
	Reason  string // why the user goes on; empty when he was not asked yet
}

// Attach decides whether a page may get a file, and records what the officer should know. The notice is what the user
// is to read: where its Asks is set he may go on with a reason, in another Attachment. With an error the page does not
// get the file.
func (e *Engine) Attach(ctx context.Context, a Attachment) (allow bool, n notify.Notice, err error) {
	d := e.Policy.At(e.Now()).Decide(a.Verdict, a.Channel)
	if d.Action == policy.Allow {
		return true, notify.Notice{}, nil
	}
	outcome := act.Outcome{Result: act.Blocked}
	switch {
	case d.Action == policy.Record, d.Action == policy.Warn && a.Reason != "":
		allow, outcome.Result = true, act.Allowed
	case d.Action == policy.Warn:
		outcome.Result = act.Warned
	}
	kept, _, err := e.record(ctx, e.attached(a, d, outcome))
	if err != nil {
		return false, notify.Notice{}, fmt.Errorf("attach: %w", err)
	}
	n = notify.Notice{Incident: kept, FileName: redact.Name(a.Name), Folder: redact.Name(a.Site), Asks: outcome.Result == act.Warned}
	return allow, n, nil
}

// Unjudged records a file that a page did not get because nobody could judge it: the guard's part in the browser had
// nobody to ask, or no answer in time.
func (e *Engine) Unjudged(ctx context.Context, a Attachment) error {
	a.Verdict = rules.Verdict{State: rules.Unreadable}
	d := policy.Decision{Action: policy.Block, Row: policy.Uninspected}
	_, _, err := e.record(ctx, e.attached(a, d, act.Outcome{Result: act.Blocked}))
	return err
}

// Noticed records a file that a page sent past the guard, as far as the browser showed it: nobody judged it, and it went.
func (e *Engine) Noticed(ctx context.Context, a Attachment) error {
	a.Verdict = rules.Verdict{State: rules.Unreadable}
	d := policy.Decision{Action: policy.Record, Row: policy.Uninspected}
	_, _, err := e.record(ctx, e.attached(a, d, act.Outcome{Result: act.Allowed}))
	return err
}

// attached is the account of an attachment.
func (e *Engine) attached(a Attachment, d policy.Decision, o act.Outcome) incident.Incident {
	channel := a.Channel
	if channel == policy.WebmailOfficial {
		channel = event.Webmail // finer in the policy than in the record
	}
	f := event.File{Path: a.Name, Channel: channel, Drive: event.Drive{Device: a.Site}, User: a.User, Seen: e.Now()}
	in := incident.New(f, a.Verdict, d, o, a.SHA256, incident.Who{User: e.whose(f), Host: e.Host})
	in.Program, in.Reason = a.Browser, a.Reason
	in.Original = incident.Shorten(e.originals.of(a.SHA256, ""))
	return in
}
