// Package xmlscan reads the tags and the text of an XML document of any size in little memory. It takes a stream of
// bytes and gives element starts, element ends and pieces of text, by local name, whatever the prefixes. It never
// holds more than a window of the document, never expands an entity that the document defines, never opens another
// file, and does not check that the document is well formed: encoding/xml does that, but holds a whole text node or
// attribute in memory and takes five times as long.
package xmlscan

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// Kind tells what Next found.
type Kind int

// The kinds. An empty element, <a/>, gives a Start and then an End.
const (
	Start Kind = iota
	End
	Text // a piece of character data or of a CDATA section; long text comes in several pieces
)

// Sizes in bytes.
const (
	window = 64 << 10 // what is held of the document, and the longest piece of text
	MaxTag = 1 << 20  // what is kept of one tag; the rest of a longer one is passed over
)

// ErrDepth says that elements are nested deeper than the scanner was told to follow.
var ErrDepth = errors.New("elements nested too deep")

// Scanner reads one document.
type Scanner struct {
	r        io.Reader
	readErr  error
	buf      []byte
	pos, end int // the unread part of buf

	tag      []byte // the current tag, without its brackets
	name     []byte // its local name
	attrs    []byte // what follows the name
	text     []byte
	letter   [4]byte // text, when it is one character reference
	closing  bool    // the tag at hand is an end tag
	empty    bool    // an End is due
	cdata    bool
	depth    int
	maxDepth int

	longTag, unknownEntity bool
}

// New reads r, in UTF-8, UTF-16 or any encoding that it declares, down to maxDepth elements inside elements.
func New(r io.Reader, maxDepth int) *Scanner {
	return &Scanner{r: decode(r), buf: make([]byte, window), maxDepth: maxDepth}
}

// Next moves on and tells what is there. The error is io.EOF at the end, io.ErrUnexpectedEOF when the document stops
// inside an element, ErrDepth, or the reader's own.
func (s *Scanner) Next() (Kind, error) {
	if s.empty {
		s.empty = false
		s.depth--
		return End, nil
	}
	for {
		if !s.fill(1) {
			return 0, s.atEnd()
		}
		if s.cdata {
			if s.cdataPiece() {
				return Text, nil
			}
			continue
		}
		if s.buf[s.pos] != '<' {
			s.textPiece()
			return Text, nil
		}
		if s.passOver() {
			continue
		}
		if !s.tagFollows() {
			s.text = s.take(1)
			return Text, nil
		}
		s.readTag()
		if !s.closing {
			return Start, s.opened()
		}
		if s.depth > 0 { // a stray end tag closes nothing
			s.depth--
			return End, nil
		}
	}
}

// Text returns the current piece of text, decoded. It is good until the next call of Next.
func (s *Scanner) Text() []byte { return s.text }

// Name returns the local name of the element that just started. It is good until the next call of Next.
func (s *Scanner) Name() []byte { return s.name }

// LongTag tells whether a tag longer than MaxTag was cut.
func (s *Scanner) LongTag() bool { return s.longTag }

// UnknownEntity tells whether text was met that only the document's own entity definitions could explain.
func (s *Scanner) UnknownEntity() bool { return s.unknownEntity }

func (s *Scanner) atEnd() error {
	if s.readErr == io.EOF && (s.depth > 0 || s.cdata) {
		return io.ErrUnexpectedEOF
	}
	return s.readErr
}

// opened works out the name of the start tag just read.
func (s *Scanner) opened() error {
	name, attrs := s.tag, []byte(nil)
	for i, c := range s.tag {
		if c <= ' ' {
			name, attrs = s.tag[:i], s.tag[i:]
			break
		}
	}
	s.name, s.attrs = local(name), attrs
	s.depth++
	if s.depth > s.maxDepth {
		return ErrDepth
	}
	return nil
}

// fill makes sure that n bytes are in the window, and tells whether they are. n is far below the window's size.
func (s *Scanner) fill(n int) bool {
	if s.end-s.pos >= n {
		return true
	}
	copy(s.buf, s.buf[s.pos:s.end])
	s.pos, s.end = 0, s.end-s.pos
	for empty := 0; s.end < n && s.readErr == nil; {
		got, err := s.r.Read(s.buf[s.end:])
		s.end += got
		s.readErr = err
		if got > 0 {
			empty = 0
		} else if empty++; empty > 100 && err == nil {
			s.readErr = io.ErrNoProgress
		}
	}
	return s.end >= n
}

func (s *Scanner) take(n int) []byte {
	b := s.buf[s.pos : s.pos+n]
	s.pos += n
	return b
}

// textPiece takes the text up to the next tag, character reference or end of the window.
func (s *Scanner) textPiece() {
	if s.buf[s.pos] == '&' {
		s.reference()
		return
	}
	w := s.buf[s.pos:s.end]
	if i := bytes.IndexByte(w, '<'); i >= 0 {
		w = w[:i]
	}
	if i := bytes.IndexByte(w, '&'); i >= 0 {
		w = w[:i]
	}
	s.text = s.take(len(w))
}

// reference takes one "&name;". What is none is taken as it stands.
func (s *Scanner) reference() {
	s.fill(maxReference)
	w := s.buf[s.pos:min(s.end, s.pos+maxReference)]
	i := bytes.IndexByte(w, ';')
	if i < 0 {
		s.text = s.take(1)
		return
	}
	r, ok := referenced(w[1:i])
	if !ok {
		s.unknownEntity = true
		s.text = s.take(i + 1)
		return
	}
	s.text = utf8.AppendRune(s.letter[:0], r)
	s.take(i + 1)
}

// cdataPiece takes a piece of a CDATA section and tells whether there was any text in it.
func (s *Scanner) cdataPiece() bool {
	s.fill(3)
	w := s.buf[s.pos:s.end]
	i := bytes.Index(w, []byte("]]>"))
	switch {
	case i >= 0:
		s.cdata = false
		s.text = s.take(i)
		s.take(3)
	case len(w) > 2 && s.readErr == nil:
		s.text = s.take(len(w) - 2)
	default:
		s.text = s.take(len(w))
	}
	return len(s.text) > 0
}
