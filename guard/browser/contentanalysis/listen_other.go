//go:build !windows

package contentanalysis

import (
	"errors"
	"fmt"
)

// Listen is for Windows alone: elsewhere browsers ask no agent, and the error is errors.ErrUnsupported.
func Listen(name string, _ Users) (Listener, error) {
	return nil, fmt.Errorf("listen at %q: %w", name, errors.ErrUnsupported)
}
