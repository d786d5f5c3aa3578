package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"

	"giumat/guard/browser/unprotected"
	"giumat/guard/protection"
)

// browsersEvery is how often the browsers that run are compared with the signs of life of their extensions.
const browsersEvery = 5 * time.Second

// browsers are those that run on this PC without the extension. The zero value is ready.
type browsers struct {
	watch unprotected.Watch

	mu   sync.Mutex
	open []unprotected.Browser
}

func (b *browsers) set(open []unprotected.Browser) (changed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	changed = !slices.Equal(open, b.open)
	b.open = open
	return changed
}

// unprotected gives the browsers that ran without the extension at the last look.
func (b *browsers) unprotected() []unprotected.Browser {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.open)
}

// keepBrowsers looks for browsers without the extension until ctx is done, and remembers when there were any. changed
// is called when others are.
func (p *program) keepBrowsers(ctx context.Context, g *guardian, changed func()) {
	tick := time.NewTicker(browsersEvery)
	defer tick.Stop()
	for {
		open, err := g.browsers.watch.Unprotected(time.Now())
		if errors.Is(err, errors.ErrUnsupported) {
			return
		}
		if err != nil {
			p.logger.Warn("the running browsers are not known", slog.Any("error", err))
		}
		if g.browsers.set(open) {
			p.noteFault(ctx, g, protection.NoExtension, len(open) > 0)
			changed()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// describeBrowser says that a browser runs without the extension, and why.
func (p *program) describeBrowser(b unprotected.Browser) string {
	return p.texts.Say("doctor_unprotected", "browser", b.Name, "pid", strconv.Itoa(b.PID), "reason", p.texts.Say("doctor_unprotected_"+string(b.Reason)))
}
