package windows

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"giumat/guard/policy"
)

// What an office gives its PCs.
const (
	officeSettings = "# Văn phòng\nfolders: ['C:\\watched']\nbrowser:\n  extensions: [" + extension + "]\n  update_url: https://mau.gov.vn/update.xml\n"
	officePolicy   = "contact: Nguyễn Văn A\nheightened: []\nchannels: {removable: {MAT: quarantine}}\n"
	summaries      = `C:\summaries`
	extension      = "abcdefghijklmnopabcdefghijklmnop"
)

// Where the browsers look.
const (
	chromeHosts    = `HKLM\Software\Google\Chrome\NativeMessagingHosts`
	chromePolicies = `HKLM\Software\Policies\Google\Chrome`
	edgePolicies   = `HKLM\Software\Policies\Microsoft\Edge`
	foreign        = "ponmlkjihgfedcbaponmlkjihgfedcba;https://other.example/update.xml"
)

// publishes puts on drive C: what the office gives, its bundle made and signed as its IT staff would.
func (p *pc) publishes(dist string) {
	p.t.Helper()
	p.write("office settings.yaml", officeSettings)
	p.write("policy.yaml", officePolicy)
	for _, args := range [][]string{
		{"bundle", "key", "--out", p.path("office.key")},
		{"bundle", "make", "--key", p.path("office.key"), "--serial", "7", "--policy", p.path("policy.yaml"), "--out", p.path("office.giumat")},
	} {
		if out, err := exec.CommandContext(p.t.Context(), filepath.Join(dist, "guard"), args...).CombinedOutput(); err != nil {
			p.t.Fatalf("guard %s: %v\n%s", args[:2], err, out)
		}
	}
}

// followsOffice checks that the guard goes by the office's settings and bundle, and says so.
func (p *pc) followsOffice() {
	p.t.Helper()
	said := p.read(settings)
	if !strings.HasPrefix(said, "# Văn phòng\n") || !strings.Contains(said, "report:\n  folder: "+summaries+"\n") {
		p.t.Errorf("settings:\n%s", said)
	}
	pol, err := policy.Parse([]byte(officePolicy))
	if err != nil {
		p.t.Fatal(err)
	}
	p.says("status", `C:\watched`, pol.Version(), pol.Contact())
	p.says("doctor", "số 7")
}

// says checks that a command of the guard has all these words.
func (p *pc) says(command string, words ...string) {
	p.t.Helper()
	_, said := p.run(`C:\Program Files\GiuMat\guard.exe`, command)
	for _, word := range words {
		if !strings.Contains(said, word) {
			p.t.Errorf("guard %s: no %q in\n%s", command, word, said)
		}
	}
}

// othersSettings puts into the registry what another administrator has decided for browsers.
func (p *pc) othersSettings() {
	p.t.Helper()
	p.run("reg", "add", chromeHosts+`\com.example.other`, "/ve", "/d", `C:\other.json`, "/f")
	p.run("reg", "add", chromePolicies, "/v", "HomepageLocation", "/d", "https://mau.gov.vn", "/f")
	p.run("reg", "add", chromePolicies+`\ExtensionInstallForcelist`, "/v", "1", "/d", foreign, "/f")
	p.keepsOthers()
}

func (p *pc) keepsOthers() {
	p.t.Helper()
	if !strings.Contains(p.registry(chromeHosts), `C:\\other.json`) {
		p.t.Error("another's native host is gone")
	}
	policies := p.registry(chromePolicies)
	if !strings.Contains(policies, `"HomepageLocation"="https://mau.gov.vn"`) || !strings.Contains(policies, `"1"="`+foreign+`"`) {
		p.t.Errorf("another's policies are gone:\n%s", policies)
	}
}

// guardsBrowsers checks that browsers find the guard, and are to install its extension beside another's.
func (p *pc) guardsBrowsers() {
	p.t.Helper()
	if !strings.Contains(p.registry(chromeHosts), `\vn.giumat.guard]`) {
		p.t.Error("Chrome does not find the guard")
	}
	manifest := p.read(programs + "/browser/chrome.json")
	if !strings.Contains(manifest, `C:\\Program Files\\GiuMat\\guard.exe`) || !strings.Contains(manifest, "chrome-extension://"+extension+"/") {
		p.t.Errorf("the native host:\n%s", manifest)
	}
	for _, key := range []string{chromePolicies, edgePolicies} {
		found := p.registry(key)
		for _, want := range []string{extension + ";https://mau.gov.vn/update.xml", `"ExtensionSettings"="{`, "force_installed"} {
			if !strings.Contains(found, want) {
				p.t.Errorf("%s: no %s in\n%s", key, want, found)
			}
		}
	}
	p.keepsOthers()
}

// leavesBrowsers checks that nothing of the guard is left in them.
func (p *pc) leavesBrowsers() {
	p.t.Helper()
	for _, key := range []string{chromeHosts, chromePolicies, edgePolicies} {
		if found := p.registry(key); strings.Contains(found, "giumat") || strings.Contains(found, extension) {
			p.t.Errorf("%s still has\n%s", key, found)
		}
	}
}

// The settings of one installation are for every guard after it.
func (p *pc) keepsData() {
	p.t.Helper()
	if p.read(kept) != "kept" || !strings.Contains(p.read(settings), summaries) || !p.has("ProgramData/GiuMat/data/incidents.db") {
		p.t.Error("settings or data were lost")
	}
	installed, err := os.ReadFile(p.path("ProgramData/GiuMat/office.pub"))
	if err != nil || string(installed) != p.read("office.pub") {
		p.t.Errorf("the office's key: %v", err)
	}
}
