//go:build !windows

package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
)

// openFile shows a file in the program that the desktop has for it. A path that is not absolute is refused: it could
// act as an option or an address.
func openFile(ctx context.Context, path string) error {
	if !filepath.IsAbs(path) {
		return fmt.Errorf("not an absolute path: %q", path)
	}
	opener := "xdg-open"
	if runtime.GOOS == "darwin" {
		opener = "open"
	}
	if err := exec.CommandContext(ctx, opener, path).Run(); err != nil {
		return fmt.Errorf("%s: %w", opener, err)
	}
	return nil
}
