package main

import (
	"context"
	"fmt"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// openFile shows a file in the program that Windows has for it. A path that is not absolute is refused: it could act
// as an address.
func openFile(_ context.Context, path string) error {
	if !filepath.IsAbs(path) {
		return fmt.Errorf("not an absolute path: %q", path)
	}
	verb, err := windows.UTF16PtrFromString("open")
	if err != nil {
		return err
	}
	file, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return fmt.Errorf("path %q: %w", path, err)
	}
	if err := windows.ShellExecute(0, verb, file, nil, nil, windows.SW_SHOWNORMAL); err != nil {
		return fmt.Errorf("ShellExecute: %w", err)
	}
	return nil
}
