package pdf

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

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

// share lets those who may read the cache also read what is in it, which wazero makes for its owner alone: the cache of
// the PC's guard serves all users' programs, and a user's own stays his.
func share(dir string) error {
	top, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("share the pdf cache: %w", err)
	}
	rights := top.Mode().Perm() &^ 0o022
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // another process is at work here, too
		}
		if err != nil {
			return err
		}
		want := info.Mode().Perm() | rights
		if !e.IsDir() {
			want &^= 0o111
		}
		if want == info.Mode().Perm() {
			return nil
		}
		return os.Chmod(path, want)
	})
	if err != nil {
		return fmt.Errorf("share the pdf cache: %w", err)
	}
	return nil
}
