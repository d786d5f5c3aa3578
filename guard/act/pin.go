package act

import (
	"fmt"
	"os"
	"path/filepath"

	"giumat/guard/redact"
)

// pinned is a folder that was looked up once. A guard with more rights than the user must not be led elsewhere by one
// who puts a link in the place of a folder between two steps, so every step goes through the pin.
type pinned struct {
	real string // the folder's path without links
	via  string // a path that leads to this folder whatever becomes of the other, where the system can
	dir  *os.File
}

// pin looks up the folder dir, following links.
func pin(dir string) (*pinned, error) {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, fmt.Errorf("look up folder: %w", redact.Error(err))
	}
	return pinReal(real)
}

// pinReal pins the folder at a path in which there must be no link. ErrNoFolder says that there is one now, or no folder.
func pinReal(real string) (*pinned, error) {
	dir, at, err := openFolder(real)
	if err != nil {
		return nil, fmt.Errorf("open folder: %w", redact.Error(err))
	}
	if info, err := dir.Stat(); err != nil || !info.IsDir() || !samePath(at, real) {
		return nil, closing(dir, ErrNoFolder)
	}
	return &pinned{real: real, via: viaHandle(dir, real), dir: dir}, nil
}

func closing(f *os.File, err error) error {
	f.Close()
	return err
}

// file is the path of a file in the folder.
func (p *pinned) file(name string) string { return filepath.Join(p.via, name) }

func (p *pinned) close() { p.dir.Close() }
