package paper

import (
	"io"
	"maps"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"giumat/guard/report"
	"giumat/rules"
)

// What other programs make of the papers. The tests skip where these programs are not installed.

func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
}

func output(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	return string(out)
}

// office opens a document with LibreOffice and gives it as PDF.
func office(t *testing.T, path string) string {
	t.Helper()
	dir := t.TempDir()
	output(t, "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir, path)
	return filepath.Join(dir, strings.TrimSuffix(filepath.Base(path), ".docx")+".pdf")
}

// browser prints a page with Chromium.
func browser(t *testing.T, path string) string {
	t.Helper()
	out := strings.TrimSuffix(path, ".html") + "-printed.pdf"
	output(t, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf="+out, "file://"+path)
	return out
}

// pagesOf gives the text of each page of a PDF.
func pagesOf(t *testing.T, path string) []string {
	t.Helper()
	pages := strings.Split(output(t, "pdftotext", "-layout", path, "-"), "\f")
	return pages[:len(pages)-1] // each ends with one
}

// printed gives the three forms of the report, or of the urgent one, as they come out on paper, in PDF.
func printed(t *testing.T, kind, language string, r *report.Report) map[string]string {
	t.Helper()
	need(t, "soffice", "chromium", "pdftotext")
	dir, all := t.TempDir(), forms(t, language, r)
	path := func(form string) string { return save(t, dir, kind+form, all[kind+form]) }
	return map[string]string{"DOCX": office(t, path(".docx")), "HTML": browser(t, path(".html")), "PDF": path(".pdf")}
}

// tight is text without its spaces, which differ with the way that lines are filled.
func tight(s string) string { return strings.Join(strings.Fields(s), "") }

// A report has its parts on paper, page numbers from the second page on, the heads of tables on every page, and every
// number of its tables in every form.
func TestReportOnPaper(t *testing.T) {
	numbers := numbersOf(t, october(60))
	for form, path := range printed(t, "report", "vi", october(60)) {
		pages := pagesOf(t, path)
		text := tight(strings.Join(pages, ""))
		for _, want := range []string{
			"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "UBND PHƯỜNG AN BÌNH", "/BC-UBND", "An Bình, ngày 01 tháng 11 năm 2026",
			"BÁO CÁO", "(Từ ngày 01/10/2026 đến ngày 31/10/2026)", "Kính gửi: Chủ tịch", "I. TÌNH HÌNH CHUNG", "II. SỐ LIỆU", "III. DANH SÁCH VỤ VIỆC",
			"IV. ĐÁNH GIÁ, NGUYÊN NHÂN", "V. ĐỀ XUẤT, KIẾN NGHỊ", "Nơi nhận:", "NGƯỜI LẬP BÁO CÁO", "Đại hội đại biểu các cấp",
		} {
			if !strings.Contains(text, tight(want)) {
				t.Errorf("%s: no %q", form, want)
			}
		}
		for i, page := range pages {
			first, _, _ := strings.Cut(strings.TrimSpace(page), "\n")
			if numbered := strings.TrimSpace(first) == strconv.Itoa(i+1); numbered != (i > 0) {
				t.Errorf("%s: page %d begins with %q", form, i+1, first)
			}
		}
		if heads := strings.Count(text, tight("Mã băm")); heads < 3 {
			t.Errorf("%s: the head of the list stands on %d pages", form, heads)
		}
		got := countNumbers(strings.Join(pages, " "))
		for _, n := range slices.Sorted(maps.Keys(numbers)) {
			if got[n] < numbers[n] {
				t.Errorf("%s: %q stands there %d times, not %d", form, n, got[n], numbers[n])
			}
		}
	}
}

// numbersOf gives the numbers, dates and times in the tables of a report, and how often each stands there.
func numbersOf(t *testing.T, r *report.Report) map[string]int {
	t.Helper()
	w, cells := newWords(catalog(t, "vi")), ""
	for _, table := range []*table{facts(r, w), counts(r, w), gaps(r, w), machines(r, w), list(r, w)[0].Table} {
		for _, row := range table.Rows {
			cells += " " + strings.Join(row.Cells, " ")
		}
	}
	return countNumbers(cells)
}

func countNumbers(text string) map[string]int {
	out := map[string]int{}
	for _, n := range regexp.MustCompile(`\d[\d.,/:]*\d%?|\d%?`).FindAllString(text, -1) {
		out[n]++
	}
	return out
}

// The urgent report is one page, however much there is to say.
func TestUrgentReportIsOnePage(t *testing.T) {
	for _, language := range []string{"vi", "en"} {
		for form, path := range printed(t, "urgent", language, october(0)) {
			if pages := pagesOf(t, path); len(pages) != 1 {
				t.Errorf("%s, %s: %d pages", form, language, len(pages))
			}
		}
	}
}

// Nor is a paper that was printed to a file, or saved by another program, a marked document.
func TestTheGuardFindsNoMarkOnPaper(t *testing.T) {
	judge := guardOf(t)
	for _, kind := range []string{"report", "urgent"} {
		for form, path := range printed(t, kind, "vi", nasty(october(120))) {
			if v := judge(path); v.State != rules.Clean {
				t.Errorf("%s %s: %s, %v", kind, form, v.State, v.Reasons)
			}
		}
	}
}

// Vietnamese comes out of the PDF letter by letter, in composed form, to be searched and copied.
func TestPDFTextCanBeCopied(t *testing.T) {
	need(t, "pdftotext")
	letters := "ăâđêôơư ắằẳẵặ ấầẩẫậ ếềểễệ ốồổỗộ ớờởỡợ ứừửữự áàảãạ éèẻẽẹ íìỉĩị óòỏõọ úùủũụ ýỳỷỹỵ"
	r := october(2)
	r.Unit.Contact = letters + " " + strings.ToUpper(letters)
	path := save(t, t.TempDir(), "letters.pdf", func(w io.Writer) error { return PDF(w, r, catalog(t, "vi")) })
	text := strings.Join(strings.Fields(strings.Join(pagesOf(t, path), " ")), " ")
	if !strings.Contains(text, r.Unit.Contact) {
		t.Error("the letters of Vietnamese are not those that were written")
	}
}
