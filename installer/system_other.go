//go:build !linux && !windows

package installer

import "errors"

// ThisPC fails: the guard of a whole PC is installed on Windows and Linux alone.
func ThisPC() (System, error) { return System{}, errors.ErrUnsupported }
