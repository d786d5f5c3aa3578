package rules

import (
	"strings"
	"testing"
)

func TestEveryExample(t *testing.T) {
	if err := Default().Check(); err != nil {
		t.Error(err)
	}
}

func TestVersionFollowsContent(t *testing.T) {
	a, errA := Load(strings.NewReader(smallPack))
	b, errB := Load(strings.NewReader(smallPack + "\n# a comment\n"))
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if a.Version() == b.Version() || !strings.HasPrefix(a.Version(), "small 2026-02-03 ") {
		t.Errorf("versions %q and %q", a.Version(), b.Version())
	}
	first, second := Default(), Default()
	if first.Version() != second.Version() {
		t.Error("the default pack changes its version")
	}
}

const smallPack = `name: small
date: 2026-02-03
words:
  box: '{line}+'
  line: '[=]'
rules:
  - id: own.rule
    title: A degree in a box
    title_vi: Độ mật trong khung
    find: '^{box}{DEGREE}{box}$'
    hit: [{text: "==MẬT==", level: MAT}]
    miss: [{text: "MẬT"}]
`

func TestSmallPack(t *testing.T) {
	p, err := Load(strings.NewReader(smallPack))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Check(); err != nil {
		t.Error(err)
	}
}

func TestBrokenPacks(t *testing.T) {
	cases := []struct{ name, old, new, want string }{
		{"unknown key", "    find:", "    fnid:", "line 10: field fnid not found"},
		{"bad pattern", "^{box}", "^({box}", `rule "own.rule", line 10: error parsing regexp`},
		{"unknown word", "^{box}", "^{bx}", `rule "own.rule", line 10: unknown word "bx"`},
		{"words in a circle", "'[=]'", "'{box}'", "circle"},
		{"no hit", `    hit: [{text: "==MẬT==", level: MAT}]`, "", `rule "own.rule" needs at least one hit`},
		{"no miss", `    miss: [{text: "MẬT"}]`, "", `rule "own.rule" needs at least one hit and one miss`},
		{"no title in Vietnamese", "    title_vi: Độ mật trong khung\n", "", "title_vi"},
		{"unknown level", "level: MAT", "level: MATT", `unknown level "MATT"`},
		{"no degree", "{DEGREE}", "MẬT", "either a degree"},
		{"unknown zone", "    find:", "    zone: top\n    find:", `unknown zone "top"`},
		{"unknown view", "    find:", "    reads: page\n    find:", `reads "page"`},
		{"unknown confidence", "    find:", "    confidence: sure\n    find:", `unknown confidence "sure"`},
		{"no name", "name: small\n", "", "no name"},
		{"no rules", smallPack[strings.Index(smallPack, "rules:"):], "", "no rules"},
		{"not YAML", "name", "\t{", "read pack"},
	}
	for _, c := range cases {
		_, err := Load(strings.NewReader(strings.Replace(smallPack, c.old, c.new, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want it to say %q", c.name, err, c.want)
		}
	}
}

func TestRuleNamedTwice(t *testing.T) {
	rule := smallPack[strings.Index(smallPack, "  - id:"):]
	if _, err := Load(strings.NewReader(smallPack + rule)); err == nil || !strings.Contains(err.Error(), `"own.rule"`) {
		t.Errorf("got %v", err)
	}
}

func TestCheckNamesTheExample(t *testing.T) {
	p, err := Load(strings.NewReader(strings.Replace(smallPack, `miss: [{text: "MẬT"}]`, `miss: [{text: "=TỐI MẬT="}]`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Check(); err == nil || !strings.Contains(err.Error(), `rule "own.rule": miss 1 is found`) {
		t.Errorf("got %v", err)
	}
}
