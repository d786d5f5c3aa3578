//go:build !linux

package onaccess

import (
	"errors"
	"fmt"
	"io"
)

// Gate is there on Linux only: New makes none here.
type Gate struct{}

// New refuses with errors.ErrUnsupported.
func New(Config) (*Gate, error) {
	return nil, fmt.Errorf("guard openings: %w on this system", errors.ErrUnsupported)
}

// Enter begins to guard an area.
func (g *Gate) Enter(Area) error { return errors.ErrUnsupported }

// Folder says that there is a folder dir in the area at root.
func (g *Gate) Folder(root, dir string) {}

// Leave ends the guarding of the area at path.
func (g *Gate) Leave(path string) {}

// Follow guards a file under whatever name.
func (g *Gate) Follow(path string) error { return errors.ErrUnsupported }

// Lock keeps everybody but the guard from opening a file.
func (g *Gate) Lock(path string) (io.Closer, error) { return nil, errors.ErrUnsupported }

// Status tells what the gate did.
func (g *Gate) Status() Status { return Status{} }

// Close ends all guarding.
func (g *Gate) Close() error { return nil }
