package docs

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestManual: the page is whole by itself, with every picture and every place that it points to.
func TestManual(t *testing.T) {
	for language := range names {
		page, err := Manual(language)
		if err != nil {
			t.Fatal(err)
		}
		html := string(page)
		ids := map[string]bool{}
		for _, m := range regexp.MustCompile(`id="([^"]*)"`).FindAllStringSubmatch(html, -1) {
			if ids[m[1]] {
				t.Errorf("%s has two headings %q", language, m[1])
			}
			ids[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(html, -1) {
			target := m[1]
			switch {
			case strings.HasPrefix(target, "data:image/png;base64,"):
			case strings.HasPrefix(target, "#"):
				id, err := url.PathUnescape(target[1:])
				if err != nil || !ids[id] {
					t.Errorf("%s points to %s, which is not there", language, target)
				}
			case strings.HasSuffix(target, ".md"):
				if _, err := os.Stat(target); err != nil {
					t.Errorf("%s names the file %s: %v", language, target, err)
				}
			default:
				t.Errorf("%s needs %s from elsewhere", language, target)
			}
		}
	}
	if _, err := Manual("fr"); err == nil {
		t.Error("a manual in French")
	}
}

// TestPictures: every picture of the papers in this folder and of the README is there.
func TestPictures(t *testing.T) {
	var text strings.Builder
	papers, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(papers, "../README.md") {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(data)
	}
	for _, m := range regexp.MustCompile(`\(((?:docs/)?images/[^)]*)\)`).FindAllStringSubmatch(text.String(), -1) {
		if _, err := os.Stat(strings.TrimPrefix(m[1], "docs/")); err != nil {
			t.Errorf("a picture is missing: %v", err)
		}
	}
}
