package browser_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giumat/guard/browser/pack"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// chromium is a running browser with the extension, whose names of webmail lead to a server of ours.
type chromium struct {
	ctx     context.Context
	profile string
	id      string // of the extension
	mail    *webmail
}

// startChromium starts a browser whose native host has a mode; none means that there is no host.
func startChromium(t testing.TB, mode string, more ...chromedp.ExecAllocatorOption) *chromium {
	t.Helper()
	return startEdited(t, mode, func(pack.Files) {}, more...)
}

// startEdited changes the extension before the browser loads it.
func startEdited(t testing.TB, mode string, edit func(pack.Files), more ...chromedp.ExecAllocatorOption) *chromium {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("NOT RUN: no chromium here")
	}
	b := &chromium{profile: profileFolder(t), mail: serveWebmail(t)}
	folder := filepath.Join(t.TempDir(), "extension")
	b.id = writeExtension(t, folder, edit)
	registerHost(t, b.profile, b.id, mode)

	address, _ := url.Parse(b.mail.URL)
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(b.profile), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("headless", "new"), chromedp.Flag("no-sandbox", os.Geteuid() == 0), chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true),
		chromedp.Flag("ignore-certificate-errors", true), chromedp.Flag("accept-lang", "vi"), chromedp.Flag("password-store", "basic"),
		chromedp.Flag("load-extension", folder), chromedp.WindowSize(1000, 760),
		chromedp.Flag("host-resolver-rules", "MAP * "+address.Host+", EXCLUDE 127.0.0.1"),
	}
	allocated, stop := chromedp.NewExecAllocator(context.Background(), append(options, more...)...)
	t.Cleanup(stop)
	// The pinned chromedp calls events newer than itself errors; those of an action are returned all the same.
	ctx, end := chromedp.NewContext(allocated, chromedp.WithErrorf(func(string, ...any) {}))
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // waits for the browser's end
		end()
	})
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	b.ctx = ctx
	return b
}

// profileFolder is a folder that is removed once the last of the browser's processes has left it, which may be a moment
// after the browser's end.
func profileFolder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "giumat-profile-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for end := time.Now().Add(10 * time.Second); os.RemoveAll(dir) != nil && time.Now().Before(end); {
			time.Sleep(50 * time.Millisecond)
		}
	})
	return dir
}

// writeExtension packs the extension for the three services into a folder and gives its id.
func writeExtension(t testing.TB, folder string, edit func(pack.Files)) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	patterns := []string{"https://" + gmail + "/*", "https://" + yahoo + "/*", "https://" + outlook + "/*"}
	files, err := pack.Build(pack.Chromium, source(), pack.Options{Version: "1.0.0", Patterns: patterns, Key: &key.PublicKey})
	if err != nil {
		t.Fatal(err)
	}
	edit(files)
	if err := files.WriteTo(folder); err != nil {
		t.Fatal(err)
	}
	return pack.ID(&key.PublicKey)
}

// tab is a page of one case, with a user who has files to choose.
type tab struct {
	testing.TB
	ctx    context.Context
	mail   *webmail
	name   string // of the case, which the page sends with each upload
	chosen []string
	// When the user chose, for who wants to know.
	choosing chan time.Time
}

// open opens a page of a service in a tab of its own. What is chosen in any picker there are the files, given by the
// document of each.
func (b *chromium) open(t testing.TB, host string, files ...file) *tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(b.ctx)
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	t.Cleanup(cancel)
	u := &tab{TB: t, ctx: ctx, mail: b.mail, choosing: make(chan time.Time, 2000), name: strings.ReplaceAll(t.Name(), "/", ".")}
	for _, f := range files {
		u.chosen = append(u.chosen, f.write(t))
	}
	chromedp.ListenTarget(ctx, func(event any) {
		if opened, ok := event.(*page.EventFileChooserOpened); ok {
			go u.choose(opened)
		}
	})
	address := "https://" + host + "/?case=" + url.QueryEscape(u.name)
	u.run(page.SetInterceptFileChooserDialog(true), emulation.SetFocusEmulationEnabled(true), chromedp.Navigate(address))
	return u
}

func (u *tab) choose(opened *page.EventFileChooserOpened) {
	u.choosing <- time.Now()
	set := dom.SetFileInputFiles(u.chosen).WithBackendNodeID(opened.BackendNodeID)
	if err := chromedp.Run(u.ctx, set); err != nil && u.ctx.Err() == nil {
		u.Errorf("choose in the picker: %v", err)
	}
}

func (u *tab) run(actions ...chromedp.Action) {
	u.Helper()
	if err := chromedp.Run(u.ctx, actions...); err != nil {
		u.Fatalf("%v; the page says %s", err, u.events())
	}
}

// script runs a script in the page's own world.
func (u *tab) script(text string) string {
	u.Helper()
	var out string
	u.run(chromedp.Evaluate("String("+text+")", &out))
	return out
}

// events gives what the page was told.
func (u *tab) events() string {
	var out string
	_ = chromedp.Run(u.ctx, chromedp.Evaluate(`typeof events === "undefined" ? "" : events.join("; ")`, &out))
	return out
}

// until waits for a condition of the test, and fails when it does not come.
func (u *tab) until(what string, met func() bool) {
	u.Helper()
	for end := time.Now().Add(25 * time.Second); !met(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) || u.ctx.Err() != nil {
			u.Fatalf("never: %s; panel: %q; the page says %s", what, u.panel(), u.events())
		}
	}
}

// file is a made-up file of the user.
type file struct {
	name    string
	content []byte
}

func (f file) write(t testing.TB) string {
	t.Helper()
	return f.writeIn(t, t.TempDir())
}

// writeIn writes the file into a folder, with the folders that its name has.
func (f file) writeIn(t testing.TB, dir string) string {
	t.Helper()
	path := filepath.Join(dir, f.name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, f.content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
