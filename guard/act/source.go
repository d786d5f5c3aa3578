package act

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"giumat/guard/redact"
)

// maxOffset is beyond the end of any file.
const maxOffset = 1 << 62

// modeBits are the bits of a mode that chmod sets.
const modeBits = fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky

// source is a user's document, open for reading. Whatever happens to its name, the bytes stay within reach.
type source struct {
	f    *os.File
	dir  *pinned
	path string      // through dir
	info fs.FileInfo // as it was when it was opened
	held bool        // nobody else may write to it
}

// open opens the regular file at path. A link, a folder and a device are ErrNotFile.
func open(path string) (*source, error) {
	dir, err := pin(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	src, err := openIn(dir, filepath.Base(path))
	if err != nil {
		dir.close()
	}
	return src, err
}

func openIn(dir *pinned, name string) (*source, error) {
	path := dir.file(name)
	before, err := os.Lstat(path) // opening a device can have effects, so look first
	if err != nil {
		return nil, fmt.Errorf("look: %w", redact.Error(err))
	}
	if !before.Mode().IsRegular() {
		return nil, ErrNotFile
	}
	f, err := openSource(path)
	if err != nil {
		return nil, fmt.Errorf("open: %w", redact.Error(err))
	}
	info, err := f.Stat()
	if err == nil && os.SameFile(before, info) {
		return &source{f: f, dir: dir, path: path, info: info}, nil
	}
	f.Close()
	if err != nil {
		return nil, fmt.Errorf("look: %w", redact.Error(err))
	}
	return nil, ErrChanged
}

func (s *source) close() {
	s.f.Close()
	s.dir.close()
}

// hash reads the whole content from its beginning.
func (s *source) hash(ctx context.Context) (string, error) {
	return hashFile(ctx, io.NewSectionReader(s.f, 0, maxOffset))
}

// attrs gives what is known of the file besides its bytes.
func (s *source) attrs() Attrs {
	uid, gid := ownerOf(s.info)
	return Attrs{
		Mode: s.info.Mode() & modeBits, UID: uid, GID: gid,
		ModTime: s.info.ModTime(), AccessTime: accessTime(s.info), XAttrs: readXAttrs(s.f),
	}
}

// hold keeps others from writing, where the system can.
func (s *source) hold() (err error) {
	s.held, err = holdStill(s.f)
	return err
}

// unchanged fails with ErrChanged unless the path still leads to the file that was opened and the file is as it was,
// and with ErrBusy when somebody is about to write to it.
func (s *source) unchanged() error {
	now, err := s.f.Stat()
	if err != nil {
		return fmt.Errorf("look: %w", redact.Error(err))
	}
	if now.Size() != s.info.Size() || !now.ModTime().Equal(s.info.ModTime()) || !s.at(s.path) {
		return ErrChanged
	}
	if s.held && awaited(s.f) {
		return ErrBusy
	}
	return nil
}

// at tells whether path leads to the file that was opened.
func (s *source) at(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && os.SameFile(info, s.info)
}
