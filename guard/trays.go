package main

import (
	"context"
	"log/slog"

	"giumat/guard/link"
	"giumat/guard/notify"
)

// trays is the guard's way to the people at this PC: pop-ups and menus in their trays, and lines on the terminal.
type trays struct {
	desk     *desk
	server   *link.Server
	audience link.Audience
	popups   *notify.Calm
	changed  chan struct{} // something new to show; room for one
	close    func() error
}

// openTrays prepares the link. Nobody is let in before serve.
func (p *program) openTrays(guarded owners, contact string) (*trays, error) {
	t := &trays{desk: &desk{p: p, owners: guarded}, audience: link.OwnerOnly, changed: make(chan struct{}, 1)}
	o := link.Options{Status: t.desk.status, Copies: t.desk, Logger: p.logger}
	if _, isAlone := guarded.(alone); !isAlone {
		t.audience, o.Allowed = link.Everyone, func(link.User) bool { return true }
	}
	t.server = link.NewServer(t.desk, o)
	var other notify.All
	other, t.close = p.desktop()
	t.popups = &notify.Calm{To: notify.Popups{User: guarded.User, Line: t.server, Else: other, Texts: p.texts, Contact: contact}}
	return t, nil
}

// desktop is the desktop's notification service, if there is one, for when no tray runs.
func (p *program) desktop() (notify.All, func() error) {
	d, err := notify.OpenDesktop(p.texts)
	if err != nil {
		p.logger.Info("no desktop notifications", slog.Any("error", err))
		return nil, func() error { return nil }
	}
	return notify.All{d}, d.Close
}

// notifier tells the terminal everything, and the user what he can take in.
func (t *trays) notifier() notify.All {
	return notify.All{notify.Terminal{W: t.desk.p.stdout, Texts: t.desk.p.texts}, t.popups}
}

// serve lets the trays in until ctx is done.
func (t *trays) serve(ctx context.Context, addr string) error {
	listener, err := link.Listen(addr, t.audience)
	if err != nil {
		return err
	}
	return t.server.Serve(ctx, listener)
}
