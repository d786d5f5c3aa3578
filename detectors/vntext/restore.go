package vntext

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// restore puts the accents back into the degree words of a cell in capitals: TUYẸT MẬT, TOI MAT, a lone MÂT. Each
// letter seen must have no mark that the true letter lacks, so MẶT, MẤT, MÁT and MẮT never become MẬT; and one word
// alone must have kept its circumflex, for MAT and MẠT are words of their own.
func restore(s string) string {
	if !hasMat(s) {
		return s
	}
	cells := strings.FieldsFunc(s, func(r rune) bool { return r == '\t' || r == '|' })
	changed := false
	for i, cell := range cells {
		if !IsUpper(cell) {
			continue
		}
		folded := Fold(cell)
		if r := restoreCell(folded); r != folded {
			cells[i], changed = r, true
		}
	}
	if !changed {
		return s
	}
	return strings.Join(cells, "\t")
}

// hasMat is a quick look for the letters m, a, t one after the other.
func hasMat(s string) bool {
	found := 0
	for _, r := range s {
		c := Bone(r)
		switch {
		case c == 0:
		case c == "mat"[found]:
			found++
			if found == 3 {
				return true
			}
		case c == 'm':
			found = 1
		default:
			found = 0
		}
	}
	return false
}

func restoreCell(cell string) string {
	if word := Letters(cell); word == "MÂT" {
		return strings.Replace(cell, word, "MẬT", 1)
	}
	words := strings.Split(cell, " ")
	for i := 1; i < len(words); i++ {
		for _, first := range []string{"TUYỆT", "TỐI"} {
			a, b := Letters(words[i-1]), Letters(words[i])
			if lost(a, first) && lost(b, "MẬT") && a+b != first+"MẬT" {
				words[i-1] = strings.Replace(words[i-1], a, first, 1)
				words[i] = strings.Replace(words[i], b, "MẬT", 1)
			}
		}
	}
	return strings.Join(words, " ")
}

// lost tells whether seen is word, or word with some of its marks missing.
func lost(seen, word string) bool {
	s, w := splitMarks(seen), splitMarks(word)
	if len(s) != len(w) {
		return false
	}
	for i := range s {
		if s[i][0] != w[i][0] {
			return false
		}
		for _, mark := range s[i][1:] {
			if !strings.ContainsRune(string(w[i][1:]), mark) {
				return false
			}
		}
	}
	return true
}

// splitMarks gives each letter with its marks behind it.
func splitMarks(s string) [][]rune {
	var letters [][]rune
	for _, r := range norm.NFD.String(s) {
		if r >= 0x300 && r <= 0x36F && len(letters) > 0 {
			last := len(letters) - 1
			letters[last] = append(letters[last], r)
			continue
		}
		letters = append(letters, []rune{r})
	}
	return letters
}
