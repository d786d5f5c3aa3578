package incident

import (
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	keptRunes      = 8 // enough for an owner to know the file again, too few for its subject
	maxSuffixRunes = 6 // with the dot; a longer "extension" is part of a name with a dot in it
)

// Shorten gives what the record may hold of a file's name: at most its first 8 characters, "…" and the extension.
// Folders are cut off, and characters that do not show, or that change how others show, are replaced.
func Shorten(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	suffix := filepath.Ext(name)
	if utf8.RuneCountInString(suffix) > maxSuffixRunes || len(suffix) == len(name) {
		suffix = ""
	}
	stem := visible(strings.TrimSuffix(name, suffix))
	if runes := []rune(stem); len(runes) > keptRunes {
		stem = string(runes[:keptRunes]) + "…"
	}
	return stem + visible(suffix)
}

// visible replaces bytes that are not UTF-8, control characters and format characters, such as those that turn the
// direction of writing.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			return '_'
		}
		return r
	}, s)
}
