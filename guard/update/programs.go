package update

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"giumat/guard/bundle"
	"giumat/guard/redact"
)

// programNames are the programs in the order in which they are swapped: when the guard's file is the new one, all are.
var programNames = []string{"tray", "guard"}

// aside is the file beside a program's own that holds another state of it: new, old or bad. On Windows it ends in .exe, as
// it cannot be started otherwise.
func (u *Updater) aside(file, state string) string {
	base, exe := strings.CutSuffix(file, ".exe")
	base += "." + state
	if exe {
		base += ".exe"
	}
	return filepath.Join(u.Programs, base)
}

// file is a program's own file.
func (u *Updater) file(name string) string { return filepath.Join(u.Programs, name) }

// newPrograms names the files of the bundle's programs for this system that are not here yet.
func (u *Updater) newPrograms(m bundle.Manifest) ([]string, error) {
	if u.Programs == "" {
		return nil, nil
	}
	var names []string
	for _, program := range programNames {
		want, ok := sumIn(m, program)
		if !ok {
			continue
		}
		name := bundle.Executable(runtime.GOOS, program)
		have, err := sumOf(u.file(name))
		if err != nil {
			return nil, fmt.Errorf("look at program %q: %w", name, err)
		}
		if have == "" && program == "guard" {
			return nil, errors.New("the folder of programs has no guard to replace")
		}
		if have != want {
			names = append(names, name)
		}
	}
	return names, nil
}

// sumIn gives the hash of a program for this system in a bundle.
func sumIn(m bundle.Manifest, program string) (sum string, ok bool) {
	name := bundle.ProgramName(runtime.GOOS, runtime.GOARCH, program)
	for _, f := range m.Files {
		if f.Name == name {
			return f.SHA256, true
		}
	}
	return "", false
}

// sumOf gives the hash of a file, or nothing if there is none.
func sumOf(path string) (string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", redact.Error(err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", redact.Error(err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// stage puts the new programs beside the old ones and lets the new guard test itself.
func (u *Updater) stage(ctx context.Context, b *bundle.Bundle, names []string) error {
	for _, name := range names {
		program := strings.TrimSuffix(name, ".exe")
		err := u.Disk.Write(u.aside(name, "new"), 0o755, func(w io.Writer) error {
			return b.WriteTo(w, bundle.ProgramName(runtime.GOOS, runtime.GOARCH, program))
		})
		if err != nil {
			return fmt.Errorf("write the new %q: %w", name, err)
		}
		if program == "guard" {
			if err := u.try(ctx, u.aside(name, "new")); err != nil {
				return err
			}
		}
	}
	return nil
}

// try runs the new guard's self-test in a folder of its own, which is removed again. A file in it that a virus scanner still
// reads is no reason against the guard; the next try removes it.
func (u *Updater) try(ctx context.Context, guard string) error {
	scratch := filepath.Join(u.Dir, "try")
	u.Disk.Remove(scratch)
	defer u.Disk.Remove(scratch)
	if u.Run != nil {
		return u.Run(ctx, guard, scratch)
	}
	return SelfTest(ctx, guard, scratch)
}

// removeAside removes the files of a state. It is tidying: what cannot be removed yet, as it still runs, is left.
func (u *Updater) removeAside(state string) error {
	if u.Programs == "" {
		return nil
	}
	for _, program := range programNames {
		u.Disk.Remove(u.aside(bundle.Executable(runtime.GOOS, program), state))
	}
	return nil
}
