package browser_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// TestE2EForcedInstall sets up Chromium as an administrator does, and nothing more: a new profile gets the packed
// extension by policy, finds the host and holds marked documents; also when its user asks for a private window or
// a guest's profile.
func TestE2EForcedInstall(t *testing.T) {
	server := func(folder string) string {
		s := httptest.NewServer(http.FileServer(http.Dir(folder)))
		t.Cleanup(s.Close)
		return s.URL
	}
	tests := map[string]struct {
		where func(folder string) string // the packed extension is found
		flag  string                     // what the user starts the browser with
	}{
		"from a folder":               {inFolder, ""},
		"from a server on this PC":    {server, ""},
		"asked for a private window":  {inFolder, "incognito"},
		"asked for a guest's profile": {inFolder, "guest"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			needChromium(t)
			o := newOffice(t, modeJudges, test.where)
			options := managed(o.launcher(t, "chromium"))
			if test.flag != "" {
				options = append(options, chromedp.Flag(test.flag, true))
			}
			b := startChromium(t, "", options...)

			clean := file{"Kế hoạch.pdf", document("", 200_000)}
			u := b.open(t, gmail, clean)
			u.untilInstalled()
			u.run(chromedp.Click("#detached", chromedp.ByQuery))
			u.arrived(clean)
			if !slices.Contains(u.targets(), "chrome-extension://"+o.id+"/background.js") {
				t.Error("the extension's service worker does not run under the packer's ID")
			}
			t.Run("marked", func(t *testing.T) {
				u := b.open(t, gmail, file{"Phương án.pdf", document(marked, 200_000)})
				u.run(chromedp.Click("#detached", chromedp.ByQuery))
				u.waitPanel(blockTitle)
				u.stopped()
			})
			t.Run("a page of no service", func(t *testing.T) {
				if u := b.open(t, "example.vn"); u.script("typeof showOpenFilePicker") != "function" {
					t.Error("it was touched")
				}
			})
		})
	}
}

// TestE2EUpdate publishes a new version of the extension: a browser takes it up when it starts, in the profile it has.
func TestE2EUpdate(t *testing.T) {
	needChromium(t)
	o := newOffice(t, modeJudges, inFolder)
	profile := t.TempDir()
	for _, version := range []string{"1.0.0", "1.0.1"} {
		t.Run(version, func(t *testing.T) {
			o.publish(t, inFolder(o.folder), version)
			b := startChromium(t, "", append(managed(o.launcher(t, "chromium")), chromedp.UserDataDir(profile))...)
			u := b.open(t, gmail, file{"Phương án.pdf", document(marked, 200_000)})
			u.untilInstalled()
			u.until("the new version", func() bool {
				_, err := os.Stat(filepath.Join(profile, "Default", "Extensions", o.id, version+"_0"))
				return err == nil
			})
			u.run(chromedp.Reload(), chromedp.Click("#detached", chromedp.ByQuery))
			u.waitPanel(blockTitle)
			u.stopped()
		})
	}
}

func needChromium(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("NOT RUN: no chromium here")
	}
}

// managed has a browser that takes its extension from its policies, and from nowhere else.
func managed(launcher string) []chromedp.ExecAllocatorOption {
	return []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(launcher),
		chromedp.Flag("load-extension", false), chromedp.Flag("disable-background-networking", false),
	}
}

// untilInstalled reloads the page until the extension runs in it, which is a little after the browser's start.
func (u *tab) untilInstalled() {
	u.Helper()
	u.until("the extension", func() bool {
		u.run(chromedp.Reload())
		return u.script("typeof showOpenFilePicker") == "undefined"
	})
}

// targets gives the addresses of all that runs in the browser.
func (u *tab) targets() (urls []string) {
	u.Helper()
	u.run(chromedp.ActionFunc(func(ctx context.Context) error {
		list, err := target.GetTargets().Do(ctx)
		for _, info := range list {
			urls = append(urls, info.URL)
		}
		return err
	}))
	return urls
}
