//go:build unix

package link

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// maxAddr is how long a socket's path may be, in bytes: sun_path ends with a zero (unix(7); 108 on Linux, 104 on
// macOS).
const maxAddr = len(syscall.RawSockaddrUnix{}.Path) - 1

// Addr is where the guard of a data folder listens: a socket in the folder, or one in the user's folder for such
// things where the path of the first would be too long.
func Addr(dataDir string) string {
	addr := filepath.Join(dataDir, "guard.sock")
	if len(addr) <= maxAddr {
		return addr
	}
	sum := sha256.Sum256([]byte(dataDir))
	return filepath.Join(runtimeDir(), hex.EncodeToString(sum[:8])+".sock")
}

// runtimeDir follows the XDG Base Directory Specification; without one, the folder for temporary files has a folder of
// the user's own.
func runtimeDir() string {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "giumat")
	}
	return filepath.Join(os.TempDir(), "giumat-"+strconv.Itoa(os.Getuid()))
}
