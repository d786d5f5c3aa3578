package installer

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"

	"giumat/guard/wholefile"
)

// firstSettings are the settings of a PC whose administrator gave none: comments that say what could stand there.
//
//go:embed guard.yaml
var firstSettings []byte

// maxGivenBytes is far more than settings or a key need.
const maxGivenBytes = 1 << 20

func (p *planner) settings() error {
	path := p.s.Places.Settings
	old, err := p.read(path)
	if err != nil {
		return err
	}
	next := old
	switch {
	case p.o.Settings != "":
		if next, err = readGiven(p.o.Settings); err != nil {
			return fmt.Errorf("settings: %w", err)
		}
	case old == nil:
		next = firstSettings
	}
	if p.o.Summary != "" {
		if next, err = withSummary(next, p.o.Summary); err != nil {
			return fmt.Errorf("summaries to %q: %w", p.o.Summary, err)
		}
	}
	if err := p.o.CheckSettings(next); err != nil {
		return fmt.Errorf("settings %q: %w", cmp.Or(p.o.Settings, path), err)
	}
	if old != nil && bytes.Equal(old, next) {
		return nil
	}
	if old == nil {
		p.add(func() error { return writeReadable(path, next) }, "install_settings", "file", path)
		return nil
	}
	p.add(func() error {
		if err := writeReadable(path+".old", old); err != nil {
			return err
		}
		return writeReadable(path, next)
	}, "install_settings_anew", "file", path, "old", path+".old")
	return nil
}

// readGiven reads a small file that an administrator named.
func readGiven(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxGivenBytes+1))
	if err == nil && len(data) > maxGivenBytes {
		err = fmt.Errorf("%q is larger than %d bytes", path, maxGivenBytes)
	}
	return data, err
}

// writeReadable writes a file that everybody may read.
func writeReadable(path string, data []byte) error {
	return errors.Join(wholefile.Write(path, data), os.Chmod(path, 0o644))
}
