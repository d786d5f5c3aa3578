package docx

import (
	"bufio"
	"context"
	"errors"
	"io"

	"giumat/detectors/internal/xmlscan"
	"giumat/detectors/rtf"
)

var (
	errPartSize    = errors.New("part larger than the limit")
	errPackageSize = errors.New("package larger than the limit")
	errDamaged     = errors.New("part damaged")
)

// ratioFrom is where the ratio of a part's sizes begins to count, in decompressed bytes.
const ratioFrom = 10 << 20

// part reads the bytes of one part, within the limits.
type part struct {
	ctx    context.Context
	pack   *pack
	packed countingReader
	r      *bufio.Reader
	n      int64 // decompressed bytes read
}

func newPart(ctx context.Context, p *pack, e entry) *part {
	if s, ok := e.packed.(io.Seeker); ok { // the style sheets are opened twice
		if _, err := s.Seek(0, io.SeekStart); err != nil {
			e.method = ^uint16(0)
		}
	}
	t := &part{ctx: ctx, pack: p, packed: countingReader{r: e.packed}}
	plain, err := e.unpack(&t.packed)
	if err != nil {
		plain = failing{err}
	}
	t.r = bufio.NewReaderSize(limited{t, plain}, headBytes)
	return t
}

// headBytes is how much of a part is looked at to tell what it is.
const headBytes = 4096

// peek returns the first bytes of the part without taking them.
func (t *part) peek() ([]byte, error) { return t.r.Peek(headBytes) }

// Read reads decompressed bytes.
func (t *part) Read(b []byte) (int, error) { return t.r.Read(b) }

func (t *part) ratioExceeded() bool {
	return t.n > ratioFrom && t.n > t.packed.n*t.pack.in.Limits.Ratio
}

// limited stops a part at its limits and when the context is done.
type limited struct {
	t *part
	r io.Reader
}

func (l limited) Read(b []byte) (int, error) {
	t := l.t
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	room := min(t.pack.in.Limits.PartBytes-t.n, t.pack.left)
	if room <= 0 {
		return l.overrun()
	}
	n, err := l.r.Read(b[:min(int64(len(b)), room)])
	t.n += int64(n)
	t.pack.left -= int64(n)
	return n, err
}

// overrun tells a part that ends just at the limit from one that goes on.
func (l limited) overrun() (int, error) {
	if n, err := l.r.Read(make([]byte, 1)); n == 0 && err == io.EOF {
		return 0, io.EOF
	}
	if l.t.pack.left <= 0 {
		return 0, errPackageSize
	}
	return 0, errPartSize
}

type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// codeOf names what stopped the reading of a part, for a note; empty when nothing did.
func codeOf(err error) string {
	switch {
	case err == nil, err == io.EOF:
		return ""
	case errors.Is(err, errPartSize):
		return "part-too-large"
	case errors.Is(err, errPackageSize):
		return "package-too-large"
	case errors.Is(err, xmlscan.ErrDepth), errors.Is(err, rtf.ErrDepth):
		return "nested-too-deep"
	case errors.Is(err, errMethod):
		return "compression-not-read"
	}
	return "broken-part"
}
