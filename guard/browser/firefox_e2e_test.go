package browser_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestE2EFirefox sets up Firefox ESR as an administrator does, and attaches made-up documents: a clean one arrives as it
// is, and of a marked one nothing arrives and the user is told.
func TestE2EFirefox(t *testing.T) {
	if _, err := exec.LookPath("firefox-esr"); err != nil {
		t.Skip("NOT RUN: no firefox-esr here")
	}
	f := startFirefox(t, newOffice(t, modeJudges, inFolder))
	pick := func(button string) func(foxPage, file) { return func(u foxPage, f file) { u.pick(button, f) } }
	ways := []struct {
		name, page string
		act        func(foxPage, file)
	}{
		{"detached input", "gmail.html", pick("#detached")},
		{"hidden input", "yahoo.html", pick("#hidden")},
		{"visible input", "yahoo.html", pick("#visible")},
		{"label", "yahoo.html", pick("#within")},
		{"input in a closed shadow tree", "outlook.html", pick("#tree")},
		// WebDriver cannot drag files, so this comes from a script of the page. For a paste not even a script can.
		{"drop", "gmail.html", func(u foxPage, f file) { u.script(`new DragEvent("drop", { ...how, dataTransfer: files })`, f) }},
	}
	for _, way := range ways {
		t.Run(way.name+", clean", func(t *testing.T) {
			clean := file{"Kế hoạch.pdf", document("", 1_000_000)}
			u := f.open(t, way.page)
			way.act(u, clean)
			u.until("the upload", func() bool { return len(f.mail.of(u.name)) > 0 })
			if got := f.mail.of(u.name); len(got) != 1 || got[0] != sum(clean.content) {
				t.Errorf("%d uploads arrived, and not what was chosen", len(got))
			}
		})
		t.Run(way.name+", marked", func(t *testing.T) {
			u := f.open(t, way.page)
			way.act(u, file{"Phương án.pdf", document(marked, 1_000_000)})
			u.until("the words of the verdict", func() bool { return strings.Contains(u.dom(), blockTitle) })
			time.Sleep(150 * time.Millisecond) // a page that had got the file would have sent it by now
			if got := f.mail.of(u.name); len(got) > 0 {
				t.Errorf("%d uploads arrived", len(got))
			}
		})
	}
	t.Run("a page that reads entries alone", func(t *testing.T) {
		clean := file{"Kế hoạch.pdf", document("", 50_000)}
		u := f.open(t, "gmail.html")
		u.evaluate(`drop.addEventListener("drop", (event) => {
			event.stopImmediatePropagation();
			event.dataTransfer.items[0].webkitGetAsEntry().file((file) => upload([file], "entry")) }, true)`)
		u.script(`new DragEvent("drop", { ...how, dataTransfer: files })`, clean)
		u.until("the upload", func() bool { return len(f.mail.of(u.name)) > 0 })
		if got := f.mail.of(u.name); got[0] != sum(clean.content) {
			t.Error("other bytes arrived")
		}
	})
}

// firefox is a running browser whose names of webmail lead to a server of ours.
type firefox struct {
	*bidi
	ctx  context.Context
	tab  string
	mail *webmail
}

func startFirefox(t *testing.T, o office) *firefox {
	t.Helper()
	ctx, end := context.WithTimeout(t.Context(), 80*time.Second)
	t.Cleanup(end)
	f := &firefox{ctx: ctx, mail: serveWebmail(t)}
	var err error
	if f.bidi, err = dialBiDi(ctx, runFirefox(t, ctx, o.launcher(t, "firefox-esr"))+"/session"); err != nil {
		t.Fatal(err)
	}
	f.must(t, "session.new", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
		"acceptInsecureCerts": true, "unhandledPromptBehavior": map[string]any{"file": "ignore", "default": "ignore"},
	}}}, nil)
	f.must(t, "session.subscribe", map[string]any{"events": []string{"input.fileDialogOpened"}}, nil)
	var tree struct {
		Contexts []struct {
			Context string `json:"context"`
		} `json:"contexts"`
	}
	f.must(t, "browsingContext.getTree", map[string]any{}, &tree)
	f.tab = tree.Contexts[0].Context
	f.open(t, "gmail.html").untilInstalled()
	return f
}

// runFirefox starts the browser with a new profile and gives the address at which it takes commands.
func runFirefox(t *testing.T, ctx context.Context, program string) string {
	t.Helper()
	home := t.TempDir()
	profile := filepath.Join(home, "profile")
	if err := os.MkdirAll(profile, 0o755); err != nil {
		t.Fatal(err)
	}
	prefs := `user_pref("network.dns.localDomains", "` + gmail + `");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.normandy.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
`
	if err := os.WriteFile(filepath.Join(profile, "user.js"), []byte(prefs), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0", "about:blank")
	cmd.Env = append(os.Environ(), "HOME="+home)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Cancel()
		cmd.Wait()
	})
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if _, url, ok := strings.Cut(lines.Text(), "WebDriver BiDi listening on "); ok {
			go io.Copy(io.Discard, said)
			return url
		}
	}
	t.Fatalf("Firefox takes no commands: %v", lines.Err())
	return ""
}

func (f *firefox) must(t *testing.T, method string, params, result any) {
	t.Helper()
	if err := f.do(f.ctx, method, params, result); err != nil {
		t.Fatal(err)
	}
}

// foxPage is a page of one case.
type foxPage struct {
	*testing.T
	*firefox
	name string // of the case, which the page sends with each upload
}

func (f *firefox) open(t *testing.T, page string) foxPage {
	t.Helper()
	u := foxPage{t, f, strings.NewReplacer("/", ".", " ", "-", ",", "").Replace(t.Name())}
	address := strings.Replace(f.mail.URL, "127.0.0.1", gmail, 1) + "/" + page + "?case=" + u.name
	f.must(t, "browsingContext.navigate", map[string]any{"context": f.tab, "url": address, "wait": "complete"}, nil)
	return u
}

// untilInstalled reloads the page until the extension runs in it, which is a little after the browser's start. It shows by
// what the page calls to click.
func (u foxPage) untilInstalled() {
	u.Helper()
	u.until("the extension", func() bool {
		u.must(u.T, "browsingContext.reload", map[string]any{"context": u.tab, "wait": "complete"}, nil)
		return !strings.Contains(u.evaluate("String(HTMLElement.prototype.click)"), "[native code]")
	})
}

// pick clicks on a button and chooses a file in the picker that opens.
func (u foxPage) pick(button string, f file) {
	u.Helper()
	var found struct {
		Nodes []node `json:"nodes"`
	}
	u.must(u.T, "browsingContext.locateNodes", map[string]any{
		"context": u.tab, "locator": map[string]string{"type": "css", "value": button},
	}, &found)
	if len(found.Nodes) != 1 {
		u.Fatalf("%d buttons %s", len(found.Nodes), button)
	}
	u.must(u.T, "input.performActions", map[string]any{"context": u.tab, "actions": []any{map[string]any{
		"type": "pointer", "id": "mouse", "actions": []any{
			map[string]any{"type": "pointerMove", "x": 0, "y": 0, "origin": map[string]any{"type": "element", "element": found.Nodes[0]}},
			map[string]any{"type": "pointerDown", "button": 0},
			map[string]any{"type": "pointerUp", "button": 0},
		},
	}}}, nil)
	select {
	case <-time.After(15 * time.Second):
		u.Fatal("no picker opened")
	case opened := <-u.pickers:
		u.must(u.T, "input.setFiles", map[string]any{
			"context": u.tab, "element": opened.Element, "files": []string{f.write(u.T)},
		}, nil)
	}
}

// script gives the page's drop zone an event that carries a file.
func (u foxPage) script(event string, f file) {
	u.Helper()
	text, err := json.Marshal(string(f.content))
	if err != nil {
		u.Fatal(err)
	}
	u.evaluate(`{
		const how = { bubbles: true, cancelable: true, composed: true }, files = new DataTransfer();
		files.items.add(new File([` + string(text) + `], "van-ban.pdf"));
		drop.dispatchEvent(` + event + `);
	}`)
}

// until waits for a condition of the test, and fails when it does not come.
func (u foxPage) until(what string, met func() bool) {
	u.Helper()
	for end := time.Now().Add(25 * time.Second); !met(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) || u.ctx.Err() != nil {
			u.Fatalf("never: %s; the page is %s", what, u.dom())
		}
	}
}

// dom is the page with all shadow trees. The panel's is closed: WebDriver sees it, and the page does not.
func (u foxPage) dom() string { return u.evaluate("document.documentElement") }

func (u foxPage) evaluate(script string) string {
	u.Helper()
	var result json.RawMessage
	u.must(u.T, "script.evaluate", map[string]any{
		"expression": script, "target": map[string]any{"context": u.tab}, "awaitPromise": false,
		"serializationOptions": map[string]any{"maxDomDepth": 20, "includeShadowTree": "all"},
	}, &result)
	return string(result)
}
