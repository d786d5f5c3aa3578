package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"strings"
	"testing"

	"giumat/guard/report"
)

const hostile = `<script>alert(1)</script>&"'` + "\x00\x1b\u202e]]>{{.}}"

// hostileReport has such strings wherever a report may have strings of others.
func hostileReport() *report.Report {
	r := october(3)
	r.Unit = report.Unit{Parent: hostile, Name: hostile, Symbol: hostile, Place: hostile, To: hostile, Signer: hostile, Contact: hostile}
	in := &r.Incidents[0]
	in.Name, in.User, in.Host, in.Device, in.Reason, in.Rule, in.Place, in.SHA256 = hostile, hostile, hostile, hostile, hostile, hostile, hostile, hostile
	in.Channel, in.Outcome, in.Count = hostile, hostile, 1<<30
	r.Counts = append(r.Counts, report.Count{Level: hostile, Channel: hostile, Outcome: hostile, N: 1})
	r.Machines[0] = report.Machine{Host: hostile, Version: hostile, Rules: hostile, Policy: hostile, Chain: hostile, ChainHead: hostile}
	r.Gaps[0].Host, r.Gaps[0].Kind = hostile, hostile
	r.Machines[0].Log, r.EventCounts[0].Kind = hostile, hostile
	r.Events[0] = report.Event{Host: hostile, Kind: hostile, At: at(5, 8, 0), Detail: hostile}
	r.Events[1] = report.Event{Host: hostile, Kind: hostile, At: at(5, 8, 0), Old: hostile, New: hostile}
	r.Heightened[0].Name = hostile
	r.Days[0].Date = hostile
	return r
}

// A page has no script, no form and nothing from outside, and what others wrote stays words.
func TestPageIsAlone(t *testing.T) {
	for name, r := range map[string]*report.Report{"october": october(50), "hostile": hostileReport()} {
		var out bytes.Buffer
		if err := HTML(&out, r, catalog(t, "vi")); err != nil {
			t.Fatal(err)
		}
		page := out.String()
		if m := regexp.MustCompile(`(?i)<(?:script|link|img|iframe|form|object|embed|base)\b|https?:|\bsrc=|\bhref=|@import|url\((?:[^#]|#[^l])| on\w+=`).FindString(page); m != "" {
			t.Errorf("%s: the page has %q", name, m)
		}
		if !strings.Contains(page, `Content-Security-Policy" content="default-src &#39;none&#39;`) && !strings.Contains(page, `Content-Security-Policy" content="default-src 'none'`) {
			t.Errorf("%s: no policy", name)
		}
		if strings.ContainsAny(page, "\x00\x1b\u202e") {
			t.Errorf("%s: control characters", name)
		}
	}
}

// entries reads a zip file.
func entries(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// wellFormed reads all of an XML part, and gives the attributes of that name.
func wellFormed(t *testing.T, name string, data []byte, attribute string) []string {
	t.Helper()
	var out []string
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if start, ok := token.(xml.StartElement); ok {
			for _, a := range start.Attr {
				if a.Name.Local == attribute {
					out = append(out, a.Value)
				}
			}
		}
	}
}

// Every part is well-formed, every part is named in the content types, and no relation leads nowhere.
func TestDOCXIsWhole(t *testing.T) {
	c := catalog(t, "vi")
	empty := &report.Report{Period: october(0).Period, Made: at(32, 7, 0)}
	for name, form := range map[string]func(io.Writer) error{
		"october": func(w io.Writer) error { return DOCX(w, october(50), c) },
		"hostile": func(w io.Writer) error { return DOCX(w, hostileReport(), c) },
		"empty":   func(w io.Writer) error { return DOCX(w, empty, c) },
		"urgent":  func(w io.Writer) error { return UrgentDOCX(w, single(), c) },
	} {
		data := made(t, form)
		parts := entries(t, data)
		checkPackage(t, name, parts)
		if book, ok := parts["word/embeddings/chart1.xlsx"]; ok {
			checkPackage(t, name+" workbook", entries(t, book))
		}
		if !bytes.Equal(data, made(t, form)) {
			t.Errorf("%s: not the same bytes again", name)
		}
		body := string(parts["word/document.xml"])
		for _, want := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", "Kính gửi: ", "Nơi nhận:", "- Lưu: VT", "w:tblHeader"} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %q", name, want)
			}
		}
	}
}

func checkPackage(t *testing.T, name string, parts map[string][]byte) {
	t.Helper()
	types := string(parts["[Content_Types].xml"])
	for part, data := range parts {
		if strings.HasSuffix(part, ".xlsx") {
			continue
		}
		targets := wellFormed(t, name+" "+part, data, "Target")
		if !strings.HasSuffix(part, ".rels") {
			if part != "[Content_Types].xml" && !strings.Contains(types, `PartName="/`+part+`"`) {
				t.Errorf("%s: %s has no content type", name, part)
			}
			continue
		}
		for _, target := range targets {
			if at := path.Join(path.Dir(path.Dir(part)), target); parts[at] == nil {
				t.Errorf("%s: %s leads to %s, which is not there", name, part, at)
			}
		}
	}
}

// Styles that are used are there.
func TestDOCXStylesExist(t *testing.T) {
	parts := entries(t, made(t, func(w io.Writer) error { return DOCX(w, october(50), catalog(t, "vi")) }))
	styles := string(parts["word/styles.xml"])
	for _, m := range regexp.MustCompile(`<w:(?:pStyle|tblStyle) w:val="(\w+)"`).FindAllStringSubmatch(string(parts["word/document.xml"]), -1) {
		if !strings.Contains(styles, `w:styleId="`+m[1]+`"`) {
			t.Errorf("no style %s", m[1])
		}
	}
}

func TestPDFOfAnything(t *testing.T) {
	long := october(4)
	long.Incidents[2].Reason = strings.Repeat("lý do rất dài ", 400) // longer than a page
	long.Incidents[2].User = strings.Repeat("x", 300)
	for name, r := range map[string]*report.Report{"hostile": hostileReport(), "long": long, "empty": {Period: long.Period, Made: long.Made}} {
		form := func(w io.Writer) error { return PDF(w, r, catalog(t, "en")) }
		data := made(t, form)
		if !bytes.HasPrefix(data, []byte("%PDF-")) || !bytes.Equal(data, made(t, form)) {
			t.Errorf("%s: no PDF, or another one the second time", name)
		}
	}
}

// No sentence is missing from a catalogue, and none has a name left in it that should have been replaced.
func TestEverySentenceIsSaid(t *testing.T) {
	left := regexp.MustCompile(`(?:paper|tamper)_\w+|\{[a-z]+\}`)
	empty := &report.Report{Period: october(0).Period, Made: at(3, 7, 0), Machines: []report.Machine{{Host: "PC-01", Chain: intact, Log: intact}}}
	many := october(9)
	many.Left, many.Expected, many.Machines[1].Chain, many.Machines[2].Log = 12345, 0, "3", "4"
	for _, language := range []string{"vi", "en"} {
		c, held := catalog(t, language), single()
		held.Remains = false
		for name, form := range map[string]func(io.Writer) error{
			"october": func(w io.Writer) error { return HTML(w, october(60), c) },
			"many":    func(w io.Writer) error { return HTML(w, many, c) },
			"empty":   func(w io.Writer) error { return HTML(w, empty, c) },
			"urgent":  func(w io.Writer) error { return UrgentHTML(w, single(), c) },
			"held":    func(w io.Writer) error { return UrgentHTML(w, held, c) },
		} {
			if found := left.FindString(string(made(t, form))); found != "" {
				t.Errorf("%s, %s: %q", language, name, found)
			}
		}
	}
}
