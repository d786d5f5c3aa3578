package pdf

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"giumat/detectors"
)

// program skips the test, visibly, on machines without one of the programs.
func program(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skipf("none of %q is installed", names)
	return ""
}

// wordDocument writes a Word document: a table with a letter's head, then lines in the font.
func wordDocument(t *testing.T, font string) []byte {
	t.Helper()
	run := func(s string) string {
		return fmt.Sprintf(`<w:r><w:rPr><w:rFonts w:ascii=%q w:hAnsi=%[1]q w:cs=%[1]q/><w:sz w:val="26"/></w:rPr><w:t>%s</w:t></w:r>`, font, s)
	}
	paragraph := func(s string) string { return `<w:p><w:pPr><w:jc w:val="center"/></w:pPr>` + run(s) + `</w:p>` }
	cell := func(lines ...string) string {
		c := `<w:tc><w:tcPr><w:tcW w:w="4700" w:type="dxa"/></w:tcPr>`
		for _, l := range lines {
			c += paragraph(l)
		}
		return c + `</w:tc>`
	}
	body := `<w:tbl><w:tblPr><w:tblW w:w="9400" w:type="dxa"/></w:tblPr><w:tr>` +
		cell("SỞ MÂY TRỜI", "Số: 12/SMT-VP", "TỐI MẬT") +
		cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Ngày 05 tháng 3 năm 2026") + `</w:tr></w:tbl>` +
		paragraph("TUYỆT MẬT") + `<w:p>` + run("Bảo đảm an toàn, bảo mật thông tin theo quy định.") + `</w:p>`
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`},
	} {
		w, err := z.Create(part[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(part[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestLibreOffice prints Word documents, in fonts that a plain Linux machine has and has not.
func TestLibreOffice(t *testing.T) {
	soffice := program(t, "soffice", "libreoffice")
	d := newDetector(t, Config{})
	dir := t.TempDir()
	fonts := []string{"Times New Roman", "Arial", "Courier New", "DejaVu Serif"}
	args := []string{"--headless", "-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--convert-to", "pdf", "--outdir", dir}
	for i, font := range fonts {
		name := filepath.Join(dir, fmt.Sprintf("%d.docx", i))
		if err := os.WriteFile(name, wordDocument(t, font), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	if out, err := exec.CommandContext(t.Context(), soffice, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for i, font := range fonts {
		t.Run(font, func(t *testing.T) {
			wantLines(t, d, filepath.Join(dir, fmt.Sprintf("%d.pdf", i)),
				"TUYỆT MẬT", "TỐI MẬT", "Độc lập - Tự do - Hạnh phúc", "SỞ MÂY TRỜI",
				"Bảo đảm an toàn, bảo mật thông tin theo quy định.")
		})
	}
}

// TestChromium prints a page with turned, upright and spaced-out words.
func TestChromium(t *testing.T) {
	chromium := program(t, "chromium", "chromium-browser", "google-chrome")
	d := newDetector(t, Config{})
	dir := t.TempDir()
	page := filepath.Join(dir, "page.html")
	html := `<!doctype html><meta charset="utf-8"><body style="font-family:'Times New Roman'">
		<p>Bản nháp của Phòng Nghiên cứu Cầu vồng</p>
		<p style="letter-spacing:1em">MẬT</p>
		<div style="position:absolute;left:150px;top:400px;font-size:60px;transform:rotate(-45deg);color:#ccc">TUYỆT MẬT</div>
		<div style="position:absolute;left:20px;top:300px;writing-mode:vertical-rl">TỐI MẬT dọc</div>
		<div style="position:absolute;left:600px;top:300px;writing-mode:vertical-rl;text-orientation:upright">TỐI MẬT</div>
		<table style="position:absolute;top:700px;width:100%"><tr><td align="center">Độ mật: Mật<td align="center">Độc lập - Tự do</table>
		</body>`
	if err := os.WriteFile(page, []byte(html), 0o600); err != nil {
		t.Fatal(err)
	}
	printed := filepath.Join(dir, "page.pdf")
	cmd := exec.CommandContext(t.Context(), chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--print-to-pdf="+printed, "file://"+page)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	wantLines(t, d, printed, "M Ậ T", "TUYỆT MẬT", "TỐI MẬT dọc", "TỐIMẬT", "Độ mật: Mật", "Độc lập - Tự do")
}

func wantLines(t *testing.T, d *Detector, name string, want ...string) {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	ev := detectBytes(t, d, content)
	got := texts(ev)
	for _, w := range want {
		if !slices.Contains(got, "body: "+w) {
			t.Errorf("line %q is not in %q", w, got)
		}
	}
	if ev.Reach != detectors.Complete {
		t.Errorf("reach %d, notes %v", ev.Reach, ev.Notes)
	}
}
