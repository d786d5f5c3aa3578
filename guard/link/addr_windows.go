package link

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"
)

// Addr is where the guard of a data folder listens: a pipe that bears a hash of the folder's path.
func Addr(dataDir string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(filepath.Clean(dataDir))))
	return `\\.\pipe\giumat-` + hex.EncodeToString(sum[:8])
}
