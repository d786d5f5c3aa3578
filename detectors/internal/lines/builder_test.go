package lines

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giumat/detectors"
	"giumat/detectors/vntext"
)

// build runs steps and gives the lines as "place block flags|text".
func build(steps func(b *Builder)) []string {
	out := detectors.NewCollector(func(string) bool { return true }, 10_000)
	b := New(out)
	b.Start("part", detectors.Body)
	steps(b)
	b.Flush()
	var all []string
	for _, s := range out.Evidence().Spans {
		flags := ""
		for i, set := range []bool{s.Hidden, s.Deleted, s.Fallback, s.Decoded, s.Row} {
			if set {
				flags += string("HDFCR"[i])
			}
		}
		all = append(all, fmt.Sprintf("%s %d %s|%s", s.Place, s.Block, flags, s.Text))
	}
	return all
}

func TestBuilder(t *testing.T) {
	text := func(b *Builder, s string) { b.Text([]byte(s), Look{}) }
	tests := []struct {
		name  string
		steps func(b *Builder)
		want  []string
	}{
		{"runs join", func(b *Builder) { text(b, "M"); text(b, "ẬT") }, []string{"body 0 |MẬT"}},
		{"a character cut in two pieces", func(b *Builder) { text(b, "Ậ"[:1]); text(b, "Ậ"[1:]) }, []string{"body 0 |Ậ"}},
		{"broken characters", func(b *Builder) { text(b, "M\xffT") }, []string{"body 0 |M\uFFFDT"}},
		{
			"lines of a paragraph", func(b *Builder) { text(b, "a"); b.Break(); text(b, "b"); b.EndParagraph(); text(b, "c") },
			[]string{"body 1 |a", "body 1 |b", "body 0 |c"},
		},
		{"cells and rows", func(b *Builder) {
			b.OpenRow()
			b.OpenCell()
			text(b, "a")
			b.EndParagraph()
			text(b, "b")
			b.Close()
			b.OpenCell()
			b.Close()
			b.OpenCell()
			text(b, "c")
			b.Close()
			b.CloseRow()
		}, []string{"table 1 |a", "table 1 |b", "table 3 |c", "table 0 R|a b\tc"}},
		{"long row", func(b *Builder) {
			b.OpenRow()
			for range 2 {
				b.OpenCell()
				text(b, strings.Repeat("x", 300))
				b.Close()
			}
			b.CloseRow()
		}, []string{"table 1 |" + strings.Repeat("x", 300), "table 2 |" + strings.Repeat("x", 300)}},
		{"box in a paragraph", func(b *Builder) {
			b.OpenParagraph()
			text(b, "a")
			b.OpenBox()
			b.OpenParagraph()
			text(b, "box")
			b.CloseParagraph()
			b.Close()
			text(b, "b")
			b.CloseParagraph()
		}, []string{"box 1 |box", "body 0 |ab"}},
		{"cell in a box", func(b *Builder) { b.OpenBox(); b.OpenRow(); b.OpenCell(); text(b, "x") }, []string{"box 2 |x"}},
		{"cell outside a row, ends without beginnings", func(b *Builder) {
			b.OpenCell()
			text(b, "x")
			b.Close()
			b.Close()
			b.CloseRow()
			b.CloseParagraph()
			b.CloseBranch()
			b.CloseAlternatives()
		}, []string{"table 1 |x"}},
		{"alternatives", func(b *Builder) {
			b.OpenAlternatives()
			for range 2 {
				b.OpenBranch()
				b.OpenBox()
				text(b, "both")
				b.Close()
				b.CloseBranch()
			}
			b.OpenBranch()
			b.Line(detectors.Box, "third")
			b.CloseBranch()
			b.CloseAlternatives()
			b.Line(detectors.Box, "both")
		}, []string{"box 1 |both", "box 0 F|third", "box 0 |both"}},
		{"hidden and deleted", func(b *Builder) {
			text(b, "a")
			b.Text([]byte("b"), Look{Deleted: true})
			b.Text([]byte("c"), Look{Inserted: true})
			b.Text([]byte("d"), Look{Hidden: true})
		}, []string{"body 0 |ac", "body 0 HD|abd"}},
		{"hidden insertion", func(b *Builder) { b.Text([]byte("x"), Look{Hidden: true, Inserted: true}) }, []string{"body 0 H|x"}},
		{"charsets side by side", func(b *Builder) {
			b.Text([]byte("MA"), Look{Charset: vntext.VNI})
			b.Text([]byte("ÄT "), Look{Charset: vntext.VNI})
			b.Text([]byte("mËt"), Look{Charset: vntext.TCVN3, Capitals: true})
		}, []string{"body 0 C|MẬT MẬT"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, build(tt.steps)); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzBuilder runs any sequence of steps: nothing may go wrong, and no text may get lost.
func FuzzBuilder(f *testing.F) {
	f.Add("x(x[x]x)<x{x|x}>x;x/x")
	f.Fuzz(func(t *testing.T, steps string) {
		want := 0
		got := build(func(b *Builder) {
			for _, step := range steps {
				switch step {
				case '(':
					b.OpenParagraph()
				case ')':
					b.CloseParagraph()
				case '[':
					b.OpenRow()
				case ']':
					b.CloseRow()
				case '<':
					b.OpenBox()
				case '{':
					b.OpenCell()
				case '>', '}':
					b.Close()
				case ';':
					b.EndParagraph()
				case '/':
					b.Break()
				default:
					want++
					b.Text([]byte("x"), Look{})
				}
			}
		})
		n := 0
		for _, l := range got {
			if place, text, _ := strings.Cut(l, "|"); !strings.HasSuffix(place, "R") {
				n += strings.Count(text, "x")
			}
		}
		if n != want {
			t.Errorf("%d letters became %d", want, n)
		}
	})
}
