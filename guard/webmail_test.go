package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"giumat/guard/act"
	"giumat/guard/browser/contentanalysis"
	"giumat/guard/browser/hosts"
	"giumat/guard/browser/pack"
	"giumat/guard/browser/setup"
	"giumat/guard/config"
	"giumat/guard/event"
	"giumat/guard/incident"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// mailPage is a made-up webmail: what is chosen is sent at once.
const mailPage = `<!doctype html><meta charset="utf-8"><input type="file" id="file">
<script>
window.told = []; // when the page got a file or the user a panel, which has the focus, in milliseconds since 1970
file.onchange = () => { told.push(Date.now()); fetch("/upload", {method: "POST", body: file.files[0]}); };
new MutationObserver((all) => all.some(({addedNodes: [added]}) => added && added === document.activeElement) && told.push(Date.now()))
	.observe(document.documentElement, {childList: true});
</script>`

// mailServer serves the page and keeps the hashes of what was uploaded.
type mailServer struct {
	*httptest.Server
	mu   sync.Mutex
	sums []string
}

func newMailServer(t testing.TB) *mailServer {
	t.Helper()
	m := &mailServer{}
	m.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Content-Type", "text/html")
			io.WriteString(w, mailPage)
			return
		}
		h := sha256.New()
		io.Copy(h, r.Body)
		m.mu.Lock()
		defer m.mu.Unlock()
		m.sums = append(m.sums, hex.EncodeToString(h.Sum(nil)))
	}))
	m.Config.ErrorLog = log.New(io.Discard, "", 0) // of requests that are none of the test's
	m.StartTLS()
	t.Cleanup(m.Close)
	return m
}

func (m *mailServer) got(content []byte) bool {
	sum := sha256.Sum256(content)
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Contains(m.sums, hex.EncodeToString(sum[:]))
}

// mailUser is a user of the webmail in a real browser that carries the extension, beside a guard.
type mailUser struct {
	ctx    context.Context
	server *mailServer
	file   string // what he chooses next
	chose  time.Time
}

// newMailUser packs the extension, tells the browser of the guard's program, and opens the page.
func newMailUser(t testing.TB, g *runningGuard) *mailUser {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("NOT RUN: no chromium here")
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	dir, profile := t.TempDir(), browserProfile(t)
	must(t, packExtension(dir, "", key, hosts.Sets{}, false))
	id := pack.ID(&key.PublicKey)
	settings, err := os.ReadFile(g.config)
	must(t, err, os.WriteFile(g.config, fmt.Appendf(settings, "browser: {extensions: [%s]}\n", id), 0o600))
	registerGuard(t, filepath.Join(profile, "NativeMessagingHosts"), id, g)

	u := &mailUser{server: newMailServer(t)}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(chromium), chromedp.UserDataDir(profile), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("headless", "new"), chromedp.Flag("no-sandbox", os.Geteuid() == 0), chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("ignore-certificate-errors", true),
		chromedp.Flag("password-store", "basic"), chromedp.Flag("load-extension", filepath.Join(dir, "chromium")),
		chromedp.Flag("host-resolver-rules", "MAP * "+u.server.Listener.Addr().String()+", EXCLUDE 127.0.0.1"),
	}
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocated, chromedp.WithErrorf(func(string, ...any) {})) // of events that chromedp does not know
	t.Cleanup(end)
	u.ctx = ctx
	must(t, chromedp.Run(ctx))
	chromedp.ListenTarget(ctx, func(happened any) {
		if opened, ok := happened.(*page.EventFileChooserOpened); ok {
			u.chose = time.Now()
			go chromedp.Run(ctx, dom.SetFileInputFiles([]string{u.file}).WithBackendNodeID(opened.BackendNodeID))
		}
	})
	must(t, chromedp.Run(ctx, page.SetInterceptFileChooserDialog(true), chromedp.Navigate("https://mail.google.com/mail/u/0/")))
	return u
}

// browserProfile is a folder for a browser, whose last processes may still write there when the test ends.
func browserProfile(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "profile")
	must(t, err)
	t.Cleanup(func() {
		for range 50 {
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
	return dir
}

// registerGuard tells a browser where the guard's native host is.
func registerGuard(t testing.TB, dir, id string, g *runningGuard) {
	t.Helper()
	program, err := exec.LookPath("guard")
	must(t, err, os.MkdirAll(dir, 0o755))
	launcher := filepath.Join(dir, "guard.sh")
	script := fmt.Sprintf("#!/bin/sh\nexec %q native-host --config %q --data %q -- \"$@\"\n", program, g.config, g.data)
	manifest, err := json.Marshal(map[string]any{
		"name": "vn.giumat.guard", "description": "Giữ Mật", "path": launcher, "type": "stdio", "allowed_origins": []string{"chrome-extension://" + id + "/"},
	})
	must(t, err, os.WriteFile(launcher, []byte(script), 0o755), os.WriteFile(filepath.Join(dir, "vn.giumat.guard.json"), manifest, 0o644))
}

// attach chooses a file on the page.
func (u *mailUser) attach(t testing.TB, name string, content []byte) {
	t.Helper()
	u.file = filepath.Join(t.TempDir(), name)
	save(t, u.file, content)
	must(t, chromedp.Run(u.ctx, chromedp.Click("#file")))
}

// A marked file that is attached in a real browser never leaves, and stands in the record; another one leaves, whole.
// That holds with a guard that runs, and with none.
func TestE2EWebmail(t *testing.T) {
	marked, ordinary := document(t, "word-header-MAT.docx"), document(t, "ordinary-honey.docx")
	for _, running := range []bool{true, false} {
		t.Run(fmt.Sprintf("guard runs: %v", running), func(t *testing.T) {
			g := newGuard(t, "")
			u := newMailUser(t, g)
			if running {
				g.start(t)
			}
			u.attach(t, "Kế hoạch.docx", marked)
			in := g.waitFor(t, 1)[0]
			if in.Channel != event.Webmail || in.Outcome != act.Blocked || in.Device != "mail.google.com" || in.Program != "chromium" || in.Level.String() != "MAT" {
				t.Errorf("%s %s %s by %q at %q", in.Channel, in.Level, in.Outcome, in.Program, in.Device)
			}
			must(t, chromedp.Run(u.ctx, chromedp.KeyEvent(kb.Escape))) // he has read the panel
			u.attach(t, "Mật ong.docx", ordinary)
			eventually(t, func() error {
				if !u.server.got(ordinary) {
					return fmt.Errorf("the ordinary file did not arrive")
				}
				return nil
			})
			if u.server.got(marked) {
				t.Error("the marked file left the PC")
			}
			if n := len(g.incidents(t)); n != 1 {
				t.Errorf("%d incidents, want one", n)
			}
			if !running {
				return
			}
		})
	}
}

// What guard install browser writes down is a host that takes the office's extension and no other.
func TestInstalledHostAnswers(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("NOT RUN: the launcher is Linux's")
	}
	g := newGuard(t, "")
	id, other := strings.Repeat("a", 32), strings.Repeat("b", 32)
	settings, err := os.ReadFile(g.config)
	must(t, err, os.WriteFile(g.config, fmt.Appendf(settings, "browser: {extensions: [%s]}\n", id), 0o600))
	p := newProgram(io.Discard, io.Discard)
	p.configPath, p.dataDir = g.config, g.data
	o, err := p.browserOptions()
	must(t, err)
	o.Guard, err = exec.LookPath("guard")
	must(t, err)
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	must(t, err)
	defer root.Close()
	must(t, setup.Install(setup.System{Root: root}, o, func(setup.Step) {}))
	for caller, answers := range map[string]bool{id: true, other: false} {
		hello := `{"op":"hello","v":1,"ext":"1.0.0","browser":"chromium","profile":"p"}`
		host := exec.Command("sh", filepath.Join(dir, "usr/lib/giumat/native-host"), "chrome-extension://"+caller+"/")
		in, err1 := host.StdinPipe()
		out, err2 := host.StdoutPipe()
		must(t, err1, err2, host.Start())
		in.Write(append(binary.NativeEndian.AppendUint32(nil, uint32(len(hello))), hello...)) // a host that refuses reads nothing
		said := make([]byte, 64)
		n, _ := io.ReadAtLeast(out, said, 20)
		in.Close()
		err := host.Wait()
		if strings.Contains(string(said[:n]), `"op":"hello"`) != answers || (err == nil) != answers {
			t.Errorf("it answers an extension of the office: %v; it said %q, %v", answers, said[:n], err)
		}
	}
}

// Firefox on Windows asks by a file's path. What is blocked it does not get, and neither what cannot be read.
func TestFirefoxAsks(t *testing.T) {
	p := newProgram(io.Discard, io.Discard)
	p.dataDir = t.TempDir()
	must(t, copyWarmCache(p.dataDir))
	g, err := p.openGuardian(t.Context(), guardianOptions{Config: config.Config{Folders: []string{t.TempDir()}}, Drives: noDrives})
	must(t, err)
	defer g.close(p.logger)
	defer g.prevent.close()
	f := firefox{(&desk{p: p, g: g}).attachments(), p.logger}
	dir := t.TempDir()
	for _, c := range []struct {
		name, document, page string
		want                 contentanalysis.Action
	}{
		{"mat.docx", "word-header-MAT.docx", "https://mail.google.com/", contentanalysis.Block},
		{"mat.docx", "word-header-MAT.docx", "https://mail.hanoi.gov.vn/", contentanalysis.Block},
		{"thuong.docx", "ordinary-honey.docx", "https://mail.google.com/", contentanalysis.Allow},
		{"khong-co.docx", "", "https://mail.google.com/", contentanalysis.Block},
	} {
		path := filepath.Join(dir, c.name)
		if c.document != "" {
			save(t, path, document(t, c.document))
		}
		if got := f.File(t.Context(), path, c.page); got.Action != c.want {
			t.Errorf("%s on %s: %v, want %v", c.name, c.page, got.Action, c.want)
		}
	}
	n, err := g.store.Count(t.Context(), incident.Filter{Channel: event.Webmail})
	if err != nil || n != 2 {
		t.Errorf("%d incidents, %v; want two, one for each page", n, err)
	}
}

// BenchmarkAttach is the time from the choice of a file in the picker until the page has the file, or the user reads that it
// gets none, with the real detectors. Each file is another one: -benchtime 20x.
func BenchmarkAttach(b *testing.B) {
	for _, c := range []struct{ name, document string }{{"clean", "ordinary-honey.docx"}, {"marked", "word-header-MAT.docx"}} {
		for _, size := range []int{50 << 10, 5 << 20, 50 << 20} {
			b.Run(fmt.Sprintf("%s/%dKiB", c.name, size>>10), func(b *testing.B) {
				g := newGuard(b, "")
				u := newMailUser(b, g)
				g.start(b)
				var took []time.Duration
				for b.Loop() {
					u.attach(b, "a.docx", padded(b, document(b, c.document), size))
					told := u.told(b, len(took))
					must(b, chromedp.Run(u.ctx, chromedp.Sleep(300*time.Millisecond), chromedp.KeyEvent(kb.Escape))) // the panel is up by then
					took = append(took, told.Sub(u.chose))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "p50-ms")
				b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "p99-ms")
			})
		}
	}
}

// told waits until the page has the file, or the user the panel, and gives the time.
func (u *mailUser) told(b *testing.B, before int) time.Time {
	b.Helper()
	for {
		var at float64
		must(b, chromedp.Run(u.ctx, chromedp.Evaluate(fmt.Sprintf("told[%d] ?? 0", before), &at)))
		if at > 0 {
			return time.UnixMilli(int64(at))
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// padded is a document with a picture in it, that makes it so large and unlike any other.
func padded(b *testing.B, content []byte, size int) []byte {
	b.Helper()
	from, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	must(b, err)
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, part := range from.File {
		must(b, to.Copy(part))
	}
	picture, err := to.CreateHeader(&zip.FileHeader{Name: "word/media/image1.png", Method: zip.Store})
	must(b, err)
	noise := make([]byte, size)
	rand.Read(noise)
	_, err = picture.Write(noise)
	must(b, err, to.Close())
	return out.Bytes()
}
