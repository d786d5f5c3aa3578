package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giumat/detectors"
	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/inspect"
	"giumat/guard/notify"
	"giumat/guard/policy"
	"giumat/guard/verdicts"
	"giumat/rules"

	"github.com/google/go-cmp/cmp"
)

// plainText is an inspector for tests: each line of the file is a line of the document. Its knobs count and go wrong.
type plainText struct {
	want   func(string) bool
	looks  int
	err    error
	during func()
}

func (p *plainText) Inspect(_ context.Context, path string) (inspect.Result, error) {
	p.looks++
	if p.err != nil {
		return inspect.Result{}, p.err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return inspect.Result{}, err
	}
	out := detectors.NewCollector(p.want, 100)
	out.Kind(detectors.DOCX)
	for line := range strings.Lines(string(data)) {
		out.Line(detectors.Span{Text: line, Place: detectors.Body})
	}
	if strings.Contains(string(data), "hỏng") {
		out.Partial("broken-part", "word/document.xml")
	}
	if p.during != nil {
		p.during()
	}
	return inspect.Result{Evidence: out.Evidence(), SHA256: sum(data)}, nil
}

func (p *plainText) InspectOpen(ctx context.Context, f *os.File, _ string) (inspect.Result, error) {
	return p.Inspect(ctx, f.Name())
}

func (p *plainText) InspectBytes(context.Context, io.ReaderAt, int64, string) (inspect.Result, error) {
	return inspect.Result{}, errors.New("only files here")
}

func (p *plainText) Document(head []byte) bool { return !bytes.HasPrefix(head, []byte("#!")) }

// told collects notices.
type told struct{ notices []notify.Notice }

func (t *told) Notify(_ context.Context, n notify.Notice) error {
	t.notices = append(t.notices, n)
	return nil
}

// bench is an engine with real stages in a scratch folder, but for the detectors.
type bench struct {
	*Engine
	dir   string
	text  *plainText
	told  *told
	store *incident.Store
	log   *bytes.Buffer
}

func newBench(t *testing.T) *bench {
	t.Helper()
	dir := t.TempDir()
	b := &bench{dir: dir, told: &told{}, log: &bytes.Buffer{}}
	pack := rules.Default()
	b.text = &plainText{want: pack.Wants}
	pol, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	q, err := act.Open(filepath.Join(dir, "quarantine"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if b.store, err = incident.OpenStore(t.Context(), filepath.Join(dir, "incidents.db")); err != nil {
		t.Fatal(err)
	}
	cache, err := verdicts.Open(filepath.Join(dir, "verdicts.db"), "test", inAnHour)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cache.Close(); b.store.Close() })
	b.Engine = &Engine{
		Judge:  &Judge{Inspector: b.text, Pack: pack, Cache: cache},
		Policy: pol, Quarantine: q, Store: b.store, Notifier: b.told,
		Logger: slog.New(slog.NewTextHandler(b.log, nil)), Host: "pc", Whose: func(event.File) string { return "an" }, Workers: 1,
		Now: func() time.Time { return anOrdinaryDay },
	}
	return b
}

// anOrdinaryDay lies in no period of heightened alert, as today may.
var anOrdinaryDay = time.Date(2026, 11, 20, 9, 0, 0, 0, policy.Vietnam)

// inAnHour is the clock of the verdict cache: it remembers only files that have been left alone for a while.
func inAnHour() time.Time { return time.Now().Add(time.Hour) }

func (b *bench) file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(b.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (b *bench) meet(t *testing.T, path string, ch event.Channel) {
	t.Helper()
	err := b.Handle(t.Context(), event.File{Path: path, Channel: ch, Drive: event.Drive{Device: "stick"}, Seen: b.Now()}, true)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
}

// record is the record in short: level, action, outcome and name of each incident, the oldest first.
func (b *bench) record(t *testing.T) []string {
	t.Helper()
	list, err := b.store.List(t.Context(), incident.Filter{OldestFirst: true})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, in := range list {
		out = append(out, strings.Join([]string{in.Level.String(), string(in.State), string(in.Action), string(in.Outcome), in.Name}, " "))
	}
	return out
}

func TestFromEventToRecord(t *testing.T) {
	tests := []struct {
		name, content string
		channel       event.Channel
		record        []string
		notices       int
		gone          bool
	}{
		{"marked at rest", "MẬT\n", event.AtRest, []string{"MAT marked warn warned a.docx"}, 1, false},
		{"marked on a drive", "TUYỆT MẬT\n", event.Removable, []string{"TUYET_MAT marked block quarantined a.docx"}, 1, true},
		{"suspected on a drive", "TOI MAT\n", event.Removable, []string{"TOI_MAT marked warn warned a.docx"}, 1, false},
		{"ordinary on a drive", "Mật ong và mật khẩu\n", event.Removable, nil, 0, false},
		{"unread at rest", "hỏng\n", event.AtRest, []string{" partial record recorded a.docx"}, 0, false},
		{"unread on a drive", "hỏng\n", event.Removable, []string{" partial warn warned a.docx"}, 1, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			path := b.file(t, "a.docx", tt.content)
			b.meet(t, path, tt.channel)
			b.meet(t, path, tt.channel) // once more: nothing new to say
			if diff := cmp.Diff(tt.record, b.record(t)); diff != "" {
				t.Errorf("record (-want +got)\n%s", diff)
			}
			if len(b.told.notices) != tt.notices {
				t.Errorf("%d notices, want %d", len(b.told.notices), tt.notices)
			}
			if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) != tt.gone {
				t.Errorf("stat: %v, want gone %v", err, tt.gone)
			}
		})
	}
}

// A file that has not changed is not read again, and not told again: not by this guard and not by the next.
func TestUnchangedFileCostsNothing(t *testing.T) {
	b := newBench(t)
	path := b.file(t, "a.docx", "MẬT\n")
	for range 3 {
		b.meet(t, path, event.AtRest)
	}
	if b.text.looks != 1 || len(b.told.notices) != 1 {
		t.Errorf("%d looks, %d notices; want 1 and 1", b.text.looks, len(b.told.notices))
	}
	b.file(t, "a.docx", "MẬT\nthêm\n")
	b.meet(t, path, event.AtRest)
	if b.text.looks != 2 || len(b.told.notices) != 2 {
		t.Errorf("after a change: %d looks, %d notices; want 2 and 2", b.text.looks, len(b.told.notices))
	}
}

// What is quarantined is what was judged: a file that changes in between is judged again.
func TestChangedBetweenVerdictAndAct(t *testing.T) {
	b := newBench(t)
	path := b.file(t, "a.docx", "TỐI MẬT\n")
	b.text.during = func() {
		b.text.during = nil
		b.file(t, "a.docx", "mật ong\n")
	}
	b.meet(t, path, event.Removable)
	if got := b.record(t); got != nil {
		t.Errorf("record %v, want none", got)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the harmless file is gone: %v", err)
	}
}

// A file that cannot be taken away stays, is told once as a failure, and is tried again at every look.
func TestQuarantineThatFails(t *testing.T) {
	b := newBench(t)
	path := b.file(t, "a.docx", "TỐI MẬT\n")
	place := filepath.Join(b.dir, "quarantine")
	if err := errors.Join(os.RemoveAll(place), os.WriteFile(place, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	b.meet(t, path, event.Removable)
	b.meet(t, path, event.Removable)
	if diff := cmp.Diff([]string{"TOI_MAT marked block failed a.docx"}, b.record(t)); diff != "" {
		t.Errorf("record (-want +got)\n%s", diff)
	}
	if len(b.told.notices) != 1 {
		t.Errorf("%d notices, want 1", len(b.told.notices))
	}
	if err := errors.Join(os.Remove(place), os.Mkdir(place, 0o700)); err != nil {
		t.Fatal(err)
	}
	b.meet(t, path, event.Removable)
	if got := b.record(t); len(got) != 2 || !strings.Contains(got[1], "quarantined") {
		t.Errorf("record %v", got)
	}
}

// A kill between the quarantine and the record leaves an entry without an incident. The next start writes it.
func TestRecoverWritesTheMissingIncident(t *testing.T) {
	b := newBench(t)
	path := b.file(t, "a.docx", "TỐI MẬT\n")
	real := b.Store
	b.Store = lost{real}
	if err := b.Handle(t.Context(), event.File{Path: path, Channel: event.Removable, Seen: time.Now()}, true); err == nil {
		t.Fatal("the lost incident was not an error")
	}
	b.Store = real
	for range 2 { // the second start finds nothing to do
		if _, err := b.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"TOI_MAT marked block quarantined a.docx"}, b.record(t)); diff != "" {
		t.Errorf("record (-want +got)\n%s", diff)
	}
}

// A damaged entry keeps neither the others from being recovered nor the guard from starting.
func TestRecoverGoesOnPastADamagedEntry(t *testing.T) {
	b := newBench(t)
	b.meet(t, b.file(t, "a.docx", "TỐI MẬT\n"), event.Removable)
	damaged := filepath.Join(b.dir, "quarantine", act.NewID(time.Now())+".json")
	if err := os.WriteFile(damaged, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Recover(t.Context()); err != nil {
		t.Error(err)
	}
	if !strings.Contains(b.log.String(), "damaged entry") {
		t.Errorf("nothing was said of it: %s", b.log)
	}
}

// lost is a store on a disk that fails.
type lost struct{ Store }

func (lost) Add(context.Context, incident.Incident) (incident.Incident, error) {
	return incident.Incident{}, errors.New("disk failure")
}

// One bad file does not stop the others, and no log names it.
func TestRunGoesOn(t *testing.T) {
	b := newBench(t)
	files := make(chan event.File, 3)
	files <- event.File{Path: filepath.Join(b.dir, "ten-mat.docx"), Channel: event.AtRest}
	files <- event.File{Path: b.file(t, "khong-mo-duoc.docx", "MẬT\n"), Channel: event.AtRest}
	b.text.err = &fs.PathError{Op: "open", Path: "khong-mo-duoc.docx", Err: errors.New("input/output error")}
	close(files)
	if err := b.Run(t.Context(), files); err != nil {
		t.Fatal(err)
	}
	if log := b.log.String(); !strings.Contains(log, "input/output error") || strings.Contains(log, "khong-mo-duoc") {
		t.Errorf("log: %s", log)
	}
}

// A name is shown to its own user, made harmless.
func TestNoticeNamesTheFile(t *testing.T) {
	b := newBench(t)
	b.meet(t, b.file(t, "a\x1b[31m\u202e.docx", "MẬT\n"), event.AtRest)
	if got, want := b.told.notices[0].FileName, "a_[31m_.docx"; got != want {
		t.Errorf("name %q, want %q", got, want)
	}
}

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}
