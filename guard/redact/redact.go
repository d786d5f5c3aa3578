// Package redact takes out of errors and names what must not be told. It takes an error or a file's name and gives
// one that may be logged, recorded or shown: a path may be as secret as what lies at it, and a name may be made to
// deceive its reader.
package redact

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error takes the path off an error of the file system and leaves the cause.
func Error(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.SyscallError](err); ok {
		return e.Err
	}
	return err
}

// Name replaces bytes that are not UTF-8, control characters and format characters, such as those that turn the
// direction of writing (Unicode Standard Annex #9, section 2).
func Name(name string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			return '_'
		}
		return r
	}, name)
}
