package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"giumat/detectors/detecttest"
	"giumat/guard/winetest"

	gocmp "github.com/google/go-cmp/cmp"
)

// machine is a way to run the guard: this system's program, or that of Windows in Wine.
type machine struct {
	command func(args ...string) *exec.Cmd
	path    func(string) string // how the program names a file of this machine
}

// The program of Windows says of every document of the generated set what that of Linux says, and does the same with
// those that lie in a folder and those that come to a drive.
func TestSameInWine(t *testing.T) {
	program := winetest.Program(t)
	linux := machine{func(args ...string) *exec.Cmd { return exec.Command("guard", args...) }, filepath.Clean}
	wine := machine{func(args ...string) *exec.Cmd { return exec.Command("wine", slices.Insert(args, 0, program)...) }, winetest.Path}
	documents := detecttest.Cases()
	// PDFium is compiled once for each.
	ownCache, wineCache := t.TempDir(), t.TempDir()
	must(t, copyWarmCache(ownCache))

	t.Run("scan", func(t *testing.T) {
		dir := t.TempDir()
		put(t, dir, documents)
		want, got := linux.scan(t, dir, ownCache), wine.scan(t, dir, wineCache)
		if len(want) != len(documents) {
			t.Errorf("%d lines for %d documents", len(want), len(documents))
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("guard scan (-Linux +Wine)\n%s", diff)
		}
	})
	t.Run("run", func(t *testing.T) {
		var some []detecttest.Case // every fourth is enough, and leaves none of the formats out
		for i := 0; i < len(documents); i += 4 {
			some = append(some, documents[i])
		}
		want, got := linux.guard(t, ownCache, some), wine.guard(t, wineCache, some)
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("guard run, the record (-Linux +Wine)\n%s", diff)
		}
	})
}

func put(t *testing.T, dir string, documents []detecttest.Case) {
	t.Helper()
	for _, d := range documents {
		save(t, filepath.Join(dir, d.Name), d.Bytes)
	}
}

// scan gives what guard scan says, but for times and folders, sorted.
func (m machine) scan(t *testing.T, dir, data string) []string {
	t.Helper()
	var stderr bytes.Buffer
	cmd := m.command("scan", "--format", "jsonl", "--data", m.path(data), m.path(dir))
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != exitMarked {
		t.Fatalf("guard scan: %v, %s", err, stderr.String())
	}
	return lines(t, out, func(line map[string]any) {
		path := strings.ReplaceAll(line["path"].(string), `\`, "/")
		line["path"] = filepath.Base(path)
		delete(line, "ms")
	})
}

// guard gives what guard run has recorded of documents that lie in a folder when it starts, and come to a drive then.
func (m machine) guard(t *testing.T, cache string, documents []detecttest.Case) []string {
	t.Helper()
	g := newGuard(t, "")
	settings := fmt.Sprintf("folders: [%q]\nremovable: [%q]\npolicy: policy.yaml\n", m.path(g.docs), m.path(g.usb))
	must(t, os.WriteFile(g.config, []byte(settings), 0o600), os.RemoveAll(filepath.Join(g.data, "cache")),
		os.CopyFS(filepath.Join(g.data, "cache"), os.DirFS(filepath.Join(cache, "cache"))))
	put(t, g.docs, documents)
	m.start(t, g)
	put(t, g.usb, documents)

	marked := 0
	for _, d := range documents {
		if d.Level != "" {
			marked++
		}
	}
	var record []byte
	eventually(t, func() error {
		out, err := m.command("incidents", "--format", "jsonl", "--limit", "0", "--data", m.path(g.data)).Output()
		if n := bytes.Count(out, []byte("\n")); err != nil || n < 2*marked {
			return fmt.Errorf("%d incidents, want %d; %v", n, 2*marked, err)
		}
		record = out
		return nil
	})
	g.kill(t)
	return lines(t, record, func(line map[string]any) {
		for _, own := range []string{"id", "time", "user", "host"} {
			delete(line, own)
		}
		line["quarantine"] = line["quarantine"] != ""
	})
}

// start is runningGuard.start with this machine's program.
func (m machine) start(t *testing.T, g *runningGuard) {
	t.Helper()
	g.out = &lockedBuffer{}
	g.cmd = m.command("run", "--config", m.path(g.config), "--data", m.path(g.data))
	g.cmd.Env = append(os.Environ(), "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	g.cmd.Stdout, g.cmd.Stderr = g.out, g.out
	must(t, g.cmd.Start())
	t.Cleanup(func() { g.cmd.Process.Kill(); g.cmd.Wait() })
	eventually(t, func() error {
		if !strings.Contains(g.out.String(), "Đã xem xong") {
			return fmt.Errorf("not swept: %s", g.out)
		}
		return nil
	})
}

// lines takes off each JSON line what may differ, and sorts them.
func lines(t *testing.T, out []byte, normalise func(map[string]any)) []string {
	t.Helper()
	var list []string
	for text := range strings.Lines(string(out)) {
		var line map[string]any
		must(t, json.Unmarshal([]byte(text), &line))
		normalise(line)
		again, err := json.Marshal(line) // with sorted keys
		must(t, err)
		list = append(list, string(again))
	}
	slices.SortFunc(list, cmp.Compare)
	return list
}
