package engine

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"giumat/guard/act"
	"giumat/guard/event"

	"github.com/google/go-cmp/cmp"
)

// A marked file that its writer still holds open is taken when the writer lets go of it, though no event tells that.
func TestBusyFileIsTakenLater(t *testing.T) {
	b := newBench(t)
	dir, err := os.MkdirTemp("/dev/shm", "giumat-test-")
	if err != nil {
		t.Skipf("SKIP: no second file system at /dev/shm: %v", err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	writer, err := os.Create(filepath.Join(dir, "a.docx"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writer.WriteString("TỐI MẬT\n"); err != nil {
		t.Fatal(err)
	}
	f := event.File{Path: writer.Name(), Channel: event.Removable, Seen: time.Now()}
	if err := b.Handle(t.Context(), f, false); err == nil {
		t.Skip("SKIP: this system does not tell that a file is being written, or moves it all the same")
	}
	if got := b.record(t); got != nil {
		t.Errorf("a busy file was recorded: %v", got)
	}

	files := make(chan event.File, 1)
	files <- f
	close(files)
	handled := make(chan act.Result, 1)
	b.Done = func(_ event.File, _ Judged, o act.Outcome) { handled <- o.Result }
	go b.Run(t.Context(), files)
	writer.Close()
	if got := <-handled; got != act.Quarantined {
		t.Errorf("%s, want quarantined", got)
	}
	if diff := cmp.Diff([]string{"TOI_MAT marked block quarantined a.docx"}, b.record(t)); diff != "" {
		t.Errorf("record (-want +got)\n%s", diff)
	}
}

// A sweep and an event may name the same file at once. It is told once.
func TestOneFileOneWorker(t *testing.T) {
	b := newBench(t)
	b.Workers = 4
	path := b.file(t, "a.docx", "MẬT\n")
	files := make(chan event.File, 8)
	for range cap(files) {
		files <- event.File{Path: path, Channel: event.AtRest, Seen: time.Now()}
	}
	close(files)
	if err := b.Run(t.Context(), files); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"MAT marked warn warned a.docx"}, b.record(t)); diff != "" {
		t.Errorf("record (-want +got)\n%s", diff)
	}
}
