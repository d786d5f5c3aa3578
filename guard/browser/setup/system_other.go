//go:build !linux && !windows

package setup

import "errors"

// ThisPC fails: browsers are set up on Linux and Windows alone.
func ThisPC() (System, error) { return System{}, errors.ErrUnsupported }
