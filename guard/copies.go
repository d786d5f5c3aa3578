package main

import (
	"context"
	"sync"
	"time"

	"giumat/guard/clipboard"
	"giumat/guard/link"
	"giumat/guard/redact"
)

// copies are the lists of files that users copy. The guard looks at the clipboard of the session it runs in, unless a
// tray of its own user does; of other sessions, their trays tell it.
type copies struct {
	own string // ID of the user who runs the guard

	mu     sync.Mutex
	here   string                // how well the guard sees the clipboard itself
	trays  map[string]link.Sight // how well trays do, by their user's ID
	handed bool                  // a tray of the own user looks
	stop   func()                // ends the guard's own look, and waits for its end; nil where it does not look
}

// begin gives the time for which the guard may look itself, if it may; end says that it no longer does.
func (c *copies) begin(ctx context.Context) (own context.Context, end func(), may bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.handed {
		return nil, nil, false
	}
	own, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	c.stop = func() {
		cancel()
		<-ended
	}
	return own, func() {
		cancel()
		close(ended)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.stop = nil
	}, true
}

// watchedBy takes how well a user's trays see. When it returns, the guard does not look where they do.
func (c *copies) watchedBy(user link.User, s link.Sight) {
	c.mu.Lock()
	if c.trays == nil {
		c.trays = map[string]link.Sight{}
	}
	c.trays[user.ID] = s
	if s == "" {
		delete(c.trays, user.ID)
	}
	stop := c.stop
	if user.ID == c.own {
		c.handed = s.Sees()
	}
	mine := c.handed
	c.mu.Unlock()
	if mine && stop != nil {
		stop()
	}
}

func (c *copies) setHere(word string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.here = word
}

// status is how well copies are seen, as a key of a sentence: by a tray that sees, or by the guard itself.
func (c *copies) status() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.here == "" && len(c.trays) == 0 {
		return ""
	}
	word := c.here
	for _, s := range c.trays {
		if s == link.SightAll || s.Sees() && word != string(link.SightAll) {
			word = string(s)
		}
	}
	return "clipboard_" + word
}

// clipboardPause is how long to wait before a display that went away is looked for again, or a tray that looked is
// taken for gone.
const clipboardPause = 10 * time.Second

// watchClipboard refuses lists of marked files until ctx is done.
func (v *prevention) watchClipboard(ctx context.Context) {
	for ctx.Err() == nil {
		if own, end, may := v.copies.begin(ctx); may {
			v.lookAtClipboard(own)
			end()
		}
		select {
		case <-ctx.Done():
		case <-time.After(clipboardPause):
		}
	}
}

// lookAtClipboard looks until ctx is done or the clipboard is gone.
func (v *prevention) lookAtClipboard(ctx context.Context) {
	var refused func(error) // of the list that is just being taken off
	ask := func(ctx context.Context, c clipboard.Copied) (leave bool) {
		refused = v.engine.Copied(ctx, "", c.Paths)
		return refused == nil
	}
	emptied := func(_ clipboard.Copied, err error) { refused(redact.Error(err)) }
	v.copies.setHere(clipboard.Word(clipboard.Check()))
	err := clipboard.Watch(ctx, ask, clipboard.Options{Emptied: emptied, Logger: v.logger})
	if ctx.Err() == nil {
		v.copies.setHere(clipboard.Word(err))
	}
}

// Watches takes from a user's trays how well they see his clipboard.
func (d *desk) Watches(user link.User, s link.Sight) { d.g.prevent.copies.watchedBy(user, s) }

// Copied judges files that a user copied, of which his tray told.
func (d *desk) Copied(ctx context.Context, user link.User, files []string) (refused func(error)) {
	return d.g.engine.Copied(ctx, user.Name, files)
}
