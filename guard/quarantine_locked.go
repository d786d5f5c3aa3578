package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"giumat/guard/act"
	"giumat/guard/link"
)

// isLocked: what is in quarantine, an administrator sees without the guard.
func isLocked(h link.Held) bool { return h.Locked }

// listHeld lists the files of a kind that the running guard holds; without one there are none.
func (p *program) listHeld(ctx context.Context, wanted func(link.Held) bool) error {
	return p.askGuard(ctx, func(c *link.Client) error {
		list, err := c.Held(ctx)
		if err == nil && len(list) == 0 && p.served() {
			fmt.Fprintln(p.stdout, p.texts.Say("quarantine_none"))
		}
		for _, h := range list {
			if wanted(h) {
				fmt.Fprintf(p.stdout, "%s  %s  %s  %s\n", h.ID, h.Time.Local().Format(time.DateTime), h.Text, p.show(h.Name))
			}
		}
		return err
	})
}

// release has the running guard give back a file of a kind.
func (p *program) release(ctx context.Context, w wish, wanted func(link.Held) bool) error {
	found := false
	err := p.askGuard(ctx, func(c *link.Client) error {
		list, err := c.Held(ctx)
		found = slices.ContainsFunc(list, func(h link.Held) bool { return h.ID == w.id && wanted(h) })
		if err != nil || !found {
			return err
		}
		path, err := c.Release(ctx, link.Wish{ID: w.id, Reason: w.reason, Code: w.code})
		if err == nil {
			p.sayGiven(act.Restored{Path: path})
		}
		return err
	})
	if err == nil && !found {
		return act.ErrNoEntry
	}
	return err
}

// askGuard asks the running guard; where none runs it asks nothing.
func (p *program) askGuard(ctx context.Context, ask func(c *link.Client) error) error {
	running, err := p.running()
	if err != nil || !running && !p.served() {
		return err
	}
	return askGuardOf(ctx, p.places.Serving, ask)
}

// askGuardOf asks the guard that runs with a data folder.
func askGuardOf(ctx context.Context, dataDir string, ask func(c *link.Client) error) error {
	conn, err := link.Dial(ctx, link.Addr(dataDir))
	if err != nil {
		return fmt.Errorf("ask the running guard: %w", err)
	}
	c, err := link.Open(ctx, conn, link.RoleCommand)
	if err != nil {
		return fmt.Errorf("ask the running guard: %w", err)
	}
	ctx, hangUp := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx, link.Events{}) }()
	err = ask(c)
	hangUp()
	if lost := <-ended; err == nil && !errors.Is(lost, context.Canceled) {
		err = lost
	}
	return err
}
