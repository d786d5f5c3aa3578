package lines

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"giumat/detectors"
	"giumat/detectors/vntext"
)

// Look is how a run of text looks, and whether it is shown.
type Look struct {
	Charset  vntext.Charset // how its font stores letters
	Capitals bool           // its font draws small letters as capitals
	Caps     bool           // all capitals or small capitals
	Hidden   bool
	Deleted  bool // struck out by tracked changes
	Inserted bool // added by tracked changes
}

// drawn is the part of a look that changes letters.
type drawn struct {
	charset        vntext.Charset
	capitals, caps bool
}

// paragraph is the line of a paragraph that is being built, in up to two versions.
type paragraph struct {
	shown   line
	was     line // with what is deleted or hidden, without what was inserted; only when split
	split   bool
	hidden  bool
	deleted bool
	block   int // of a paragraph with several lines, outside cells and boxes
}

// version is one way to read a line.
type version struct {
	text            string
	decoded         bool
	hidden, deleted bool
}

func (p *paragraph) add(piece []byte, look Look) {
	d := drawn{look.Charset, look.Capitals, look.Caps}
	gone := look.Hidden || look.Deleted
	if (gone || look.Inserted) && !p.split {
		p.split = true
		p.was = p.shown.clone()
	}
	p.hidden = p.hidden || look.Hidden
	p.deleted = p.deleted || look.Deleted
	if !gone {
		p.shown.add(piece, d)
	}
	if p.split && (gone || !look.Inserted) {
		p.was.add(piece, d)
	}
}

func (p *paragraph) long() bool { return p.shown.long() || p.was.long() }

// end gives the versions of the line and begins the next one.
func (p *paragraph) end() []version {
	versions := p.versions((*line).text)
	p.shown.reset()
	p.was.reset()
	p.split, p.hidden, p.deleted = false, false, false
	return versions
}

// spill gives the versions of the first part of a line that has become too long.
func (p *paragraph) spill() []version {
	return p.versions(func(l *line) string {
		l.settle()
		cut := cutPoint(l.done)
		first := line{done: l.done[:cut]}
		text := first.text()
		l.done = append(l.done[:0], l.done[cut:]...)
		return text
	})
}

func (p *paragraph) versions(take func(*line) string) []version {
	shown := version{text: take(&p.shown), decoded: p.shown.decoded}
	versions := []version{shown}
	if !p.split {
		return versions[:min(1, len(shown.text))]
	}
	was := version{text: take(&p.was), decoded: p.was.decoded, hidden: p.hidden, deleted: p.deleted}
	if (p.hidden || p.deleted) && strings.TrimSpace(was.text) != strings.TrimSpace(shown.text) {
		versions = append(versions, was)
	}
	return versions
}

// line joins runs. Those that are drawn alike are decoded together: a VNI letter is a vowel and a mark, and they
// may stand in two runs.
type line struct {
	done    []byte
	run     []byte // not decoded yet
	drawn   drawn  // of run
	decoded bool
}

func (l *line) add(piece []byte, d drawn) {
	if d != l.drawn {
		l.settle()
		l.drawn = d
	}
	if d == (drawn{}) {
		l.done = append(l.done, piece...)
		return
	}
	l.run = append(l.run, piece...)
}

// settle decodes what is waiting.
func (l *line) settle() {
	if len(l.run) == 0 {
		return
	}
	text := string(l.run)
	if l.drawn.charset != vntext.Unicode && !hasVietnamese(text) {
		plain := text
		text = vntext.Decode(plain, l.drawn.charset, l.drawn.capitals)
		l.decoded = l.decoded || text != plain
	}
	if l.drawn.caps {
		text = strings.ToUpper(text)
	}
	l.done = append(l.done, text...)
	l.run = l.run[:0]
}

// text returns the line as it stands.
func (l *line) text() string {
	l.settle()
	return strings.ToValidUTF8(string(l.done), "\uFFFD")
}

func (l *line) reset() { *l = line{done: l.done[:0], run: l.run[:0]} }

func (l *line) long() bool { return len(l.done)+len(l.run) > detectors.MaxLineBytes }

func (l *line) clone() line {
	return line{done: bytes.Clone(l.done), run: bytes.Clone(l.run), drawn: l.drawn, decoded: l.decoded}
}

// hasVietnamese tells whether text holds letters that no legacy charset has in their place: its font's name is wrong.
func hasVietnamese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r >= 0x1EA0 && r <= 0x1EF9 || strings.ContainsRune("ĂăĐđƠơƯư", r)
	})
}

// cutPoint is where a long text is best cut to fit a line: at white space, if there is any near the end.
func cutPoint(text []byte) int {
	cut := min(len(text), detectors.MaxLineBytes)
	if i := bytes.LastIndexAny(text[:cut], " \t"); i > cut/2 {
		return i + 1
	}
	for cut > 0 && cut < len(text) && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return max(cut, 1)
}
