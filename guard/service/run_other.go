//go:build !linux && !windows

package service

import "context"

// run knows no service manager here.
func run(ctx context.Context, o Options, work Work) error { return foreground(ctx, o, work) }
