package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"giumat/guard/link"
)

// tray is a user at the running guard's other end, without a screen. Its knob is the answer; the pop-ups that it is
// shown come out of asked.
type tray struct {
	client *link.Client
	answer link.Answer
	asked  chan link.Question
	status chan link.Status
}

// sit connects a tray to the guard.
func (g *runningGuard) sit(t *testing.T, answer link.Answer) *tray {
	t.Helper()
	s := &tray{answer: answer, asked: make(chan link.Question, 100), status: make(chan link.Status, 1000)}
	ctx, cancel := context.WithCancel(t.Context())
	conn, err := link.Dial(ctx, link.Addr(g.data))
	must(t, err)
	s.client, err = link.Open(ctx, conn, link.RoleTray)
	must(t, err)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.client.Run(ctx, link.Events{
			Status: func(now link.Status) { s.status <- now },
			Show:   func(_ context.Context, q link.Question) link.Answer { s.asked <- q; return s.answer },
		})
	}()
	t.Cleanup(func() { cancel(); <-ended })
	<-s.status // the guard knows of this tray
	return s
}

// question waits for the next pop-up.
func (s *tray) question(t *testing.T) link.Question {
	t.Helper()
	select {
	case q := <-s.asked:
		return q
	case <-time.After(patience):
		t.Fatal("no pop-up")
		return link.Question{}
	}
}

// uninspected is a document that the guard cannot read to its end: a Word file with a broken part.
func uninspected(t *testing.T) []byte {
	t.Helper()
	whole := document(t, "ordinary-circular.docx")
	return whole[:len(whole)/2]
}

// What the user answers is what becomes of the file, and what stands in the record.
func TestAnswers(t *testing.T) {
	const reason = "ảnh chụp hội thao, đã tự kiểm tra"
	for _, c := range []struct {
		name    string
		answer  link.Answer
		stays   bool
		outcome string // of the last incident
	}{
		{"goes on with a reason", link.Answer{GoOn: true, Reason: reason}, true, "released"},
		{"stops", link.Answer{}, false, "quarantined"},
		{"goes on without a reason", link.Answer{GoOn: true, Reason: "......"}, false, "quarantined"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGuard(t, "")
			g.start(t)
			user := g.sit(t, c.answer)
			path := filepath.Join(g.usb, "ảnh hội thao.docx")
			save(t, path, uninspected(t))
			q := user.question(t)
			if q.Kind != link.Warn || !q.MayGoOn || !strings.Contains(q.Body, "ảnh hội thao.docx") {
				t.Errorf("asked %s, may go on %v: %s", q.Kind, q.MayGoOn, q.Body)
			}
			want := 1
			if c.stays {
				want = 2
			}
			list := g.waitFor(t, want)
			if last := list[0]; string(last.Outcome) != c.outcome || c.stays && last.Reason != reason || !c.stays && last.Reason != "" {
				t.Errorf("the record ends with %s, %q", last.Outcome, last.Reason)
			}
			eventually(t, func() error {
				if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) == c.stays {
					return fmt.Errorf("the file is there: %v, want %v", !c.stays, c.stays)
				}
				return nil
			})
		})
	}
}

// Everything else that a tray does: it shows what happened, says why, and gives back only what may be given back.
func TestTray(t *testing.T) {
	g := newGuard(t, "")
	g.start(t)
	user := g.sit(t, link.Answer{})
	rest, gone := filepath.Join(g.docs, "a.docx"), filepath.Join(g.usb, "b.docx")
	save(t, rest, document(t, "word-header-MAT.docx"))
	if q := user.question(t); q.Kind != link.AtRest || q.MayGoOn || !strings.Contains(q.Body, "Điều 5 khoản 2") {
		t.Errorf("at rest: %s, may go on %v: %s", q.Kind, q.MayGoOn, q.Body)
	}
	save(t, gone, document(t, "word-box-TOI_MAT.docx"))
	if q := user.question(t); q.Kind != link.Blocked || q.MayGoOn || !strings.Contains(q.Title, "TỐI MẬT") {
		t.Errorf("on a drive: %s, may go on %v: %s", q.Kind, q.MayGoOn, q.Title)
	}
	eventually(t, func() error {
		s := <-user.status
		if s.Today != 2 || s.Held != 1 || len(s.Last) != 2 || s.State != link.Protected || !strings.Contains(s.Last[0].Text, "TỐI MẬT · ổ đĩa rời · đã giữ lại") {
			return fmt.Errorf("status %+v", s)
		}
		return nil
	})

	held, err := user.client.Held(t.Context())
	if err != nil || len(held) != 1 || held[0].Name != "b.docx" {
		t.Fatalf("held %v, %v", held, err)
	}
	_, err = user.client.Release(t.Context(), link.Wish{ID: held[0].ID, Reason: "xin lại để sửa, sẽ giao nộp"})
	if _, isSentence := errors.AsType[link.Sentence](err); !isSentence || !strings.Contains(err.Error(), "bị chặn theo chính sách") {
		t.Errorf("a blocked file: %v", err)
	}
	if _, err = user.client.Release(t.Context(), link.Wish{ID: "20260101T000000.000000000-00000000", Reason: "xin lại để sửa"}); err == nil {
		t.Error("a file that is not there was given back")
	}

	// With a secret of this PC and its officer, the user types the code that he hears.
	if exit, out := g.command(t, "quarantine", "secret"); exit != exitOK {
		t.Fatalf("secret: %s", out)
	}
	wish := link.Wish{ID: held[0].ID, Reason: "xin lại để giải mật, có quyết định"}
	_, err = user.client.Release(t.Context(), wish)
	if _, wanted := errors.AsType[link.CodeWanted](err); !wanted {
		t.Fatalf("a blocked file without a code: %v", err)
	}
	request := regexp.MustCompile(`số xin ([0-9A-Z-]+)`).FindStringSubmatch(err.Error())[1]
	exit, code := g.command(t, "quarantine", "code", "--secret", filepath.Join(g.data, "keys", "release-secret"), request)
	if exit != exitOK {
		t.Fatalf("code: %s", code)
	}
	wish.Code = "0000-0000-0000"
	if _, err := user.client.Release(t.Context(), wish); err == nil {
		t.Error("a wrong code was taken")
	}
	wish.Code = strings.TrimSpace(code)
	if path, err := user.client.Release(t.Context(), wish); err != nil || path != gone {
		t.Errorf("with the code: %q, %v", path, err)
	}

	var last link.Progress
	must(t, user.client.Scan(t.Context(), []string{g.docs}, func(p link.Progress) { last = p }))
	if !last.Done || last.Files != 1 || last.Marked != 1 || len(last.Findings) != 1 || last.Findings[0].Path != rest {
		t.Errorf("scan: %+v", last)
	}
	if err := user.client.Scan(t.Context(), []string{filepath.Join(g.docs, "nothing")}, func(link.Progress) {}); err == nil {
		t.Error("a scan of nothing went well")
	}

	path, err := user.client.Manual(t.Context())
	must(t, err)
	if page, err := os.ReadFile(path); err != nil || !strings.Contains(string(page), "<h1") {
		t.Errorf("no manual: %v", err)
	}
}

// A stick with a hundred files that cannot be read is one summary and no hundred pop-ups; all are held.
func TestFloodIsHeldAndToldOnce(t *testing.T) {
	g := newGuard(t, "")
	g.start(t)
	user := g.sit(t, link.Answer{})
	const files = 30
	for n := range files {
		save(t, filepath.Join(g.usb, fmt.Sprintf("%d.docx", n)), append(uninspected(t), byte(n)))
	}
	g.waitFor(t, files)
	left, err := filepath.Glob(filepath.Join(g.usb, "*.docx"))
	if err != nil || len(left) != 0 {
		t.Errorf("%d files are still on the drive (%v)", len(left), err)
	}
	if n := len(user.asked); n > files/2 {
		t.Errorf("%d pop-ups for %d files", n, files)
	}
}
