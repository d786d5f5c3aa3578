package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
	"github.com/gofrs/flock"
)

// errSecond means that this user's tray for the same guard runs already.
var errSecond = errors.New("another tray is running")

// lockDir is a folder of the user's own.
func lockDir() string { return filepath.Join(xdg.CacheHome, "giumat") }

// lock lets a single tray of a user show what the guard at address says: two would ask everything twice.
func lock(dir, address string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the tray's lock: %w", err)
	}
	sum := sha256.Sum256([]byte(address))
	l := flock.New(filepath.Join(dir, "tray-"+hex.EncodeToString(sum[:8])+".lock"), flock.SetPermissions(0o600))
	locked, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if !locked {
		return nil, errSecond
	}
	return func() { l.Close() }, nil
}
