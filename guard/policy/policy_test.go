package policy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giumat/detectors"
	"giumat/guard/event"
	"giumat/rules"
)

func marked(l rules.Level, c rules.Confidence) rules.Verdict {
	return rules.Verdict{Kind: detectors.DOCX, State: rules.Marked, Level: l, Confidence: c}
}

var (
	official   = rules.Verdict{Kind: detectors.DOCX, State: rules.Clean, Official: true}
	clean      = rules.Verdict{Kind: detectors.DOCX, State: rules.Clean}
	partial    = rules.Verdict{Kind: detectors.PDF, State: rules.Partial}
	unreadable = rules.Verdict{Kind: detectors.OLE2, State: rules.Unreadable}
)

func mustDefault(t testing.TB) Policy {
	t.Helper()
	p, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestDefaultTable is the table of the design, cell by cell.
func TestDefaultTable(t *testing.T) {
	p := mustDefault(t)
	for _, line := range []struct {
		channel                        event.Channel
		marked, official, notInspected Action
	}{
		{event.AtRest, Warn, Allow, Record},
		{event.Removable, Block, Allow, Warn},
		{event.Clipboard, Block, Allow, Record},
		{ClipboardLocal, Warn, Allow, Record},
		{event.SyncFolder, Block, Warn, Warn},
		{event.Webmail, Block, Warn, Warn},
		{WebmailOfficial, Block, Allow, Warn},
	} {
		for _, cell := range []struct {
			name string
			v    rules.Verdict
			want Decision
		}{
			{"TUYET_MAT", marked(rules.TuyetMat, rules.Certain), Decision{line.marked, TuyetMat}},
			{"TOI_MAT", marked(rules.ToiMat, rules.Certain), Decision{line.marked, ToiMat}},
			{"MAT", marked(rules.Mat, rules.Certain), Decision{line.marked, Mat}},
			{"official", official, Decision{line.official, Official}},
			{"partial", partial, Decision{line.notInspected, Uninspected}},
			{"unreadable", unreadable, Decision{line.notInspected, Uninspected}},
			{"clean", clean, Decision{Allow, ""}},
		} {
			if diff := cmp.Diff(cell.want, p.Decide(cell.v, line.channel)); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", line.channel, cell.name, diff)
			}
		}
	}
}

// TestDecide holds what the table does not show.
func TestDecide(t *testing.T) {
	p := mustDefault(t)
	with := func(v rules.Verdict, change func(*rules.Verdict)) rules.Verdict {
		change(&v)
		return v
	}
	suspected := marked(rules.TuyetMat, rules.Suspected)
	for _, c := range []struct {
		name string
		v    rules.Verdict
		ch   event.Channel
		want Decision
	}{
		{"suspected is warned about, never blocked", suspected, event.Removable, Decision{Warn, TuyetMat}},
		{"suspected at rest is no stricter than the table", suspected, event.AtRest, Decision{Warn, TuyetMat}},
		{
			"the strictest row wins over official",
			with(marked(rules.Mat, rules.Certain), func(v *rules.Verdict) { v.Official = true }), event.Webmail,
			Decision{Block, Mat},
		},
		{
			"official and partial: the stricter of both",
			with(partial, func(v *rules.Verdict) { v.Official = true }), event.Removable,
			Decision{Warn, Uninspected},
		},
		{
			"equal rows: the first of the table",
			with(partial, func(v *rules.Verdict) { v.Official = true }), event.Webmail,
			Decision{Warn, Official},
		},
		{
			"a program that cannot be read as a document is no document",
			rules.Verdict{Kind: detectors.Other, State: rules.Unreadable},
			event.Removable,
			Decision{Allow, ""},
		},
		{"an unknown channel is not a way round", marked(rules.Mat, rules.Certain), "pigeon", Decision{Block, Mat}},
		{"an unknown channel lets a clean file pass", clean, "pigeon", Decision{Allow, ""}},
	} {
		if diff := cmp.Diff(c.want, p.Decide(c.v, c.ch)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if got := (Policy{}).Decide(marked(rules.Mat, rules.Certain), event.AtRest).Action; got != Block {
		t.Errorf("zero policy decides %q, want block", got)
	}
}

func TestSeverity(t *testing.T) {
	want := []Action{Allow, Record, Warn, Block, Quarantine}
	for i, a := range want {
		if a.Severity() != i {
			t.Errorf("%s has severity %d, want %d", a, a.Severity(), i)
		}
	}
	if Action("shred").Severity() != -1 {
		t.Error("an unknown word has a severity")
	}
}

func TestOfficeFileMayBePartial(t *testing.T) {
	p, err := Parse([]byte("channels:\n  at_rest:\n    TUYET_MAT: quarantine\n    official: record\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		v    rules.Verdict
		ch   event.Channel
		want Action
	}{
		{marked(rules.TuyetMat, rules.Certain), event.AtRest, Quarantine},
		{marked(rules.TuyetMat, rules.Suspected), event.AtRest, Warn},
		{official, event.AtRest, Record},
		{marked(rules.ToiMat, rules.Certain), event.AtRest, Warn},  // the default's row
		{marked(rules.Mat, rules.Certain), event.Removable, Block}, // the default's channel
	} {
		if got := p.Decide(c.v, c.ch).Action; got != c.want {
			t.Errorf("%s %s: %s, want %s", c.ch, c.v.Level, got, c.want)
		}
	}
	// A value may refer to another; it is the value that counts, not the name of the reference.
	p, err = Parse([]byte("channels: {at_rest: {MAT: &warn record, TOI_MAT: *warn}}"))
	if err != nil || p.Decide(marked(rules.ToiMat, rules.Certain), event.AtRest).Action != Record {
		t.Errorf("reference: %v", err)
	}
	// Suspicion caps only what the suspicion asks for: an official document may still be blocked as such.
	p, err = Parse([]byte("channels: {webmail: {official: block}}"))
	if err != nil {
		t.Fatal(err)
	}
	v := marked(rules.Mat, rules.Suspected)
	v.Official = true
	if got := p.Decide(v, event.Webmail); got != (Decision{Block, Official}) {
		t.Errorf("suspected and official: %v", got)
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ name, yaml, want string }{
		{"unknown top key", "chanels: {}\n", `policy: line 1: field chanels not found`},
		{"unknown channel", "channels:\n  at_rset:\n    MAT: warn\n", `policy: line 2: unknown channel "at_rset"`},
		{"unknown row", "channels:\n  at_rest:\n    SECRET: warn\n", `policy: line 3: unknown row "SECRET"`},
		{"unknown action", "channels:\n  at_rest:\n    MAT: shred\n", `policy: line 3: at_rest: MAT: unknown action "shred"`},
		{"no action", "channels:\n  at_rest:\n    MAT:\n", `policy: line 3: at_rest: MAT: unknown action ""`},
		{"list for an action", "channels:\n  at_rest:\n    MAT: [warn]\n", `policy: line 3: at_rest: MAT: unknown action`},
		{"repeated row", "channels:\n  at_rest:\n    MAT: warn\n    MAT: allow\n", `policy: line 4: mapping key "MAT" already defined at line 3`},
		{"not a mapping", "channels: 7\n", `policy: line 1: `},
		{"two documents", "channels: {}\n---\nchannels: {}\n", "policy: more than one YAML document"},
		{"broken", "channels: [\n", "policy: yaml: line"},
		{"large", "#" + strings.Repeat(" ", maxFileBytes), "policy: file is larger"},
	} {
		_, err := Parse([]byte(c.yaml))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: error %v, want it to begin with %q", c.name, err, c.want)
		}
	}
}

func TestVersion(t *testing.T) {
	parse := func(s string) string {
		p, err := Parse([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return p.Version()
	}
	def := mustDefault(t).Version()
	if len(def) != 12 {
		t.Errorf("version %q, want 12 digits", def)
	}
	for _, same := range []string{"", "# only a comment\n", "channels: {at_rest: {MAT: warn}}"} {
		if parse(same) != def {
			t.Errorf("%q changes nothing but the version", same)
		}
	}
	if parse("channels: {at_rest: {MAT: block}}") == def {
		t.Error("an action changed, the version did not")
	}
}

// FuzzParse: whatever a policy file holds, it is refused or makes a complete table.
func FuzzParse(f *testing.F) {
	f.Add(defaultYAML)
	f.Add([]byte("channels: {at_rest: {MAT: quarantine}}"))
	f.Add([]byte("channels: &a {at_rest: {MAT: warn}}\n---\n"))
	f.Add([]byte("channels:\n  at_rest: &r {MAT: warn}\n  removable: *r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse(data)
		if err != nil {
			return
		}
		for _, ch := range channels {
			for _, row := range rows {
				if p.table[ch][row].Severity() < 0 {
					t.Fatalf("%s %s has no action", ch, row)
				}
			}
		}
	})
}
