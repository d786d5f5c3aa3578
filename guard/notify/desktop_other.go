//go:build !linux

package notify

import (
	"context"
	"errors"
	"fmt"

	"giumat/guard/texts"
)

// Desktop is not there on this system: the tray program shows the notices.
type Desktop struct{}

// OpenDesktop says that there is none.
func OpenDesktop(*texts.Catalog) (*Desktop, error) {
	return nil, fmt.Errorf("desktop notifications: %w", errors.ErrUnsupported)
}

// Notify is never called, as OpenDesktop gives no Desktop.
func (*Desktop) Notify(context.Context, Notice) error { return errors.ErrUnsupported }

// Close does nothing.
func (*Desktop) Close() error { return nil }
