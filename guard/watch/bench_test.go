package watch

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"testing"

	"giumat/guard/event"
)

// tree makes folders, each with files that are an hour old.
func tree(b *testing.B, folders, files int) string {
	b.Helper()
	dir := b.TempDir()
	for i := range folders {
		sub := filepath.Join(dir, fmt.Sprint(i%100), fmt.Sprint(i))
		mkdir(b, sub)
		for j := range files {
			path := filepath.Join(sub, fmt.Sprintf("%d.docx", j))
			write(b, path, "text")
			age(b, path)
		}
	}
	return dir
}

// watcherOf returns a watcher that has dir for a root and does not run.
func watcherOf(b *testing.B, dir string) *Watcher {
	b.Helper()
	w, err := New(Config{Folders: []string{dir}})
	if err != nil {
		b.Fatal(err)
	}
	r, err := root{name: dir, channel: event.AtRest}.locate()
	if err != nil {
		b.Fatal(err)
	}
	w.roots.set([]root{r})
	return w
}

// A sweep of 10,000 files in 100 folders whose names the system has in memory.
func BenchmarkSweep(b *testing.B) {
	dir := tree(b, 100, 100)
	w := watcherOf(b, dir)
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		err := w.sweeper.sweep(context.Background(), errand{dir: w.roots.all()[0].path}, func(string, event.Cause) error { n++; return nil })
		if err != nil || n != 10_000 {
			b.Fatalf("%d files, %v", n, err)
		}
	}
}

// Watches on 20,000 folders: the time to set them, and the heap that they hold.
func BenchmarkCover(b *testing.B) {
	const folders = 20_000
	w := watcherOf(b, tree(b, folders, 0))
	for b.Loop() {
		w.folders = newFolders(&w.roots, &w.problems, openGate{})
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		n, err := connectSystem()
		if err != nil {
			b.Fatal(err)
		}
		w.folders.reset(n)
		w.folders.cover(context.Background(), w.roots.all()[0].path, func(string) {})
		if watched, _ := w.folders.count(); watched < folders {
			b.Skipf("NOT RUN: the system allows only %d watches", watched)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/folders, "B/folder")
		if err := n.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// The settler with 10,000 files that each change a hundred times.
func BenchmarkTouch(b *testing.B) {
	s := newSettler(quiet, maxWait, maxPending)
	paths := make([]string, 10_000)
	for i := range paths {
		paths[i] = fmt.Sprintf("/home/an/Documents/%d.docx", i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.touch(paths[i%len(paths)])
	}
}
