package incident

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/detectors"
	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/policy"
	"giumat/rules"
)

var noon = time.Date(2026, 9, 2, 12, 0, 0, 123456789, time.UTC)

func example(i int) Incident {
	return Incident{
		Time: noon.Add(time.Duration(i) * time.Minute), Channel: event.Removable, Level: rules.ToiMat, State: rules.Marked,
		Confidence: rules.Certain, Official: true, Kind: "docx", Action: policy.Block, Outcome: act.Quarantined,
		Rule: "vn.mark.line", Place: "header", SHA256: strings.Repeat("ab", 32), Name: "Báo cáo ….docx", User: "an",
		Host: "pc-1", Device: "sdb1", Count: 1, QuarantineID: fmt.Sprintf("q%d", i),
	}
}

// onDrive is an incident with all that came into the record later.
func onDrive(i int) Incident {
	in := example(i)
	in.Program, in.Original = "cp", "Báo cáo ….docx"
	in.Drive = DriveInfo{Label: "KINGSTON", Volume: "1A2B-3C4D", Serial: "001CC0EC34F1", Size: 31_914_983_424}
	return in
}

func openTest(t testing.TB, path string) *Store {
	t.Helper()
	s, err := OpenStore(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func newStore(t testing.TB, incidents int) *Store {
	t.Helper()
	s := openTest(t, filepath.Join(t.TempDir(), "incidents.db"))
	for i := range incidents {
		mustAdd(t, s, example(i))
	}
	return s
}

func mustAdd(t testing.TB, s *Store, in Incident) Incident {
	t.Helper()
	in, err := s.Add(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestNew(t *testing.T) {
	got := New(
		event.File{Path: "/media/an/USB/Báo cáo tình hình.docx", Channel: event.Removable, Drive: event.Drive{Device: "sdb1"}, Seen: noon},
		rules.Verdict{
			Kind: detectors.DOCX, State: rules.Marked, Level: rules.ToiMat, Confidence: rules.Certain, Official: true,
			Reasons: []rules.Reason{{Rule: "vn.mark.line", Place: detectors.Header, Part: "word/header1.xml"}, {Rule: "second"}},
		},
		policy.Decision{Action: policy.Block, Row: policy.ToiMat},
		act.Outcome{Result: act.Quarantined, QuarantineID: "q0"}, strings.Repeat("ab", 32), Who{User: "an", Host: "pc-1"})
	want := example(0)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	stick := event.Drive{Device: "sdb1", Label: "USB\n\u202eAN" + strings.Repeat("ấ", 100), Volume: "1A2B-3C4D", Serial: "\xff", Size: -1}
	got = New(event.File{Drive: stick}, rules.Verdict{}, policy.Decision{}, act.Outcome{}, "", Who{})
	if got.Drive != (DriveInfo{Label: "USB__AN" + strings.Repeat("ấ", 57), Volume: "1A2B-3C4D", Serial: "_"}) {
		t.Errorf("drive %+v", got.Drive)
	}
	if in := New(event.File{}, rules.Verdict{}, policy.Decision{}, act.Outcome{}, "", Who{}); in.Rule != "" || in.Count != 1 {
		t.Error("a verdict without findings")
	}
}

// TestJSON is the contract of `guard incidents --format jsonl`.
func TestJSON(t *testing.T) {
	in := example(0)
	in.ID = "20260902T120000.123456789-0a1b2c3d"
	got, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"20260902T120000.123456789-0a1b2c3d","time":"2026-09-02T12:00:00.123456789Z","channel":"removable",` +
		`"level":"TOI_MAT","state":"marked","confidence":"certain","official":true,"kind":"docx","action":"block",` +
		`"outcome":"quarantined","rule":"vn.mark.line","place":"header","sha256":"` + strings.Repeat("ab", 32) + `",` +
		`"name":"Báo cáo ….docx","user":"an","host":"pc-1","device":"sdb1","count":1,"quarantine":"q0","reason":"","program":"","original":""`
	if diff := cmp.Diff(want+"}", string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want = strings.Replace(want, `"program":"","original":""`, `"program":"cp","original":"Báo cáo ….docx",`+
		`"drive":{"label":"KINGSTON","volume":"1A2B-3C4D","serial":"001CC0EC34F1","size":31914983424}}`, 1)
	in = onDrive(0)
	in.ID = "20260902T120000.123456789-0a1b2c3d"
	if got, err = json.Marshal(in); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAddAndList(t *testing.T) {
	s := newStore(t, 0)
	kept := mustAdd(t, s, example(0))
	second := example(1)
	second.ID, second.Channel, second.Level, second.Count = "own-id", event.AtRest, rules.None, 0
	second.Time = second.Time.In(time.FixedZone("", 7*3600))
	other := mustAdd(t, s, second)
	if kept.ID == "" || other.ID != "own-id" || other.Count != 1 {
		t.Errorf("ids %q, %q, count %d", kept.ID, other.ID, other.Count)
	}
	list := func(f Filter) []Incident {
		got, err := s.List(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for _, c := range []struct {
		name string
		f    Filter
		want []Incident
	}{
		{"all, the newest first", Filter{}, []Incident{other, kept}},
		{"all, the oldest first", Filter{OldestFirst: true}, []Incident{kept, other}},
		{"at most one", Filter{Limit: 1}, []Incident{other}},
		{"since, which counts in", Filter{Since: other.Time}, []Incident{other}},
		{"until, which does not", Filter{Until: other.Time}, []Incident{kept}},
		{"channel", Filter{Channel: event.Removable}, []Incident{kept}},
		{"level", Filter{Level: rules.ToiMat}, []Incident{kept}},
		{"none fits", Filter{Channel: event.Removable, Since: other.Time}, nil},
	} {
		if diff := cmp.Diff(c.want, list(c.f)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	between, err := s.Between(t.Context(), kept.Time, other.Time)
	if diff := cmp.Diff([]Incident{kept}, between); diff != "" || err != nil {
		t.Errorf("between: %v\n%s", err, diff)
	}
	for id, want := range map[string]bool{"q0": true, "q9": false, "": false} {
		if has, err := s.HasQuarantine(t.Context(), id); has != want || err != nil {
			t.Errorf("quarantine entry %q: %t, %v", id, has, err)
		}
	}
}

// TestAddKeepsAllFields, and of what the caller may have left as it was no more than the record may hold.
func TestAddKeepsAllFields(t *testing.T) {
	s := newStore(t, 0)
	in := onDrive(0)
	in.Program, in.Original = "c\np"+strings.Repeat("x", 100), "/home/an/Báo cáo tình hình.docx"
	kept := mustAdd(t, s, in)
	in.ID, in.Program, in.Original = kept.ID, "c_p"+strings.Repeat("x", 61), "Báo cáo ….docx"
	list, err := s.List(t.Context(), Filter{})
	if diff := cmp.Diff([]Incident{in}, list); diff != "" || kept != in || err != nil {
		t.Errorf("%v, kept %+v (-want +got):\n%s", err, kept, diff)
	}
}

func TestAddRefuses(t *testing.T) {
	s := newStore(t, 1)
	twice := example(1)
	twice.ID = "x"
	mustAdd(t, s, twice)
	for name, in := range map[string]Incident{"an id twice": twice, "no time": {}} {
		if _, err := s.Add(t.Context(), in); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestVerify breaks the record in each way that a hand with a database tool could.
func TestVerify(t *testing.T) {
	for _, c := range []struct{ name, sql, want string }{
		{"nothing", ``, ""},
		{"a field edited", `UPDATE incidents SET outcome = 'warned' WHERE seq = 3`, "broken at number 3: it was changed"},
		{"a field and the next one's share moved", `UPDATE incidents SET rule = 'vn.mark.lineheader', place = '' WHERE seq = 2`, "broken at number 2: it was changed"},
		{"a level that is none", `UPDATE incidents SET level = 'LOW' WHERE seq = 4`, "broken at number 4: cannot be read"},
		{"one deleted from the middle", `DELETE FROM incidents WHERE seq = 3`, "broken at number 3: it is missing"},
		{"the first deleted", `DELETE FROM incidents WHERE seq = 1`, "broken at number 1: it is missing"},
		{"deleted, and the rest moved up", `DELETE FROM incidents WHERE seq = 3; UPDATE incidents SET seq = seq - 1 WHERE seq > 3`, "broken at number 3: it does not follow"},
		{"two changed places", `UPDATE incidents SET seq = -1 WHERE seq = 2; UPDATE incidents SET seq = 2 WHERE seq = 3; UPDATE incidents SET seq = 3 WHERE seq = -1`, "broken at number 2: it does not follow"},
		{"the end deleted", `DELETE FROM incidents WHERE seq > 4`, "broken at number 5: it is missing at the end"},
		{"all deleted", `DELETE FROM incidents`, "broken at number 1: it is missing at the end"},
		{"end deleted, count corrected", `DELETE FROM incidents WHERE seq = 6; UPDATE head SET count = 5`, "broken at number 5: the head does not know it"},
		{"the head deleted", `DELETE FROM head`, "broken at number 1: the head is missing"},
		{"one put in", copyRow("7", "'new'", "hash", 6), "broken at number 7: it was changed"},
		{"a drive put in", `UPDATE incidents SET drive_size = 1 WHERE seq = 2`, "broken at number 2: it was changed"},
		{"a program put in", `UPDATE incidents SET program = 'cp' WHERE seq = 2`, "broken at number 2: it was changed"},
		{"a program taken out", `UPDATE incidents SET program = '' WHERE seq = 5`, "broken at number 5: it was changed"},
		{"all of form 2 taken out", `UPDATE incidents SET program = '', original = '', drive_label = '', drive_volume = '', drive_serial = '', drive_size = 0 WHERE seq = 5`, "broken at number 5: it was changed"},
		{"a share moved from the original to the drive", `UPDATE incidents SET original = 'Báo cáo ….docxKING', drive_label = 'STON' WHERE seq = 5`, "broken at number 5: it was changed"},
	} {
		s := newStore(t, 4)
		mustAdd(t, s, onDrive(4))
		mustAdd(t, s, example(5))
		if _, err := s.db.Exec(c.sql); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		err := s.Verify(t.Context())
		_, broken := errors.AsType[*BrokenError](err)
		if broken != (c.want != "") || c.want != "" && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}

func TestHeadTellsAReplacedRecord(t *testing.T) {
	s := newStore(t, 2)
	a, _ := s.Head(t.Context())
	b, err := newStore(t, 2).Head(t.Context())
	if err != nil || a.Count != 2 || b.Count != 2 || bytes.Equal(a.Hash, b.Hash) {
		t.Errorf("heads %d, %d, %v", a.Count, b.Count, err)
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b#c?d%41&é.db") // no character has a meaning
	s := openTest(t, path)
	mustAdd(t, s, example(0))
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("file %q has mode %v", suffix, info.Mode().Perm())
		}
	}
	s.Close()
	s = openTest(t, path)
	if list, err := s.List(t.Context(), Filter{}); len(list) != 1 || err != nil {
		t.Errorf("opened again: %d incidents, %v", len(list), err)
	}
	if _, err := s.db.Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenStore(t.Context(), path); err == nil || !strings.Contains(err.Error(), "newer") {
		t.Errorf("a file of a later program: %v", err)
	}
}

// TestNothingOfTheDocument: what a full path holds does not reach the disk.
func TestNothingOfTheDocument(t *testing.T) {
	path := filepath.Join(t.TempDir(), "i.db")
	s := openTest(t, path)
	mustAdd(t, s, New(event.File{Path: "/home/an/Thư mục/Kế hoạch phòng thủ khu vực.docx", Seen: noon},
		rules.Verdict{Reasons: []rules.Reason{{Part: "word/document.xml", Detail: "tcvn3"}}}, policy.Decision{}, act.Outcome{}, "", Who{}))
	s.Close()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, secret := range []string{"/home", "Thư mục", "phòng thủ", "khu vực"} {
		if bytes.Contains(content, []byte(secret)) {
			t.Errorf("the database holds secret %d", i)
		}
	}
}

// TestManyWriters: two stores on one file, as two processes have them, and a reader meanwhile.
func TestManyWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "i.db")
	const writers, each = 4, 15
	var all sync.WaitGroup
	for w := range writers {
		s := openTest(t, path)
		all.Go(func() {
			for i := range each {
				if _, err := s.Add(t.Context(), example(w*each+i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	reader := openTest(t, path)
	for range 10 {
		if err := reader.Verify(t.Context()); err != nil {
			t.Error(err)
		}
		if _, err := reader.List(t.Context(), Filter{Limit: 5}); err != nil {
			t.Error(err)
		}
	}
	all.Wait()
	head, err := reader.Head(t.Context())
	if err != nil || head.Count != writers*each {
		t.Errorf("%d incidents, want %d: %v", head.Count, writers*each, err)
	}
	if err := reader.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestReaderDoesNotWait: reading goes on while a writer is in the middle of its transaction.
func TestReaderDoesNotWait(t *testing.T) {
	path := filepath.Join(t.TempDir(), "i.db")
	writer := openTest(t, path)
	mustAdd(t, writer, example(0))
	tx, err := writer.db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec(`UPDATE head SET count = 7`); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Second)
	defer stop()
	reader, err := OpenStore(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := reader.Verify(ctx); err != nil {
		t.Error(err)
	}
	if list, err := reader.List(ctx, Filter{}); len(list) != 1 || err != nil {
		t.Errorf("%d incidents, %v", len(list), err)
	}
}

func BenchmarkAdd(b *testing.B) {
	s := newStore(b, 0)
	for i := 0; b.Loop(); i++ {
		mustAdd(b, s, example(i))
	}
}
