//go:build linux || windows

package bar

import (
	"log"
	"log/slog"
	"sync/atomic"

	"fyne.io/systray"

	"giumat/tray/icon"
	"giumat/tray/menu"
)

// tray is the system's tray by the library systray.
type tray struct {
	clicked func(menu.Deed)
	drawn   icon.Icon
	tooltip string
	items   []*item
	gone    chan struct{} // closed when the items are replaced
}

func (b *Bar) newTray() *tray {
	// The library says on the standard logger what went wrong; people are told in other words, by Bar.Tray.
	log.SetFlags(0)
	log.SetOutput(slog.NewLogLogger(b.Logger.Handler(), slog.LevelDebug).Writer())
	return &tray{clicked: b.Clicked, gone: make(chan struct{})}
}

// rebuild makes the menu anew. A panel that has just started would show what is beside a row as blank: it must be
// given the rows first, and the library does that with the first reader of a menu only.
func (t *tray) rebuild(v menu.View) {
	close(t.gone)
	t.gone, t.items = make(chan struct{}), nil
	systray.ResetMenu()
	t.show(v)
}

func (t *tray) show(v menu.View) {
	if t.items == nil {
		for _, row := range v.Rows {
			t.items = append(t.items, t.add(nil, row))
		}
	}
	for i, row := range v.Rows {
		t.items[i].update(row)
	}
	if t.drawn != v.Icon {
		t.drawn = v.Icon
		systray.SetIcon(iconFile(v.Icon))
	}
	if t.tooltip != v.Tooltip {
		t.tooltip = v.Tooltip
		systray.SetTooltip(v.Tooltip)
	}
}

// item is a row that the tray shows.
type item struct {
	*systray.MenuItem // nil for a line
	text              string
	grey, hidden      bool
	deed              atomic.Pointer[menu.Deed]
	sub               []*item
}

// add makes a row, and those beside it.
func (t *tray) add(parent *systray.MenuItem, row menu.Row) *item {
	i := &item{text: row.Text}
	switch {
	case row.Line:
		systray.AddSeparator()
		return i
	case parent == nil:
		i.MenuItem = systray.AddMenuItem(escape(row.Text), "")
	default:
		i.MenuItem = parent.AddSubMenuItem(escape(row.Text), "")
	}
	i.deed.Store(&row.Do)
	go t.listen(i, t.gone)
	for _, beside := range row.Sub {
		i.sub = append(i.sub, t.add(i.MenuItem, beside))
	}
	return i
}

// listen waits for clicks: the library forgets one that nobody waits for at once.
func (t *tray) listen(i *item, gone <-chan struct{}) {
	for {
		select {
		case <-gone:
			return
		case <-i.ClickedCh:
			if deed := i.deed.Load(); deed.What != "" {
				t.clicked(*deed)
			}
		}
	}
}

// update changes what differs from what is shown: each change goes to the desktop on its own.
func (i *item) update(row menu.Row) {
	if i.MenuItem == nil {
		return
	}
	i.deed.Store(&row.Do)
	if row.Hidden {
		// On Windows, to change a hidden row shows it: its words wait until it is seen.
		if !i.hidden {
			i.Hide()
		}
		i.hidden = true
		return
	}
	if i.text != row.Text {
		i.SetTitle(escape(row.Text))
	}
	grey := row.Do.What == "" && row.Sub == nil
	if grey && !i.grey {
		i.Disable()
	}
	if !grey && i.grey {
		i.Enable()
	}
	if i.hidden {
		i.Show()
	}
	i.text, i.grey, i.hidden = row.Text, grey, false
	for n, beside := range row.Sub {
		i.sub[n].update(beside)
	}
}
