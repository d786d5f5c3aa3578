package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giumat/guard/protection"
	"giumat/guard/report"
)

// A week of a real guard becomes every paper, none of which the guard itself takes for a marked document.
func TestReports(t *testing.T) {
	g := newGuard(t, "")
	g.start(t)
	save(t, filepath.Join(g.docs, "mật.docx"), document(t, "word-header-MAT.docx"))
	save(t, filepath.Join(g.usb, "TUYỆT MẬT.pdf"), document(t, "pdf-scrambled-TUYET_MAT.pdf"))
	g.waitFor(t, 2)
	dir := t.TempDir()
	paper := func(name string, args ...string) []byte {
		t.Helper()
		path := filepath.Join(dir, name)
		if exit, out := g.command(t, append(args, "--out", path)...); exit != exitOK {
			t.Fatalf("%s: exit %d, %s", name, exit, out)
		}
		data, err := os.ReadFile(path)
		must(t, err)
		return data
	}

	html := string(paper("a.html", "report", "--period", "day"))
	if !strings.Contains(html, "<svg") || strings.Contains(html, "<script") || strings.Contains(html, "//") && strings.Contains(html, "src=\"http") {
		t.Error("the page has no chart, or parts from elsewhere")
	}
	for name, content := range map[string][]byte{
		"a.docx": paper("a.docx", "report", "--period", "day", "--format", "docx"),
		"u.docx": paper("u.docx", "report", "urgent", g.incidents(t)[0].ID),
	} {
		if _, err := zip.NewReader(bytes.NewReader(content), int64(len(content))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if pdf := paper("a.pdf", "report", "--period", "day", "--format", "pdf"); !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Error("a.pdf is no PDF")
	}
	if csv := paper("a.csv", "report", "--period", "day", "--format", "csv"); bytes.Count(csv, []byte("\n")) != 4 {
		t.Errorf("the table has %d lines, want a head, two incidents and that the guard is new here", bytes.Count(csv, []byte("\n")))
	}
	var r report.Report
	must(t, json.Unmarshal(paper("a.json", "report", "--period", "day", "--format", "json"), &r))
	if len(r.Incidents) != 2 || len(r.Counts) != 2 || r.Machines[0].Chain != "intact" || r.Machines[0].Recorded != 2 || r.Machines[0].Log != "intact" ||
		len(r.Events) != 1 || r.Events[0].Kind != protection.Installed {
		t.Errorf("%d incidents, %d counts, %d events, %+v", len(r.Incidents), len(r.Counts), len(r.Events), r.Machines)
	}
	merged := paper("m.json", "report", "merge", filepath.Join(dir, "a.json"), filepath.Join(dir, "a.json"), "--expected", "3", "--format", "json")
	if !bytes.Contains(merged, []byte(`"expected": 3`)) && !bytes.Contains(merged, []byte(`"expected":3`)) {
		t.Errorf("the roll-up does not say how many PCs there should be: %.200s", merged)
	}

	// The record itself, for other programs.
	for format, lines := range map[string]int{"csv": 3, "jsonl": 2, "cef": 2} {
		if got := bytes.Count(paper("x."+format, "incidents", "export", "--format", format), []byte("\n")); got != lines {
			t.Errorf("export as %s has %d lines, want %d", format, got, lines)
		}
	}

	var out bytes.Buffer
	args := []string{"scan", "--format", "jsonl", "--data", g.data, filepath.Join(dir, "a.docx"), filepath.Join(dir, "u.docx"), filepath.Join(dir, "a.pdf")}
	if exit := run(t.Context(), args, &out, &out); exit != exitOK {
		t.Errorf("the guard's own papers: exit %d", exit)
	}
	for line := range strings.Lines(out.String()) {
		if !strings.Contains(line, `"state":"clean"`) {
			t.Error("the guard takes its own paper for something else than clean")
		}
	}
	if strings.Contains(out.String()+html, g.usb) || strings.Contains(html, g.docs) {
		t.Error("a path stands in a paper")
	}
}

// A running guard hands the page on a serious incident to its folder at once, signed; the officer can tell.
func TestUrgentReportIsDelivered(t *testing.T) {
	g := newGuard(t, "")
	inbox := filepath.Join(filepath.Dir(g.data), "officer")
	must(t, os.Mkdir(inbox, 0o700))
	settings, err := os.ReadFile(g.config)
	must(t, err)
	save(t, g.config, fmt.Appendf(settings, "report: {folder: %q}\n", inbox))
	exit, key := g.command(t, "report", "key")
	if exit != exitOK {
		t.Fatalf("report key: %s", key)
	}
	g.start(t)
	save(t, filepath.Join(g.usb, "a.docx"), document(t, "word-box-TOI_MAT.docx"))
	eventually(t, func() error {
		papers, err := filepath.Glob(filepath.Join(inbox, "*", "*.docx"))
		if len(papers) != 1 {
			return fmt.Errorf("%d papers in the officer's folder (%v); the guard said %s", len(papers), err, g.out)
		}
		return nil
	})
	fingerprint, _, _ := strings.Cut(key, ",")
	verify := func() (int, string) { return g.command(t, "report", "verify", "--key", fingerprint, inbox) }
	eventually(t, func() error {
		if exit, out := verify(); exit != exitOK {
			return fmt.Errorf("verify: exit %d, %s", exit, out)
		}
		return nil
	})
	if exit, out := g.command(t, "report", "send"); exit != exitOK || !strings.Contains(out, "đã gửi") {
		t.Errorf("send: exit %d, %s", exit, out)
	}
	if exit, out := g.command(t, "report", "send", "--test"); exit != exitOK || !strings.Contains(out, "Đã gửi thư thử") {
		t.Errorf("send --test: exit %d, %s", exit, out)
	}
	papers, err := filepath.Glob(filepath.Join(inbox, "*urgent*", "*.html"))
	must(t, err)
	save(t, papers[0], []byte("another page"))
	if exit, out := verify(); exit != exitFailed || !strings.Contains(out, "đã bị thay đổi sau khi ký") {
		t.Errorf("verify of a changed page: exit %d, %s", exit, out)
	}
}

func TestSelfTest(t *testing.T) {
	data := t.TempDir()
	must(t, copyWarmCache(data))
	var out bytes.Buffer
	if exit := run(t.Context(), []string{"selftest", "--data", data}, &out, &out); exit != exitOK || !strings.Contains(out.String(), "Tự kiểm tra đạt") {
		t.Errorf("exit %d, %s", exit, out.String())
	}
	if left, err := filepath.Glob(filepath.Join(data, "selftest*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
