//go:build !windows

package drives

import (
	"errors"
	"fmt"
)

// OnDeparture is for Windows, which asks before a drive leaves. Elsewhere the watcher has nothing open on it, and hears
// that it left.
func OnDeparture(string, func(Departure)) (stop func(), err error) {
	return nil, fmt.Errorf("ask before a drive leaves: %w", errors.ErrUnsupported)
}
