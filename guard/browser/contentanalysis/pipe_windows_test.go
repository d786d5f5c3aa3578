package contentanalysis_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"giumat/guard/browser/contentanalysis"

	"golang.org/x/sys/windows"
)

// pipeName is one for this test.
func pipeName(t *testing.T) string { return fmt.Sprintf("giumat-%s-%d", t.Name(), os.Getpid()) }

func isWine() bool {
	return windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil
}

// dialPipe opens the pipe of an agent of this user, as a browser does.
func dialPipe(t *testing.T, name string) windows.Handle {
	t.Helper()
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		t.Fatal(err)
	}
	path, err := windows.UTF16PtrFromString(`\\.\pipe\` + name + "." + user.User.Sid.String())
	if err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		h, err := windows.CreateFile(path, windows.GENERIC_READ|windows.GENERIC_WRITE, 0, nil, windows.OPEN_EXISTING, 0, 0)
		if err != nil && time.Since(began) < 5*time.Second {
			continue // the agent makes its next pipe just now
		}
		if err != nil {
			t.Fatal(err)
		}
		mode := uint32(windows.PIPE_READMODE_MESSAGE)
		if err := windows.SetNamedPipeHandleState(h, &mode, nil, nil); err != nil {
			t.Fatal(err)
		}
		return h
	}
}

func ask(t *testing.T, h windows.Handle, m message) (answer string) {
	t.Helper()
	var n uint32
	if err := windows.WriteFile(h, m, &n, nil); err != nil || int(n) != len(m) {
		t.Fatalf("%d of %d bytes were written: %v", n, len(m), err)
	}
	buf := make([]byte, 4096)
	if err := windows.ReadFile(h, buf, &n, nil); err != nil {
		t.Fatalf("no answer: %v", err)
	}
	token, action := told(t, buf[:n])
	return fmt.Sprintf("%s %d", token, action)
}

// The real pipe, with several browsers, long messages, and one that goes again.
func TestRealPipe(t *testing.T) {
	name := pipeName(t)
	l, err := contentanalysis.Listen(name, contentanalysis.OwnUser)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- contentanalysis.NewAgent(&fakeJudge{}, nil).Serve(ctx, l) }()
	for i := range 3 {
		h := dialPipe(t, name)
		for _, c := range []struct {
			m    message
			want string
		}{
			{request("t1", `C:\an\clean.docx`, soon()), "t1 0"},
			{request("t2", `C:\an\marked.docx`, soon()), "t2 3"},
			{textRequest("t3", strings.Repeat("x", 5000)), "t3 0"},
			{textRequest("t4", strings.Repeat("x", 300_000)), "t4 0"},
			{request("t5", `C:\`+strings.Repeat(`thư mục dài\`, 1000)+"marked.docx", soon()), "t5 3"},
			{request("t6", `\\.\pipe\x`, soon()), "t6 3"},
		} {
			if got := ask(t, h, c.m); got != c.want {
				t.Errorf("browser %d: answered %q, want %q", i, got, c.want)
			}
		}
		if i > 0 { // the first one stays
			if err := windows.CloseHandle(h); err != nil {
				t.Error(err)
			}
		} else {
			defer windows.CloseHandle(h)
		}
	}
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("Serve = %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("does not stop")
	}
	if _, err := l.Accept(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Accept after Close = %v", err)
	}
}

// The pipe of an agent for all users is where only administrators may make one.
func TestRealPipeOfAllUsers(t *testing.T) {
	l, err := contentanalysis.Listen(pipeName(t), contentanalysis.AllUsers)
	if err != nil {
		t.Skipf("NOT RUN: no administrator here: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

func TestSecondAgentIsRefused(t *testing.T) {
	if isWine() {
		t.Skip("NOT RUN: Wine lets two programs have pipes of one name")
	}
	l, err := contentanalysis.Listen(pipeName(t), contentanalysis.OwnUser)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := contentanalysis.Listen(pipeName(t), contentanalysis.OwnUser); !errors.Is(err, contentanalysis.ErrInUse) {
		t.Errorf("a second agent: %v; want ErrInUse", err)
	}
}
