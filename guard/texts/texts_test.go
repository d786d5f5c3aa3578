package texts

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEveryLanguageSaysTheSameThings(t *testing.T) {
	want := shape(t, Languages()[0])
	for _, lang := range Languages()[1:] {
		if diff := cmp.Diff(want, shape(t, lang)); diff != "" {
			t.Errorf("%s (-%s +%s)\n%s", lang, Languages()[0], lang, diff)
		}
	}
}

// shape maps each key to the names that its sentence takes.
func shape(t *testing.T, lang string) map[string][]string {
	t.Helper()
	c, err := Load(lang)
	if err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`\{\w+\}`)
	out := map[string][]string{}
	for key := range maps.Keys(c.sentences) {
		out[key] = slices.Compact(slices.Sorted(slices.Values(name.FindAllString(c.sentences[key], -1))))
	}
	return out
}

// Every sentence that the programs ask for by its whole key is there.
func TestEverySentenceExists(t *testing.T) {
	files, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	known := shape(t, Languages()[0])
	said := regexp.MustCompile(`(?:Say|say)\("([A-Za-z_]+[A-Za-z])"`)
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllSubmatch(code, -1) {
			if _, ok := known[string(m[1])]; !ok {
				t.Errorf("%s says %q, which no catalogue has", filepath.Base(file), m[1])
			}
		}
	}
}

func TestSay(t *testing.T) {
	c := &Catalog{sentences: map[string]string{"found": "{level} trong {file}, {level}"}}
	if got, want := c.Say("found", "file", "a.docx", "level", "MẬT"), "MẬT trong a.docx, MẬT"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := c.Say("nothing"); got != "nothing" {
		t.Errorf("a missing sentence reads %q", got)
	}
	if _, err := Load("fr"); err == nil {
		t.Error("an unknown language was accepted")
	}
}
