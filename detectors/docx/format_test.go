package docx

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"giumat/detectors"
	"giumat/detectors/sample"
)

func decoded(text string) line { return line{text, detectors.Body, "decoded"} }
func hidden(text string) line  { return line{text, detectors.Body, "hidden"} }
func struck(text string) line {
	return line{text, detectors.Body, "deleted"}
}

// TestFormats checks what the look of text does to it: capitals, hidden text, legacy fonts, tracked changes.
func TestFormats(t *testing.T) {
	R := sample.R
	tests := []struct {
		name string
		doc  *sample.Word
		want []line
	}{
		{"capitals on a run", sample.NewWord().Runs(R("tuyệt mật", sample.Caps), R(" thường")), []line{shown("TUYỆT MẬT thường")}},
		{"small capitals", sample.NewWord().Paragraph("Tối mật", sample.SmallCaps), []line{shown("TỐI MẬT")}},
		{"capitals of decomposed letters", sample.NewWord().Paragraph("ma\u0323\u0302t", sample.Caps), []line{shown("MA\u0323\u0302T")}},
		{"capitals of a paragraph style", sample.NewWord().Style("paragraph", "Hoa", "", sample.Caps).Styled("Hoa", R("mật")), []line{shown("MẬT")}},
		{"capitals two styles up", sample.NewWord().Style("paragraph", "A", "", sample.Caps).Style("paragraph", "B", "A", sample.Bold).Style("paragraph", "C", "B").
			Styled("C", R("mật")), []line{shown("MẬT")}},
		{"styles that bite their tails", sample.NewWord().Style("paragraph", "A", "B").Style("paragraph", "B", "A").Styled("A", R("mật")), []line{shown("mật")}},
		{"capitals of a character style", sample.NewWord().Style("character", "Hoa", "", sample.Caps).Runs(R("mật", sample.InStyle("Hoa"))), []line{shown("MẬT")}},
		{"capitals of both styles cancel out", sample.NewWord().Style("paragraph", "P", "", sample.Caps).Style("character", "C", "", sample.Caps).
			Styled("P", R("mật", sample.InStyle("C"))), []line{shown("mật")}},
		{
			"capitals of a table style", sample.NewWord().Style("table", "Bang", "", sample.Caps).StyledTable("Bang", []string{"mật"}).Paragraph("mật"),
			[]line{{"MẬT", detectors.Table, ""}, shown("mật")},
		},
		{"capitals switched off on the run", sample.NewWord().Style("paragraph", "Hoa", "", sample.Caps).Styled("Hoa", R("mật", sample.NoCaps)), []line{shown("mật")}},
		{"capitals of the paragraph mark only", body(`<w:p><w:pPr><w:rPr><w:caps/><w:vanish/></w:rPr></w:pPr><w:r><w:t>mật</w:t></w:r></w:p>`), []line{shown("mật")}},
		{"capitals of the past", body(`<w:p><w:r><w:rPr><w:rPrChange><w:rPr><w:caps/></w:rPr></w:rPrChange></w:rPr><w:t>mật</w:t></w:r></w:p>`), []line{shown("mật")}},
		{"hidden", sample.NewWord().Paragraph("MẬT", sample.Hidden), []line{hidden("MẬT")}},
		{"hidden inside a line", sample.NewWord().Runs(R("M"), R("xen", sample.Hidden), R("ẬT")), []line{shown("MẬT"), hidden("MxenẬT")}},
		{"hidden by a style", sample.NewWord().Style("paragraph", "An", "", sample.Hidden).Styled("An", R("MẬT")), []line{hidden("MẬT")}},
		{"deleted", sample.NewWord().Runs(sample.Deleted("MẬT")), []line{struck("MẬT")}},
		{"replaced", sample.NewWord().Runs(R("Độ: "), sample.Deleted("MẬT"), sample.Inserted("thường")), []line{shown("Độ: thường"), struck("Độ: MẬT")}},
		{"inserted only", sample.NewWord().Runs(R("M"), sample.Inserted("ẬT")), []line{shown("MẬT")}},
		{"moved", body(`<w:moveFrom w:id="1"><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:moveFrom><w:p><w:moveTo w:id="2"><w:r><w:t>MẬT</w:t></w:r></w:moveTo></w:p>`), []line{struck("MẬT"), shown("MẬT")}},
		{"deleted in one line of two", sample.NewWord().Runs(sample.Deleted("cũ"), R("mới\nsau"), sample.Inserted(" thêm")), []line{shown("mới"), struck("cũmới"), shown("sau thêm")}},
		{"TCVN3", sample.NewWord().Paragraph("TUYÖT MËT", sample.Font(".VnTime")), []line{decoded("TUYỆT MẬT")}},
		{"TCVN3 capitals font", sample.NewWord().Paragraph("tuyÖt mËt", sample.Font(".VnTimeH")), []line{decoded("TUYỆT MẬT")}},
		{"TCVN3, soft hyphen is a letter", body(`<w:p><w:r><w:rPr><w:rFonts w:hAnsi=".VnTime"/></w:rPr><w:t>th</w:t><w:softHyphen/><w:t>êng</w:t></w:r></w:p>`), []line{decoded("thường")}},
		{"VNI over two runs", sample.NewWord().Runs(R("MA", sample.Font("VNI-Times")), R("ÄT", sample.Font("VNI-Times"), sample.Bold)), []line{decoded("MẬT")}},
		{"VNI in capitals", sample.NewWord().Paragraph("maät", sample.Font("VNI-Times"), sample.Caps), []line{decoded("MẬT")}},
		{"legacy font of a style", sample.NewWord().Style("paragraph", "Cu", "", sample.Font(".VnTime")).Styled("Cu", R("mËt"), R(" mật", sample.Font("Arial"))), []line{decoded("mật mật")}},
		{"Unicode in a legacy font", sample.NewWord().Paragraph("đã mật", sample.Font(".VnTime")), []line{shown("đã mật")}},
		{
			"symbol characters", body(`<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>M</w:t><w:sym w:font=".VnTime" w:char="F0CB"/><w:sym w:font="Times New Roman" w:char="0054"/></w:r></w:p>`),
			[]line{decoded("MậT")},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, linesOf(detect(t, tt.doc.Bytes()))); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDefaultCaps checks what no paragraph names: the default style, and the defaults of the document.
func TestDefaultCaps(t *testing.T) {
	tests := []struct{ name, old, new string }{
		{"style", `<w:name w:val="Normal"/>`, `<w:name w:val="Normal"/><w:rPr><w:caps/></w:rPr>`},
		{"document", `<w:sz w:val="28"/>`, `<w:caps/><w:sz w:val="28"/>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := rewrite(t, sample.NewWord().Paragraph("mật").Bytes(), func(_, content string) string {
				return strings.Replace(content, tt.old, tt.new, 1)
			})
			if diff := cmp.Diff([]line{shown("MẬT")}, linesOf(detect(t, file))); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
		})
	}
}
