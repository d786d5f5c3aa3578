package notify

import (
	"context"
	"maps"
	"path/filepath"
	"sync"
	"time"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
)

const (
	// calmWindow is the time in which a user is told of at most calmBurst files one by one; of the rest he hears in one
	// notice at its end.
	calmWindow = time.Minute
	calmBurst  = 3
	// calmAgain is how long the same content on the same way with the same end is not told again.
	calmAgain = 10 * time.Minute
)

// Calm keeps users from being buried: a folder with a hundred marked files, or a document that is saved every minute,
// is told or asked once. What it holds back stands in the record all the same, and what it does not ask is held. A file
// that could not be stopped is told at once, as its user can still do something.
type Calm struct {
	To interface {
		Notify(ctx context.Context, n Notice) error
		CanAsk(user string) bool
		Ask(ctx context.Context, n Notice) (reason string, goOn bool)
	}

	mu      sync.Mutex
	last    map[thing]time.Time
	windows map[string]*window // by user, who was told something lately
}

// thing is what a user need not be told twice: a content or a place, on a channel, with an end.
type thing struct {
	user, what string
	channel    event.Channel
	outcome    act.Result
}

// window is a time of many notices.
type window struct {
	passed     int
	more, held int
}

// Notify tells n now, at the end of the window with others, or not again.
func (c *Calm) Notify(ctx context.Context, n Notice) error {
	if !c.passes(ctx, n) {
		return nil
	}
	return c.To.Notify(ctx, n)
}

// CanAsk tells whether the user would see a question.
func (c *Calm) CanAsk(user string) bool { return c.To.CanAsk(user) }

// Ask asks n now, or not at all: nobody reads the twentieth question. Not asked means stop.
func (c *Calm) Ask(ctx context.Context, n Notice) (reason string, goOn bool) {
	if !c.passes(ctx, n) {
		return "", false
	}
	return c.To.Ask(ctx, n)
}

func (c *Calm) passes(ctx context.Context, n Notice) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen(n) {
		return false
	}
	if n.Incident.Outcome == act.Failed {
		return true
	}
	w := c.open(ctx, n.Incident.User)
	if w.passed < calmBurst {
		w.passed++
		return true
	}
	w.more++
	if n.Incident.Outcome == act.Quarantined {
		w.held++
	}
	return false
}

// seen notes n, and tells whether its content or its place was told lately.
func (c *Calm) seen(n Notice) bool {
	now := time.Now()
	if c.last == nil {
		c.last = map[thing]time.Time{}
	}
	maps.DeleteFunc(c.last, func(_ thing, when time.Time) bool { return now.Sub(when) >= calmAgain })
	seen := false
	for _, what := range []string{n.Incident.SHA256, filepath.Join(n.Folder, n.FileName)} {
		key := thing{n.Incident.User, what, n.Incident.Channel, n.Incident.Outcome}
		if _, told := c.last[key]; told && what != "" {
			seen = true
		}
		c.last[key] = now
	}
	return seen
}

// open gives the user's window, which ends by itself.
func (c *Calm) open(ctx context.Context, user string) *window {
	if c.windows == nil {
		c.windows = map[string]*window{}
	}
	w := c.windows[user]
	if w == nil {
		w = &window{}
		c.windows[user] = w
		// The window outlives the handling of the file that opened it.
		ctx = context.WithoutCancel(ctx)
		time.AfterFunc(calmWindow, func() { c.sumUp(ctx, user) })
	}
	return w
}

// sumUp tells of all that was held back in the user's window.
func (c *Calm) sumUp(ctx context.Context, user string) {
	c.mu.Lock()
	w := c.windows[user]
	delete(c.windows, user)
	c.mu.Unlock()
	if w.more > 0 {
		// Best effort, as every notice is; nobody is left to hear of an error.
		_ = c.To.Notify(ctx, Notice{Incident: incident.Incident{User: user}, More: w.more, Held: w.held})
	}
}
