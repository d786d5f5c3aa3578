package report

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"giumat/guard/act"
	"giumat/guard/incident"
	"giumat/guard/protection"

	"github.com/google/go-cmp/cmp"
)

func written(t testing.TB, r *Report) string {
	t.Helper()
	var out bytes.Buffer
	if err := r.WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestJSONThereAndBack(t *testing.T) {
	s := pcNamed(t, "pc-1", 40)
	in := &s.incidents[1]
	in.Program, in.Original, in.Count, in.Outcome = "cp", "Dự thảo ….docx", 3, act.Blocked
	in.Drive = incident.DriveInfo{Label: "KINGSTON", Volume: "1A2B-3C4D", Serial: "001CC0EC34F1", Size: 31_914_983_424}
	s.gaps = []Gap{
		{Kind: protection.Stopped, From: at(t, "2026-11-17 08:00:00"), Until: at(t, "2026-11-17 09:00:00"), Uncertain: true},
		{Kind: protection.NoExtension, From: at(t, "2026-11-18 08:00:00")},
	}
	full := build(t, s, "2026-11-18 09:00:00")
	full.Expected = 12
	full.Heightened = []Heightened{{Name: "Bầu cử", From: at(t, "2026-11-17 00:00:00"), To: at(t, "2026-11-18 00:00:00")}}
	for name, r := range map[string]*Report{
		"full": full, "limited": full.Limit(3), "empty": build(t, pc{machine: Machine{Host: "pc-1"}}, "2026-11-16 00:00:00"),
	} {
		text := written(t, r)
		got, err := ReadJSON(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(r, got); diff != "" {
			t.Errorf("%s (-written +read):\n%s", name, diff)
		}
		if written(t, got) != text {
			t.Errorf("%s is not written again as it was", name)
		}
		if strings.Contains(text, "null") {
			t.Errorf("%s holds null where a list should be", name)
		}
	}
	if (&Report{}).Limit(0).Incidents == nil {
		t.Error("no incidents should be an empty list")
	}
}

func TestReadJSONRefuses(t *testing.T) {
	s := pcNamed(t, "pc-1", 3)
	s.incidents[1].Drive.Size = 1
	good := written(t, build(t, s, "2026-11-18 09:00:00"))
	for _, c := range []struct{ name, old, new, want string }{
		{"a later schema", `"giumat report 3"`, `"giumat report 4"`, `its schema is "giumat report 4"`},
		{"a later field first", `{"schema":"giumat report 3"`, `{"later":1,"schema":"giumat report 4"`, `"later" is unknown`},
		{"an unknown field", `"gaps":[]`, `"gaps":[],"right":1`, `"right" is unknown`},
		{"an unknown field of an incident", `"sha256"`, `"text":"…","sha256"`, "unknown field"},
		{"a field twice", `"counts":[`, `"counts":[],"counts":[`, "twice"},
		{"a field too few", `"gaps":[],`, ``, "gaps"},
		{"a period that is none", `2026-11-16T00:00:00+07:00`, `2026-11-17T00:00:00+07:00`, "period"},
		{"a time that cannot be", `"made":"2026`, `"made":"0026`, "time of its making"},
		{"a level that is none", `"level":"TOI_MAT"`, `"level":"SIEU_MAT"`, "level"},
		{"a channel that is no word", `"channel":"at_rest"`, `"channel":"<script>"`, "no word"},
		{"an outcome that is a formula", `"outcome":"warned"`, `"outcome":"=1+1"`, "no word"},
		{"a state that is none", `"state":"marked"`, `"state":"fine"`, "state"},
		{"a hash that is none", strings.Repeat("ab", 32), "javascript:alert(1)", "hash"},
		{"a head that is none", strings.Repeat("0f", 32), strings.Repeat("0F", 32), "hash"},
		{"a count below zero", `"n":1`, `"n":-1`, "number"},
		{"a count past all sums", `"n":1`, `"n":9223372036854775807`, "number"},
		{"a drive of less than nothing", `"drive":{"label":"","volume":"","serial":"","size":1}`, `"drive":{"size":-1}`, "number"},
		{"an unknown field of a drive", `"drive":{"label":""`, `"drive":{"text":""`, "unknown field"},
		{"an incident of another week", `"time":"2026-11-15T17:30`, `"time":"2025-11-15T17:30`, "not of the period"},
		{"a day of another week", `"date":"2026-11-16"`, `"date":"2026-11-15"`, "day"},
		{"a day twice", `"date":"2026-11-16"`, `"date":"2026-11-17"`, "twice"},
		{"no PC", `"host":"pc-1","version"`, `"host":"","version"`, "no host"},
		{"more behind it", "]}\n", "]}\n{}", "behind"},
		{"half of it", "]}\n", "", "EOF"},
		{"a list", good, "[" + good + "]", `want "{"`},
		{"a page", good, "<html>", "invalid"},
		{"nothing", good, "", "EOF"},
	} {
		text := strings.Replace(good, c.old, c.new, 1)
		if text == good {
			t.Fatalf("%s: nothing was changed", c.name)
		}
		r, err := ReadJSON(strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, error %v, want %q in it", c.name, r, err, c.want)
		}
	}
}

// What a foreign report says of names and people is made as harmless as what this PC records.
func TestReadJSONTidiesTexts(t *testing.T) {
	text := written(t, build(t, pcNamed(t, "pc-1", 1), "2026-11-18 09:00:00"))
	text = strings.Replace(text, `"name":"Báo cáo ….docx"`, `"name":"../../Kế hoạch phòng thủ khu vực năm 2026.docx"`, 1)
	text = strings.Replace(text, `"user":"an"`, `"user":"an\u0000\u001b[2J\u202e\n\ud800"`, 1)
	text = strings.Replace(text, `"version":"1.2"`, `"version":"`+strings.Repeat("9", 100_000)+`"`, 1)
	text = strings.Replace(text, `"program":"","original":""`, `"program":"c\np","original":"/home/an/Kế hoạch phòng thủ.docx",`+
		`"drive":{"label":"a\u202eb","serial":"`+strings.Repeat("9", 100_000)+`"}`, 1)
	r, err := ReadJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	e := r.Incidents[0]
	if e.Program != "c_p" || e.Original != "Kế hoạch….docx" || e.Drive.Label != "a_b" || len([]rune(e.Drive.Serial)) != maxText {
		t.Errorf("program %q, original %q, drive %q, serial number of %d characters", e.Program, e.Original, e.Drive.Label, len(e.Drive.Serial))
	}
	if e.Name != "Kế hoạch….docx" || e.User != "an__[2J___" || len([]rune(r.Machines[0].Version)) != maxText {
		t.Errorf("name %q, user %q, version of %d characters", e.Name, e.User, len(r.Machines[0].Version))
	}
}

// A report of a program that knew no drives is read, and merged with those of today.
func TestReadJSONOfForm1(t *testing.T) {
	old, err := os.ReadFile(filepath.Join("testdata", "form1.json"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := ReadJSON(bytes.NewReader(old))
	if err != nil || r.Schema != Schema || len(r.Incidents) != 3 || r.Incidents[1].Count != 3 || r.Incidents[1].Drive != (incident.DriveInfo{}) {
		t.Fatalf("%+v, error %v", r, err)
	}
	m, err := Merge([]*Report{r, build(t, pcNamed(t, "pc-2", 2), "2026-11-18 09:00:00")}, MergeOptions{Now: r.Made})
	if err != nil || len(m.Machines) != 2 || len(m.Incidents) != 5 {
		t.Errorf("merged: %v", err)
	}
}

// Words of a later program are not refused, and cannot do anything.
func TestReadJSONPassesNewWords(t *testing.T) {
	text := written(t, build(t, pcNamed(t, "pc-1", 1), "2026-11-18 09:00:00"))
	text = strings.ReplaceAll(text, `"at_rest"`, `"print_queue_2"`)
	if r, err := ReadJSON(strings.NewReader(text)); err != nil || r.Counts[0].Channel != "print_queue_2" {
		t.Errorf("error %v", err)
	}
}

// A file that goes on and on costs no more memory than a report may hold.
func TestReadJSONIsBounded(t *testing.T) {
	head, _, _ := strings.Cut(written(t, build(t, pc{machine: Machine{Host: "pc-1"}}, "2026-11-18 09:00:00")), `"machines"`)
	for _, c := range []struct{ name, start, again, want string }{
		{"a long text", head + `"gaps":[{"host":"`, strings.Repeat("x", 4096), "longer than 1048576"},
		{"a long name of a field", head + `"`, strings.Repeat("x", 4096), "longer than 1048576"},
		{"a list of everything", head + `"gaps":[{}`, strings.Repeat(`,{}`, 1024), "more than 100000"},
		{"a deep one", head + `"gaps":`, strings.Repeat(`[`, 1024), "number 1"},
		{"a chart of a day", head + `"days":[{"levels":{"a":1`, strings.Repeat(`,"a":1`, 1024), "longer than 1048576"},
		{"spaces", head, strings.Repeat(" ", 4096), "longer than 1048576"},
	} {
		in := &repeating{text: c.again}
		_, err := ReadJSON(io.MultiReader(strings.NewReader(c.start), in))
		if err == nil || !strings.Contains(err.Error(), c.want) || in.read > 4<<20 {
			t.Errorf("%s: error %v after %d bytes", c.name, err, in.read)
		}
	}
}

// repeating is a text without an end.
type repeating struct {
	text string
	read int
}

func (r *repeating) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], r.text[(r.read+n)%len(r.text):])
	}
	r.read += n
	return n, nil
}

func TestJSONOfSlowAndBrokenFiles(t *testing.T) {
	r := build(t, pcNamed(t, "pc-1", 40), "2026-11-18 09:00:00")
	text := written(t, r)
	if _, err := ReadJSON(iotest.OneByteReader(strings.NewReader(text))); err != nil {
		t.Errorf("byte by byte: %v", err)
	}
	if _, err := ReadJSON(iotest.TimeoutReader(iotest.HalfReader(strings.NewReader(text)))); err == nil {
		t.Error("a reader that fails was believed")
	}
	full := errors.New("the disk is full")
	if err := r.WriteJSON(failing{full}); !errors.Is(err, full) {
		t.Errorf("a writer that fails: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// Whatever is read can be written and read again, and holds nothing that does not show.
func FuzzReadJSON(f *testing.F) {
	s := pcNamed(f, "pc-1", 4)
	s.gaps = []Gap{{Kind: protection.Stopped, From: at(f, "2026-11-17 08:00:00")}}
	s.events = append(killed(f, 2), Event{Kind: protection.Edited, Detail: protection.Policy, At: at(f, "2026-11-17 08:00:00"), Old: "1\n"})
	f.Add([]byte(written(f, build(f, s, "2026-11-18 09:00:00"))))
	f.Add([]byte(written(f, build(f, s, "2026-11-18 09:00:00").Limit(1))))
	f.Add([]byte(`{"schema":"giumat report 1"}`))
	s.incidents[0].Program, s.incidents[0].Drive.Label = "c\np", "\u202e"
	f.Add([]byte(written(f, build(f, s, "2026-11-18 09:00:00"))))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ReadJSON(bytes.NewReader(data))
		if err != nil {
			return
		}
		text := written(t, r)
		again, err := ReadJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, again); diff != "" {
			t.Errorf("(-read +read again):\n%s", diff)
		}
		for _, hidden := range []string{`\u00`, `\u20`, "\u202e", "\ufffd"} {
			if i := strings.Index(text, hidden); i >= 0 && !escapedByJSON(text[i:]) {
				t.Errorf("%q came through", text[i:min(i+8, len(text))])
			}
		}
		if _, err := Merge([]*Report{r, again}, MergeOptions{Now: r.Made}); err != nil {
			t.Error(err)
		}
		if err := r.WriteCSV(io.Discard, catalog(t)); err != nil {
			t.Error(err)
		}
	})
}

// escapedByJSON tells whether s begins with one of the characters that show and that encoding/json escapes for HTML.
func escapedByJSON(s string) bool {
	return strings.HasPrefix(s, `\u003c`) || strings.HasPrefix(s, `\u003e`) || strings.HasPrefix(s, `\u0026`)
}

// BenchmarkJSON writes and reads a year of 100,000 incidents.
func BenchmarkJSON(b *testing.B) {
	year := Containing(YearKind, at(b, "2026-11-16 12:00:00"))
	r, err := Build(b.Context(), million{pcNamed(b, "pc-1", 0), 100_000}, Options{Period: year, Now: year.To})
	if err != nil {
		b.Fatal(err)
	}
	text := written(b, r)
	b.Run("write", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if err := r.WriteJSON(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if _, err := ReadJSON(strings.NewReader(text)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
