package notify

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"giumat/guard/act"

	"github.com/google/go-cmp/cmp"
)

func TestTerminal(t *testing.T) {
	var out bytes.Buffer
	n := marked()
	if err := (Terminal{W: &out, Texts: load(t, "vi")}).Notify(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if want := "[14:05:06] Có dấu hiệu là tài liệu TỐI MẬT"; lines[0] != want {
		t.Errorf("first line is %q, want %q", lines[0], want)
	}
	const indent = "          " // as wide as the time
	for _, line := range lines[1:] {
		if !strings.HasPrefix(line, indent) || utf8.RuneCountInString(line) > columns {
			t.Errorf("not indented or too wide: %q", line)
		}
	}
	_, body := n.Words(load(t, "vi"))
	if got := strings.ReplaceAll(strings.Join(lines[1:], " "), " "+indent, " "); strings.TrimSpace(got) != body {
		t.Errorf("the sentence was changed: %q, want %q", got, body)
	}
}

// Whoever has a terminal can give the number of a held file to guard quarantine restore.
func TestTerminalNamesTheHeldFile(t *testing.T) {
	var out bytes.Buffer
	n := marked()
	n.Incident.Outcome, n.Incident.QuarantineID = act.Quarantined, "20261122-0001"
	if err := (Terminal{W: &out, Texts: load(t, "vi")}).Notify(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "20261122-0001") {
		t.Errorf("no number in %q", out.String())
	}
}

// fullDisk refuses every byte.
type fullDisk struct{}

var errFull = errors.New("no space left")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestTerminalSaysWhatItCouldNotWrite(t *testing.T) {
	if err := (Terminal{W: fullDisk{}, Texts: load(t, "vi")}).Notify(t.Context(), marked()); !errors.Is(err, errFull) {
		t.Errorf("got %v, want %v", err, errFull)
	}
}

func TestWrap(t *testing.T) {
	long := strings.Repeat("mật", 30)
	full := strings.Repeat("ậ", columns)
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"short", "một hai", "một hai"},
		{"two lines", "một\n  hai\n", "một\n  hai\n"},
		{"as wide as can be, in letters and not in bytes", full, full},
		{"one word too many", full + " hai", full + "\nhai"},
		{"keeps the indent", "  " + full[2*len("ậ"):] + " hai", "  " + full[2*len("ậ"):] + "\n  hai"},
		{"wide word stays whole", "xem " + long + " nhé", "xem\n" + long + "\nnhé"},
		{"spaces within a name stay", "tệp “a   b.docx”", "tệp “a   b.docx”"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, wrap(c.text)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// listener hears notices; its knob goes wrong.
type listener struct {
	heard []Notice
	err   error
}

func (l *listener) Notify(_ context.Context, n Notice) error {
	l.heard = append(l.heard, n)
	return l.err
}

func TestAllGoesOnAndJoinsErrors(t *testing.T) {
	first, second := errors.New("first"), errors.New("second")
	list := []*listener{{err: first}, {}, {err: second}, {}}
	var all All
	for _, l := range list {
		all = append(all, l)
	}
	err := all.Notify(t.Context(), marked())
	if !errors.Is(err, first) || !errors.Is(err, second) {
		t.Errorf("got %v, want both errors", err)
	}
	for i, l := range list {
		if len(l.heard) != 1 {
			t.Errorf("number %d heard %d notices, want 1", i, len(l.heard))
		}
	}
}

func TestAllWithoutAnyone(t *testing.T) {
	if err := (All{}).Notify(t.Context(), marked()); err != nil {
		t.Errorf("got %v, want none", err)
	}
}

func TestEscapeMarkup(t *testing.T) {
	for in, want := range map[string]string{
		"Kế hoạch.docx":            "Kế hoạch.docx",
		"<b>R&D</b>.docx":          "&lt;b&gt;R&amp;D&lt;/b&gt;.docx",
		"&lt;.docx":                "&amp;lt;.docx",
		`<img src="file:///x"/>`:   `&lt;img src="file:///x"/&gt;`,
		`<a href='http://x'>a</a>`: `&lt;a href='http://x'&gt;a&lt;/a&gt;`,
	} {
		if got := escapeMarkup(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}
