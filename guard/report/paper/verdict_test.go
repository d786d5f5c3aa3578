package paper

import (
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"giumat/detectors"
	"giumat/detectors/all"
	"giumat/guard/incident"
	"giumat/guard/inspect"
	"giumat/guard/report"
	"giumat/rules"
	"giumat/rules/packs"
)

// guardOf gives the guard's own judgement of a file.
func guardOf(t *testing.T) func(path string) rules.Verdict {
	t.Helper()
	pack := rules.Default()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = t.TempDir()
	}
	readers, closeAll := all.Open(filepath.Join(cache, "giumat", "pdfium"), 1)
	t.Cleanup(func() {
		if err := closeAll(); err != nil {
			t.Error(err)
		}
	})
	inspector := inspect.Inspector{Detectors: readers, Limits: detectors.DefaultLimits(), Want: pack.Wants, Logger: slog.New(slog.DiscardHandler)}
	return func(path string) rules.Verdict {
		t.Helper()
		result, err := inspector.Inspect(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		return pack.Judge(result.Evidence, filepath.Base(path))
	}
}

// save writes a paper to a file.
func save(t *testing.T, dir, name string, form func(io.Writer) error) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, made(t, form), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A report is full of the words of degrees, in tables, in names of files and in the reasons of users. The guard must
// not take it for a marked document, or officers could not keep it on their PCs.
func TestTheGuardFindsNoMarkInItsOwnPapers(t *testing.T) {
	judge := guardOf(t)
	dir := t.TempDir()
	for _, language := range []string{"vi", "en"} {
		for name, form := range forms(t, language, nasty(october(240))) {
			path := save(t, dir, language+"-"+name, form)
			v := judge(path)
			if filepath.Ext(name) != ".html" && v.State != rules.Clean || len(v.Reasons) > 0 {
				t.Errorf("%s: %s, %v, %v", filepath.Base(path), v.State, v.Reasons, v.Notes)
			}
		}
	}
}

// The same with every example of a mark that stands beside the rules, as a file's name, a reason and a user.
func TestNoRuleFindsAMarkInWhatOthersWrote(t *testing.T) {
	judge := guardOf(t)
	r := october(1)
	for i, text := range examples(t) {
		in := madeUp(rand.New(rand.NewPCG(3, uint64(i))), 0, 1)
		in.Name, in.Reason = incident.Shorten(text), text
		if !strings.ContainsAny(text, `"/\[]:;|=,+*?<>`) { // which Windows forbids in a user's name
			in.User, in.Device = text, text
		}
		in.Program, in.Original, in.Drive = text, incident.Shorten(text), incident.DriveInfo{}
		if i%2 == 0 {
			in.Drive = incident.DriveInfo{Label: text, Serial: text, Size: 32e9}
		}
		r.Incidents = append(r.Incidents, report.Entry{Incident: in})
	}
	c := catalog(t, "vi")
	for name, form := range map[string]func(io.Writer) error{
		"report.docx": func(w io.Writer) error { return DOCX(w, r, c) },
		"report.pdf":  func(w io.Writer) error { return PDF(w, r, c) },
	} {
		if v := judge(save(t, t.TempDir(), name, form)); v.State != rules.Clean {
			t.Errorf("%s: %s, %v", name, v.State, v.Reasons)
		}
	}
}

// examples gives the examples of hits beside the rules, each as one line.
func examples(t *testing.T) []string {
	t.Helper()
	data, err := packs.Files.ReadFile("state_secret.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var pack struct {
		Rules []struct {
			Hit []rules.Example
		}
	}
	if err := yaml.Unmarshal(data, &pack); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, rule := range pack.Rules {
		for _, hit := range rule.Hit {
			out = append(out, strings.Join(strings.Fields(hit.Text), " "))
		}
	}
	if len(out) < 100 {
		t.Fatalf("%d examples", len(out))
	}
	return out
}
