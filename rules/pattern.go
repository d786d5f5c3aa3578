package rules

import (
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"giumat/detectors/vntext"
)

// pattern is a regular expression in a pack, with the line it stands on.
type pattern struct {
	*regexp.Regexp
	source string
	line   int
}

// UnmarshalYAML keeps the text and the line; compile comes later, when the pack's words are known.
func (p *pattern) UnmarshalYAML(node *yaml.Node) error {
	p.line = node.Line
	return node.Decode(&p.source)
}

func (p *pattern) compile(words map[string]string) error {
	if p.source == "" {
		return nil
	}
	expanded, err := expand(p.source, words, 0)
	if err != nil {
		return err
	}
	p.Regexp, err = regexp.Compile(expanded)
	return err
}

// degreeGroup is the group that holds the degree a pattern found.
const degreeGroup = "degree"

// macros are the pieces every pack may use. A pattern names at most one degree.
var macros = map[string]string{
	// A degree in capitals; one that begins with a capital; in any case. Spaces may be missing.
	"DEGREE": `(?P<degree>TUYỆT ?MẬT|TỐI ?MẬT|MẬT)`,
	"Degree": `(?P<degree>T(?i:uyệt) ?(?i:mật)|T(?i:ối) ?(?i:mật)|M(?i:ật))`,
	"degree": `(?P<degree>(?i:tuyệt ?mật|tối ?mật|mật))`,
	// The two higher degrees, whose words are seldom part of another.
	"HIGH": `(?P<degree>TUYỆT ?MẬT|TỐI ?MẬT)`,
	"High": `(?P<degree>T(?i:uyệt) ?(?i:mật)|T(?i:ối) ?(?i:mật))`,
	// A degree as programs write it, with or without accents.
	"code": `(?P<degree>(?i:tuyệt[ _-]?mật|tối[ _-]?mật|mật|tuyet[ _-]?mat|toi[ _-]?mat|mat))`,
	// The edges of a word: \b knows only ASCII.
	"start": `(?:^|[^\pL\pN])`,
	"end":   `(?:[^\pL\pN]|$)`,
}

// macro finds {name}, and passes over \p{Lu} and \x{F0FE}.
var macro = regexp.MustCompile(`\\[pPx]\{[^}]*\}|\{[A-Za-z_]+\}`)

// expand replaces macros and the pack's own words; words may use words.
func expand(source string, words map[string]string, depth int) (string, error) {
	if depth > 8 {
		return "", fmt.Errorf("words use each other in a circle")
	}
	var failed error
	out := macro.ReplaceAllStringFunc(source, func(m string) string {
		if m[0] == '\\' {
			return m
		}
		name := m[1 : len(m)-1]
		if piece, ok := macros[name]; ok {
			return piece
		}
		word, ok := words[name]
		if !ok {
			failed = fmt.Errorf("unknown word %q", name)
			return m
		}
		inner, err := expand(word, words, depth+1)
		if err != nil {
			failed = err
		}
		return "(?:" + inner + ")"
	})
	return out, failed
}

// levelOf gives the degree for the text that a degree macro matched.
func levelOf(word string) Level {
	switch vntext.Skeleton(word) {
	case "tuyetmat":
		return TuyetMat
	case "toimat":
		return ToiMat
	case "mat":
		return Mat
	}
	return None
}

var namesMat = regexp.MustCompile(`(?i)(?:^|[^\pL\s]\s*|(?:hoặc|và|hay) )mật(?:[^\pL]|$)`)

// degreesNamed tells which degrees v names, with accents or as programs write them. MẬT counts where it stands by
// itself, not in "độ mật:" or "bí mật", and only beside another: alone, nobody asks.
func degreesNamed(v view) map[Level]bool {
	named := make(map[Level]bool)
	if strings.Contains(v.bones, "tuyetmat") {
		named[TuyetMat] = true
	}
	if strings.Contains(v.bones, "toimat") {
		named[ToiMat] = true
	}
	if len(named) > 0 && namesMat.MatchString(v.text) {
		named[Mat] = true
	}
	return named
}
