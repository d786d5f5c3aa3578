//go:build windows

package session

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/windows"
)

// In the tests the tray is this very program: told so, it writes down who it is and goes.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "tray" {
		os.Exit(beTray(os.Args[2]))
	}
	os.Exit(m.Run())
}

func beTray(out string) int {
	who, err := user.Current()
	if err != nil {
		return 1
	}
	dir, err := os.Getwd()
	if err != nil {
		return 1
	}
	said := strings.Join([]string{who.Uid, dir, os.Getenv("USERPROFILE"), os.Getenv("GIUMAT_SECRET")}, "\n")
	// Written whole, as the test waits for the file.
	if os.WriteFile(out+".tmp", []byte(said), 0o600) != nil || os.Rename(out+".tmp", out) != nil {
		return 1
	}
	return 0
}

func ownToken(t *testing.T) windows.Token {
	t.Helper()
	var token windows.Token
	if err := windows.OpenProcessToken(windows.CurrentProcess(), windows.TOKEN_ALL_ACCESS, &token); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { token.Close() })
	return token
}

// The tray runs as the token's user, in the program's folder, with the user's environment and not the service's.
func TestStartAs(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIUMAT_SECRET", "of the service")
	out := filepath.Join(tempDir(t), "the tray's word")
	if err := (Starter{Program: program, Args: []string{"tray", out}}).startAs(ownToken(t)); err != nil {
		t.Fatal(err)
	}
	var said []byte
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if said, err = os.ReadFile(out); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the tray did not start")
		}
	}
	who, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(said), "\n")
	if lines[0] != who.Uid {
		t.Errorf("the tray runs as %q, want %q", lines[0], who.Uid)
	}
	if !strings.EqualFold(lines[1], filepath.Dir(program)) {
		t.Error("the tray does not work in its program's folder")
	}
	if !strings.Contains(lines[2], `\`) {
		t.Errorf("the tray has no user's environment")
	}
	if lines[3] != "" {
		t.Error("the tray has the service's environment")
	}
}

func TestStartAsWithoutProgram(t *testing.T) {
	if err := (Starter{Program: filepath.Join(tempDir(t), "tray.exe")}).startAs(ownToken(t)); err == nil {
		t.Error("a program that is not there was started")
	}
}

// A session that belongs to another user by now gets no tray, and neither does one that is nobody's.
func TestOnlyForItsUser(t *testing.T) {
	token, user, err := userOf(1)
	if err != nil {
		t.Skipf("NOT RUN: the user of session 1 is not to be had here: %v", err)
	}
	token.Close()
	if !strings.HasPrefix(user, "S-1-") {
		t.Errorf("session 1 has user %q", user)
	}
	err = Starter{Program: `C:\windows\system32\notepad.exe`}.Start(Session{ID: 1, User: user + "-1"})
	if err == nil || !strings.Contains(err.Error(), "another user") {
		t.Errorf("Start for another user = %v", err)
	}
}

// Every listed session is a user's. Wine lists none.
func TestList(t *testing.T) {
	list, err := List()
	if errors.Is(err, windows.ERROR_PRIVILEGE_NOT_HELD) {
		t.Skip("NOT RUN: only the system may ask for the users of sessions")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if s.ID == 0 || !strings.HasPrefix(s.User, "S-1-") {
			t.Errorf("session %d has user %q", s.ID, s.User)
		}
	}
}

// tempDir is t.TempDir, whose end is more than Wine 8 can do.
func tempDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "session")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
