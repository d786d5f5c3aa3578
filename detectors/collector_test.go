package detectors

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func wants(line string) bool { return strings.Contains(line, "!") }

// texts is the kept lines with their numbers.
func texts(ev Evidence) []string {
	var out []string
	for _, s := range ev.Spans {
		out = append(out, fmt.Sprintf("%d %s", s.Line, s.Text))
	}
	return out
}

func TestCollectorKeepsNeighbours(t *testing.T) {
	c := NewCollector(wants, 100)
	for i := range 30 {
		text := fmt.Sprint("line ", i+1)
		if i+1 == 10 || i+1 == 12 || i+1 == 29 {
			text += "!"
		}
		c.Line(Span{Text: text})
		c.Line(Span{Text: " \n"}) // empty lines are nobody's neighbours
	}
	var want []string
	for _, n := range []int{6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 25, 26, 27, 28, 29, 30} {
		mark := ""
		if n == 10 || n == 12 || n == 29 {
			mark = "!"
		}
		want = append(want, fmt.Sprintf("%d line %d%s", n, n, mark))
	}
	if diff := cmp.Diff(want, texts(c.Evidence())); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestCollectorNumbersLinesInTheirPart(t *testing.T) {
	c := NewCollector(func(string) bool { return true }, 100)
	for _, s := range []Span{{Part: "a"}, {Part: "a"}, {Part: "b"}, {Part: "b", Page: 1}, {Part: "b", Page: 2}, {Part: "b", Page: 2}} {
		s.Text = "x"
		c.Line(s)
	}
	var got []int
	for _, s := range c.Evidence().Spans {
		got = append(got, s.Nth)
	}
	if diff := cmp.Diff([]int{1, 2, 1, 1, 1, 2}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestCollectorStopsAtItsLimit(t *testing.T) {
	c := NewCollector(wants, 3)
	for range 10 {
		c.Line(Span{Text: "x!"})
	}
	ev := c.Evidence()
	if len(ev.Spans) != 3 || ev.Reach != Partial || ev.Notes[0].Code != "too-many-lines" || len(ev.Notes) != 1 {
		t.Errorf("%d lines, reach %d, notes %v", len(ev.Spans), ev.Reach, ev.Notes)
	}
}

// A file inside a file changes neither the kind nor makes the whole unreadable.
func TestCollectorInside(t *testing.T) {
	c := NewCollector(wants, 10)
	c.Kind(DOCX)
	err := c.Inside("word/embeddings/a.pdf", func() error {
		return c.Inside("attachment 1", func() error {
			c.Kind(PDF)
			c.Line(Span{Text: "x!", Part: "p"})
			c.Unreadable("broken-pdf")
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	const inner = "word/embeddings/a.pdf!attachment 1!"
	want := Evidence{
		Kind: DOCX, Reach: Partial,
		Spans: []Span{{Text: "x!", Part: inner + "p", Line: 1, Nth: 1}},
		Notes: []Note{{Code: "broken-pdf", Part: inner}},
	}
	if diff := cmp.Diff(want, c.Evidence()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
