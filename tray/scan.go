package main

import (
	"context"
	"errors"

	"giumat/guard/link"
	"giumat/tray/menu"
)

// errStopped is why a scan ended that the user stopped.
var errStopped = errors.New("the user stopped the scan")

// scan has the guard look at paths, the whole PC when there are none, and shows how far it is and what it found.
func (p *program) scan(ctx context.Context, paths []string) {
	scanning, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if !p.beginScan(stop) {
		return // one at a time: the menu offers no second
	}
	var last link.Progress
	err := link.ErrGone
	if _, guard := p.known(); guard != nil {
		err = guard.Scan(scanning, paths, func(now link.Progress) {
			last = now
			p.change(func(state *menu.State) { state.Scanned = now.Files })
		})
	}
	p.finishScan()

	result := scanResult{Progress: last, stopped: errors.Is(context.Cause(scanning), errStopped)}
	if err != nil {
		result.Error = p.why(err)
	}
	p.show(ctx, result)
}

// beginScan remembers what stops the scan. It is false when one runs already.
func (p *program) beginScan(stop context.CancelCauseFunc) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopScan != nil {
		return false
	}
	p.stopScan = stop
	p.state.Scanning, p.state.Scanned = true, 0
	p.redraw()
	return true
}

func (p *program) finishScan() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopScan = nil
	p.state.Scanning = false
	p.redraw()
}

// endScan does what the user asked: the scan ends, and says so.
func (p *program) endScan() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopScan != nil {
		p.stopScan(errStopped)
	}
}

// show opens the window with what a scan found.
func (p *program) show(ctx context.Context, r scanResult) {
	title, text := p.texts.Say("tray_scan_result"), r.text(p.texts)
	if len(r.Findings) == 0 {
		p.dialogs.Message(ctx, title, text)
		return
	}
	columns := []string{p.texts.Say("tray_column_found"), p.texts.Say("tray_column_file")}
	p.dialogs.List(ctx, title, text, r.rows(), columns)
}
