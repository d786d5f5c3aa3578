package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"giumat/detectors/detecttest"
	"giumat/guard/engine"
)

// benchTree writes n files, the generated set again and again, each time with another tail so that none is a copy.
func benchTree(b *testing.B, n int) string {
	b.Helper()
	dir := b.TempDir()
	cases := detecttest.Cases()
	hourAgo := time.Now().Add(-time.Hour)
	for i := range n {
		c := cases[i%len(cases)]
		sub := filepath.Join(dir, fmt.Sprint(i/100))
		path := filepath.Join(sub, fmt.Sprintf("%d-%s", i, c.Name))
		if err := os.MkdirAll(sub, 0o700); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, append(c.Bytes[:len(c.Bytes):len(c.Bytes)], fmt.Sprintf("\n%%%d", i)...), 0o600); err != nil {
			b.Fatal(err)
		}
		if err := os.Chtimes(path, hourAgo, hourAgo); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

func benchJudge(b *testing.B, cached bool) *engine.Judge {
	b.Helper()
	p := newProgram(os.Stdout, os.Stderr)
	p.dataDir = b.TempDir()
	if err := copyWarmCache(p.dataDir); err != nil {
		b.Fatal(err)
	}
	judge, closeJudge := p.newJudge(runtime.NumCPU(), cached)
	b.Cleanup(func() { closeJudge() })
	return judge
}

// BenchmarkFile is one document from path to verdict: opened, read, judged, hashed.
func BenchmarkFile(b *testing.B) {
	for _, name := range []string{"word-header-TOI_MAT.docx", "ordinary-circular.docx", "pdf-box-10a-MAT.pdf", "ordinary-circular.pdf"} {
		b.Run(name, func(b *testing.B) {
			judge := benchJudge(b, false)
			path := filepath.Join(b.TempDir(), name)
			for _, c := range detecttest.Cases() {
				if c.Name == name {
					if err := os.WriteFile(path, c.Bytes, 0o600); err != nil {
						b.Fatal(err)
					}
				}
			}
			for b.Loop() {
				if _, err := judge.File(b.Context(), path); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkTree is guard scan over 1,000 files, read for the first time and found unchanged.
func BenchmarkTree(b *testing.B) {
	const n = 1000
	for _, known := range []bool{false, true} {
		b.Run(map[bool]string{false: "first look", true: "unchanged"}[known], func(b *testing.B) {
			dir := benchTree(b, n)
			judge := benchJudge(b, known)
			look := func() {
				seen := 0
				scanAll(b.Context(), judge, []string{dir}, runtime.NumCPU(), func(scanned) { seen++ })
				if seen != n {
					b.Fatalf("%d files, want %d", seen, n)
				}
			}
			if known {
				// The cache believes only what has not changed for some seconds, by the system's own clock.
				time.Sleep(4 * time.Second)
				look()
			}
			for b.Loop() {
				look()
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "files/s")
		})
	}
}
