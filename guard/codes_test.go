package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A blocked file comes back with a reason and, once this PC has a secret with its officer, with his code only: for this
// file, once. A file that was only held for its user's decision needs no code.
func TestReleaseCode(t *testing.T) {
	g := newGuard(t, "")
	g.start(t)
	path := filepath.Join(g.usb, "a.docx")
	save(t, path, document(t, "word-box-TOI_MAT.docx"))
	id := g.waitFor(t, 1)[0].QuarantineID
	const reason = "mang đi giải mật theo quyết định"
	restore := func(args ...string) (int, string) {
		return g.command(t, append([]string{"quarantine", "restore", id}, args...)...)
	}
	if exit, out := restore(); exit != exitUsage || !strings.Contains(out, "--reason") {
		t.Errorf("without a reason: exit %d, %s", exit, out)
	}
	if exit, out := restore("--reason", "aaaaaaaaaaaa"); exit != exitUsage {
		t.Errorf("with no real reason: exit %d, %s", exit, out)
	}

	exit, made := g.command(t, "quarantine", "secret")
	if exit != exitOK {
		t.Fatalf("secret: exit %d, %s", exit, made)
	}
	if exit, out := g.command(t, "quarantine", "secret"); exit != exitFailed || strings.Contains(out, "-") && strings.Contains(made, out) {
		t.Errorf("a second secret: exit %d, %s", exit, out)
	}
	// What the officer writes down is what the PC has shown.
	officers := filepath.Join(t.TempDir(), "pc")
	must(t, os.WriteFile(officers, []byte(strings.TrimSpace(strings.Split(made, "\n")[1])+"\n"), 0o600))

	exit, wanted := restore("--reason", reason)
	request := regexp.MustCompile(`số xin ([0-9A-Z-]+)`).FindStringSubmatch(wanted)
	if exit != exitFailed || request == nil {
		t.Fatalf("without a code: exit %d, %s", exit, wanted)
	}
	exit, code := g.command(t, "quarantine", "code", "--secret", officers, "--for", "15m", request[1])
	if exit != exitOK {
		t.Fatalf("code: exit %d, %s", exit, code)
	}
	code = strings.TrimSpace(code)
	if exit, out := restore("--reason", reason, "--code", code[:len(code)-1]); exit != exitFailed || !strings.Contains(out, "gõ sai") {
		t.Errorf("a mistyped code: exit %d, %s", exit, out)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal("the file came back without a code")
	}
	if exit, out := restore("--reason", reason, "--code", strings.ToLower(code)); exit != exitOK {
		t.Fatalf("with the code: exit %d, %s", exit, out)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error("the file is not back")
	}
	if last := g.waitFor(t, 2)[0]; last.Outcome != "released" || last.Reason != reason {
		t.Errorf("the record ends with %s, %q", last.Outcome, last.Reason)
	}
	if exit, out := g.command(t, "quarantine", "code", "--secret", officers, "no such number"); exit != exitFailed || !strings.Contains(out, "gõ sai") {
		t.Errorf("a mistyped number: exit %d, %s", exit, out)
	}
}
