package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"giumat/detectors/detecttest"
)

// Everything broken, locked or malicious ends as partial or unreadable with a reason, in one process of bounded size.
func TestHostileFiles(t *testing.T) {
	p, _ := testProgram(t)
	dir := t.TempDir()
	want := map[string]detecttest.Hostile{}
	for i, h := range detecttest.HostileFiles() {
		sub := filepath.Join(dir, string(rune('a'+i))) // so that a result is known by its folder, whatever the name
		path := filepath.Join(sub, h.Name)
		must(t, os.Mkdir(sub, 0o700), os.WriteFile(path, h.Bytes, 0o600))
		if h.Size > 0 {
			must(t, os.Truncate(path, h.Size))
		}
		want[sub] = h
	}

	cmd := exec.Command("guard", "scan", "--format", "jsonl", "--no-cache", "--data", p.dataDir, dir)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); cmd.ProcessState.ExitCode() != exitUninspected {
		t.Fatalf("%v; %s", err, stderr.String())
	}
	// PDFium may take 256 MiB and two files are read at once; the rest is small.
	if peak, limit := peakMiB(cmd.ProcessState), 600; peak > limit {
		t.Errorf("peak memory %d MiB, want at most %d", peak, limit)
	}
	for line := range strings.Lines(stdout.String()) {
		var got scanned
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		sub := filepath.Dir(got.Path)
		h, ok := want[sub]
		if !ok {
			t.Errorf("%q: told twice or not asked for", got.Path)
			continue
		}
		delete(want, sub)
		codes := ""
		for _, n := range got.Notes {
			codes += n.Code + " "
		}
		if string(got.State) != h.State || !strings.Contains(codes, h.Note) {
			t.Errorf("%q: %s with notes %v, want %s with %s", h.Name, got.State, got.Notes, h.State, h.Note)
		}
	}
	for _, h := range want {
		t.Errorf("%q: not told", h.Name)
	}
}

// A guard meets all of them and goes on: the marked file that comes last is found.
func TestRunSurvivesHostileFiles(t *testing.T) {
	g := newGuard(t, "")
	g.start(t)
	for _, h := range detecttest.HostileFiles() {
		if h.Size == 0 { // the huge ones would only cost time here
			save(t, filepath.Join(g.usb, h.Name), h.Bytes)
		}
	}
	save(t, filepath.Join(g.usb, "last.docx"), document(t, "word-box-MAT.docx"))
	eventually(t, func() error {
		for _, in := range g.incidents(t) {
			if in.Name == "last.docx" && in.Outcome == "quarantined" {
				return nil
			}
		}
		return os.ErrNotExist
	})
}
