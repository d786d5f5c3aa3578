package policy

import (
	"strings"
	"testing"
	"time"

	"giumat/guard/event"
	"giumat/rules"
)

func parse(t testing.TB, yaml string) Policy {
	t.Helper()
	p, err := Parse([]byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestHeightened: which period holds at a moment. Moments without a zone are Vietnam's.
func TestHeightened(t *testing.T) {
	p := parse(t, `
heightened:
  - {name: holidays, from: 04-30, to: 05-01}
  - {name: election, from: 2031-03-10, to: 2031-03-10}
  - {name: new year, from: 12-30, to: 01-02}
  - {name: leap day, from: 02-29, to: 02-29}
`)
	for _, c := range []struct{ at, want string }{
		{"2026-04-29T23:59:59+07:00", ""},
		{"2026-04-30T00:00:00+07:00", "holidays"},
		{"2031-05-01T23:59:59+07:00", "holidays"},
		{"2026-05-02T00:00:00+07:00", ""},
		{"2026-04-29T17:00:00Z", "holidays"}, // midnight in Vietnam
		{"2026-05-01T17:00:00Z", ""},
		{"2031-03-10T12:00:00+07:00", "election"},
		{"2032-03-10T12:00:00+07:00", ""},
		{"2026-12-31T12:00:00+07:00", "new year"},
		{"2027-01-02T12:00:00+07:00", "new year"},
		{"2027-01-03T00:00:00+07:00", ""},
		{"2028-02-29T12:00:00+07:00", "leap day"},
		{"2027-02-28T12:00:00+07:00", ""},
		{"2027-03-01T12:00:00+07:00", "leap day"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		got, holds := p.Heightened(at)
		if got.Name != c.want || holds != (c.want != "") {
			t.Errorf("%s: %q, want %q", c.at, got.Name, c.want)
		}
	}
}

// TestPeriods: a report's time may touch a period more than once.
func TestPeriods(t *testing.T) {
	p := parse(t, "heightened: [{name: h, from: 04-30, to: 05-01}]")
	list := p.Periods(time.Date(2026, 5, 1, 0, 0, 0, 0, Vietnam), time.Date(2028, 4, 30, 0, 0, 0, 0, Vietnam))
	var got []string
	for _, one := range list {
		got = append(got, one.From.Format(time.DateOnly)+".."+one.To.Format(time.DateOnly))
	}
	if want := "2026-04-30..2026-05-02 2027-04-30..2027-05-02"; strings.Join(got, " ") != want {
		t.Errorf("periods %v, want %s", got, want)
	}
}

// TestHeightenedIsStricter: a warn is a block, the rest stays, and suspicion alone never blocks.
func TestHeightenedIsStricter(t *testing.T) {
	p := parse(t, "heightened: [{name: h, from: 2026-04-30, to: 2026-04-30}]")
	inside := time.Date(2026, 4, 30, 8, 0, 0, 0, Vietnam)
	for _, c := range []struct {
		v                rules.Verdict
		ch               event.Channel
		outside, changed Action
	}{
		{marked(rules.Mat, rules.Certain), event.AtRest, Warn, Block},
		{marked(rules.Mat, rules.Suspected), event.Removable, Warn, Warn},
		{partial, event.Removable, Warn, Block},
		{partial, event.AtRest, Record, Record},
		{official, event.Removable, Allow, Allow},
	} {
		if got := p.At(inside.AddDate(0, 0, 1)).Decide(c.v, c.ch).Action; got != c.outside {
			t.Errorf("%s %s outside: %s, want %s", c.ch, c.v.State, got, c.outside)
		}
		if got := p.At(inside).Decide(c.v, c.ch).Action; got != c.changed {
			t.Errorf("%s %s inside: %s, want %s", c.ch, c.v.State, got, c.changed)
		}
	}
	if p.At(inside).Version() == p.Version() {
		t.Error("the stricter table has the version of the other: files handled before would not be looked at again")
	}
}

func TestContact(t *testing.T) {
	if got := parse(t, "contact: Nguyễn Văn A, 0912 345 678").Contact(); got != "Nguyễn Văn A, 0912 345 678" {
		t.Errorf("contact %q", got)
	}
}

func TestHeightenedErrors(t *testing.T) {
	for _, c := range []struct{ name, yaml, want string }{
		{"no such day", "heightened:\n  - {name: a, from: 2026-02-30, to: 2026-03-01}\n", `policy: line 2: "2026-02-30" is no date`},
		{"no name", "heightened: [{from: 01-01, to: 01-02}]", "policy: a heightened period has no name"},
		{"no end", "heightened: [{name: a, from: 01-01}]", "policy: a heightened period has no from or no to"},
		{"backwards", "heightened: [{name: a, from: 2026-05-02, to: 2026-05-01}]", "policy: a heightened period ends before it begins"},
		{"half yearly", "heightened: [{name: a, from: 05-02, to: 2026-05-01}]", "policy: a heightened period is yearly at one end only"},
		{"unknown key", "heightened: [{name: a, until: 05-02}]", "policy: line 1: field until not found"},
	} {
		if _, err := Parse([]byte(c.yaml)); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: error %v, want it to begin with %q", c.name, err, c.want)
		}
	}
}
