package clipboard

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// display starts an X server of the test's own and makes it this process's.
func display(t *testing.T) *os.Process {
	t.Helper()
	for _, program := range []string{"Xvfb", "xclip"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("NOT RUN: %s is not installed", program)
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "64x64x24", "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	w.Close()
	number := make([]byte, 16)
	n, err := r.Read(number)
	if err != nil {
		t.Fatalf("Xvfb: %v", err)
	}
	session(t, ":"+strings.TrimSpace(string(number[:n])), "", "x11")
	t.Setenv("XAUTHORITY", os.DevNull)
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		s, err := openSelection(slog.New(slog.DiscardHandler))
		if err == nil {
			s.conn.Close()
			return cmd.Process
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

// session sets what a desktop's programs find in their environment.
func session(t *testing.T, x, wayland, kind string) {
	t.Setenv("DISPLAY", x)
	t.Setenv("WAYLAND_DISPLAY", wayland)
	t.Setenv("XDG_SESSION_TYPE", kind)
}

// copyAs copies with xclip, which goes on in the background until something else is copied.
func copyAs(t *testing.T, form, data string) {
	t.Helper()
	cmd := exec.Command("xclip", "-selection", "clipboard", "-t", form)
	cmd.Stdin = strings.NewReader(data)
	if err := cmd.Run(); err != nil {
		t.Fatalf("xclip: %v", err)
	}
}

// paste is what a program gets that pastes, or an error.
func paste(form string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	out, err := exec.CommandContext(ctx, "xclip", "-o", "-selection", "clipboard", "-t", form).Output()
	return string(out), err
}

const uriList, copiedFiles = "text/uri-list", "x-special/gnome-copied-files"

func TestMarkedListIsTakenAway(t *testing.T) {
	display(t)
	for name, test := range map[string]struct {
		form, data string
		want       Copied
	}{
		"text/uri-list":               {uriList, "file:///a/marked\r\nfile:///b\r\n", Copied{Paths: []string{"/a/marked", "/b"}}},
		"a file manager, copied":      {copiedFiles, "copy\nfile:///a/marked", Copied{Paths: []string{"/a/marked"}}},
		"a file manager, cut":         {copiedFiles, "cut\nfile:///a/marked", Copied{Paths: []string{"/a/marked"}, Cut: true}},
		"the file manager of MATE":    {"x-special/mate-copied-files", "cut\nfile:///marked", Copied{Paths: []string{"/marked"}, Cut: true}},
		"Vietnamese, percent-encoded": {uriList, "file:///k%E1%BA%BF/marked", Copied{Paths: []string{"/kế/marked"}}},
	} {
		t.Run(name, func(t *testing.T) {
			d := watchDesk(t, nil)
			copyAs(t, test.form, test.data)
			d.wantAsked(test.want)
			d.wantEmptied()
			if got, err := paste(test.form); err == nil {
				t.Errorf("%d bytes can be pasted", len(got))
			}
			if got, err := paste("UTF8_STRING"); got != "" || err != nil {
				t.Errorf("the clipboard is no empty text: %d bytes, %v", len(got), err)
			}
			d.end(nil)
			if got := d.log.String(); got != "" {
				t.Errorf("log: %s", got)
			}
		})
	}
}

func TestOtherCopiesStay(t *testing.T) {
	display(t)
	d := watchDesk(t, nil)
	copyAs(t, uriList, "file:///a/paper\r\n")
	d.wantAsked(Copied{Paths: []string{"/a/paper"}})
	copyAs(t, "UTF8_STRING", "file:///a/marked")
	copyAs(t, copiedFiles, "cut\nsmb://server/marked")
	copyAs(t, uriList, "file:///a/other\r\n") // Watch has done with those before when it asks about this
	d.wantAsked(Copied{Paths: []string{"/a/other"}})
	for _, c := range [][2]string{
		{uriList, "file:///a/last\r\n"}, {"UTF8_STRING", "file:///a/marked"}, {copiedFiles, "cut\nsmb://server/marked"},
	} {
		copyAs(t, c[0], c[1])
		if got, err := paste(c[0]); got != c[1] || err != nil {
			t.Errorf("pasted %q, %v", got, err)
		}
	}
	d.end(nil)
	if len(d.emptied) != 0 {
		t.Errorf("emptied %d times", len(d.emptied))
	}
}

// Word of a refusal is no reason to refuse what is copied next, and the same list can be refused again.
func TestRefusedTwiceAndCopiedAfter(t *testing.T) {
	display(t)
	d := watchDesk(t, nil)
	for range 2 {
		copyAs(t, uriList, "file:///marked")
		d.wantAsked(Copied{Paths: []string{"/marked"}})
		d.wantEmptied()
	}
	copyAs(t, uriList, "file:///paper")
	d.wantAsked(Copied{Paths: []string{"/paper"}})
	if got, err := paste(uriList); got != "file:///paper" || err != nil {
		t.Errorf("pasted %q, %v", got, err)
	}
	d.end(nil)
}

func TestListThatWasThereBefore(t *testing.T) {
	display(t)
	copyAs(t, uriList, "file:///marked")
	d := watchDesk(t, nil)
	d.wantAsked(Copied{Paths: []string{"/marked"}})
	d.wantEmptied()
	if got, err := paste(uriList); err == nil {
		t.Errorf("%d bytes can be pasted", len(got))
	}
	d.end(nil)
}

func TestNewerCopyIsNotEmptied(t *testing.T) {
	display(t)
	d := watchDesk(t, isMarked)
	copyAs(t, uriList, "file:///marked")
	d.wantAsked(Copied{Paths: []string{"/marked"}})
	copyAs(t, "UTF8_STRING", "a text")
	copyAs(t, uriList, "file:///paper")
	d.wantAsked(Copied{Paths: []string{"/paper"}})
	if got, err := paste(uriList); got != "file:///paper" || err != nil {
		t.Errorf("pasted %q, %v", got, err)
	}
	d.end(nil)
	if len(d.emptied) != 0 {
		t.Errorf("emptied %d times", len(d.emptied))
	}
}

// The server itself keeps a newer copy from being taken away, should Watch not yet have heard of it.
func TestServerKeepsNewerCopy(t *testing.T) {
	display(t)
	s, err := openSelection(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	lists, ended := make(chan list, 10), make(chan error, 1)
	go func() { ended <- s.Run(ctx, lists) }()
	receive(t, "the empty clipboard", lists)
	copyAs(t, uriList, "file:///marked")
	old := receive(t, "the first list", lists)
	copyAs(t, uriList, "file:///paper")
	if err := s.Empty(ctx, old); err != nil {
		t.Error(err)
	}
	if got, err := paste(uriList); got != "file:///paper" || err != nil {
		t.Errorf("pasted %q, %v", got, err)
	}
	cancel()
	if err := receive(t, "end", ended); err != nil {
		t.Error(err)
	}
}

// manyURIs is a list of n files of which one is marked.
func manyURIs(n int) string {
	var list strings.Builder
	for i := range n {
		fmt.Fprintf(&list, "file:///home/an/%s/%d\r\n", strings.Repeat("a-long-name", 40), i)
	}
	return list.String() + "file:///marked\r\n"
}

// Big lists come in parts (INCR).
func TestBigLists(t *testing.T) {
	display(t)
	d := watchDesk(t, nil)
	said := startOwner(t, "parts", manyURIs(100))
	if c := receive(t, "ask", d.asked); len(c.Paths) != 101 || c.More {
		t.Errorf("%d paths, more %v", len(c.Paths), c.More)
	}
	d.wantEmptied()
	waitFor(t, said, "sent")
	waitFor(t, said, "lost")

	copyAs(t, uriList, manyURIs(9000)) // 4.2 MB
	if c := receive(t, "ask", d.asked); len(c.Paths) != 9001 || c.More {
		t.Errorf("%d paths, more %v", len(c.Paths), c.More)
	}
	d.wantEmptied()

	copyAs(t, uriList, manyURIs(20_000)) // 9.3 MB; the marked one is not reached, and Copied.More says so
	if c := receive(t, "ask", d.asked); len(c.Paths) != maxPaths || !c.More {
		t.Errorf("%d paths, more %v", len(c.Paths), c.More)
	}
	d.end(nil)
}

// A list that is longer than the guard reads is sent to its end all the same, and its owner lives on.
func TestOwnerOfTooMuchComesToItsEnd(t *testing.T) {
	display(t)
	d := watchDesk(t, nil)
	said := startOwner(t, "parts", "file:///marked\r\n"+strings.Repeat("# and so on\r\n", 700_000))
	d.wantAsked(Copied{Paths: []string{"/marked"}, More: true})
	d.wantEmptied()
	waitFor(t, said, "sent")
	d.end(nil)
}

func TestOwnersThatDoNotAnswer(t *testing.T) {
	display(t)
	d := watchDesk(t, nil)
	startOwner(t, "silent", "file:///marked\r\n")
	startOwner(t, "refuses", "file:///marked\r\n")
	startOwner(t, "stops", manyURIs(100))
	if c := receive(t, "ask", d.asked); len(c.Paths) != 2 || !c.More {
		t.Errorf("%d paths, more %v", len(c.Paths), c.More)
	}
	startOwner(t, "silent", "file:///marked\r\n")
	for end := time.Now().Add(patience); strings.Count(d.log.String(), errNoAnswer.Error()) < 2; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("log: %s", d.log.String())
		}
	}
	startOwner(t, "plain", "file:///marked\r\n")
	d.wantAsked(Copied{Paths: []string{"/marked"}})
	d.wantEmptied()
	d.end(nil)
	if got := d.log.String(); strings.Contains(got, "marked") {
		t.Errorf("a name in the log: %s", got)
	}
}

func TestEndsWhenToldTo(t *testing.T) {
	display(t)
	before := runtime.NumGoroutine()
	d := watchDesk(t, thinkOfAll)
	copyAs(t, uriList, "file:///marked")
	d.wantAsked(Copied{Paths: []string{"/marked"}})
	d.end(nil)
	wantGoroutines(t, before)
	if got, err := paste(uriList); got != "file:///marked" || err != nil {
		t.Errorf("who is told to end decides nothing more, but pasted %q, %v", got, err)
	}
}

func TestServerGone(t *testing.T) {
	server := display(t)
	before := runtime.NumGoroutine()
	d := watchDesk(t, thinkOfAll)
	copyAs(t, uriList, "file:///paper")
	d.wantAsked(Copied{Paths: []string{"/paper"}})
	server.Kill()
	if err := receive(t, "end", d.ended); !errors.Is(err, errGone) {
		t.Errorf("Watch: %v", err)
	}
	wantGoroutines(t, before)
}

// How long a marked list can be pasted when the answer takes no time.
func TestTimeUntilRefused(t *testing.T) {
	display(t)
	d := watchDesk(t, nil)
	said := startOwner(t, "often", "file:///home/an/marked\r\n")
	var took []time.Duration
	for len(took) < 100 {
		if one, err := time.ParseDuration(receive(t, "a copy", said)); err == nil {
			took = append(took, one)
		}
	}
	d.end(nil)
	slices.Sort(took)
	t.Logf("from copied to refused, 100 copies: median %v, 99th %v, longest %v", took[50], took[98], took[99])
}

func TestSessions(t *testing.T) {
	for name, test := range map[string]struct {
		x, wayland, kind string
		check, watch     error
	}{
		"no screen":               {"", "", "tty", ErrNoScreen, ErrNoScreen},
		"Wayland without X":       {"", "wayland-0", "wayland", ErrWayland, ErrWayland},
		"Wayland, only by name":   {"", "", "wayland", ErrWayland, ErrWayland},
		"Wayland with Xwayland":   {":x", "wayland-0", "wayland", ErrWayland, nil},
		"X with a broken display": {":x", "", "x11", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			session(t, test.x, test.wayland, test.kind)
			if err := Check(); !errors.Is(err, test.check) || (err == nil) != (test.check == nil) {
				t.Errorf("Check: %v", err)
			}
			err := Watch(t.Context(), func(context.Context, Copied) bool { return true }, Options{})
			if err == nil || (test.watch != nil && !errors.Is(err, test.watch)) {
				t.Errorf("Watch: %v", err)
			}
		})
	}
}

// On Wayland what X programs copy is refused all the same, and the log says that it is not everything.
func TestXwayland(t *testing.T) {
	display(t)
	t.Setenv("WAYLAND_DISPLAY", "wayland-0")
	d := watchDesk(t, nil)
	copyAs(t, uriList, "file:///marked")
	d.wantEmptied()
	d.end(nil)
	if got := d.log.String(); !strings.Contains(got, "clipboard_partly_seen") {
		t.Errorf("log: %s", got)
	}
}
