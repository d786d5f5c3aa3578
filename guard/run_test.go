package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"giumat/detectors/detecttest"
	"giumat/guard/act"
	"giumat/guard/incident"

	gocmp "github.com/google/go-cmp/cmp"
)

// patience is how long a test waits for the guard to see to something before it calls it lost.
const patience = 60 * time.Second

// runningGuard is the real program, guarding folders of a test.
type runningGuard struct {
	docs, usb, data, config string

	cmd *exec.Cmd
	out *lockedBuffer
}

// newGuard makes the folders of a PC. The data folder may lie on another file system.
func newGuard(t testing.TB, data string) *runningGuard {
	t.Helper()
	dir := t.TempDir()
	g := &runningGuard{
		docs: filepath.Join(dir, "Tài liệu"), usb: filepath.Join(dir, "USB"),
		data: cmp.Or(data, filepath.Join(dir, "data")), config: filepath.Join(dir, "giumat.yaml"),
	}
	settings := fmt.Sprintf("folders: [%q]\nremovable: [%q]\npolicy: policy.yaml\n", g.docs, g.usb)
	err := errors.Join(os.Mkdir(g.docs, 0o755), os.Mkdir(g.usb, 0o755), os.WriteFile(g.config, []byte(settings), 0o600), copyWarmCache(g.data),
		// The default policy on an ordinary day: the day on which the tests run may be none.
		os.WriteFile(filepath.Join(dir, "policy.yaml"), []byte("heightened: []\n"), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// start starts the guard and waits until it has looked at what is there.
func (g *runningGuard) start(t testing.TB) {
	t.Helper()
	g.out = &lockedBuffer{}
	g.cmd = exec.Command("guard", "run", "--config", g.config, "--data", g.data)
	g.cmd.Env = append(os.Environ(), "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	g.cmd.Stdout, g.cmd.Stderr = g.out, g.out
	if err := g.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.cmd.Process.Kill(); g.cmd.Wait() })
	eventually(t, func() error {
		if !strings.Contains(g.out.String(), "Đã xem xong") {
			return fmt.Errorf("not swept: %s", g.out)
		}
		return nil
	})
}

// kill ends the guard as a power cut would.
func (g *runningGuard) kill(t testing.TB) {
	t.Helper()
	if err := g.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	g.cmd.Wait()
}

func (g *runningGuard) incidents(t testing.TB) []incident.Incident {
	t.Helper()
	var out bytes.Buffer
	if exit := run(t.Context(), []string{"incidents", "--format", "jsonl", "--limit", "0", "--data", g.data}, &out, &out); exit != exitOK {
		t.Fatalf("guard incidents: %s", out.String())
	}
	var list []incident.Incident
	for line := range strings.Lines(out.String()) {
		var in incident.Incident
		if err := json.Unmarshal([]byte(line), &in); err != nil {
			t.Fatal(err)
		}
		list = append(list, in)
	}
	return list
}

// eventually tries until there is no error.
func eventually(t testing.TB, try func() error) {
	t.Helper()
	var err error
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if err = try(); err == nil {
			return
		}
	}
	t.Fatal(err)
}

// waitFor waits until the record holds so many incidents.
func (g *runningGuard) waitFor(t testing.TB, n int) []incident.Incident {
	t.Helper()
	var list []incident.Incident
	eventually(t, func() error {
		if list = g.incidents(t); len(list) < n {
			return fmt.Errorf("%d incidents, want %d; the guard said %s", len(list), n, g.out)
		}
		return nil
	})
	return list
}

func document(t testing.TB, name string) []byte {
	t.Helper()
	for _, c := range detecttest.Cases() {
		if c.Name == name {
			return c.Bytes
		}
	}
	t.Fatalf("no document %q in the set", name)
	return nil
}

// The ways in which files appear. Each puts content at dir/name.
var arrivals = []struct {
	name string
	put  func(t *testing.T, dir, name string, content []byte)
}{
	{"copied", func(t *testing.T, dir, name string, content []byte) { save(t, filepath.Join(dir, name), content) }},
	{"saved as Word does", func(t *testing.T, dir, name string, content []byte) {
		path := filepath.Join(dir, name)
		save(t, path, []byte("the old version"))
		temporary, old := filepath.Join(dir, "~WRD0001.tmp"), filepath.Join(dir, "~WRL0002.tmp")
		save(t, temporary, content)
		must(t, os.Rename(path, old), os.Rename(temporary, path), os.Remove(old))
	}},
	{"in a new nested folder", func(t *testing.T, dir, name string, content []byte) {
		nested := filepath.Join(dir, "a", "b", "c")
		must(t, os.MkdirAll(nested, 0o755))
		save(t, filepath.Join(nested, name), content)
	}},
	{"renamed in", func(t *testing.T, dir, name string, content []byte) {
		outside := filepath.Join(filepath.Dir(dir), "outside-"+name)
		save(t, outside, content)
		must(t, os.Rename(outside, filepath.Join(dir, name)))
	}},
	{"written slowly", func(t *testing.T, dir, name string, content []byte) {
		f, err := os.Create(filepath.Join(dir, name))
		must(t, err)
		for piece := range slices.Chunk(content, len(content)/5+1) {
			_, err := f.Write(piece)
			must(t, err)
			time.Sleep(200 * time.Millisecond) // the pace of a slow stick, not a wait for the guard
		}
		must(t, f.Close())
	}},
	{"with an odd name", func(t *testing.T, dir, name string, content []byte) {
		save(t, filepath.Join(dir, "\x1b[31m\xff"+name), content)
	}},
}

func save(t testing.TB, path string, content []byte) {
	t.Helper()
	must(t, os.WriteFile(path, content, 0o640))
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func TestRunSeesEveryArrival(t *testing.T) {
	g := newGuard(t, "")
	before := document(t, "word-box-MAT.docx")
	save(t, filepath.Join(g.docs, "before.docx"), before)
	ordinary := document(t, "ordinary-circular.docx")
	save(t, filepath.Join(g.docs, "ordinary.docx"), ordinary)
	g.start(t)
	g.waitFor(t, 1)

	marked := map[string][]byte{".docx": document(t, "word-watermark-TOI_MAT.docx"), ".pdf": document(t, "pdf-scrambled-TUYET_MAT.pdf")}
	want := map[string]int{"at_rest MAT warned": 1}
	for i, a := range arrivals {
		for ext, content := range marked {
			a.put(t, g.docs, fmt.Sprintf("d%d%s", i, ext), content)
			a.put(t, g.usb, fmt.Sprintf("u%d%s", i, ext), content)
		}
		a.put(t, g.usb, fmt.Sprintf("o%d.docx", i), ordinary)
		want["at_rest TOI_MAT warned"]++
		want["at_rest TUYET_MAT warned"]++
		want["removable TOI_MAT quarantined"]++
		want["removable TUYET_MAT quarantined"]++
	}
	got := map[string]int{}
	for _, in := range g.waitFor(t, 1+4*len(arrivals)) {
		got[fmt.Sprintf("%s %s %s", in.Channel, in.Level, in.Outcome)]++
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("record (-want +got)\n%s", diff)
	}

	// On the drive only the ordinary files are left; at rest all are.
	if left := files(t, g.usb); len(left) != len(arrivals) {
		t.Errorf("%d files left on the drive, want the %d ordinary ones", len(left), len(arrivals))
	} else {
		for path, content := range left {
			if !bytes.Equal(content, ordinary) {
				t.Errorf("%q is not the ordinary file", filepath.Base(path))
			}
		}
	}
	if n := len(files(t, g.docs)); n != 2+2*len(arrivals) {
		t.Errorf("%d files at rest, want %d", n, 2+2*len(arrivals))
	}
	if held := g.held(t); len(held) != 2*len(arrivals) {
		t.Errorf("%d files held", len(held))
	} else {
		for _, content := range held {
			if !bytes.Equal(content, marked[".docx"]) && !bytes.Equal(content, marked[".pdf"]) {
				t.Error("a held file is not what was written")
			}
		}
	}
}

// A guard that is started again finds nothing new to say.
func TestRestartIsQuiet(t *testing.T) {
	g := newGuard(t, "")
	save(t, filepath.Join(g.docs, "a.docx"), document(t, "word-header-MAT.docx"))
	g.start(t)
	g.waitFor(t, 1)
	must(t, g.cmd.Process.Signal(os.Interrupt), g.cmd.Wait())
	if !strings.Contains(g.out.String(), "đã dừng") {
		t.Errorf("the guard did not say that it stopped: %s", g.out)
	}
	g.start(t)
	if n := len(g.incidents(t)); n != 1 {
		t.Errorf("%d incidents after a restart, want 1", n)
	}
}

// What is copied to a drive while no guard runs was not brought with the drive: the next guard takes it.
func TestCopiedWhileNoGuardRan(t *testing.T) {
	g := newGuard(t, "")
	g.start(t)
	eventually(t, func() error {
		status, err := os.ReadFile(filepath.Join(g.data, "status.json"))
		if err != nil || !strings.Contains(string(status), `"Drives":[{`) {
			return fmt.Errorf("the status knows no drive: %v", err)
		}
		return nil
	})
	g.kill(t)
	save(t, filepath.Join(g.usb, "a.docx"), document(t, "word-header-MAT.docx"))
	time.Sleep(3 * time.Second) // so that the file is not taken for one that was just written
	g.start(t)
	if in := g.waitFor(t, 1)[0]; in.Outcome != act.Quarantined {
		t.Errorf("%s, want that it is taken off the drive", in.Outcome)
	}
}

// A kill at any moment loses nothing: every file is, in the end, held once, whole, and recorded.
func TestKillLosesNothing(t *testing.T) {
	const count = 60
	content := document(t, "word-cell-TOI_MAT.docx")
	for _, place := range []string{"same file system", "other file system"} {
		t.Run(place, func(t *testing.T) {
			data := ""
			if place == "other file system" {
				data = otherFileSystem(t)
			}
			g := newGuard(t, data)
			g.start(t)
			for i := range count {
				// Each file has its own bytes, so that a lost one cannot hide behind another.
				save(t, filepath.Join(g.usb, fmt.Sprintf("%d.docx", i)), append(slices.Clone(content), byte(i)))
			}
			for _, n := range []int{5, 25} {
				g.waitFor(t, n)
				g.kill(t)
				g.nothingLost(t, count)
				g.start(t)
			}
			g.waitFor(t, count)
			g.nothingLost(t, count)
			if left := files(t, g.usb); len(left) != 0 {
				t.Errorf("%d files are still on the drive", len(left))
			}
			ids := map[string]bool{}
			for _, in := range g.incidents(t) {
				ids[in.QuarantineID] = true
			}
			if len(ids) != count {
				t.Errorf("%d held files are in the record, want %d", len(ids), count)
			}
			var out bytes.Buffer
			if exit := run(t.Context(), []string{"incidents", "verify", "--data", g.data}, &out, &out); exit != exitOK {
				t.Errorf("the chain broke: %s", out.String())
			}
		})
	}
}

// nothingLost checks that every one of the files is on the drive or held, whole.
func (g *runningGuard) nothingLost(t testing.TB, count int) {
	t.Helper()
	seen := map[byte]bool{}
	size := len(document(t, "word-cell-TOI_MAT.docx")) + 1
	note := func(where string, content []byte) {
		if len(content) != size {
			t.Errorf("%s: a file of %d bytes, want %d", where, len(content), size)
			return
		}
		seen[content[size-1]] = true
	}
	for _, content := range files(t, g.usb) {
		note("drive", content)
	}
	for _, content := range g.held(t) {
		note("quarantine", content)
	}
	if len(seen) != count {
		t.Errorf("%d of %d files are left", len(seen), count)
	}
}

// held gives the content of the files in quarantine.
func (g *runningGuard) held(t testing.TB) map[string][]byte {
	t.Helper()
	held := files(t, filepath.Join(g.data, "quarantine"))
	for path := range held {
		if filepath.Ext(path) != ".bin" {
			delete(held, path)
		}
	}
	return held
}

// files reads all files below dir. A guard may be taking some away meanwhile.
func files(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && !d.Type().IsRegular() {
			return nil
		}
		content, readErr := os.ReadFile(path)
		if readErr == nil {
			all[path] = content
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// otherFileSystem makes a data folder that a file cannot simply be renamed into.
func otherFileSystem(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "giumat-test-")
	if err != nil {
		t.Skipf("SKIP: no second file system at /dev/shm: %v", err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	probe := filepath.Join(t.TempDir(), "probe")
	save(t, probe, nil)
	if os.Rename(probe, filepath.Join(dir, "probe")) == nil {
		t.Skip("SKIP: /dev/shm is the file system of the temporary folder")
	}
	return filepath.Join(dir, "data")
}
