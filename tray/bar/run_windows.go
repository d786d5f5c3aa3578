package bar

import (
	"context"
	"strings"

	"fyne.io/systray"

	"giumat/tray/icon"
)

func (b *Bar) run(ctx context.Context) {
	stop := context.AfterFunc(ctx, systray.Quit)
	defer stop()
	t := b.newTray()
	systray.Run(func() {
		b.start(t)
		b.Tray(true)
	}, nil)
}

func iconFile(i icon.Icon) []byte { return i.ICO() }

// escape keeps an ampersand from marking a key.
func escape(s string) string { return strings.ReplaceAll(s, "&", "&&") }
