package xmlscan

import (
	"bytes"
	"iter"
)

// passOver passes over a comment, a processing instruction or a document type, or enters a CDATA section, and tells
// whether there was one.
func (s *Scanner) passOver() bool {
	s.fill(len("<![CDATA["))
	w := s.buf[s.pos:s.end]
	switch {
	case bytes.HasPrefix(w, []byte("<!--")):
		s.take(4)
		s.skipTo("-->")
	case bytes.HasPrefix(w, []byte("<![CDATA[")):
		s.take(9)
		s.cdata = true
	case bytes.HasPrefix(w, []byte("<?")):
		s.take(2)
		s.skipTo("?>")
	case bytes.HasPrefix(w, []byte("<!")):
		s.take(2)
		s.skipDeclaration()
	default:
		return false
	}
	return true
}

func (s *Scanner) skipTo(mark string) {
	for s.fill(len(mark)) {
		w := s.buf[s.pos:s.end]
		if i := bytes.Index(w, []byte(mark)); i >= 0 {
			s.take(i + len(mark))
			return
		}
		s.take(len(w) - len(mark) + 1)
	}
	s.pos = s.end
}

// skipDeclaration passes over <!DOCTYPE ... [ ... ]>, which may hold quoted brackets and comments.
func (s *Scanner) skipDeclaration() {
	brackets := 0
	for s.fill(1) {
		switch c := s.take(1)[0]; c {
		case '"', '\'':
			s.skipTo(string(c))
		case '[':
			brackets++
		case ']':
			brackets--
		case '<':
			if s.fill(3) && bytes.HasPrefix(s.buf[s.pos:s.end], []byte("!--")) {
				s.skipTo("-->")
			} else if s.fill(1) && s.buf[s.pos] == '?' {
				s.skipTo("?>")
			}
		case '>':
			if brackets <= 0 {
				return
			}
		}
	}
}

// tagFollows tells whether the "<" at hand begins a tag; otherwise it is text.
func (s *Scanner) tagFollows() bool {
	if !s.fill(2) {
		return false
	}
	c := s.buf[s.pos+1]
	return c == '/' || c == '_' || c == ':' || c >= 0x80 || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// readTag takes a whole tag. What goes beyond MaxTag is passed over, all but the slash at the end.
func (s *Scanner) readTag() {
	s.take(1)
	n, quote := tagEnd(s.buf[s.pos:s.end], 0)
	if n >= 0 { // nearly always: the whole tag is in the window
		s.tag = s.take(n)
		s.take(1)
	} else {
		s.tag = s.readLongTag(quote)
	}
	s.closing = bytes.HasPrefix(s.tag, []byte("/"))
	s.empty = !s.closing && bytes.HasSuffix(s.tag, []byte("/"))
	if s.empty {
		s.tag = s.tag[:len(s.tag)-1]
	}
}

func (s *Scanner) readLongTag(quote byte) []byte {
	tag := bytes.Clone(s.take(s.end - s.pos))
	for s.fill(1) {
		n, open := tagEnd(s.buf[s.pos:s.end], quote)
		quote = open
		size := n
		if n < 0 {
			size = s.end - s.pos
		}
		piece := s.take(size)
		tag = append(tag, piece[:min(len(piece), MaxTag-len(tag))]...)
		if len(tag) == MaxTag && len(piece) > 0 {
			s.longTag = true
			tag[MaxTag-1] = piece[len(piece)-1]
		}
		if n >= 0 {
			s.take(1)
			break
		}
	}
	return tag
}

// tagEnd finds the ">" that ends a tag, not one inside quotes; quote is the quotation mark that is open at the start
// of b, and at its end.
func tagEnd(b []byte, quote byte) (int, byte) {
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quote != 0:
			n := bytes.IndexByte(b[i:], quote)
			if n < 0 {
				return -1, quote
			}
			i += n
			quote = 0
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i, 0
		}
	}
	return -1, quote
}

// Attr returns the value of the current start tag's attribute with this local name.
func (s *Scanner) Attr(name string) (value string, ok bool) {
	for n, v := range s.rawAttrs() {
		if string(n) == name {
			return unescape(v), true
		}
	}
	return "", false
}

// Attrs goes through the attributes of the current start tag, by local name, without the declarations of name spaces.
func (s *Scanner) Attrs() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for n, v := range s.rawAttrs() {
			if !yield(string(n), unescape(v)) {
				return
			}
		}
	}
}

func (s *Scanner) rawAttrs() iter.Seq2[[]byte, []byte] {
	return func(yield func(n, v []byte) bool) {
		for rest := s.attrs; ; {
			name, after, found := bytes.Cut(rest, []byte("="))
			after = bytes.TrimLeft(after, " \t\r\n")
			if !found || len(after) == 0 {
				return
			}
			value, left, _ := bytes.Cut(after[1:], after[:1]) // a cut tag lacks the closing quote
			name = bytes.TrimSpace(name)
			if !bytes.HasPrefix(name, []byte("xmlns")) && !yield(local(name), value) {
				return
			}
			rest = left
		}
	}
}

func local(name []byte) []byte {
	return name[bytes.LastIndexByte(name, ':')+1:]
}
