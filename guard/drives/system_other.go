//go:build !linux && !windows

package drives

import (
	"context"
	"errors"
	"fmt"
	"runtime"
)

// System cannot tell which drives there are; the config can still name them.
func System(context.Context, func([]Drive)) error {
	return fmt.Errorf("list drives on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
