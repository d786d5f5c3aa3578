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

// listLocked lists the files that the running guard keeps locked where they lie; without one there are none.
func (p *program) listLocked(ctx context.Context) error {
	return p.askGuard(ctx, func(c *link.Client) error {
		list, err := c.Held(ctx)
		for _, h := range list {
			if h.Locked {
				fmt.Fprintf(p.stdout, "%s  %s  %s  %s\n", h.ID, h.Time.Local().Format(time.DateTime), h.Text, p.show(h.Name))
			}
		}
		return err
	})
}

// unlock has the running guard unlock a file that is not in quarantine.
func (p *program) unlock(ctx context.Context, w wish) error {
	found := false
	err := p.askGuard(ctx, func(c *link.Client) error {
		list, err := c.Held(ctx)
		found = slices.ContainsFunc(list, func(h link.Held) bool { return h.ID == w.id && h.Locked })
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
	if err != nil || !running {
		return err
	}
	return askGuardOf(ctx, p.dataDir, ask)
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
