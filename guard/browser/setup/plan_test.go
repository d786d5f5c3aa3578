package setup

import (
	"errors"
	"io/fs"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func sample(t *testing.T, name string) pc {
	t.Helper()
	return newPC(t, readArchive(t, "testdata/"+name+".txtar"))
}

// Wherever it is broken off, and whether or not what was done can be taken back at once, nothing is left in the end.
func TestBrokenOff(t *testing.T) {
	for n := 0; ; n++ {
		p := sample(t, "windows-others")
		before := p.all()
		p.registry.changes = n
		err := Install(p.s, sampleOptions(true), func(Step) {})
		finished := err == nil
		if !finished && !errors.Is(err, errStop) {
			t.Fatal(err)
		}
		p.registry.changes = -1
		p.uninstall()
		checkSame(t, "broken off while installing", before, p.all())

		p.install(sampleOptions(true))
		p.registry.changes = n
		if err := Uninstall(p.s, func(Step) {}); err != nil && !errors.Is(err, errStop) {
			t.Fatal(err)
		}
		p.registry.changes = -1
		p.uninstall()
		for _, key := range []string{`SOFTWARE\GiuMat\Browser`, `SOFTWARE\GiuMat`} {
			_ = p.registry.DeleteKey(key) // once the note is gone, nothing tells of the empty keys that held it
		}
		checkSame(t, "broken off while uninstalling", before, p.all())
		if t.Failed() {
			t.Fatalf("broken off after %d changes", n)
		}
		if finished {
			if n < 20 {
				t.Errorf("only %d changes", n)
			}
			return
		}
	}
}

// Where one change fails and the others can be made, what was done is taken back.
func TestTakenBack(t *testing.T) {
	p := sample(t, "linux-fresh")
	p.write("usr/lib/mozilla/native-messaging-hosts/.giumat-new/x", "nothing can be written in the folder above")
	before := p.all()
	for range 2 {
		if err := Install(p.s, sampleOptions(false), func(Step) {}); err == nil || !strings.Contains(err.Error(), "/usr/lib/mozilla/") {
			t.Fatalf("installed, %v", err)
		}
		checkSame(t, "after a failure", before, p.all())
	}
}

// What changed between the plan and the step is not overwritten.
func TestChangedMeanwhile(t *testing.T) {
	p := sample(t, "linux-others")
	steps, err := Plan(p.s, sampleOptions(false))
	if err != nil {
		t.Fatal(err)
	}
	p.write("etc/firefox/policies/policies.json", `{"policies": {"x": 1}}`)
	before := p.all()
	if err := take(steps, func(Step) {}); err == nil || !strings.Contains(err.Error(), "policies.json") {
		t.Errorf("error %v", err)
	}
	checkSame(t, "after all", before, p.all())
}

func TestGuarded(t *testing.T) {
	p := sample(t, "linux-others")
	guarded := func() (ids []string) {
		states, err := State(p.s, sampleOptions(false))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range states {
			if s.Guarded() {
				ids = append(ids, s.ID)
			}
		}
		return ids
	}
	if got := guarded(); got != nil {
		t.Errorf("before: %q", got)
	}
	p.install(sampleOptions(false))
	if diff := cmp.Diff([]string{"chrome", "edge", "brave"}, guarded()); diff != "" {
		t.Errorf("after (-want +got):\n%s", diff)
	}
}

func TestBrokenList(t *testing.T) {
	for _, text := range []string{
		"browsers: [{id: x}]", "browsers: [{id: x, name: X, family: opera}]", "browsers: [{x: 1}]", "- 1",
		"browsers: [{id: x, name: X, family: firefox, linux: {hosts: a}}]",
	} {
		if _, err := parseBrowsers([]byte(text)); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestNoRights(t *testing.T) {
	p := sample(t, "windows-others")
	p.registry.readOnly = true
	err := Install(p.s, sampleOptions(true), func(Step) {})
	if !errors.Is(err, fs.ErrPermission) {
		t.Errorf("error %v", err)
	}
	p.registry.readOnly = false
	p.install(sampleOptions(true))
	p.registry.readOnly = true
	if err := Uninstall(p.s, func(Step) {}); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("error %v", err)
	}
}

// What others change after us stays as they left it.
func TestOthersAfterUs(t *testing.T) {
	p := sample(t, "linux-others")
	p.install(sampleOptions(false))
	const policies = "etc/firefox/policies/policies.json"
	p.write(policies, `{"policies": {"DisableSafeMode": true, "BlockAboutProfiles": false, "DisableDeveloperTools": true,
		"ExtensionSettings": {"giumat@giumat.vn": {"install_url": "file:///usr/lib/giumat/giumat.xpi",
		"installation_mode": "force_installed", "private_browsing": true}, "other@x": {}}}}`)
	p.uninstall()
	want := "{\n  \"policies\": {\n    \"BlockAboutProfiles\": false,\n    \"DisableSafeMode\": true,\n" +
		"    \"ExtensionSettings\": {\n      \"other@x\": {}\n    }\n  }\n}\n"
	if diff := cmp.Diff(want, p.all()[policies]); diff != "" {
		t.Errorf("Firefox's file (-want +got):\n%s", diff)
	}

	p = sample(t, "windows-fresh")
	p.install(sampleOptions(true))
	const edge = `SOFTWARE\Policies\Microsoft\Edge`
	for _, set := range []struct {
		key, name string
		value     any
	}{
		{edge, "InPrivateModeAvailability", uint32(0)},
		{edge, "ExtensionSettings", `{"*":{"installation_mode":"allowed"}}`},
		{edge + `\FileSystemReadBlockedForUrls`, "1", "https://x.example"},
	} {
		if err := p.registry.Set(set.key, set.name, set.value); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(p.table(sampleOptions(true)), "NOT SET") {
		t.Error("the doctor says that all is well")
	}
	p.uninstall()
	var left []string
	for line := range strings.Lines(p.registry.String()) {
		if strings.HasPrefix(line, edge) {
			left = append(left, line)
		}
	}
	wantLeft := []string{
		edge + ` | ExtensionSettings | "{\"*\":{\"installation_mode\":\"allowed\"}}"` + "\n",
		edge + " | InPrivateModeAvailability | 0\n",
		edge + `\FileSystemReadBlockedForUrls | 1 | "https://x.example"` + "\n",
	}
	if diff := cmp.Diff(wantLeft, left); diff != "" {
		t.Errorf("Edge's keys (-want +got):\n%s", diff)
	}
}

// A newer version wants other things: what is no longer wanted goes, what is stays.
func TestOtherOptions(t *testing.T) {
	for _, name := range []string{"linux-others", "windows-others"} {
		p := sample(t, name)
		before := p.all()
		o := sampleOptions(p.s.windows())
		p.install(o)
		newer := o
		newer.Patterns, newer.Firefox, newer.Extension.UpdateURL = []string{"https://mail.proton.me/*"}, "", "https://new.example"
		newer.FirefoxPipe = ""
		p.install(newer)
		twice := p.all()

		fresh := sample(t, name)
		fresh.install(newer)
		// The keys that an empty list leaves until all is uninstalled are no difference to a browser.
		checkSame(t, name+", a newer version over an older one and by itself", withoutEmptyKeys(fresh.all()), withoutEmptyKeys(twice))
		p.uninstall()
		checkSame(t, name, before, p.all())
	}
}

func withoutEmptyKeys(all map[string]string) map[string]string {
	var lines strings.Builder
	for line := range strings.Lines(all["registry"]) {
		if strings.Contains(line, " | ") && !strings.Contains(line, `GiuMat\Browser |`) {
			lines.WriteString(line)
		}
	}
	all["registry"] = lines.String()
	return all
}

// A file of Firefox's that is no JSON is left alone and said.
func TestBrokenFile(t *testing.T) {
	p := sample(t, "linux-fresh")
	p.write("etc/firefox/policies/policies.json", `{"policies": {`)
	before := p.all()
	if told := p.told(Plan(p.s, sampleOptions(false))); !strings.Contains(told, "left as it is") {
		t.Errorf("told: %s", told)
	}
	p.install(sampleOptions(false))
	p.uninstall()
	checkSame(t, "after all", before, p.all())
}

func TestBrokenNote(t *testing.T) {
	p := sample(t, "linux-fresh")
	p.write("var/lib/giumat/browser-setup.json", `{"settings": [`)
	if _, err := Plan(p.s, sampleOptions(false)); err == nil || !strings.Contains(err.Error(), "/var/lib/giumat/browser-setup.json") {
		t.Errorf("error %v", err)
	}
}

func TestWrongOptions(t *testing.T) {
	p := sample(t, "linux-fresh")
	for _, o := range []Options{{}, {Guard: "/g", Extension: Extension{ID: "abc"}}, {Guard: "/g", OtherIDs: []string{strings.Repeat("z", 32)}}} {
		if _, err := Plan(p.s, o); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
}

// The launcher hands everything on, whatever the guard's path.
func TestLauncher(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("NOT RUN: Windows starts the guard itself")
	}
	p := sample(t, "linux-fresh")
	guard := filepath.Join(t.TempDir(), "it's $HOME")
	p.write("guard", "")
	if err := p.s.writeFile("real", []byte("#!/bin/sh\nprintf '%s|' \"$@\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := exec.Command("cp", filepath.Join(p.s.Root.Name(), "real"), guard).Run(); err != nil {
		t.Fatal(err)
	}
	o := sampleOptions(false)
	o.Guard, o.Args = guard, []string{"--config", "/etc/gi'u mat.yaml"}
	p.install(o)
	out, err := exec.Command(filepath.Join(p.s.Root.Name(), launcherFile), "chrome-extension://a b/", "x").Output()
	if got, want := string(out), "native-host|--config|/etc/gi'u mat.yaml|--|chrome-extension://a b/|x|"; err != nil || got != want {
		t.Errorf("the guard got %q, %v; want %q", got, err, want)
	}
}

// Every file is for all to read: browsers are no administrators.
func TestReadable(t *testing.T) {
	p := sample(t, "linux-fresh")
	p.install(sampleOptions(false))
	for name, want := range map[string]fs.FileMode{
		launcherFile: 0o755, "etc/chromium/policies/managed/giumat.json": 0o644, "usr/lib/giumat": 0o755 | fs.ModeDir,
	} {
		if info, err := p.s.Root.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v; want %v", name, info.Mode(), err, want)
		}
	}
}

func FuzzPoliciesOfOthers(f *testing.F) {
	f.Add(`{"policies": {"ExtensionSettings": {"*": {}}}}`)
	f.Add(`{"policies": []}`)
	f.Add(`[1]`)
	f.Add(`{"policies": {"ExtensionSettings": null, "BlockAboutConfig": 1.0}}`)
	f.Fuzz(func(t *testing.T, text string) {
		p := sample(t, "linux-fresh")
		p.write("etc/firefox/policies/policies.json", text)
		p.write("etc/chromium/policies/managed/other.json", text)
		before := p.all()
		p.install(sampleOptions(false))
		steps, err := Plan(p.s, sampleOptions(false))
		for _, step := range steps {
			if len(step.Places) > 0 {
				t.Errorf("a second time: %q", step.Places)
			}
		}
		if err != nil {
			t.Error(err)
		}
		p.table(sampleOptions(false))
		p.uninstall()
		checkSame(t, "in the end", before, p.all())
	})
}
