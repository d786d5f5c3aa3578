package sign

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

var day = time.Date(2026, 11, 22, 9, 30, 0, 0, time.FixedZone("", 7*3600))

var report = []File{
	{Name: "Báo cáo tuần.html", Data: []byte("<p>BÁO CÁO")},
	{Name: "bao-cao.json", Data: []byte("{}")},
}

// sent is the files of a report with their signature, in a folder as the officer has it.
func sent(t testing.TB, k *Key, host string) fstest.MapFS {
	t.Helper()
	signature, err := k.Sign(host, "2026-11-16_2026-11-22_week_"+host, day, report)
	if err != nil {
		t.Fatal(err)
	}
	dir := fstest.MapFS{"r" + Suffix: {Data: signature}}
	for _, f := range report {
		dir[f.Name] = &fstest.MapFile{Data: bytes.Clone(f.Data)}
	}
	return dir
}

func TestVerify(t *testing.T) {
	own, stranger := newKey(t), newKey(t)
	trusted := Trusted{own.Fingerprint(): "PC-07"}
	tests := map[string]struct {
		host   string // PC-07 unless said
		key    *Key
		change func(dir fstest.MapFS)
		want   []Problem
		good   int
	}{
		"as it was sent":         {good: 1},
		"host in small letters":  {host: "pc-07", good: 1},
		"one byte more":          {change: func(d fstest.MapFS) { d["bao-cao.json"].Data = []byte("{} ") }, want: []Problem{{"bao-cao.json", Changed, ""}}, good: 1},
		"other bytes, same size": {change: func(d fstest.MapFS) { d["bao-cao.json"].Data = []byte("[]") }, want: []Problem{{"bao-cao.json", Changed, ""}}, good: 1},
		"a file gone":            {change: func(d fstest.MapFS) { delete(d, "bao-cao.json") }, want: []Problem{{"bao-cao.json", Missing, ""}}, good: 1},
		"a file more":            {change: func(d fstest.MapFS) { d["them.docx"] = &fstest.MapFile{} }, want: []Problem{{"them.docx", Unsigned, ""}}, good: 1},
		"no signature": {
			change: func(d fstest.MapFS) { delete(d, "r"+Suffix) },
			want:   []Problem{{"Báo cáo tuần.html", Unsigned, ""}, {"bao-cao.json", Unsigned, ""}},
		},
		"a stranger's": {
			key:  stranger,
			want: []Problem{{"Báo cáo tuần.html", Unsigned, ""}, {"bao-cao.json", Unsigned, ""}, {"r.sig.txt", UnknownKey, stranger.Fingerprint()}},
		},
		"another PC's": {
			host: "PC-08",
			want: []Problem{{"Báo cáo tuần.html", Unsigned, ""}, {"bao-cao.json", Unsigned, ""}, {"r.sig.txt", OtherHost, own.Fingerprint()}},
		},
		"its host changed": {
			change: func(d fstest.MapFS) {
				s := d["r"+Suffix]
				s.Data = bytes.Replace(s.Data, []byte("host: PC-07"), []byte("host: PC-70"), 1)
			},
			want: []Problem{{"Báo cáo tuần.html", Unsigned, ""}, {"bao-cao.json", Unsigned, ""}, {"r.sig.txt", Broken, ""}},
		},
		"an empty folder": {change: func(d fstest.MapFS) { clear(d) }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			key, host := own, "PC-07"
			if tt.key != nil {
				key = tt.key
			}
			if tt.host != "" {
				host = tt.host
			}
			dir := sent(t, key, host)
			if tt.change != nil {
				tt.change(dir)
			}
			got, err := Verify(dir, trusted)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.Problems); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if len(got.Good) != tt.good {
				t.Errorf("%d trusted signatures, want %d", len(got.Good), tt.good)
			}
			if whole := len(tt.want) == 0 && tt.good > 0; whole != (got.Err() == nil) {
				t.Errorf("error %v", got.Err())
			}
		})
	}
}

// An officer has the reports of many PCs on one share, and a PC may just be writing another.
func TestVerifyWholeShare(t *testing.T) {
	share := fstest.MapFS{".2026_week.12345.part/bao-cao.json": {Data: []byte("{")}}
	trusted := Trusted{}
	for i := range 3 {
		k := newKey(t)
		host := fmt.Sprintf("PC-%d", i)
		trusted[k.Fingerprint()] = host
		for name, f := range sent(t, k, host) {
			share[host+"/week/"+name] = f
		}
	}
	share["PC-1/week/bao-cao.json"] = &fstest.MapFile{Data: []byte("[]")}
	got, err := Verify(share, trusted)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Problem{{"PC-1/week/bao-cao.json", Changed, ""}}, got.Problems); diff != "" || len(got.Good) != 3 {
		t.Errorf("%d signatures (-want +got)\n%s", len(got.Good), diff)
	}
}

func TestSignatureIsForPeopleToo(t *testing.T) {
	k := newKey(t)
	text := string(sent(t, k, "PC-07")["r"+Suffix].Data)
	for _, want := range []string{"giumat signature 1\nhost: PC-07\nreport: 2026-11-16_2026-11-22_week_PC-07\nmade: 2026-11-22T09:30:00+07:00\nfile: ", " 2 bao-cao.json\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestSignRefuses(t *testing.T) {
	k := newKey(t)
	for name, files := range map[string][]File{
		"no files":         nil,
		"twice":            {{Name: "a"}, {Name: "A"}},
		"a folder":         {{Name: "x/a"}},
		"a signature":      {{Name: "a.sig.txt"}},
		"two lines":        {{Name: "a\nfile: b"}},
		"a turned name":    {{Name: "a\u202ecod.exe"}},
		"a hidden file":    {{Name: ".a"}},
		"too long":         {{Name: strings.Repeat("a", maxNameBytes+1)}},
		"a drive":          {{Name: "C:a"}},
		"spaces around it": {{Name: " a"}},
	} {
		if _, err := k.Sign("PC-07", "id", day, files); err == nil {
			t.Errorf("%s: signed", name)
		}
	}
	if _, err := k.Sign("PC\n07", "id", day, report); err == nil {
		t.Error("a host of two lines: signed")
	}
}

// Every change of one byte is seen, and so is every cut.
func TestParseSeesEveryChange(t *testing.T) {
	k := newKey(t)
	text := sent(t, k, "PC-07")["r"+Suffix].Data
	for i := range text {
		for _, x := range []byte{1, 0x20} {
			changed := bytes.Clone(text)
			changed[i] ^= x
			if m, err := Parse(changed); err == nil && m.Fingerprint() == k.Fingerprint() {
				t.Fatalf("byte %d of %d may be changed", i, len(text))
			}
		}
		if _, err := Parse(text[:i]); err == nil {
			t.Fatalf("may be cut at %d", i)
		}
	}
	for _, more := range []string{"\n", " ", "file: x\n", "\r\n"} {
		if _, err := Parse(append(bytes.Clone(text), more...)); err == nil {
			t.Errorf("%q may be added", more)
		}
	}
	if _, err := Parse(bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))); err == nil {
		t.Error("other line ends are taken")
	}
}

// Whatever is parsed is what Sign would have written, byte for byte, and holds only names that are safe to open.
func FuzzParse(f *testing.F) {
	k := newKey(f)
	text := sent(f, k, "PC-07")["r"+Suffix].Data
	f.Add(text)
	f.Add([]byte(schema + "\nhost: a\nreport: b\nmade: 2026-11-22T09:30:00Z\nfile: 00 1 ../x\nkey: \nsignature: \n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Parse(data)
		if err != nil {
			return
		}
		if !bytes.Equal(m.text(), data) || m.check() != nil {
			t.Fatal("parsed what Sign does not write")
		}
	})
}
