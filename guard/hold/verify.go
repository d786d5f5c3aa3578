package hold

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"

	"giumat/guard/redact"
)

// verify tells whether the file that is locked holds what was judged: between the two somebody may have saved it anew or
// put another in its place.
func verify(ctx context.Context, lock io.Closer, held Held) error {
	if held.SHA256 == "" {
		return nil
	}
	in, ok := lock.(io.ReaderAt)
	if !ok {
		f, err := os.Open(held.Path)
		if err != nil {
			return fmt.Errorf("open: %w", redact.Error(err))
		}
		defer f.Close()
		in = f
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, &reader{ctx, io.NewSectionReader(in, 0, 1<<62)}); err != nil {
		return fmt.Errorf("read: %w", redact.Error(err))
	}
	if !strings.EqualFold(hex.EncodeToString(sum.Sum(nil)), held.SHA256) {
		return ErrChanged
	}
	return nil
}

// reader stops when ctx is done: a drive that is to be taken out does not wait for the end of a large file.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r *reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
