package onaccess

import (
	"testing"

	"giumat/guard/event"
)

func TestPrograms(t *testing.T) {
	p, err := DefaultPrograms()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]event.Channel{
		"firefox": event.Webmail, "firefox-esr": event.Webmail, "firefox-bin": event.Webmail, "chrome": event.Webmail,
		"google-chrome-stable": event.Webmail, "chromium-browser": event.Webmail, "brave": event.Webmail, "msedge": event.Webmail,
		"opera": event.Webmail, "vivaldi-bin": event.Webmail, "coc_coc_browser": event.Webmail, "WebKitNetworkProcess": event.Webmail,
		"Zalo": event.Chat, "zalo": event.Chat, "Telegram": event.Chat, "telegram-desktop": event.Chat, "viber": event.Chat,
		"Viber": event.Chat, "skypeforlinux": event.Chat, "Discord": event.Chat, "slack": event.Chat, "signal-desktop": event.Chat,
		"whatsapp-for-linux": event.Chat, "teams-for-linux": event.Chat, "element-desktop": event.Chat,
		"dropbox": event.SyncFolder, "onedrive": event.SyncFolder, "insync": event.SyncFolder, "nextcloud": event.SyncFolder,
		"rclone": event.SyncFolder, "megasync": event.SyncFolder, "syncthing": event.SyncFolder, "google-drive-ocamlfuse": event.SyncFolder,
		"cp": event.Clipboard, "mv": event.Clipboard, "dd": event.Clipboard, "rsync": event.Clipboard, "tar": event.Clipboard,
		"python3.13": event.Clipboard, "node": event.Clipboard, "7zz": event.Clipboard, "busybox": event.Clipboard,
		"soffice.bin": "", "wps": "", "et": "", "evince": "", "nautilus": "", "libreoffice": "", "abiword": "", "okular": "",
		"cpp": "", "mvn": "", "bash": "", "sh": "", "thunar": "", "xdg-document-portal": "", "": "", "DesktopEditors": "",
	} {
		if got, ok := p.Channel(name); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v; want %q", name, got, ok, want)
		}
	}
	if ch, ok := (Programs{}).Channel("cp"); ok {
		t.Errorf("an empty list knows %q", ch)
	}
}

func TestParsePrograms(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		ok   bool
	}{
		"nothing":         {"", true},
		"only a comment":  {"# none\n", true},
		"one":             {"programs: [{channel: chat, names: [x*]}]", true},
		"unknown key":     {"programs: [{channel: chat, names: [x], path: y}]", false},
		"another list":    {"programmes: []", false},
		"unknown channel": {"programs: [{channel: post, names: [x]}]", false},
		"at rest":         {"programs: [{channel: at_rest, names: [x]}]", false},
		"no channel":      {"programs: [{names: [x]}]", false},
		"no names":        {"programs: [{channel: chat}]", false},
		"bad pattern":     {"programs: [{channel: chat, names: ['[x']}]", false},
		"empty pattern":   {"programs: [{channel: chat, names: ['']}]", false},
		"no YAML":         {"programs: [", false},
	} {
		if _, err := ParsePrograms([]byte(test.text)); (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
