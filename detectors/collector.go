package detectors

import "strings"

// Neighbours is how many lines before and after a wanted line are kept with it: so far the judge may look around.
const Neighbours = 4

// MaxLineBytes is the longest line that a detector should send; longer text is sent in pieces. No mark is a
// thousandth as long.
const MaxLineBytes = 64 << 10

// Collector gathers one file's lines into Evidence. It keeps the lines that want asks for and their neighbours, so
// that a document of any length leaves evidence of bounded size.
type Collector struct {
	ev     Evidence
	want   func(line string) bool
	limit  int
	before []Span // the last lines not kept
	after  int    // how many following lines are still to be kept
	line   int
	nth    int
	part   string
	page   int
	prefix string
}

// NewCollector keeps at most limit lines, those for which want is true and those around them.
func NewCollector(want func(line string) bool, limit int) *Collector {
	return &Collector{want: want, limit: limit, ev: Evidence{Kind: Other}}
}

// Line adds one line. Empty lines are dropped: the neighbour of a line is the next line with something in it.
func (c *Collector) Line(s Span) {
	s.Text = strings.Trim(s.Text, " \r\n")
	if s.Text == "" {
		return
	}
	s.Part = c.prefix + s.Part
	if s.Part != c.part || s.Page != c.page {
		c.part, c.page, c.nth = s.Part, s.Page, 0
	}
	c.line++
	c.nth++
	s.Line, s.Nth = c.line, c.nth

	switch {
	case c.want(s.Text):
		for _, b := range c.before {
			c.keep(b)
		}
		c.before = c.before[:0]
		c.keep(s)
		c.after = Neighbours
	case c.after > 0:
		c.after--
		c.keep(s)
	default:
		if len(c.before) == Neighbours {
			c.before = append(c.before[:0], c.before[1:]...)
		}
		c.before = append(c.before, s)
	}
}

func (c *Collector) keep(s Span) {
	if len(c.ev.Spans) >= c.limit {
		c.Partial("too-many-lines", "")
		return
	}
	c.ev.Spans = append(c.ev.Spans, s)
}

// Kind records the format of the outermost file; inner files do not change it.
func (c *Collector) Kind(k Kind) {
	if c.prefix == "" {
		c.ev.Kind = k
	}
}

// Note records a fact about the inspection that leaves nothing unread.
func (c *Collector) Note(code, part string) {
	c.ev.note(Note{Code: code, Part: c.prefix + part})
}

// Partial records that part was not inspected, or not to its end.
func (c *Collector) Partial(code, part string) {
	c.Note(code, part)
	c.ev.Reach = max(c.ev.Reach, Partial)
}

// Unreadable records that nothing could be read. Of an inner file, it makes the outer one partial.
func (c *Collector) Unreadable(code string) {
	if c.prefix != "" {
		c.Partial(code, "")
		return
	}
	c.Note(code, "")
	c.ev.Reach = Unreadable
}

// Inside runs read with the parts that it names prefixed by part, for a file inside the file.
func (c *Collector) Inside(part string, read func() error) error {
	outer := c.prefix
	c.prefix = outer + part + "!"
	defer func() { c.prefix = outer }()
	return read()
}

// Evidence returns what was gathered.
func (c *Collector) Evidence() Evidence {
	return c.ev
}
