//go:build !windows

package hold

import (
	"errors"
	"os"
)

// openAlone has no means here: an advisory lock (flock) keeps nobody out.
func openAlone(string) (*os.File, error) { return nil, errors.ErrUnsupported }
