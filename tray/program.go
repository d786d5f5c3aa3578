package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"giumat/guard/link"
	"giumat/guard/texts"
	"giumat/tray/menu"
)

// dialogs are what the menu opens; package dialog has them.
type dialogs interface {
	Ask(ctx context.Context, q link.Question) link.Answer
	PickFolder(ctx context.Context, title string) (path string, ok bool)
	List(ctx context.Context, title, text string, rows [][]string, columns []string)
	Message(ctx context.Context, title, text string)
	Entry(ctx context.Context, title, text string) (string, bool)
}

// shower is the place in the desktop's tray; package bar has it.
type shower interface {
	Show(v menu.View)
}

// program is what the tray knows and does. What it knows comes from the guard; what it does, the user clicked.
type program struct {
	texts   *texts.Catalog
	dialogs dialogs
	bar     shower
	open    func(ctx context.Context, path string) error // shows a file in the program that the desktop has for it
	now     func() time.Time

	jobs       sync.WaitGroup // all goroutines of the program
	heldWanted chan struct{}  // the list of the quarantine is to be asked for
	copies     copies

	mu       sync.Mutex
	state    menu.State
	client   *link.Client            // nil before the first connection
	doing    map[menu.Deed]bool      // windows that are open
	stopScan context.CancelCauseFunc // nil when none runs
}

func newProgram(t *texts.Catalog, d dialogs, b shower) *program {
	return &program{
		texts: t, dialogs: d, bar: b, open: openFile, now: time.Now,
		heldWanted: make(chan struct{}, 1),
		copies:     newCopies(),
		doing:      map[menu.Deed]bool{},
	}
}

// events is what the program wants to hear from the guard.
func (p *program) events() link.Events {
	return link.Events{
		Connected: func(c *link.Client) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.client = c // what it has to say comes with the first status
			p.copies.reached(c)
		},
		Lost:   p.lost,
		Status: p.status,
		Show:   p.dialogs.Ask,
	}
}

func (p *program) status(s link.Status) {
	p.change(func(state *menu.State) {
		state.Connected, state.Status = true, s
	})
	select {
	case p.heldWanted <- struct{}{}:
	default: // asked for already
	}
}

// lost tells the user at once: nothing is known of the guard any more.
func (p *program) lost(err error) {
	_, other := errors.AsType[*link.VersionError](err)
	p.change(func(state *menu.State) {
		state.Connected, state.OtherKind = false, other
	})
}

// change changes what is known and shows it.
func (p *program) change(with func(*menu.State)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	with(&p.state)
	p.redraw()
}

// redraw shows what is known; the caller holds mu.
func (p *program) redraw() {
	p.state.Now = p.now()
	p.bar.Show(menu.New(p.texts, p.state))
}

// known is what is known, and the guard to ask for more; it is nil when there is none.
func (p *program) known() (menu.State, *link.Client) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.state.Connected {
		return p.state, nil
	}
	return p.state, p.client
}

// keepHeld asks for the list of the quarantine whenever the guard has had news.
func (p *program) keepHeld(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.heldWanted:
		}
		_, guard := p.known()
		if guard == nil {
			continue
		}
		if held, err := guard.Held(ctx); err == nil {
			p.change(func(state *menu.State) { state.Held = held })
		}
	}
}
