package main

import (
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
)

// BenchmarkTakenBack is the time from the end of cp, a moment after it closed a marked file on a drive, until the file is
// gone from there: 1,000 files with -benchtime 1000x. The benchmark cannot write the file itself: it is the guard's own
// program, which is not asked about.
func BenchmarkTakenBack(b *testing.B) {
	g := newGuard(b, "")
	newStick(b, g.usb)
	source := filepath.Join(b.TempDir(), "a.docx")
	save(b, source, document(b, "word-header-MAT.docx"))
	g.start(b)
	var took []time.Duration
	for b.Loop() {
		path := filepath.Join(g.usb, fmt.Sprintf("%d.docx", len(took)))
		if err := exec.Command("cp", source, path).Run(); err != nil {
			b.Fatal(err)
		}
		closed := time.Now()
		for {
			if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
				break
			}
			time.Sleep(100 * time.Microsecond)
		}
		took = append(took, time.Since(closed))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkStorm lets 50,000 files fall on a drive, every hundredth marked, and counts what was missed and how much
// memory the guard took at most.
func BenchmarkStorm(b *testing.B) {
	const count, every = 50_000, 100
	g := newGuard(b, "")
	s := newStick(b, g.usb)
	s.takeOut(b)
	must(b, os.Truncate(s.image, 1<<30))
	if out, err := sh(b, "/", "mkfs.ext4 -q -F -N 100000 "+s.image); err != nil {
		b.Fatal(err, out)
	}
	s.plugIn(b)
	content, marked := document(b, "ordinary-circular.docx"), document(b, "word-header-MAT.docx")
	g.start(b)
	for b.Loop() {
		for i := range count {
			save(b, filepath.Join(g.usb, fmt.Sprintf("%d.docx", i)), content)
			if i%every == 0 {
				save(b, filepath.Join(g.usb, fmt.Sprintf("mat-%d.docx", i)), marked)
			}
		}
		written := time.Now()
		held := 0
		for held < count/every && time.Since(written) < 10*time.Minute {
			time.Sleep(time.Second)
			held = len(g.held(b))
		}
		b.ReportMetric(float64(count/every-held), "missed")
		b.ReportMetric(time.Since(written).Seconds(), "s-after-the-last")
	}
	b.ReportMetric(g.peak(b), "MB-peak")
	incidents := 0
	for _, in := range g.incidents(b) {
		incidents += max(in.Count, 1)
	}
	b.ReportMetric(float64(incidents), "incidents")
}

// peak is the most memory that the guard had, in MB.
func (g *runningGuard) peak(t testing.TB) float64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", g.cmd.Process.Pid))
	must(t, err)
	var kb float64
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	if _, err := fmt.Sscan(after, &kb); err != nil {
		t.Fatal(err)
	}
	return kb / 1000
}
