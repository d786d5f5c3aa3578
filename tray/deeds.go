package main

import (
	"context"
	"errors"

	"giumat/guard/link"
	"giumat/tray/menu"
)

// clicked does what a row of the menu asks for. A window that is open already is not opened again.
func (p *program) clicked(ctx context.Context, d menu.Deed) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.doing[d] || ctx.Err() != nil {
		return
	}
	p.doing[d] = true
	p.jobs.Go(func() {
		p.do(ctx, d)
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.doing, d)
	})
}

func (p *program) do(ctx context.Context, d menu.Deed) {
	state, _ := p.known()
	title := p.texts.Say("tray_name")
	switch d.What {
	case menu.Details:
		p.dialogs.Message(ctx, title, menu.DetailsText(p.texts, state))
	case menu.Tell:
		p.dialogs.Message(ctx, title, d.Text)
	case menu.About:
		p.dialogs.Message(ctx, title, menu.AboutText(p.texts, state))
	case menu.HeldList:
		p.listHeld(ctx, state.Held)
	case menu.Release:
		p.release(ctx, d)
	case menu.Manual:
		p.manual(ctx)
	case menu.ScanFolder:
		if path, ok := p.dialogs.PickFolder(ctx, p.texts.Say("tray_pick_folder")); ok {
			p.scan(ctx, []string{path})
		}
	case menu.ScanPC:
		p.scan(ctx, nil)
	case menu.ScanStop:
		p.endScan()
	}
}

func (p *program) listHeld(ctx context.Context, held []link.Held) {
	var rows [][]string
	for _, file := range held {
		rows = append(rows, []string{file.Time.In(p.now().Location()).Format("02/01/2006 15:04"), file.Text, file.Name})
	}
	columns := []string{p.texts.Say("tray_column_time"), p.texts.Say("tray_column_why"), p.texts.Say("tray_column_file")}
	p.dialogs.List(ctx, p.texts.Say("tray_name"), p.texts.Say("tray_held_text"), rows, columns)
}

// release asks for a reason and passes it on; whether it is good enough is the guard's to say.
func (p *program) release(ctx context.Context, d menu.Deed) {
	title := p.texts.Say("tray_release")
	reason, ok := p.dialogs.Entry(ctx, title, p.texts.Say("tray_release_reason", "name", d.Text))
	if !ok {
		return
	}
	wish := link.Wish{ID: d.ID, Reason: reason}
	release := func(guard *link.Client) (string, error) { return guard.Release(ctx, wish) }
	path, err := p.ask(release)
	if wanted, ok := errors.AsType[link.CodeWanted](err); ok {
		if wish.Code, ok = p.dialogs.Entry(ctx, title, string(wanted)); !ok {
			return
		}
		path, err = p.ask(release)
	}
	if err != nil {
		p.dialogs.Message(ctx, title, p.texts.Say("tray_release_failed", "name", d.Text, "why", p.why(err)))
		return
	}
	p.dialogs.Message(ctx, title, p.texts.Say("tray_release_done", "name", d.Text, "path", path))
}

func (p *program) manual(ctx context.Context) {
	path, err := p.ask(func(guard *link.Client) (string, error) { return guard.Manual(ctx) })
	why := p.why(err)
	if err == nil {
		err = p.open(ctx, path)
		why = p.texts.Say("tray_manual_at", "path", path)
	}
	if err != nil && ctx.Err() == nil {
		p.dialogs.Message(ctx, p.texts.Say("tray_manual"), p.texts.Say("tray_manual_failed", "why", why))
	}
}

// ask asks the guard, if there is one.
func (p *program) ask(request func(*link.Client) (string, error)) (string, error) {
	_, guard := p.known()
	if guard == nil {
		return "", link.ErrGone
	}
	return request(guard)
}

// why is an error of the guard in words for the user.
func (p *program) why(err error) string {
	if told, ok := errors.AsType[link.Sentence](err); ok {
		return string(told)
	}
	if errors.Is(err, link.ErrBusy) {
		return p.texts.Say("tray_guard_busy")
	}
	return p.texts.Say("tray_guard_silent")
}
