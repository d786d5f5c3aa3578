package incident

import (
	"path/filepath"
	"strings"
	"unicode/utf8"

	"giumat/guard/redact"
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
	stem := redact.Name(strings.TrimSuffix(name, suffix))
	if runes := []rune(stem); len(runes) > keptRunes {
		stem = string(runes[:keptRunes]) + "…"
	}
	return stem + redact.Name(suffix)
}
