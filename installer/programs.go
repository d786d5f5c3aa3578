package installer

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"giumat/guard/wholefile"
)

// programNames are what is installed in the programs' folder.
var programNames = [...]string{"guard", "tray"}

func (p *planner) programs() error {
	if p.o.Packaged {
		return nil
	}
	for _, name := range programNames {
		to := p.s.Program(name)
		from := to
		if p.o.From != "" {
			from = filepath.Join(p.o.From, name+p.s.Suffix)
		}
		if _, err := os.Stat(from); err != nil {
			return fmt.Errorf("program %q: %w", name+p.s.Suffix, err)
		}
		same, err := sameContent(from, to)
		if err != nil {
			return err
		}
		if !same {
			p.newPrograms = true
			p.add(func() error { return copyProgram(from, to) }, "install_program", "file", to)
		}
	}
	return p.link()
}

// link puts the guard where a shell finds it, unless something else has that name.
func (p *planner) link() error {
	if p.s.Link == "" {
		return nil
	}
	target := p.s.Program("guard")
	switch at, err := os.Readlink(p.s.Link); {
	case errors.Is(err, fs.ErrNotExist):
		p.add(func() error { return os.Symlink(target, p.s.Link) }, "install_link", "file", p.s.Link)
	case err != nil || at != target:
		p.list = append(p.list, Step{key: "install_link_taken", pairs: []string{"file", p.s.Link}})
	}
	return nil
}

// sameContent tells whether b is a file with a's bytes.
func sameContent(a, b string) (bool, error) {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true, nil
	}
	sumA, err := digest(a)
	if err != nil {
		return false, err
	}
	sumB, err := digest(b)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return bytes.Equal(sumA, sumB), err
}

func digest(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return sum.Sum(nil), err
}

// copyProgram puts a program in the place of an older one, which may run: Windows lets such a one be renamed, and not
// replaced.
func copyProgram(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	next, old := to+".next", to+".old"
	err = wholefile.WriteFrom(next, func(w io.Writer) error {
		_, err := io.Copy(w, in)
		return err
	})
	if err != nil {
		return err
	}
	defer os.Remove(next)
	if err := os.Chmod(next, 0o755); err != nil {
		return err
	}
	if os.Rename(next, to) == nil {
		return nil
	}
	if err := os.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(to, old); err != nil {
		return err
	}
	return os.Rename(next, to)
}
