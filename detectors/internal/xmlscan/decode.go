package xmlscan

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// decode gives r as UTF-8. The bytes tell UTF-16, with or without a byte order mark (XML 1.0, Appendix F); the
// declaration tells the rest.
func decode(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, 4096)
	head, _ := b.Peek(200)
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		b.Discard(3) // just peeked: cannot fail
		return b
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("<\x00")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(b)
	case bytes.HasPrefix(head, []byte("\xfe\xff")), bytes.HasPrefix(head, []byte("\x00<")):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Reader(b)
	}
	if enc := declared(head); enc != nil {
		return enc.NewDecoder().Reader(b)
	}
	return b
}

var declaration = regexp.MustCompile(`^<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// declared returns the encoding that an XML declaration names, or nil for UTF-8 and for what cannot be: a declaration
// that can be read as ASCII is not in UTF-16.
func declared(head []byte) encoding.Encoding {
	m := declaration.FindSubmatch(head)
	if m == nil {
		return nil
	}
	enc, err := htmlindex.Get(string(m[1]))
	if err != nil {
		return nil
	}
	if name, err := htmlindex.Name(enc); err != nil || strings.HasPrefix(name, "utf-") || name == "replacement" {
		return nil
	}
	return enc
}

// maxReference is the longest character or entity reference that is looked for.
const maxReference = 32

// referenced returns the character that a reference stands for, without its "&" and ";".
func referenced(ref []byte) (rune, bool) {
	switch string(ref) {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(ref) == 0 || ref[0] != '#' {
		return 0, false
	}
	digits, base := string(ref[1:]), 10
	if strings.HasPrefix(digits, "x") || strings.HasPrefix(digits, "X") {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return utf8.RuneError, err == nil
	}
	return rune(n), true
}

// unescape decodes the references in an attribute's value.
func unescape(raw []byte) string {
	if bytes.IndexByte(raw, '&') < 0 {
		return string(raw)
	}
	out := make([]byte, 0, len(raw))
	for len(raw) > 0 {
		if raw[0] == '&' {
			if i := bytes.IndexByte(raw[:min(len(raw), maxReference)], ';'); i > 0 {
				if r, ok := referenced(raw[1:i]); ok {
					out, raw = utf8.AppendRune(out, r), raw[i+1:]
					continue
				}
			}
		}
		out, raw = append(out, raw[0]), raw[1:]
	}
	return string(out)
}
