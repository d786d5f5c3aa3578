//go:build !linux

package act

import (
	"errors"
	"os"
)

// readXAttrs: extended attributes are kept on Linux only. A rename within one disk keeps them on every system.
func readXAttrs(*os.File) map[string][]byte { return nil }

func writeXAttr(path, name string, value []byte) error { return errors.ErrUnsupported }
