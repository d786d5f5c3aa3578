package clipboard

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// TestOwner is no test: run by the others as a program of its own, it copies what stands in its input and behaves as
// its environment says. It prints a line when it owns the clipboard, and the time until that is taken from it.
func TestOwner(t *testing.T) {
	manner := os.Getenv("GIUMAT_TEST_OWNER")
	if manner == "" {
		t.Skip("a program that the other tests run")
	}
	data, err := io.ReadAll(os.Stdin)
	if err != nil {
		t.Fatal(err)
	}
	o := &owner{t: t, manner: manner, data: data}
	o.connect()
	if manner != "often" {
		o.copy()
		fmt.Println("copied")
		o.serve()
		return
	}
	for range 100 {
		o.copy()
		begin := time.Now()
		o.serve()
		fmt.Println(time.Since(begin))
	}
}

// An owner is a program that has copied a text/uri-list. Its manner is "plain", "often" (copies again whenever it lost
// the clipboard), "parts" (INCR, 1,000 bytes at a time), "stops" (after the first of these), "silent" (never answers) or
// "refuses" (offers what it does not give).
type owner struct {
	t      *testing.T
	manner string
	data   []byte
	conn   *xgb.Conn
	window xproto.Window
	parts  map[xproto.Atom][]byte // what is still to be sent, by property
	asker  xproto.Window
}

func (o *owner) atom(name string) xproto.Atom {
	r, err := xproto.InternAtom(o.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		o.t.Fatal(err)
	}
	return r.Atom
}

func (o *owner) connect() {
	xgb.Logger.SetOutput(io.Discard)
	var err error
	if o.conn, err = xgb.NewConn(); err != nil {
		o.t.Fatal(err)
	}
	o.window, _ = xproto.NewWindowId(o.conn)
	root := xproto.Setup(o.conn).DefaultScreen(o.conn).Root
	xproto.CreateWindow(o.conn, 0, o.window, root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil)
	o.parts = map[xproto.Atom][]byte{}
}

func (o *owner) copy() {
	xproto.SetSelectionOwner(o.conn, o.window, o.atom("CLIPBOARD"), xproto.TimeCurrentTime)
}

// serve answers until the clipboard is somebody else's. It goes on after that in the manners that have something left
// to do.
func (o *owner) serve() {
	for {
		e, wrong := o.conn.WaitForEvent()
		if wrong != nil {
			o.t.Fatalf("an error that would end a simple program: %v", wrong)
		}
		switch e := e.(type) {
		case nil:
			return
		case xproto.SelectionClearEvent:
			if o.manner == "often" {
				return
			}
			fmt.Println("lost")
		case xproto.SelectionRequestEvent:
			o.answer(e)
		case xproto.PropertyNotifyEvent:
			if left, ok := o.parts[e.Atom]; ok && e.State == xproto.PropertyDelete {
				o.part(e.Atom, left)
			}
		}
	}
}

func (o *owner) answer(e xproto.SelectionRequestEvent) {
	put := func(form xproto.Atom, format byte, data []byte) {
		size := uint32(len(data)) * 8 / uint32(format)
		xproto.ChangeProperty(o.conn, xproto.PropModeReplace, e.Requestor, e.Property, form, format, size, data)
	}
	list := o.atom("text/uri-list")
	switch {
	case o.manner == "silent":
		return
	case e.Target == o.atom("TARGETS"):
		offered := make([]byte, 4)
		xgb.Put32(offered, uint32(list))
		put(xproto.AtomAtom, 32, offered)
	case e.Target != list || o.manner == "refuses":
		e.Property = xproto.AtomNone
	case o.manner == "parts" || o.manner == "stops":
		o.asker = e.Requestor
		xproto.ChangeWindowAttributes(o.conn, e.Requestor, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange})
		o.parts[e.Property] = o.data
		put(o.atom("INCR"), 32, make([]byte, 4))
	default:
		put(list, 8, o.data)
	}
	told := xproto.SelectionNotifyEvent{Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: e.Property}
	xproto.SendEvent(o.conn, false, e.Requestor, 0, string(told.Bytes()))
}

// part sends some of what is left; the empty part at the end tells that it is the end.
func (o *owner) part(property xproto.Atom, left []byte) {
	n := min(len(left), 1000)
	xproto.ChangeProperty(o.conn, xproto.PropModeReplace, o.asker, property, o.atom("text/uri-list"), 8, uint32(n), left[:n])
	o.parts[property] = left[n:]
	if n == 0 || o.manner == "stops" {
		delete(o.parts, property)
		fmt.Println("sent")
	}
}

// startOwner runs an owner of the list and waits until it has copied. What it says after that comes line by line.
func startOwner(t *testing.T, manner, data string) (said <-chan string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestOwner$")
	cmd.Env = append(slices.Clone(os.Environ()), "GIUMAT_TEST_OWNER="+manner)
	cmd.Stdin = strings.NewReader(data)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 200)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			lines <- s.Text()
		}
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		for range lines {
		}
		cmd.Wait()
	})
	if manner != "often" {
		waitFor(t, lines, "copied")
	}
	return lines
}

// waitFor reads lines until one is as wanted.
func waitFor(t *testing.T, lines <-chan string, want string) {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case line, ok := <-lines:
			if !ok {
				t.Fatalf("the other program ended before it said %q", want)
			}
			if line == want {
				return
			}
		case <-late:
			t.Fatalf("the other program does not say %q", want)
		}
	}
}
