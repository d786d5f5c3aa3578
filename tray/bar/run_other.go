//go:build !linux && !windows

package bar

import "context"

// run says that there is no tray: on macOS the library needs cgo, which we do not use.
func (b *Bar) run(ctx context.Context) {
	b.Tray(false)
	<-ctx.Done()
}
