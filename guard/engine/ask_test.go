package engine

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/notify"
	"giumat/guard/policy"

	"github.com/google/go-cmp/cmp"
)

// person is an Asker for tests. The knobs: whether he is there, and what he answers; without an answer he says nothing
// until his time is up.
type person struct {
	away   bool
	answer chan string // the empty string is stop
	asked  chan notify.Notice
}

func newPerson() *person {
	return &person{answer: make(chan string, 10), asked: make(chan notify.Notice, 10)}
}

func (p *person) CanAsk(string) bool { return !p.away }

func (p *person) Ask(ctx context.Context, n notify.Notice) (string, bool) {
	p.asked <- n
	select {
	case reason := <-p.answer:
		return reason, reason != ""
	case <-ctx.Done():
		return "", false
	}
}

// A file on its way out is held while its user makes up his mind, and given back only when he goes on.
func TestAsk(t *testing.T) {
	for _, c := range []struct {
		name, content string
		channel       event.Channel
		answer        string
		record        []string
		gone          bool
	}{
		{
			"goes on", "TOI MAT\n", event.Removable, "bản nháp đã công khai",
			[]string{"TOI_MAT marked warn quarantined a.docx", "TOI_MAT marked allow released a.docx"},
			false,
		},
		{"stops", "TOI MAT\n", event.Removable, "", []string{"TOI_MAT marked warn quarantined a.docx"}, true},
		{
			"goes on with an unread file", "hỏng\n", event.SyncFolder, "ảnh chụp phong cảnh",
			[]string{" partial warn quarantined a.docx", " partial allow released a.docx"},
			false,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			user := newPerson()
			b.Asker = user
			user.answer <- c.answer
			path := b.file(t, "a.docx", c.content)
			b.meet(t, path, c.channel)
			b.asked.Wait()
			if diff := cmp.Diff(c.record, b.record(t)); diff != "" {
				t.Errorf("record (-want +got)\n%s", diff)
			}
			if _, err := os.Stat(path); os.IsNotExist(err) != c.gone {
				t.Errorf("the file is gone: %v, want %v", os.IsNotExist(err), c.gone)
			}
			if len(b.told.notices) != 0 {
				t.Errorf("told of %d things beside the question", len(b.told.notices))
			}
			if n := <-user.asked; !n.Asks || n.Incident.QuarantineID == "" {
				t.Errorf("asked as a question: %v, with a file that is held: %q", n.Asks, n.Incident.QuarantineID)
			}
			if c.gone {
				return
			}
			list, err := b.store.List(t.Context(), incident.Filter{Limit: 1})
			if err != nil || list[0].Reason != c.answer {
				t.Errorf("the reason in the record is %q, want %q (%v)", list[0].Reason, c.answer, err)
			}
			b.meet(t, path, c.channel)
			if got := len(b.record(t)); got != len(c.record) {
				t.Errorf("a file that was given back was taken again: %d incidents", got)
			}
		})
	}
}

// What is not to be asked is done at once: what policy blocks, what lies at rest, and everything when nobody is there.
func TestNotAsked(t *testing.T) {
	for _, c := range []struct {
		name, content string
		channel       event.Channel
		away          bool
		record        string
	}{
		{"blocked", "MẬT\n", event.Removable, false, "MAT marked block quarantined a.docx"},
		{"at rest", "MẬT\n", event.AtRest, false, "MAT marked warn warned a.docx"},
		{"nobody there", "hỏng\n", event.Removable, true, " partial warn warned a.docx"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			user := newPerson()
			user.away = c.away
			b.Asker = user
			b.meet(t, b.file(t, "a.docx", c.content), c.channel)
			b.asked.Wait()
			if diff := cmp.Diff([]string{c.record}, b.record(t)); diff != "" {
				t.Errorf("record (-want +got)\n%s", diff)
			}
			if len(user.asked) != 0 || len(b.told.notices) != 1 {
				t.Errorf("asked %d times, told %d times", len(user.asked), len(b.told.notices))
			}
		})
	}
}

// A user who goes on after his stick was pulled out is told that his file is still held.
func TestFileThatCannotBeGivenBack(t *testing.T) {
	b := newBench(t)
	user := newPerson()
	b.Asker = user
	stick := filepath.Join(b.dir, "stick")
	if err := os.Mkdir(stick, 0o700); err != nil {
		t.Fatal(err)
	}
	b.meet(t, b.file(t, "stick/a.docx", "hỏng\n"), event.Removable)
	<-user.asked
	if err := os.Remove(stick); err != nil {
		t.Fatal(err)
	}
	user.answer <- "ảnh chụp phong cảnh"
	b.asked.Wait()
	if len(b.told.notices) != 1 || !b.told.notices[0].Kept {
		t.Errorf("told %d things", len(b.told.notices))
	}
	if held, err := b.Quarantine.List(); err != nil || len(held) != 1 {
		t.Errorf("%d files are held (%v)", len(held), err)
	}
}

// A question ends with the guard; the file stays held.
func TestGuardStopsWhileItAsks(t *testing.T) {
	b := newBench(t)
	user := newPerson()
	b.Asker = user
	path := b.file(t, "a.docx", "hỏng\n")
	files := make(chan event.File, 1)
	files <- event.File{Path: path, Channel: event.Removable, Seen: time.Now()}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); b.Run(ctx, files) }()
	<-user.asked
	cancel()
	<-ended
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Error("the file is back although nobody said so")
	}
}

// In a period of heightened alert what is otherwise asked is blocked, and what lay there before is looked at anew.
func TestHeightenedPeriod(t *testing.T) {
	b := newBench(t)
	var err error
	if b.Policy, err = policy.Parse([]byte("heightened: [{name: election, from: 2026-12-01, to: 2026-12-01}]")); err != nil {
		t.Fatal(err)
	}
	path := b.file(t, "a.docx", "MẬT\n")
	b.meet(t, path, event.AtRest)
	b.meet(t, path, event.AtRest)
	b.Now = func() time.Time { return time.Date(2026, 12, 1, 8, 0, 0, 0, policy.Vietnam) }
	b.meet(t, path, event.AtRest)
	want := []string{"MAT marked warn warned a.docx", "MAT marked block quarantined a.docx"}
	if diff := cmp.Diff(want, b.record(t)); diff != "" {
		t.Errorf("record (-want +got)\n%s", diff)
	}
}
