package extension

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each script that is packed has its place in a world, and each place has its script.
func TestEveryScriptHasItsWorld(t *testing.T) {
	var packed []string
	if err := fs.WalkDir(FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			packed = append(packed, path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	listed := slices.Concat(Main(), Isolated(), Background())
	slices.Sort(listed)
	if diff := cmp.Diff(slices.Sorted(slices.Values(packed)), slices.Compact(listed)); diff != "" {
		t.Errorf("(-packed +listed)\n%s", diff)
	}
}

// Chromium starts one script behind the pages, which imports what Firefox is given as a list.
func TestTheWorkerImportsTheRest(t *testing.T) {
	list := Background()
	last := len(list) - 1
	want := `importScripts("` + strings.Join(list[:last], `", "`) + `");`
	if !strings.Contains(script(t, list[last]), want) {
		t.Errorf("%s does not say %s", list[last], want)
	}
}

// A reader of any script knows from its first line what it is for.
func TestEveryScriptSaysWhatItIs(t *testing.T) {
	for _, path := range slices.Concat(Main(), Isolated(), Background()) {
		if text := script(t, path); !strings.HasPrefix(text, "// ") || !strings.Contains(text, `"use strict";`) {
			t.Errorf("%s has no first comment, or is not strict", path)
		}
	}
}

// The panel has the same sentences in each language, and each that the scripts ask for.
func TestWords(t *testing.T) {
	text := script(t, "content/words.js")
	vi, en, found := strings.Cut(text, "\n  en: {")
	if !found {
		t.Fatal("no English words")
	}
	if diff := cmp.Diff(keys(vi), keys(en)); diff != "" {
		t.Errorf("(-vi +en)\n%s", diff)
	}
	stop := regexp.MustCompile(`(?:stopped\("|kind: "|close\(")([a-z]+)"`)
	say := regexp.MustCompile(`say\("([a-z_]+)"`)
	for _, path := range slices.Concat(Isolated(), Background()) {
		for _, m := range stop.FindAllStringSubmatch(script(t, path), -1) {
			has(t, vi, path, "title_"+m[1])
			has(t, vi, path, "body_"+m[1])
		}
		for _, m := range say.FindAllStringSubmatch(script(t, path), -1) {
			if !strings.HasSuffix(m[1], "_") { // the first half of a key
				has(t, vi, path, m[1])
			}
		}
	}
}

func has(t *testing.T, words, path, key string) {
	t.Helper()
	if !slices.Contains(keys(words), key) {
		t.Errorf("%s says %q, which words.js has not", path, key)
	}
}

func keys(text string) (keys []string) {
	for _, m := range regexp.MustCompile(`(?m)^    ([a-z_]+):`).FindAllStringSubmatch(text, -1) {
		keys = append(keys, m[1])
	}
	slices.Sort(keys)
	return keys
}

func script(t *testing.T, path string) string {
	t.Helper()
	content, err := FS.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
