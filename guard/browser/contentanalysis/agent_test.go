package contentanalysis_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"giumat/guard/browser/contentanalysis"
)

// memory is a listener without a system under it.
type memory struct {
	conns  chan *end
	closed chan struct{}
	once   sync.Once
}

func newMemory() *memory { return &memory{conns: make(chan *end), closed: make(chan struct{})} }

func (l *memory) Accept() (contentanalysis.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, os.ErrClosed
	}
}

func (l *memory) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// dial gives the browser's end of a new connection.
func (l *memory) dial() *end {
	to, from, closed := make(chan []byte, 100), make(chan []byte, 100), make(chan struct{})
	once := &sync.Once{}
	l.conns <- &end{in: to, out: from, closed: closed, once: once}
	return &end{in: from, out: to, closed: closed, once: once}
}

// end is one end of a connection.
type end struct {
	in, out chan []byte
	closed  chan struct{}
	once    *sync.Once
}

func (e *end) Receive(buf []byte) (n int, cut bool, err error) {
	select {
	case m := <-e.in:
		return copy(buf, m), len(m) > len(buf), nil
	case <-e.closed:
		return 0, false, io.EOF
	}
}

func (e *end) Send(message []byte) error {
	select {
	case e.out <- message:
		return nil
	case <-e.closed:
		return io.ErrClosedPipe
	}
}

func (e *end) Close() error {
	e.once.Do(func() { close(e.closed) })
	return nil
}

// say sends what a browser says.
func (e *end) say(t *testing.T, m message) {
	t.Helper()
	if err := e.Send(m); err != nil {
		t.Fatal(err)
	}
}

// hear waits for an answer: "token action".
func (e *end) hear(t *testing.T) string {
	t.Helper()
	buf := make([]byte, 4096)
	n, cut, err := e.Receive(buf)
	if err != nil || cut {
		t.Fatalf("no answer: %v", err)
	}
	token, action := told(t, buf[:n])
	return fmt.Sprintf("%s %d", token, action)
}

// fakeJudge knows files by their names: marked.docx, slow.docx (until its context ends), deaf.docx (until release is
// closed), panic.docx; and counts how many it judges.
type fakeJudge struct {
	release chan struct{}

	mu          sync.Mutex
	saw         []string
	now, atOnce int
}

func (j *fakeJudge) File(ctx context.Context, path, url string) contentanalysis.Answer {
	name := filepath.Base(path)
	j.enter(name + " " + url)
	defer j.leave()
	switch name {
	case "marked.docx":
		return contentanalysis.Answer{Action: contentanalysis.Block, Rule: "MẬT", RuleID: "vn.mark.line"}
	case "official.docx":
		return contentanalysis.Answer{Action: contentanalysis.Warn}
	case "empty.docx":
		return contentanalysis.Answer{}
	case "slow.docx":
		<-ctx.Done()
		j.enter("slow.docx stopped")
		j.leave()
	case "deaf.docx":
		<-j.release
	case "panic.docx":
		panic("a made-up secret")
	}
	return contentanalysis.Answer{Action: contentanalysis.Allow}
}

func (j *fakeJudge) enter(what string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.saw = append(j.saw, what)
	j.now++
	j.atOnce = max(j.atOnce, j.now)
}

func (j *fakeJudge) leave() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.now--
}

func (j *fakeJudge) notes() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Join(j.saw, ", ")
}

// serve runs an agent for the length of a test in a bubble.
func serve(t *testing.T, j contentanalysis.Judge, logger *slog.Logger) *memory {
	l := newMemory()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- contentanalysis.NewAgent(j, logger).Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Serve = %v", err)
		}
	})
	return l
}

// file is the path of a file that nobody opens.
func file(name string) string {
	root, _ := filepath.Abs(string(filepath.Separator))
	return filepath.Join(root, "an", name)
}

func soon() time.Time { return time.Now().Add(time.Minute) }

func TestAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		ask  func() message
		want string
		saw  string
	}{
		"a clean file":    {func() message { return request("t", file("clean.docx"), soon()) }, "t 0", "clean.docx https://mail.example/"},
		"a marked file":   {func() message { return request("t", file("marked.docx"), soon()) }, "t 3", "marked.docx https://mail.example/"},
		"an official one": {func() message { return request("t", file("official.docx"), soon()) }, "t 2", "official.docx https://mail.example/"},
		"no answer":       {func() message { return request("t", file("empty.docx"), soon()) }, "t 3", "empty.docx https://mail.example/"},
		"a panic":         {func() message { return request("t", file("panic.docx"), soon()) }, "t 3", "panic.docx https://mail.example/"},
		"no deadline":     {func() message { return request("t", file("clean.docx"), time.Unix(0, 0)) }, "t 0", "clean.docx https://mail.example/"},
		"a text":          {func() message { return textRequest("t", "vài lời") }, "t 0", ""},
		"a long text":     {func() message { return textRequest("t", strings.Repeat("x", 200_000)) }, "t 0", ""},
		"a download": {func() message {
			return message{}.in(1, message{}.text(5, "t").number(9, 1).text(14, file("marked.docx")))
		}, "t 0", ""},
		"a print": {func() message { return message{}.in(1, message{}.text(5, "t").number(9, 4)) }, "t 0", ""},
		"a new connector": {func() message {
			return message{}.in(1, message{}.text(5, "t").number(9, 5).text(14, file("marked.docx")))
		}, "t 3", "marked.docx "},
		"a relative path":  {func() message { return request("t", "marked.docx", soon()) }, "t 3", ""},
		"a device":         {func() message { return request("t", `\\.\pipe\x`, soon()) }, "t 3", ""},
		"a path with zero": {func() message { return request("t", file("a\x00b"), soon()) }, "t 3", ""},
		"much too late":    {func() message { return request("t", file("slow.docx"), time.Now().Add(-time.Hour)) }, "t 3", ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := &fakeJudge{}
				b := serve(t, j, nil).dial()
				b.say(t, c.ask())
				if got := b.hear(t); got != c.want {
					t.Errorf("answered %q, want %q", got, c.want)
				}
				if got := j.notes(); got != c.saw && name != "much too late" {
					t.Errorf("the judge saw %q, want %q", got, c.saw)
				}
			})
		})
	}
}

// A slow answer does not hold up the next, and says whose it is.
func TestAnswersInAnyOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &fakeJudge{release: make(chan struct{})}
		b := serve(t, j, nil).dial()
		b.say(t, request("t1", file("deaf.docx"), soon()))
		b.say(t, request("t2", file("marked.docx"), soon()))
		if got := b.hear(t); got != "t2 3" {
			t.Errorf("answered %q", got)
		}
		close(j.release)
		if got := b.hear(t); got != "t1 0" {
			t.Errorf("answered %q", got)
		}
	})
}

// Five files are judged at the same time, of all browsers together.
func TestFiveAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &fakeJudge{release: make(chan struct{})}
		l := serve(t, j, nil)
		one, two := l.dial(), l.dial()
		for i := range 6 {
			one.say(t, request(fmt.Sprint("a", i), file("deaf.docx"), soon()))
			two.say(t, request(fmt.Sprint("b", i), file("deaf.docx"), soon()))
		}
		synctest.Wait()
		close(j.release)
		for range 6 {
			one.hear(t)
			two.hear(t)
		}
		if j.atOnce != 5 {
			t.Errorf("%d at once", j.atOnce)
		}
	})
}

// One browser's many requests are blocked, not stored.
func TestTooMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &fakeJudge{release: make(chan struct{})}
		b := serve(t, j, nil).dial()
		for i := range 65 {
			b.say(t, request(fmt.Sprint(i), file("deaf.docx"), soon()))
		}
		if got := b.hear(t); got != "64 3" {
			t.Errorf("answered %q", got)
		}
		close(j.release)
		for range 64 {
			b.hear(t)
		}
	})
}

// The answer comes a second before the deadline, whether the Judge heeds it or not.
func TestDeadline(t *testing.T) {
	for _, name := range []string{"slow.docx", "deaf.docx"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := &fakeJudge{release: make(chan struct{})}
				defer close(j.release)
				b := serve(t, j, nil).dial()
				began := time.Now()
				b.say(t, request("t", file(name), began.Add(20*time.Second)))
				got := b.hear(t)
				if took := time.Since(began); took != 19*time.Second {
					t.Errorf("answered after %v", took)
				}
				if got != "t 3" && name == "deaf.docx" {
					t.Errorf("answered %q", got)
				}
			})
		})
	}
}

// A cancelled action stops the Judge, whichever connection it came by, and has no answer.
func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &fakeJudge{}
		l := serve(t, j, nil)
		one, two := l.dial(), l.dial()
		one.say(t, request("t1", file("slow.docx"), soon()))
		synctest.Wait()
		two.say(t, cancel("action of t1"))
		synctest.Wait()
		if !strings.HasSuffix(j.notes(), "slow.docx stopped") {
			t.Errorf("the judge saw %q", j.notes())
		}
		one.say(t, request("t2", file("clean.docx"), soon()))
		if got := one.hear(t); got != "t2 0" {
			t.Errorf("answered %q", got)
		}
	})
}

// A browser that is not understood is hung up on; the others do not notice.
func TestGarbage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := serve(t, &fakeJudge{}, nil)
		good, bad := l.dial(), l.dial()
		bad.say(t, message("GET / HTTP/1.1"))
		if _, _, err := bad.Receive(make([]byte, 100)); err == nil {
			t.Error("answered")
		}
		good.say(t, request("t", file("clean.docx"), soon()))
		if got := good.hear(t); got != "t 0" {
			t.Errorf("answered %q", got)
		}
	})
}

// When the agent is stopped or a browser goes, what the Judge does ends.
func TestEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &fakeJudge{}
		l := serve(t, j, nil)
		one, two := l.dial(), l.dial()
		one.say(t, request("t1", file("slow.docx"), soon()))
		synctest.Wait()
		one.Close()
		synctest.Wait()
		if !strings.HasSuffix(j.notes(), "slow.docx stopped") {
			t.Errorf("the judge saw %q", j.notes())
		}
		two.say(t, request("t2", file("slow.docx"), soon())) // the end of the test stops it
		synctest.Wait()
	})
}

// What is told of files in the log is nothing.
func TestLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		b := serve(t, &fakeJudge{}, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))).dial()
		b.say(t, request("t", file("panic.docx"), soon()))
		b.hear(t)
		b.say(t, message{}.in(2, message{}.text(1, "t").number(2, 3).number(3, 1)))
		b.say(t, request("secret", file("panic.docx"), soon())[:40])
		_, _, _ = b.Receive(nil)
		synctest.Wait()
		for _, word := range []string{"panic.docx", "secret", "mail.example"} {
			if strings.Contains(log.String(), word) {
				t.Errorf("the log names %q", word)
			}
		}
		if !strings.Contains(log.String(), "came to nothing") {
			t.Error("the log does not say that an answer came too late")
		}
	})
}
