//go:build !windows

package nowrite

import "errors"

// System fails: only Windows has this policy.
func System() (*Policy, error) { return nil, errors.ErrUnsupported }
