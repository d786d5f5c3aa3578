package drives

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestUdevName(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "KINGSTON": "KINGSTON", `a\x20b`: "a b", `\x2fx`: "/x", `\xe1\xba\xad`: "ậ", `\xE1\xBA\xAD`: "ậ",
		`\x5cx20`: `\x20`, `\x`: `\x`, `\x2`: `\x2`, `\xg0`: `\xg0`, `\x+1`: `\x+1`, `\\x20`: `\ `,
	} {
		if got := udevName(in); got != want {
			t.Errorf("udevName(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWord(t *testing.T) {
	for in, want := range map[string]string{
		"": "", " \t\n": "", " SanDisk \x00": "SanDisk _", "Mật": "Mật", "\u202Efdp": "_fdp", "a\xff\xfeb": "a_b", "a\nb": "a_b",
		strings.Repeat("ậ", 65): strings.Repeat("ậ", 64),
	} {
		if got := word(in); got != want {
			t.Errorf("word(%q) = %q, want %q", in, got, want)
		}
	}
}

// Whoever made the drive chose its name; what becomes of it can be shown.
func FuzzUdevName(f *testing.F) {
	f.Add(`USB\x20c\xe1\xbb\xa7a\x20An`)
	f.Add(`\x`)
	f.Fuzz(func(t *testing.T, name string) {
		got := word(udevName(name))
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > maxWord || strings.ContainsAny(got, "\n\x00\u202E") {
			t.Errorf("%q becomes %q", name, got)
		}
	})
}

// plugged is the variable that names the letter of a drive that was plugged in for a test.
const plugged = "GIUMAT_TEST_DRIVE"
