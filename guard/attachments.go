package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/url"
	"time"

	"giumat/guard/browser/hosts"
	"giumat/guard/engine"
	"giumat/guard/event"
	"giumat/guard/link"
	"giumat/guard/notify"
	"giumat/guard/policy"
	"giumat/guard/texts"
	"giumat/rules"
)

// attachments decides which files pages may get. The running guard does it for the browsers' native hosts, and a host
// for itself when no guard runs.
type attachments struct {
	engine *engine.Engine
	hosts  *hosts.List
	texts  *texts.Catalog
}

// rule decides on one file. Whatever goes wrong, the page does not get it.
func (r attachments) rule(ctx context.Context, user string, a link.Attachment) (link.Ruling, error) {
	var v rules.Verdict
	if err := json.Unmarshal(a.Verdict, &v); err != nil {
		return link.Ruling{}, errors.New("an attachment without a verdict")
	}
	if a.Reason != "" && !link.ReasonOK(a.Reason, notify.MinReason) {
		a.Reason = ""
	}
	channel, site := r.page(a.URL)
	allow, n, err := r.engine.Attach(ctx, engine.Attachment{
		Name: a.Name, Channel: channel, Site: site, Browser: a.Browser, SHA256: a.SHA256, Verdict: v, User: user, Reason: a.Reason,
	})
	if err != nil || allow {
		return link.Ruling{Allow: allow}, err
	}
	ruling := link.Ruling{Asks: n.Asks}
	if n.Asks {
		ruling.MinReason = notify.MinReason
	}
	ruling.Title, ruling.Body = n.Words(r.texts)
	if contact := r.engine.Policy.Contact(); contact != "" {
		ruling.Body += "\n\n" + r.texts.Say("notice_contact", "contact", contact)
	}
	return ruling, nil
}

// page tells the policy's row for a page, and its host. A page that is on no list counts as free webmail.
func (r attachments) page(address string) (event.Channel, string) {
	site := ""
	if u, err := url.Parse(address); err == nil {
		site = u.Hostname()
	}
	kind, _, _ := r.hosts.Kind(address)
	switch kind {
	case hosts.Official:
		return policy.WebmailOfficial, site
	case hosts.Chat:
		return event.Chat, site
	}
	return event.Webmail, site
}

// noticedKind is what the extension calls a file that a page sent past it, and that it did not stop.
const noticedKind = "gate"

// unjudged records what the extension stopped or noticed by itself, as nobody could tell it what the file is.
func (r attachments) unjudged(ctx context.Context, user string, b link.Beat) error {
	channel, site := r.page(b.URL)
	a := engine.Attachment{Name: cmp.Or(b.Name, r.texts.Say("gate_unnamed")), Channel: channel, Site: site, Browser: b.Browser, User: user}
	if b.Failed == noticedKind {
		return r.engine.Noticed(ctx, a)
	}
	return r.engine.Unjudged(ctx, a)
}

// Attach decides on a file of the user, for the native host of his browser.
func (d *desk) Attach(ctx context.Context, u link.User, a link.Attachment) (link.Ruling, error) {
	return d.attachments().rule(ctx, u.Name, a)
}

// Beat takes a sign of life from a browser's extension.
func (d *desk) Beat(u link.User, b link.Beat) {
	if b.Failed != "" {
		if err := d.attachments().unjudged(context.Background(), u.Name, b); err != nil {
			d.p.logger.Error("what a browser's extension stopped or noticed was not recorded", slog.Any("error", err))
		}
		return
	}
	d.g.browsers.watch.Beat(b.PID, time.Now())
}

func (d *desk) attachments() attachments {
	return attachments{engine: d.g.engine, hosts: d.g.hosts, texts: d.p.texts}
}
