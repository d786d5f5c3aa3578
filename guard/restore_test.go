package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// guard runs one command of the program on the guard's data folder.
func (g *runningGuard) command(t *testing.T, args ...string) (exit int, out string) {
	t.Helper()
	var b bytes.Buffer
	exit = run(t.Context(), append(args, "--config", g.config, "--data", g.data), &b, &b)
	return exit, b.String()
}

// A file that the person in charge gives back comes as it was, into its old place on the drive, and a running guard
// leaves it there; the record holds the reason.
func TestRestoredFileStays(t *testing.T) {
	g := newGuard(t, "")
	g.start(t)
	path, content := filepath.Join(g.usb, "công văn.docx"), document(t, "word-header-MAT.docx")
	save(t, path, content)
	must(t, os.Chmod(path, 0o604))
	written := time.Now().Add(-72 * time.Hour).Truncate(time.Second)
	must(t, os.Chtimes(path, written, written))
	id := g.waitFor(t, 1)[0].QuarantineID

	if exit, out := g.command(t, "quarantine", "list"); exit != exitOK || !strings.Contains(out, id) {
		t.Fatalf("list: exit %d, %s", exit, out)
	}
	if exit, out := g.command(t, "quarantine", "restore", id, "--reason", "bản đã giải mật"); exit != exitOK {
		t.Fatalf("restore: exit %d, %s", exit, out)
	}
	// The next file that is taken shows that the guard has been over the drive since.
	save(t, filepath.Join(g.usb, "khác.docx"), document(t, "word-box-TOI_MAT.docx"))
	list := g.waitFor(t, 3)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatalf("the restored file was taken again: %v", err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, content) {
		t.Errorf("the restored file is not what was taken: %v", err)
	}
	if info.Mode().Perm() != 0o604 || !info.ModTime().Equal(written) {
		t.Errorf("mode %v, time %v; want 0604, %v", info.Mode(), info.ModTime(), written)
	}
	if r := list[1]; r.Outcome != "released" || r.Reason != "bản đã giải mật" || r.QuarantineID != id {
		t.Errorf("the record says %s, %q", r.Outcome, r.Reason)
	}

	if exit, out := g.command(t, "quarantine", "restore", id, "--reason", "bản đã giải mật"); exit != exitFailed || !strings.Contains(out, "no such quarantine entry") {
		t.Errorf("a second restore: exit %d, %s", exit, out)
	}
	other := list[0].QuarantineID
	save(t, filepath.Join(g.docs, "chỗ này có rồi.docx"), []byte("x"))
	if exit, out := g.command(t, "quarantine", "restore", other, "--reason", "bản đã giải mật", "--to", filepath.Join(g.docs, "chỗ này có rồi.docx")); exit != exitFailed || !strings.Contains(out, "exists") {
		t.Errorf("restore over a file: exit %d, %s", exit, out)
	}
}

// The status says whether the PC is guarded, and its exit status does.
func TestStatus(t *testing.T) {
	g := newGuard(t, "")
	if exit, out := g.command(t, "status"); exit != exitFailed || !strings.Contains(out, "KHÔNG canh") {
		t.Errorf("before: exit %d, %s", exit, out)
	}
	g.start(t)
	save(t, filepath.Join(g.usb, "a.docx"), document(t, "word-header-MAT.docx"))
	g.waitFor(t, 1)
	eventually(t, func() error { // what is written down lags behind by half a second
		exit, out := g.command(t, "status")
		for _, want := range []string{"Đang canh từ", g.docs, g.usb, "Lần xem toàn bộ", "Hôm nay: 1 việc", "Vùng cách ly: 1 tệp", "vn-state-secret"} {
			if exit != exitOK || !strings.Contains(out, want) {
				return fmt.Errorf("running: exit %d, no %q in %s", exit, want, out)
			}
		}
		return nil
	})
	if exit, out := g.command(t, "run"); exit != exitFailed || !strings.Contains(out, "đã có một Giữ Mật khác") {
		t.Errorf("a second guard: exit %d, %s", exit, out)
	}
	g.kill(t)
	if exit, out := g.command(t, "status"); exit != exitFailed || !strings.Contains(out, "KHÔNG canh") {
		t.Errorf("after a kill: exit %d, %s", exit, out)
	}
}
