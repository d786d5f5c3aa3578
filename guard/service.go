package main

import (
	"context"

	"giumat/guard/places"
)

// runService guards this PC for all its users; the system's service manager starts it.
func runService(ctx context.Context, p *program, args []string) (int, error) {
	p.places, p.owners = places.Machine(), newEveryone()
	return runRun(ctx, p, args)
}
