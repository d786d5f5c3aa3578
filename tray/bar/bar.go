// Package bar puts the icon and the menu into the desktop's tray. It takes views and gives the deeds that the user
// clicked; it knows nothing of the guard. Where there is no tray, now or ever, it says so and keeps the view for later.
package bar

import (
	"context"
	"log/slog"
	"sync"

	"giumat/tray/menu"
)

// Bar is this program's place in the tray. There can be one a process.
type Bar struct {
	// Clicked is called, one click after the other, with the deed of the row that the user clicked. It must not block.
	Clicked func(menu.Deed)
	// Tray is called when it becomes known that the desktop has a tray or has none, and whenever that changes.
	Tray func(there bool)
	// Logger is told what goes wrong on the desktop's side.
	Logger *slog.Logger

	mu    sync.Mutex
	view  menu.View
	shown surface // nil until the system is ready for it
	first sync.Once
	ready chan struct{} // closed when there is a view
}

// New gives a bar that shows nothing yet.
func New(logger *slog.Logger) *Bar {
	return &Bar{
		Clicked: func(menu.Deed) {},
		Tray:    func(bool) {},
		Logger:  logger,
		ready:   make(chan struct{}),
	}
}

// surface is what the system shows of us.
type surface interface {
	show(menu.View)
	rebuild(menu.View) // the same, for a tray that has never seen any of it
}

// Show changes what the tray shows. It may be called at any time from any goroutine.
func (b *Bar) Show(v menu.View) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.view = v
	if b.shown != nil {
		b.shown.show(v)
	}
	b.first.Do(func() { close(b.ready) })
}

// again shows the view to a tray that came after the one that has it.
func (b *Bar) again() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shown.rebuild(b.view)
}

// Run keeps the icon in the tray until ctx is done or Windows ends the session, from the first view on. It must be called by the goroutine that
// runs main, because Windows sends the clicks to the thread that made the icon.
func (b *Bar) Run(ctx context.Context) {
	select {
	case <-b.ready:
		b.run(ctx)
	case <-ctx.Done():
	}
}

// start shows the view there is on a new surface.
func (b *Bar) start(s surface) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shown = s
	s.show(b.view)
}
