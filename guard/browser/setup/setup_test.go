package setup

import (
	"bytes"
	"embed"
	"errors"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"testing"

	"giumat/guard/texts"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

//go:embed testdata
var testdata embed.FS // the tests are carried to Wine without this folder

var update = flag.Bool("update", false, "write what the tests see into their files")

// sampleOptions are what the files of testdata are made with.
func sampleOptions(windows bool) Options {
	o := Options{
		Guard:     "/usr/bin/guard",
		Extension: Extension{strings.Repeat("a", 32), "https://clients2.example/crx"},
		EdgeExtension: Extension{
			strings.Repeat("b", 32), "https://edge.example/crx",
		},
		Firefox:  "/usr/lib/giumat/giumat.xpi",
		Patterns: []string{"https://mail.google.com/*", "https://*.gov.vn/*"},
	}
	if windows {
		o.Guard, o.FirefoxPipe = `C:\Program Files\GiuMat\guard.exe`, "giumat"
		o.Firefox = `C:\Program Files\GiuMat\giumat.xpi`
	}
	return o
}

// Each file of testdata is a PC: what lies there before, what lies there after, what is told on the way, and the
// doctor's table. The registry is a file named "registry".
func TestPCs(t *testing.T) {
	files, err := fs.Glob(testdata, "testdata/*.txtar")
	if err != nil || len(files) < 4 {
		t.Fatalf("%d files in testdata, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(path.Base(file), ".txtar"), func(t *testing.T) {
			archive := readArchive(t, file)
			p := newPC(t, archive)
			before := p.all()
			o := sampleOptions(p.s.windows())

			got := map[string]string{"told": p.told(Plan(p.s, o))}
			checkSame(t, "a plan alone changed something", before, p.all())
			p.install(o)
			after := p.all()
			for name, text := range after {
				got["after/"+name] = text
			}
			got["table"] = p.table(o)
			got["told again"] = p.told(Plan(p.s, o))
			p.install(o)
			checkSame(t, "installed twice", after, p.all())
			got["told at last"] = p.told(PlanRemoval(p.s))
			p.uninstall()
			checkSame(t, "what was there before is not what is there after uninstalling", before, p.all())
			p.uninstall()
			checkSame(t, "uninstalled twice", before, p.all())

			if *update {
				writeArchive(t, file, archive, got)
				return
			}
			want := map[string]string{}
			for _, f := range archive.Files {
				if !strings.HasPrefix(f.Name, "before/") {
					want[f.Name] = string(f.Data)
				}
			}
			checkSame(t, file, want, got)
		})
	}
}

func readArchive(t *testing.T, file string) *txtar.Archive {
	t.Helper()
	data, err := testdata.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return txtar.Parse(data)
}

func checkSame(t *testing.T, what string, want, got map[string]string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// pc is a made-up PC.
type pc struct {
	t        *testing.T
	s        System
	registry *fakeRegistry // nil on Linux
	catalog  *texts.Catalog
}

func newPC(t *testing.T, archive *txtar.Archive) pc {
	t.Helper()
	dir := tempDir(t)
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	catalog, err := texts.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	p := pc{t: t, s: System{Root: root}, catalog: catalog}
	for _, f := range archive.Files {
		name, before := strings.CutPrefix(f.Name, "before/")
		if before && name == "registry" {
			p.registry = parseRegistry(t, string(f.Data))
			p.s.Registry, p.s.Drive = p.registry, "C:"
		} else if before {
			p.write(name, string(f.Data))
		}
	}
	return p
}

// tempDir is t.TempDir where that can be used: what it does at the end is more than Wine 8 can do.
func tempDir(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "windows" {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp("", "setup")
	if err != nil {
		t.Fatal(err)
	}
	return dir // in the test's own Wine
}

func (p pc) write(name, text string) {
	p.t.Helper()
	err := p.s.Root.MkdirAll(path.Dir(name), 0o755)
	if err = errors.Join(err, p.s.Root.WriteFile(name, []byte(text), 0o644)); err != nil {
		p.t.Fatal(err)
	}
}

// all gives every file's text, every empty folder and the registry.
func (p pc) all() map[string]string {
	p.t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(p.s.Root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if entries, err := fs.ReadDir(p.s.Root.FS(), name); err != nil || len(entries) > 0 || name == "." {
				return err
			}
			all[name+"/"] = ""
			return nil
		}
		data, err := p.s.Root.ReadFile(name)
		all[name] = string(data)
		if strings.HasPrefix(name, "var/lib/") {
			all[name] = "(the note)\n"
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if p.registry != nil {
		all["registry"] = p.registry.String()
	}
	return all
}

func (p pc) install(o Options) {
	p.t.Helper()
	if err := Install(p.s, o, func(Step) {}); err != nil {
		p.t.Fatal(err)
	}
}

func (p pc) uninstall() {
	p.t.Helper()
	if err := Uninstall(p.s, func(Step) {}); err != nil {
		p.t.Fatal(err)
	}
}

func (p pc) told(steps []Step, err error) string {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	var out strings.Builder
	for _, step := range steps {
		out.WriteString(step.Say(p.catalog.Say) + "\n")
	}
	return out.String()
}

func (p pc) table(o Options) string {
	p.t.Helper()
	states, err := State(p.s, o)
	if err != nil {
		p.t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Table(&out, states, p.catalog.Say); err != nil {
		p.t.Fatal(err)
	}
	var trimmed strings.Builder
	for line := range strings.Lines(out.String()) {
		trimmed.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return trimmed.String()
}

func writeArchive(t *testing.T, file string, archive *txtar.Archive, got map[string]string) {
	t.Helper()
	files := slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return !strings.HasPrefix(f.Name, "before/") })
	for _, name := range slices.Sorted(maps.Keys(got)) {
		files = append(files, txtar.File{Name: name, Data: []byte(got[name])})
	}
	archive.Files = files
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}
