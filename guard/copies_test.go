package main

import (
	"testing"
	"testing/synctest"

	"giumat/guard/link"
)

// Of the guard and a tray of its user, one looks at the clipboard, and never both.
func TestOneLooksAtTheClipboard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		own, other := link.User{ID: "1000"}, link.User{ID: "1001"}
		c := &copies{own: own.ID}
		looks := 0
		look := func() (began bool) {
			ctx, end, may := c.begin(t.Context())
			if !may {
				return false
			}
			looks++
			go func() {
				<-ctx.Done()
				looks--
				end()
			}()
			return true
		}
		for _, step := range []struct {
			user     link.User
			sight    link.Sight
			want     int // looks of the guard once that is known
			mayAgain bool
		}{
			{other, link.SightAll, 1, false},
			{own, link.SightNoScreen, 1, false},
			{own, link.SightWayland, 0, false},
			{own, link.SightAll, 0, false},
			{own, link.SightFails, 0, true},
			{own, link.SightAll, 0, false},
			{own, "", 0, true},
			{other, "", 1, false},
		} {
			if looks == 0 {
				look()
			}
			c.watchedBy(step.user, step.sight)
			synctest.Wait()
			if looks != step.want {
				t.Errorf("%q of %s: %d looks, want %d", step.sight, step.user.ID, looks, step.want)
			}
			if looks == 0 && look() != step.mayAgain {
				t.Errorf("%q of %s: the guard may look: %v", step.sight, step.user.ID, !step.mayAgain)
			}
		}
		c.watchedBy(own, link.SightAll)
		synctest.Wait()
	})
}

func TestClipboardStatus(t *testing.T) {
	for _, c := range []struct {
		here  string
		trays map[string]link.Sight
		want  string
	}{
		{"", nil, ""},
		{"no_screen", nil, "clipboard_no_screen"},
		{"no_screen", map[string]link.Sight{"1": link.SightAll}, "clipboard_on"},
		{"no_screen", map[string]link.Sight{"1": link.SightWayland, "2": link.SightFails}, "clipboard_wayland"},
		{"on", map[string]link.Sight{"1": link.SightWayland}, "clipboard_on"},
		{"on", map[string]link.Sight{"1": link.SightNoScreen}, "clipboard_on"},
	} {
		if got := (&copies{here: c.here, trays: c.trays}).status(); got != c.want {
			t.Errorf("%q, %v: %q, want %q", c.here, c.trays, got, c.want)
		}
	}
}
