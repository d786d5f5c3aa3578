package act

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"giumat/guard/redact"
)

// disk makes every change that this package makes to a disk. Its zero value is the real disk; a test sets before, which
// is asked ahead of each change, to let one fail or, by failing all that follow, to stop the guard at that instant.
type disk struct {
	before func(op string) error
}

func (d disk) ask(op string) error {
	if d.before == nil {
		return nil
	}
	return d.before(op)
}

// do makes one change and takes the path out of its error: the path of a secret document is itself a secret.
func (d disk) do(op string, change func() error) error {
	err := d.ask(op)
	if err == nil {
		err = change()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", op, redact.Error(err))
	}
	return nil
}

func (d disk) rename(op, from, to string) error {
	return d.do(op, func() error { return os.Rename(from, to) })
}

// renameNew renames, and fails with fs.ErrExist rather than replace a file.
func (d disk) renameNew(op, from, to string) error {
	return d.do(op, func() error { return renameNew(from, to) })
}

func (d disk) remove(op, path string) error {
	return d.do(op, func() error { return ignore(os.Remove(path), fs.ErrNotExist) })
}

func (d disk) syncDir(op, dir string) error {
	return d.do(op, func() error { return syncDir(dir) })
}

// write makes the file path with what r gives, and returns when it is safe on the disk. It gives the content's SHA-256
// in hex. What is there after an error is part of a file, or nothing.
func (d disk) write(ctx context.Context, op, path string, r io.Reader) (sum string, err error) {
	var f *os.File
	if err := d.do(op+", create", func() (err error) {
		f, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		return err
	}); err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if err := copyChunks(ctx, r, h, func(chunk []byte) error {
		return d.do(op+", write", func() error { _, err := f.Write(chunk); return err })
	}); err != nil {
		return "", err
	}
	if err := d.do(op+", sync", f.Sync); err != nil {
		return "", err
	}
	forget(f)
	if err := d.do(op+", close", f.Close); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// hashPath gives the SHA-256 of the file at path in hex.
func hashPath(ctx context.Context, path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("open: %w", redact.Error(err))
	}
	defer f.Close()
	return hashFile(ctx, f)
}

// hashFile gives the SHA-256 of a file in hex.
func hashFile(ctx context.Context, f io.Reader) (string, error) {
	h := sha256.New()
	if err := copyChunks(ctx, f, h, func([]byte) error { return nil }); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// chunkBytes is how much is read between two looks at the context.
const chunkBytes = 256 << 10

// copyChunks reads r to its end, giving each piece to h and to also.
func copyChunks(ctx context.Context, r io.Reader, h io.Writer, also func([]byte) error) error {
	in := bufio.NewReaderSize(r, chunkBytes)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		chunk, err := in.Peek(chunkBytes) // short only at the end
		h.Write(chunk)
		if len(chunk) > 0 {
			if err := also(chunk); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read: %w", redact.Error(err))
		}
		in.Discard(len(chunk))
	}
}

func ignore(err, harmless error) error {
	if errors.Is(err, harmless) {
		return nil
	}
	return err
}
