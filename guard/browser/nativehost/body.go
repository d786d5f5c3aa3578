package nativehost

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"sync"
)

// pieceBytes is the grain in which the middle of a file is fetched and kept.
const pieceBytes = 16 << 10

// span is a part of a file.
type span struct {
	at int64
	n  int // bytes
}

// body is one file, as far as anybody has read it: its two ends, which came with start, and pieces of what lies between
// them, which the browser is asked for when they are first read or about to be, each once. A read waits for them; it fails when the
// context ends, and for no other reason: whoever is told less than the file holds knows by his context that it was not
// all.
type body struct {
	ctx        context.Context
	size       int64
	head, tail []byte
	ask        func([]span) // of the browser; each at most maxChunk long

	mu      sync.Mutex
	reading order
	asked   map[int]bool   // by the piece's number
	pieces  map[int][]byte // that have come
	due     map[int64]int  // bytes, by where they lie: what was asked for and has not come
	came    chan struct{}  // closed when the next piece comes
}

func newBody(ctx context.Context, size int64, head, tail []byte, ask func([]span)) *body {
	return &body{
		ctx: ctx, size: size, head: head, tail: tail, ask: ask, reading: order{last: -1},
		asked: map[int]bool{}, pieces: map[int][]byte{}, due: map[int64]int{}, came: make(chan struct{}),
	}
}

// whole says whether the ends are all of the file.
func (b *body) whole() bool { return int64(len(b.head)+len(b.tail)) >= b.size }

// is says whether a file that is whole in its ends has this SHA-256.
func (b *body) is(hash string) bool {
	sum := sha256.New()
	sum.Write(b.head)
	sum.Write(b.tail[int64(len(b.head)+len(b.tail))-b.size:])
	return hex.EncodeToString(sum.Sum(nil)) == hash
}

// ReadAt is io.ReaderAt.
func (b *body) ReadAt(p []byte, at int64) (int, error) {
	switch {
	case b.ctx.Err() != nil:
		return 0, context.Cause(b.ctx)
	case at < 0:
		return 0, errors.New("read before the start of a file")
	case at >= b.size:
		return 0, io.EOF
	}
	var end error
	if room := b.size - at; int64(len(p)) > room {
		p, end = p[:room], io.EOF
	}
	if err := b.fill(p, at); err != nil {
		return 0, err
	}
	return len(p), end
}

// fill reads all of p: what the ends hold from there, the rest from the middle.
func (b *body) fill(p []byte, at int64) error {
	if at < int64(len(b.head)) {
		n := copy(p, b.head[at:])
		p, at = p[n:], at+int64(n)
	}
	if tail := b.size - int64(len(b.tail)); at+int64(len(p)) > tail {
		cut := max(0, tail-at)
		copy(p[cut:], b.tail[at+cut-tail:])
		p = p[:cut]
	}
	for len(p) > 0 {
		n := min(len(p), maxAhead*pieceBytes)
		if err := b.middle(p[:n], at); err != nil {
			return err
		}
		p, at = p[n:], at+int64(n)
	}
	return nil
}

// middle reads all of p out of pieces, and has those fetched that were not yet.
func (b *body) middle(p []byte, at int64) error {
	start := int64(len(b.head)) // of the first piece
	at -= start
	first, last := int(at/pieceBytes), int((at+int64(len(p))-1)/pieceBytes)
	if missing := b.want(first, last); len(missing) > 0 {
		b.ask(missing) // without the lock: the session, which takes this, takes pieces too
	}
	for i := first; i <= last; i++ {
		piece, err := b.piece(i)
		if err != nil {
			return err
		}
		n := copy(p, piece[max(0, at-int64(i)*pieceBytes):])
		p, at = p[n:], at+int64(n)
	}
	return nil
}

// piece waits for one.
func (b *body) piece(i int) ([]byte, error) {
	for {
		b.mu.Lock()
		got, came := b.pieces[i], b.came
		b.mu.Unlock()
		if got != nil {
			return got, nil
		}
		select {
		case <-came:
		case <-b.ctx.Done():
			return nil, context.Cause(b.ctx)
		}
	}
}

// want gives what has to be asked for when the pieces from first to last are read, those included that are read soon.
func (b *body) want(first, last int) []span {
	b.mu.Lock()
	defer b.mu.Unlock()
	ahead := b.reading.ahead(first, last)
	enough := min(last+1+ahead/2, b.count()) // a request for every piece would be many small ones
	for enough > first && b.asked[enough-1] {
		enough--
	}
	if enough == first {
		return nil
	}
	b.reading.trips++
	return b.claim(nil, first, min(last+1+ahead, b.count()))
}

// count is how many pieces there are between the ends.
func (b *body) count() int {
	middle := b.size - int64(len(b.head)+len(b.tail))
	return max(0, int((middle+pieceBytes-1)/pieceBytes))
}

// claim adds to list the pieces from first to before end that were not asked for, and remembers that now they are.
func (b *body) claim(list []span, first, end int) []span {
	for i := first; i < end; i++ {
		if b.asked[i] {
			continue
		}
		b.asked[i] = true
		at := int64(len(b.head)) + int64(i)*pieceBytes
		n := int(min(pieceBytes, b.size-int64(len(b.tail))-at))
		k := len(list) - 1
		if k < 0 || list[k].at+int64(list[k].n) != at || list[k].n+n > maxChunk {
			list, k = append(list, span{at, 0}), k+1
		}
		list[k].n += n
		b.due[list[k].at] = list[k].n
	}
	return list
}

// add takes a part of the file that was asked for, in base64. Any other, and one that came already, it does not.
func (b *body) add(at int64, text []byte) bool {
	b.mu.Lock()
	n, asked := b.due[at]
	delete(b.due, at)
	b.mu.Unlock()
	if !asked || base64Len(text) != n {
		return false
	}
	data, ok := appendBase64(make([]byte, 0, n+2), text) // base64 may give two more before it is found to be none
	if !ok {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := int((at - int64(len(b.head))) / pieceBytes); len(data) > 0; i++ {
		k := min(len(data), pieceBytes)
		b.pieces[i], data = data[:k:k], data[k:]
	}
	close(b.came)
	b.came = make(chan struct{})
	return true
}
