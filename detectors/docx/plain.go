package docx

import (
	"bufio"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"giumat/detectors"
	"giumat/detectors/internal/lines"
)

// readText reads plain text that the document includes: UTF-16 or UTF-8, else the code page of Vietnamese Windows,
// in which the letters of the degrees are the same as in the Western one.
func (p *pack) readText(e entry, r io.Reader) error {
	p.b.Start(e.name, detectors.Body)
	p.texts++
	in := bufio.NewReaderSize(r, headBytes)
	head, _ := in.Peek(headBytes)
	var text io.Reader = in
	switch {
	case len(head) > 1 && (head[0] == 0xFF && head[1] == 0xFE || head[0] == 0xFE && head[1] == 0xFF):
		text = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(in)
	case !utf8.Valid(wholeRunes(head)):
		text = charmap.Windows1258.NewDecoder().Reader(in)
	}
	return readLines(bufio.NewReaderSize(text, headBytes), p.b)
}

func readLines(r *bufio.Reader, b *lines.Builder) error {
	for {
		piece, err := r.ReadSlice('\n')
		b.Text(piece, lines.Look{})
		if err == nil {
			b.EndParagraph()
		} else if err != bufio.ErrBufferFull {
			return err
		}
	}
}

// wholeRunes cuts off a character that the end of b may have cut in two.
func wholeRunes(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if utf8.RuneStart(b[len(b)-i]) {
			return b[:len(b)-i]
		}
	}
	return b
}
