package clipboard

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeURIs(t *testing.T) {
	for name, test := range map[string]struct {
		data string
		want []string
	}{
		"nothing":                 {"", nil},
		"one":                     {"file:///home/an/a.docx\r\n", []string{"/home/an/a.docx"}},
		"no end of line":          {"file:///home/an/a.docx", []string{"/home/an/a.docx"}},
		"two, as Qt writes them":  {"file:///a\nfile:///b\n", []string{"/a", "/b"}},
		"a comment":               {"# file:///no\r\nfile:///a\r\n", []string{"/a"}},
		"localhost":               {"file://localhost/a\r\nfile://LOCALHOST/b\r\n", []string{"/a", "/b"}},
		"another computer":        {"file://server/share/a.docx\r\n", nil},
		"no host at all":          {"file:/home/an/a.docx", []string{"/home/an/a.docx"}},
		"any case":                {"FILE:///a", []string{"/a"}},
		"not a file":              {"https://giumat.example/a\r\nsmb://server/a\r\ntrash:///a\r\n", nil},
		"spaces and Vietnamese":   {"file:///a/K%E1%BA%BF%20ho%E1%BA%A1ch.docx", []string{"/a/Kế hoạch.docx"}},
		"Vietnamese as it stands": {"file:///a/Kế hoạch.docx", []string{"/a/Kế hoạch.docx"}},
		"percent, hash, question": {"file:///a%25b%23c%3Fd", []string{"/a%b#c?d"}},
		"not UTF-8":               {"file:///a%FFb", []string{"/a\xffb"}},
		"a bad escape":            {"file:///a%zzb", nil},
		"a zero":                  {"file:///a%00b", nil},
		"not absolute":            {"file:a.docx", nil},
		"a way up":                {"file:///home/an/../../etc/./hosts", []string{"/etc/hosts"}},
		"a folder":                {"file:///home/an/", []string{"/home/an"}},
		"plain text":              {"xin chào", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, more := decodeURIs([]byte(test.data))
			if diff := cmp.Diff(test.want, got); diff != "" || more {
				t.Errorf("more %v, paths (-want +got):\n%s", more, diff)
			}
		})
	}
}

func TestDecodeURIsIsBounded(t *testing.T) {
	var list strings.Builder
	for i := range maxPaths + 1 {
		fmt.Fprintf(&list, "file:///%d\r\n", i)
	}
	if got, more := decodeURIs([]byte(list.String())); len(got) != maxPaths || !more {
		t.Errorf("%d paths, more %v", len(got), more)
	}
}

func TestDecodeCopiedFiles(t *testing.T) {
	for name, test := range map[string]struct {
		data string
		want []string
		cut  bool
	}{
		"copied":                {"copy\nfile:///a\nfile:///b", []string{"/a", "/b"}, false},
		"cut":                   {"cut\nfile:///a", []string{"/a"}, true},
		"cut, lines of Windows": {"cut\r\nfile:///a\r\n", []string{"/a"}, true},
		"an unknown word":       {"link\nfile:///a", []string{"/a"}, false},
		"only a word":           {"cut", nil, true},
		"nothing":               {"", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, cut, more := decodeCopiedFiles([]byte(test.data))
			if diff := cmp.Diff(test.want, got); diff != "" || cut != test.cut || more {
				t.Errorf("cut %v, more %v, paths (-want +got):\n%s", cut, more, diff)
			}
		})
	}
}

func FuzzDecodeURIs(f *testing.F) {
	for _, s := range []string{"file:///a\r\n#c\r\nfile://localhost/b%20c", "cut\nfile:///a", "file:/%00", "file://h/a", "file:"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		all, _ := decodeURIs(data)
		rest, _, _ := decodeCopiedFiles(append([]byte("copy\n"), data...))
		if diff := cmp.Diff(all, rest); diff != "" {
			t.Errorf("the two forms differ:\n%s", diff)
		}
		for _, p := range all {
			if !path.IsAbs(p) || path.Clean(p) != p || strings.ContainsRune(p, 0) {
				t.Errorf("no clean absolute path: %q", p)
			}
		}
	})
}
