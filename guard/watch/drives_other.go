//go:build !linux && !windows

package watch

import (
	"context"
	"errors"
	"fmt"
	"runtime"
)

// systemDrives cannot tell which drives there are; the config can still name them.
func systemDrives(context.Context, func([]Drive)) error {
	return fmt.Errorf("list drives on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
