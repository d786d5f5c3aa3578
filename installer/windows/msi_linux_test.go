package windows

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Where things are on the PC.
const (
	programs = "Program Files/GiuMat"
	settings = "ProgramData/GiuMat/guard.yaml"
	kept     = "ProgramData/GiuMat/data/kept.txt"

	currentVersion = `HKLM\Software\Microsoft\Windows\CurrentVersion`
	ntVersion      = `HKLM\Software\Microsoft\Windows NT\CurrentVersion`
	serviceKey     = `HKLM\System\CurrentControlSet\Services\GiuMat`
)

// The MSI's life on one PC: each step finds what the one before left.
func TestMSIInWine(t *testing.T) {
	need(t, "wine", "osslsigncode")
	dist, unsigned := built(t)
	msi := filepath.Join(t.TempDir(), filepath.Base(unsigned))
	if err := os.Link(unsigned, msi); err != nil { // signing puts a new file in the place of the name
		t.Fatal(err)
	}
	newer := newerPrograms(t, dist)
	higher := msiOf(t, newer, "9.0.0")
	sign(t, msi) // the signed one is the one that offices get
	screen := hasScreen()
	if screen {
		startScreen(t) // before Wine, whose first process decides for all whether there is one
	}
	p := newPC(t)
	for _, step := range []struct {
		name string
		do   func(t *testing.T)
	}{
		{"an older Windows is told so", func(t *testing.T) { p.refusesOldWindows(msi) }},
		{"broken settings leave nothing behind", func(t *testing.T) { p.rollsBack(msi) }},
		{"install", func(t *testing.T) { p.installs(msi, dist) }},
		{"the tray is seen", func(t *testing.T) {
			if !screen {
				t.Skip("NOT RUN: no Xvfb, openbox, xdotool or import here")
			}
			p.showsTray()
		}},
		{"upgrade", func(t *testing.T) { p.upgrades(higher, newer) }},
		{"an older version is refused", func(t *testing.T) { p.refusesOlder(msi, newer) }},
		{"uninstall leaves data alone", func(t *testing.T) { p.uninstalls(higher) }},
	} {
		if !t.Run(step.name, func(t *testing.T) { p.t = t; step.do(t) }) {
			t.Fatal("the next steps would mean nothing")
		}
	}
	info, err := os.Stat(msi)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the MSI has %.1f MB, the installed programs %.1f MB", float64(info.Size())/1e6, float64(size(t, dist, "guard.exe")+size(t, dist, "tray.exe"))/1e6)
}

// newerPrograms are those of dist, but for their bytes.
func newerPrograms(t *testing.T, dist string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"guard.exe", "tray.exe"} {
		data, err := os.ReadFile(filepath.Join(dist, name))
		if err != nil {
			t.Fatal(err)
		}
		// What follows the sections is no part of a program.
		if err := os.WriteFile(filepath.Join(dir, name), append(data, "newer"...), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func size(t *testing.T, dir, name string) int64 {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

func (p *pc) refusesOldWindows(msi string) {
	p.t.Helper()
	p.run("reg", "delete", ntVersion, "/v", "CurrentMajorVersionNumber", "/f")
	ok, log := p.msiexec("/i", msi)
	p.run("reg", "add", ntVersion, "/v", "CurrentMajorVersionNumber", "/t", "REG_DWORD", "/d", "10", "/f")
	if ok || !refused(log) {
		p.t.Errorf("success: %v; or it was not a launch condition that failed", ok)
	}
	p.hasNothing()
}

func (p *pc) rollsBack(msi string) {
	p.t.Helper()
	p.write("broken.yaml", "folders: {\n")
	p.t.Setenv("WINEDEBUG", "-all,warn+eventlog") // Wine prints what comes to the event log
	ok, log := p.msiexec("/i", msi, `SETTINGS=C:\broken.yaml`)
	if ok {
		p.t.Error("msiexec is content")
	}
	if !regexp.MustCompile(`eventlog:.*guard install: .*broken\.yaml`).MatchString(log) {
		p.t.Errorf("the event log does not tell why:\n%s", log)
	}
	p.hasNothing()
	if p.has("ProgramData/GiuMat") {
		p.t.Error("something was changed before the settings were looked at")
	}
}

// refused tells whether a launch condition ended it. What it says to people Wine writes nowhere in silence.
func refused(log string) bool { return strings.Contains(log, "LaunchConditions. Return value 0") }

// hasNothing checks that no trace of the product is left but data.
func (p *pc) hasNothing() {
	p.t.Helper()
	if p.has(programs) {
		p.t.Error("there are programs")
	}
	if key := p.registry(serviceKey); key != "" {
		p.t.Error("there is a service")
	}
	if strings.Contains(p.registry(currentVersion+`\Run`), "GiuMat") {
		p.t.Error("a tray is started at log-on")
	}
	if strings.Contains(p.registry(currentVersion+`\Uninstall`), "Giữ Mật") {
		p.t.Error("it is listed among the installed programs")
	}
	if found := p.shortcuts(); len(found) > 0 {
		p.t.Error("there is a shortcut")
	}
}

// shortcuts finds those of the Start menu, wherever Wine keeps it.
func (p *pc) shortcuts() []string {
	p.t.Helper()
	var found []string
	for _, menu := range []string{"ProgramData/Microsoft/Windows", "users/*/AppData/Roaming/Microsoft/Windows"} {
		names, err := filepath.Glob(p.path(menu + "/Start Menu/Programs/Giữ Mật.lnk"))
		if err != nil {
			p.t.Fatal(err)
		}
		found = append(found, names...)
	}
	return found
}

func (p *pc) installs(msi, dist string) {
	p.t.Helper()
	if err := os.Mkdir(p.path("watched"), 0o700); err != nil {
		p.t.Fatal(err)
	}
	p.publishes(dist)
	p.othersSettings()
	given := []string{`SETTINGS=C:\office settings.yaml`, `OFFICEKEY=C:\office.pub`, `BUNDLE=C:\office.giumat`, "SUMMARY=" + summaries}
	if ok, log := p.msiexec("/i", msi, given...); !ok {
		p.t.Errorf("msiexec failed:\n%s", log)
	}
	p.hasPrograms(dist)
	p.hasEntries()
	p.guards()
	p.followsOffice()
	p.guardsBrowsers()
}

// hasPrograms checks that the installed programs are those of the folder, byte for byte.
func (p *pc) hasPrograms(dist string) {
	p.t.Helper()
	for _, name := range []string{"guard.exe", "tray.exe"} {
		built, err := os.ReadFile(filepath.Join(dist, name))
		if err != nil {
			p.t.Fatal(err)
		}
		installed, err := os.ReadFile(p.path(programs + "/" + name))
		if err != nil {
			p.t.Error(err)
		}
		if !bytes.Equal(built, installed) {
			p.t.Errorf("%s is not the one that was built", name)
		}
	}
}

// hasEntries checks what the MSI writes into the registry and the Start menu.
func (p *pc) hasEntries() {
	p.t.Helper()
	for key, values := range map[string][]string{
		serviceKey:                    {`"Start"=dword:00000002`, `"DisplayName"="Giữ Mật"`, `"ObjectName"="LocalSystem"`, `GiuMat\\guard.exe`, ` service"`},
		currentVersion + `\Run`:       {`"GiuMat"="\"C:\\Program Files\\GiuMat\\tray.exe\""`},
		currentVersion + `\Uninstall`: {`"DisplayName"="Giữ Mật"`, `"Publisher"="Giữ Mật"`, `"NoModify"=dword:00000001`},
	} {
		found := p.registry(key)
		for _, value := range values {
			if !strings.Contains(found, value) {
				p.t.Errorf("%s: no %s in\n%s", key, value, found)
			}
		}
	}
	if n := strings.Count(p.registry(currentVersion+`\Uninstall`), `"DisplayName"="Giữ Mật"`); n != 1 {
		p.t.Errorf("it is listed %d times", n)
	}
	if found := p.shortcuts(); len(found) != 1 {
		p.t.Errorf("%d shortcuts", len(found))
	}
}

// guards checks that the service runs and that the guard in it says so.
func (p *pc) guards() {
	p.t.Helper()
	if !p.runs("GiuMat") {
		p.t.Fatal("the service does not run")
	}
	p.until("the guard does not answer", func() bool {
		ok, _ := p.run(`C:\Program Files\GiuMat\guard.exe`, "status")
		return ok
	})
}

func (p *pc) upgrades(msi, newer string) {
	p.t.Helper()
	p.write(kept, "kept")
	if ok, log := p.msiexec("/i", msi); !ok {
		p.t.Errorf("msiexec failed:\n%s", log)
	}
	p.hasPrograms(newer)
	p.hasEntries()
	p.keepsData()
	p.guards()
	p.followsOffice()
	p.guardsBrowsers()
}

func (p *pc) refusesOlder(msi, newer string) {
	p.t.Helper()
	ok, log := p.msiexec("/i", msi)
	if ok || !refused(log) {
		p.t.Errorf("success: %v; or it was not a launch condition that failed", ok)
	}
	p.hasPrograms(newer)
	p.hasEntries()
	p.guards()
}

func (p *pc) uninstalls(msi string) {
	p.t.Helper()
	if ok, log := p.msiexec("/x", msi); !ok {
		p.t.Errorf("msiexec failed:\n%s", log)
	}
	p.hasNothing()
	p.leavesBrowsers()
	p.keepsOthers()
	p.keepsData()
}
