package bar

import (
	"context"
	"strings"
	"time"

	"fyne.io/systray"

	"giumat/tray/icon"
)

// retryEvery is how often it is looked whether there is a session bus at last.
const retryEvery = 5 * time.Second

// run joins the session bus, again when it was lost. The library keeps the icon in the tray while the bus lives and
// panels come and go.
func (b *Bar) run(ctx context.Context) {
	b.start(b.newTray())
	seen := false // a tray has had the menu
	for ctx.Err() == nil {
		h, err := findHosts(ctx)
		if err != nil {
			b.Logger.Debug("no session bus", "error", err)
			b.Tray(false)
			pause(ctx, retryEvery)
			continue
		}
		join, _ := systray.RunWithExternalLoop(nil, nil)
		join()
		h.follow(ctx, func(there bool) {
			if there && seen {
				b.again()
			}
			seen = seen || there
			b.Tray(there)
		})
		h.close()
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// iconFile gives more pixels than bars have: they scale it down.
func iconFile(i icon.Icon) []byte { return i.PNG(128) }

// escape keeps an underscore from marking a key.
func escape(s string) string { return strings.ReplaceAll(s, "_", "__") }
