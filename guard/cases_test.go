package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"giumat/detectors/detecttest"
	"giumat/rules"
)

// The generated set goes through the real program: every level is found, and no ordinary paper is taken for marked.
func TestGeneratedSet(t *testing.T) {
	p, _ := testProgram(t)
	dir := t.TempDir()
	cases := map[string]detecttest.Case{}
	for _, c := range detecttest.Cases() {
		if _, twice := cases[c.Name]; twice {
			t.Fatalf("two cases are called %s", c.Name)
		}
		cases[c.Name] = c
		if err := os.WriteFile(filepath.Join(dir, c.Name), c.Bytes, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if len(cases) < 60 {
		t.Fatalf("the set has shrunk to %d cases", len(cases))
	}

	var stdout, stderr bytes.Buffer
	exit := run(t.Context(), []string{"scan", "--format", "jsonl", "--data", p.dataDir, dir}, &stdout, &stderr)
	if exit != exitMarked || stderr.Len() > 0 {
		t.Errorf("exit %d, want %d; errors: %s", exit, exitMarked, stderr.String())
	}
	for lines := bufio.NewScanner(&stdout); lines.Scan(); {
		var got scanned
		if err := json.Unmarshal(lines.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(got.Path)
		want, ok := cases[name]
		if !ok {
			t.Errorf("%s: not in the set, or told twice", name)
			continue
		}
		delete(cases, name)
		check(t, want, got)
	}
	for name := range cases {
		t.Errorf("%s: not told", name)
	}
}

func check(t *testing.T, want detecttest.Case, got scanned) {
	t.Helper()
	if got.Level.String() != want.Level {
		t.Errorf("%s: level %q, want %q (%s, notes %v)", want.Name, got.Level, want.Level, got.State, got.Notes)
		return
	}
	if got.Official != want.Official {
		t.Errorf("%s: official %v, want %v", want.Name, got.Official, want.Official)
	}
	if want.Level == "" {
		if got.State != rules.Clean || len(got.Reasons) > 0 {
			t.Errorf("%s: %s with %d findings, want clean; notes %v", want.Name, got.State, len(got.Reasons), got.Notes)
		}
		return
	}
	if wantConfidence := confidence(want.Suspected); got.Confidence != wantConfidence {
		t.Errorf("%s: %s, want %s (%v)", want.Name, got.Confidence, wantConfidence, got.Reasons)
	}
	if want.Place != "" && string(got.Reasons[0].Place) != want.Place {
		t.Errorf("%s: in %s, want %s", want.Name, got.Reasons[0].Place, want.Place)
	}
	if len(got.SHA256) != 64 {
		t.Errorf("%s: no hash", want.Name)
	}
}

func confidence(suspected bool) rules.Confidence {
	if suspected {
		return rules.Suspected
	}
	return rules.Certain
}
