package pdf

import (
	"errors"
	"fmt"
	"os"

	"github.com/tetratelabs/wazero"
)

// ErrCacheUnsafe says that others may write to the cache. What lies there runs as native code, so it is not used.
var ErrCacheUnsafe = errors.New("others may write to the cache of compiled code")

// openCache makes the directory, for its owner alone, and refuses one that others may write to.
func openCache(dir string) (wazero.CompilationCache, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("pdf cache: %w", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return nil, fmt.Errorf("pdf cache: %w", err)
	}
	if !info.IsDir() || othersMayWrite(info) {
		return nil, fmt.Errorf("pdf cache: %w", ErrCacheUnsafe)
	}
	cache, err := wazero.NewCompilationCacheWithDir(dir)
	if err != nil {
		return nil, fmt.Errorf("pdf cache: %w", err)
	}
	return cache, nil
}
