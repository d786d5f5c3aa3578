package rtf

import (
	"io"
	"strconv"
)

// control reads what follows a backslash.
func (r *reader) control() error {
	c, err := r.in.ReadByte()
	if err != nil {
		return err
	}
	if !isLetter(c) {
		return r.symbol(c)
	}
	word, number, given, err := r.word(c)
	if err != nil {
		return err
	}
	if word == "bin" {
		_, err := io.CopyN(io.Discard, r.in, int64(max(number, 0)))
		return err
	}
	if r.skip > 0 {
		r.skip--
		return nil
	}
	if word == "u" {
		r.star = false
		r.character(rune(uint16(number)), false) // negative from U+8000 on
		r.skip = r.group().unicode
		return nil
	}
	r.flush()
	star := r.star
	r.star = false
	if !given {
		number = 1
	}
	r.act(word, number, star)
	return nil
}

// word reads a control word with its number and the space that ends it.
func (r *reader) word(c byte) (word string, number int, given bool, err error) {
	name := []byte{c}
	for {
		if c, err = r.in.ReadByte(); err != nil {
			return "", 0, false, err
		}
		if !isLetter(c) {
			break
		}
		if len(name) < maxWord {
			name = append(name, c)
		}
	}
	var digits []byte
	for c == '-' && len(digits) == 0 || c >= '0' && c <= '9' {
		if len(digits) < 11 {
			digits = append(digits, c)
		}
		if c, err = r.in.ReadByte(); err != nil {
			return "", 0, false, err
		}
	}
	if c != ' ' {
		err = r.in.UnreadByte()
	}
	number, numberErr := strconv.Atoi(string(digits))
	return string(name), number, numberErr == nil, err
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// symbol acts on a backslash and one character that is no letter.
func (r *reader) symbol(c byte) error {
	switch c {
	case '\'':
		var hex [2]byte
		if _, err := io.ReadFull(r.in, hex[:]); err != nil {
			return err
		}
		if n, err := strconv.ParseUint(string(hex[:]), 16, 8); err == nil {
			r.character(rune(n), true)
		}
	case '*':
		r.star = true
	case '\\', '{', '}':
		r.character(rune(c), false)
	case '~':
		r.character('\u00A0', false)
	case '-':
		r.character('\u00AD', false)
	case '_':
		r.character('-', false)
	case '\r', '\n':
		r.flush()
		r.act("par", 1, false)
	}
	return nil
}

// act acts on a control word. Words that are not known change nothing, except after \*: then the group is no text.
func (r *reader) act(word string, n int, star bool) {
	if r.begin(word) {
		return
	}
	if star {
		r.group().to = toNothing
		return
	}
	if r.group().to == toText && r.layOut(word) {
		return
	}
	if c, ok := characters[word]; ok {
		r.character(c, false)
		return
	}
	r.format(word, n)
}

var characters = map[string]rune{
	"tab": '\t', "emdash": '—', "endash": '–', "bullet": '•', "lquote": '‘', "rquote": '’', "ldblquote": '“', "rdblquote": '”',
	"emspace": ' ', "enspace": ' ', "qmspace": ' ',
}

// layOut acts on the ends of lines, paragraphs, cells and rows.
func (r *reader) layOut(word string) bool {
	switch word {
	case "par", "sect", "nestcell", "nestrow":
		r.b.EndParagraph()
	case "line", "page", "column", "lbr":
		r.b.Break()
	case "cell":
		r.endCell()
	case "row":
		r.endRow()
	default:
		return false
	}
	return true
}

// format acts on what changes the look of text.
func (r *reader) format(word string, n int) {
	g := r.group()
	switch word {
	case "f":
		if g.to == toFonts {
			r.fonts.begin(n)
			return
		}
		r.useFont(g, n)
	case "fcharset":
		r.fonts.charset(n)
	case "ansicpg":
		r.codes = codePage(n)
	case "deff":
		r.fonts.standard = n
	case "uc":
		g.unicode = min(max(n, 0), 16)
	case "plain":
		g.look.Caps, g.look.Hidden, g.look.Deleted, g.look.Inserted = false, false, false, false
		r.useFont(g, r.fonts.standard)
	case "pard":
		g.inTable = false
	case "intbl":
		g.inTable = true
	case "caps", "scaps":
		g.look.Caps = n != 0
	case "v":
		g.look.Hidden = n != 0
	case "deleted":
		g.look.Deleted = n != 0
	case "revised":
		g.look.Inserted = n != 0
	}
}
