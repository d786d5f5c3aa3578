package engine

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/hold"
	"giumat/guard/incident"
	"giumat/guard/policy"

	"github.com/google/go-cmp/cmp"
)

// opening asks for a file in the name of a program.
func (b *bench) opening(t *testing.T, path string, ch event.Channel, program string) (allow, clean bool) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	allow, clean = b.Open(t.Context(), event.Opening{File: f, Path: path, Channel: ch, Program: program, Seen: b.Now()})
	b.asked.Wait()
	return allow, clean
}

// What programs may open depends on where the file would go.
func TestOpen(t *testing.T) {
	for _, c := range []struct {
		name, content string
		channel       event.Channel
		allow, clean  bool
		record        []string
	}{
		{"an ordinary file", "Kế hoạch tuần\n", event.Removable, true, true, nil},
		{"marked, on a drive", "MẬT\n", event.Removable, false, false, []string{"MAT marked block blocked a.docx"}},
		{"marked, by a browser", "MẬT\n", event.Webmail, false, false, []string{"MAT marked block blocked a.docx"}},
		{"marked, by a chat program", "TỐI MẬT\n", event.Chat, false, false, []string{"TOI_MAT marked block blocked a.docx"}},
		{"only warned of", "hỏng\n", event.Chat, true, false, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			allow, clean := b.opening(t, b.file(t, "a.docx", c.content), c.channel, "cp")
			if allow != c.allow || clean != c.clean {
				t.Errorf("allow %v, clean %v; want %v, %v", allow, clean, c.allow, c.clean)
			}
			if diff := cmp.Diff(c.record, b.record(t)); diff != "" {
				t.Errorf("record (-want +got)\n%s", diff)
			}
		})
	}
}

// A program that tries again and again makes one incident, which counts, and one notice.
func TestAttemptsAreCounted(t *testing.T) {
	b := newBench(t)
	home := b.file(t, "goc.docx", "MẬT\n")
	b.meet(t, home, event.AtRest)
	path := b.file(t, "ban-sao.docx", "MẬT\n")
	told := len(b.told.notices)
	for range 20 {
		b.opening(t, path, event.Removable, "cp")
	}
	list, err := b.store.List(t.Context(), incident.Filter{Channel: event.Removable})
	if err != nil || len(list) != 1 {
		t.Fatalf("%d incidents, %v; want one", len(list), err)
	}
	if in := list[0]; in.Count != 20 || in.Program != "cp" || in.Original != "goc.docx" {
		t.Errorf("count %d, program %q, original %q", in.Count, in.Program, in.Original)
	}
	if got := len(b.told.notices) - told; got != 1 {
		t.Errorf("told %d times, want once", got)
	}
}

// A file that is copied onto a drive again and again is held each time, and is one incident.
func TestCopiesAreCounted(t *testing.T) {
	b := newBench(t)
	for range 3 {
		b.meet(t, b.file(t, "a.docx", "MẬT\n"), event.Removable)
	}
	list, err := b.store.List(t.Context(), incident.Filter{})
	if err != nil || len(list) != 1 || list[0].Count != 3 {
		t.Fatalf("incidents %v, %v; want one with a count of 3", list, err)
	}
	held, err := b.Quarantine.List()
	if err != nil || len(held) != 3 {
		t.Errorf("%d files are held, %v; want all three", len(held), err)
	}
	if n, err := b.Recover(t.Context()); err != nil || n != 0 {
		t.Errorf("recovered %d, %v: a repetition was taken for a file without an incident", n, err)
	}
	if list, _ := b.store.List(t.Context(), incident.Filter{}); len(list) != 1 {
		t.Errorf("%d incidents after a new start, want one", len(list))
	}
}

// What a person was given back, programs may open.
func TestGivenBackMayBeOpened(t *testing.T) {
	b := newBench(t)
	path := b.file(t, "a.docx", "MẬT\n")
	b.meet(t, path, event.Removable)
	held, err := b.Quarantine.List()
	if err != nil || len(held) != 1 {
		t.Fatal(len(held), err)
	}
	if _, err := b.Release(t.Context(), held[0].ID, "", "đã giải mật theo quyết định", "an"); err != nil {
		t.Fatal(err)
	}
	if allow, clean := b.opening(t, path, event.Removable, "soffice.bin"); !allow || clean {
		t.Errorf("allow %v, clean %v; want that it may be opened and is asked about again", allow, clean)
	}
}

// A list of copied files may be pasted unless one of them, or one in a folder of them, is marked.
func TestCopied(t *testing.T) {
	b := newBench(t)
	plain := b.file(t, "thuong.docx", "Kế hoạch tuần\n")
	dir := filepath.Join(b.dir, "ho so")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	b.file(t, "ho so/a.docx", "TUYỆT MẬT\n")
	for _, c := range []struct {
		name  string
		paths []string
		leave bool
	}{
		{"nothing", nil, true},
		{"an ordinary file", []string{plain}, true},
		{"a folder with a marked file", []string{plain, dir}, false},
		{"a file that is gone", []string{filepath.Join(b.dir, "x.docx")}, true},
	} {
		refused := b.Copied(t.Context(), "an", c.paths)
		if (refused == nil) != c.leave {
			t.Errorf("%s: refused: %v, want that it may be pasted: %v", c.name, refused != nil, c.leave)
		}
		if refused != nil {
			refused(nil)
			b.asked.Wait()
			refused(errors.New("the clipboard is held by another program"))
		}
	}
	b.asked.Wait()
	want := []string{"TUYET_MAT marked block blocked a.docx", "TUYET_MAT marked block failed a.docx"}
	if diff := cmp.Diff(want, b.record(t)); diff != "" {
		t.Errorf("record (-want +got)\n%s", diff)
	}
}

// locks is a Locker for tests, which locks nothing and may fail.
type locks struct{ err error }

func (l locks) Lock(string) (io.Closer, error) {
	if l.err != nil {
		return nil, l.err
	}
	return io.NopCloser(nil), nil
}

func holder(t *testing.T, err error) *hold.Holds {
	t.Helper()
	h := hold.New(locks{err})
	t.Cleanup(h.Close)
	return h
}

// A drive that arrives with marked files keeps them, locked; what is copied to it afterwards is taken.
func TestBroughtFiles(t *testing.T) {
	for _, c := range []struct {
		name   string
		lock   error
		record []string
	}{
		{"locked", nil, []string{"MAT marked block blocked a.docx"}},
		{"no locks here", errors.ErrUnsupported, []string{"MAT marked block warned a.docx", "MAT marked block warned b.docx"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.Holder = holder(t, c.lock)
			path := b.file(t, "a.docx", "MẬT\n")
			f := event.File{Path: path, Channel: event.Removable, Drive: event.Drive{Device: "stick"}, Cause: event.Brought, Seen: b.Now()}
			if err := b.Handle(t.Context(), f, true); err != nil {
				t.Fatal(err)
			}
			renamed := filepath.Join(b.dir, "b.docx")
			if c.lock != nil { // nobody can rename what is locked
				if err := os.Rename(path, renamed); err != nil {
					t.Fatal(err)
				}
				path = renamed
			}
			b.meet(t, path, event.Removable)
			if _, err := os.Stat(path); err != nil {
				t.Errorf("it was taken off its owner's drive: %v", err)
			}
			copied := b.file(t, "c.docx", "MẬT\nhai\n")
			b.meet(t, copied, event.Removable)
			want := append(c.record, "MAT marked block quarantined c.docx")
			if diff := cmp.Diff(want, b.record(t)); diff != "" {
				t.Errorf("record (-want +got)\n%s", diff)
			}
		})
	}
}

// A file that is locked where it lies is unlocked for a reason, stays open, and is locked again by the next guard only
// if nobody was given it back.
func TestLockedAtRest(t *testing.T) {
	b := newBench(t)
	var err error
	if b.Policy, err = policy.Parse([]byte("channels: {at_rest: {MAT: block}}")); err != nil {
		t.Fatal(err)
	}
	first, second := holder(t, nil), holder(t, nil)
	b.Holder, b.LocksAtRest = first, true
	path := b.file(t, "a.docx", "MẬT\n")
	b.meet(t, path, event.AtRest)
	b.Holder = second
	b.meet(t, path, event.AtRest)
	list := second.List()
	if len(list) != 1 || list[0].Path != path {
		t.Fatalf("the next guard locks %d files, want the one", len(list))
	}
	given, err := b.Release(t.Context(), list[0].ID, "", "đã giải mật theo quyết định", "an")
	if err != nil || given.Path != path {
		t.Fatalf("given back %v, %v", given, err)
	}
	b.meet(t, path, event.AtRest)
	if second.Holding(path) {
		t.Error("locked again although it was given back")
	}
	want := []string{"MAT marked block blocked a.docx", "MAT marked allow released a.docx"}
	if diff := cmp.Diff(want, b.record(t)); diff != "" {
		t.Errorf("record (-want +got)\n%s", diff)
	}
}

// A file that cannot be locked because somebody has it open is tried again, and told when it stays so.
func TestLockIsBusy(t *testing.T) {
	b := newBench(t)
	b.Holder = holder(t, hold.ErrBusy)
	f := event.File{Path: b.file(t, "a.docx", "MẬT\n"), Channel: event.Removable, Drive: event.Drive{Device: "stick"}, Cause: event.Brought, Seen: b.Now()}
	if err := b.Handle(t.Context(), f, false); !errors.Is(err, act.ErrBusy) {
		t.Errorf("error %v, want that the file is busy", err)
	}
	if err := b.Handle(t.Context(), f, true); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"MAT marked block failed a.docx"}, b.record(t)); diff != "" {
		t.Errorf("record (-want +got)\n%s", diff)
	}
}

// A deadline that passes is answered by what policy says of what was not inspected.
func TestUndecided(t *testing.T) {
	b := newBench(t)
	o := event.Opening{Channel: event.Removable}
	if !b.Undecided(o) {
		t.Error("not allowed, although policy only warns")
	}
	var err error
	if b.Policy, err = policy.Parse([]byte("channels: {removable: {uninspected: block}}")); err != nil {
		t.Fatal(err)
	}
	if b.Undecided(o) {
		t.Error("allowed, although policy blocks")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	<-ctx.Done()
	b.text.err = ctx.Err()
	if allow, _ := b.Open(ctx, event.Opening{File: openFile(t, b.file(t, "a.docx", "MẬT\n")), Path: "a.docx", Channel: event.Removable}); allow {
		t.Error("a file that could not be judged in time was allowed, although policy blocks")
	}
}

func openFile(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
