package installer

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"giumat/guard/places"
	"giumat/guard/texts"
)

var errStop = errors.New("power failure")

// fakeFolders are folders whose rights are a map.
type fakeFolders struct {
	rights  map[string]Access
	foreign map[string]bool // made by an ordinary user
}

func (f *fakeFolders) Look(path string, a Access) (Standing, error) {
	if _, err := os.Lstat(path); err != nil {
		return Absent, nil
	}
	if f.foreign[path] {
		return Foreign, nil
	}
	if has, ok := f.rights[path]; !ok || has != a {
		return Loose, nil
	}
	return Right, nil
}

func (f *fakeFolders) Make(path string, a Access) error {
	f.rights[path], f.foreign[path] = a, false
	return os.Mkdir(path, 0o755)
}

func (f *fakeFolders) Set(path string, a Access) error {
	f.rights[path] = a
	return nil
}

// fakeService is a service manager with one service.
type fakeService struct {
	state    ServiceState
	program  string
	complete bool // as Windows, whose packages cannot say all
	failing  error
	starts   int
}

func (f *fakeService) State(program string) (ServiceState, error) {
	s := f.state
	s.AsWanted = s.AsWanted && f.program == program
	return s, nil
}

func (f *fakeService) Put(program string) error {
	f.state.Registered, f.state.AsWanted, f.program = true, true, program
	return nil
}

func (f *fakeService) Start() error {
	if f.failing != nil {
		return f.failing
	}
	f.state.Running = true
	f.starts++
	return nil
}

func (f *fakeService) Stop() error {
	f.state.Running = false
	return nil
}

func (f *fakeService) Remove() error {
	if f.state.Running {
		return errors.New("it runs")
	}
	f.state = ServiceState{Manager: f.state.Manager}
	return nil
}

func (f *fakeService) CompletesPackages() bool { return f.complete }

// fakeValues is a registry.
type fakeValues map[string]any

func (f fakeValues) Get(key, name string) (any, error) {
	if v, ok := f[key+`\`+name]; ok {
		return v, nil
	}
	return nil, fs.ErrNotExist
}

func (f fakeValues) Set(key, name string, value any) error {
	f[key+`\`+name] = value
	return nil
}

func (f fakeValues) Delete(key, name string) error {
	_, err := f.Get(key, name)
	delete(f, key+`\`+name)
	return err
}

// pc is a made-up PC, and what an office has for it.
type pc struct {
	t       *testing.T
	dir     string
	s       System
	o       Options
	folders *fakeFolders
	service *fakeService
	run     fakeValues
	bundles []string // installed
	broken  error    // what CheckSettings says
}

func newPC(t *testing.T) *pc {
	t.Helper()
	dir := tempDir(t)
	p := &pc{
		t: t, dir: dir, run: fakeValues{},
		folders: &fakeFolders{map[string]Access{}, map[string]bool{}},
		service: &fakeService{state: ServiceState{Manager: true}},
	}
	for _, sub := range []string{"brought", "etc", "lib", "bin"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	base := filepath.Join(dir, "etc", "GiuMat")
	p.s = System{
		Places: places.Places{
			Settings: filepath.Join(base, "guard.yaml"), OfficeKey: filepath.Join(base, "office.pub"),
			Bundle: filepath.Join(base, "bundle"), Data: filepath.Join(base, "data"), Cache: filepath.Join(base, "cache"),
		},
		Programs: filepath.Join(dir, "lib", "GiuMat"), Admin: true,
		Folders: p.folders, Service: p.service, Tray: runKey{p.run},
	}
	if runtime.GOOS != "windows" {
		p.s.Link = filepath.Join(dir, "bin", "guard")
	}
	p.o = Options{
		From:          filepath.Join(dir, "brought"),
		CheckSettings: func([]byte) error { return p.broken },
		NewBundle: func(path string, _ ed25519.PublicKey) (bool, error) {
			return len(p.bundles) == 0, nil
		},
		InstallBundle: func(path string, _ ed25519.PublicKey) error {
			p.bundles = append(p.bundles, path)
			return os.WriteFile(filepath.Join(p.s.Places.Bundle, "1.giumat"), []byte("a bundle"), 0o600)
		},
		Compile: func() error { return os.WriteFile(filepath.Join(p.s.Places.Cache, "pdfium"), []byte("x"), 0o600) },
	}
	p.write("brought/guard", "guard 1")
	p.write("brought/tray", "tray 1")
	return p
}

// tempDir is t.TempDir where that can be used: what it does at the end is more than Wine 8 can do.
func tempDir(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "windows" {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp("", "installer")
	if err != nil {
		t.Fatal(err)
	}
	return dir // in the test's own Wine
}

func (p *pc) write(name, text string) string {
	p.t.Helper()
	path := filepath.Join(p.dir, filepath.FromSlash(name))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return path
}

// keys are those of the steps.
func keys(steps []Step) []string {
	list := []string{}
	for _, s := range steps {
		list = append(list, s.key)
	}
	return list
}

// install gives the keys of the steps that were told.
func (p *pc) install() ([]string, error) {
	told := []Step{}
	err := Install(p.s, p.o, func(s Step) { told = append(told, s) })
	return keys(told), err
}

func (p *pc) uninstall(packaged, purge bool) ([]string, error) {
	told := []Step{}
	err := Uninstall(p.s, packaged, purge, func(s Step) { told = append(told, s) })
	return keys(told), err
}

// mustInstall installs all that is to do.
func (p *pc) mustInstall() {
	p.t.Helper()
	if _, err := p.install(); err != nil {
		p.t.Fatal(err)
	}
}

// all gives the names of all files and folders, with the text of those of ours that have one.
func (p *pc) all() map[string]string {
	p.t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(p.dir, func(path string, e fs.DirEntry, err error) error {
		name, relErr := filepath.Rel(p.dir, path)
		if err := errors.Join(err, relErr); err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		switch {
		case e.IsDir():
			all[name+"/"] = ""
		case e.Type()&fs.ModeSymlink != 0:
			all[name], err = os.Readlink(path)
		default:
			var data []byte
			data, err = os.ReadFile(path)
			all[name] = string(data)
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}

// say fails the test where a step has no words.
func say(t *testing.T) func(key string, pairs ...string) string {
	t.Helper()
	catalog, err := texts.Load("vi")
	if err != nil {
		t.Fatal(err)
	}
	return func(key string, pairs ...string) string {
		words := catalog.Say(key, pairs...)
		if words == key {
			t.Error(fmt.Errorf("no words for %q", key))
		}
		return words
	}
}
