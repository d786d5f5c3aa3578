package rules

import (
	"strings"
	"testing"

	"giumat/detectors"
	"giumat/detectors/vntext"
)

var anyPlace = []detectors.Place{
	detectors.Body, detectors.Body, detectors.Body, detectors.Table, detectors.Box, detectors.Header, detectors.Property,
}

// FuzzJudge judges any text as a document, with the filter and without: the verdict must be the same. The first
// line of the text picks the places by its bytes.
func FuzzJudge(f *testing.F) {
	for _, s := range []string{
		"\nMẬT\nKHẨU",
		"aaab\nSố: 1/BC-UB\n\nMật\nGIẢI MẬT",
		"ee\nT\nU\nY\nỆ\nT\nM\nẬ\nT",
		"\nTUYỆT MẬT\nTỐI MẬT\n...\nMẬT",
		"cc\nNguyễn Thị\tMật\nMËT\nngµy",
		"\nMA^.T\nTOI MAT\nTOÁI MAÄT",
		"dd\n☐ Tuyệt mật ☒ Tối mật\nĐộ mật | Mật",
		"\nMật\na\nb\nc\nd\ne\nf\nPhụ lục\nMật",
	} {
		f.Add(s, "MẬT.docx")
	}
	p := Default()
	f.Fuzz(func(t *testing.T, text, name string) {
		places, text, _ := strings.Cut(text, "\n")
		var spans []detectors.Span
		for line := range strings.Lines(text) {
			place := detectors.Body
			if len(places) > 0 {
				place = anyPlace[int(places[len(spans)%len(places)])%len(anyPlace)]
			}
			spans = append(spans, detectors.Span{Text: line, Place: place})
		}
		all := p.Judge(collect(keepAll, spans), name)
		kept := p.Judge(collect(p.Wants, spans), name)
		if all.Level != kept.Level || all.Confidence != kept.Confidence || all.Official != kept.Official {
			t.Errorf("with the filter %v %v %t, without it %v %v %t", kept.Level, kept.Confidence, kept.Official, all.Level, all.Confidence, all.Official)
		}
	})
}

// FuzzSieve checks that the sieve lets pass every reading of a line in which a rule finds something.
func FuzzSieve(f *testing.F) {
	for _, s := range []string{
		"độ m4ật: mật", "ma\u0302\u0323t", "M\u00e2\u0323t", "\u041cật", "Ｍậｔ", "MẮT", "TOI MAT", "mắt, mất, mặt", "M\u00adậ-t",
		"tèi mËt", "toái maät", "MA^.T", "\u00d0Ộ MẬT: tối mật", "Huế, ngày 4 tháng 12 năm 2021", "a\t| Số: 3/QĐ-UB", "hết ./.", "Mậ|t", "TỐ\tI M\tẬT",
	} {
		f.Add(s)
	}
	p := Default()
	f.Fuzz(func(t *testing.T, line string) {
		kept := make(map[string]bool)
		for _, s := range p.sheets(line, false) {
			kept[s.Text] = true
		}
		for _, r := range vntext.Readings(line) {
			if s := newSheet(r); !kept[r.Text] && p.useful(s) {
				t.Errorf("the sieve stops %q, which is of use as %q", line, r.How())
			}
		}
	})
}

// FuzzLoad feeds the reader of packs.
func FuzzLoad(f *testing.F) {
	f.Add("name: x\ndate: 2020-01-01\nrules:\n  - {id: a, title: a, title_vi: a, find: '{DEGREE}', hit: [{text: MẬT, level: MAT}], miss: [{text: a}]}\n")
	f.Add("name: x\ndate: y\nwords: {a: '{b}', b: '{a}'}\nopening: '{a}'\nrules: [~]")
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := Load(strings.NewReader(text)); err == nil {
			p.Wants("MẬT")
		}
	})
}
