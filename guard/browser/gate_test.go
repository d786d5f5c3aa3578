package browser_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giumat/guard/browser/pack"
)

// sending is what a page sends of its own, which no hold of the extension handed to it.
type sending struct {
	name   string
	script string // in which post(body) sends it
	// The name of the document by which the second gate notices it, "" for one that it knows by its bytes or type alone.
	noticed string
	passes  bool // it does not notice it
}

// post is what the scripts of a sending have.
const post = `const where = "/upload?case=" + new URLSearchParams(location.search).get("case");
	const post = (body) => fetch(where, { method: "POST", body }).catch(() => events.push("refused"));
	const file = (name, type) => new File(["%PDF-1.7 giả lập"], name, { type });
	const form = (value) => { const form = new FormData(); form.append("thu", value); return form };`

func sendings() []sending {
	return []sending{
		{name: "bytes", script: `post(new TextEncoder().encode("%PDF-1.7 giả lập"))`},
		{name: "text", script: `post("PK\x03\x04 giả lập")`},
		{name: "file with a type", script: `post(file("a.pdf", "application/pdf"))`},
		{name: "form", script: `post(form(file("Phương án.pdf", "")))`, noticed: "Phương án.pdf"},
		{name: "form by XMLHttpRequest", noticed: "b.docx", script: `const request = new XMLHttpRequest();
			request.onerror = () => events.push("refused"); request.open("POST", where); request.send(form(file("b.docx", "")))`},
		{name: "form of the page", noticed: "c.pdf", script: `const own = document.createElement("form"), files = new DataTransfer();
			own.method = "post"; own.enctype = "multipart/form-data"; own.action = where; own.innerHTML = "<input type=file name=tep>";
			own.target = "into"; document.body.append(own); const frame = document.createElement("iframe"); frame.name = "into";
			document.body.append(frame); files.items.add(file("c.pdf", "")); own.firstChild.files = files.files; own.submit(); events.push("refused")`},
		{name: "bytes from a worker", script: `const worker = new Worker(URL.createObjectURL(new Blob(["fetch('" + location.origin + where +
			"', { method: 'POST', body: new TextEncoder().encode('%PDF-1.7 giả lập') }).catch(() => postMessage(0))"])));
			worker.onmessage = () => events.push("refused")`},
		{name: "words", script: `post(JSON.stringify({ thu: "Kính gửi anh chị" }))`, passes: true},
		{name: "form of words", script: `post(form("Kính gửi anh chị"))`, passes: true},
		{name: "picture", script: `post(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))`, passes: true},
		{name: "form with a picture", script: `post(form(new File(["\xff\xd8"], "anh.jpg", { type: "image/jpeg" })))`, passes: true},
		{name: "blob of the page's own", script: `post(new Blob(["{}"]))`, passes: true},
	}
}

// Unless it is packed to stop anything, the second gate tells the guard what it notices, and lets it go.
func TestE2EGate(t *testing.T) {
	t.Parallel()
	b := startChromium(t, modeJudges)
	launcher := filepath.Join(b.profile, "NativeMessagingHosts", launcherName)
	for _, s := range sendings() {
		t.Run(s.name, func(t *testing.T) {
			before := len(recorded(t, launcher))
			u := b.open(t, gmail)
			u.script(`(() => { ` + post + s.script + ` })()`)
			u.until("the upload", func() bool { return len(u.mail.of(u.name)) > 0 })
			checkNotice(t, launcher, before, "gate", s)
		})
	}
	clean := file{"Kế hoạch.pdf", document("", 50_000)}
	handed := sending{passes: true}
	t.Run("what was handed to the page", func(t *testing.T) {
		before := len(recorded(t, launcher))
		u := b.open(t, yahoo, clean)
		u.click("#visible")
		u.arrived(clean)
		u.script(`(() => { ` + post + `post(form(visible.files[0])); visible.files[0].arrayBuffer().then(post) })()`)
		u.until("three uploads", func() bool { return len(u.mail.of(u.name)) == 3 })
		checkNotice(t, launcher, before, "gate", handed)
	})
	t.Run("no document, by the name of one", func(t *testing.T) {
		before := len(recorded(t, launcher))
		u := b.open(t, outlook, file{"Ghi chép.doc", []byte("<html>")})
		u.script(`(() => { ` + post + `target.addEventListener("change", () => post(form(target.files[0]))) })()`)
		u.click("#target")
		u.until("both uploads", func() bool { return len(u.mail.of(u.name)) == 2 })
		checkNotice(t, launcher, before, "gate", handed)
	})
}

// An office may have it stop what it notices. Chromium lets an extension do so that a policy installed.
func TestE2EGateStops(t *testing.T) {
	needChromium(t)
	o := newOfficeWith(t, modeJudges, inFolder, pack.Options{GateStops: true})
	b := startChromium(t, "", managed(o.launcher(t, "chromium"))...)
	b.open(t, gmail).untilInstalled()
	for _, s := range sendings() {
		t.Run(s.name, func(t *testing.T) {
			before := len(recorded(t, o.guard))
			u := b.open(t, gmail)
			u.script(`(() => { ` + post + s.script + ` })()`)
			if s.passes {
				u.until("the upload", func() bool { return len(u.mail.of(u.name)) > 0 })
			} else {
				u.until("the refusal", func() bool { return strings.Contains(u.events(), "refused") })
				u.waitPanel("Đã chặn tài liệu chưa được kiểm tra")
				u.stop()
				u.stopped()
			}
			checkNotice(t, o.guard, before, "gate_stopped", s)
		})
	}
	t.Run("a page that tries again is told of once at a time", func(t *testing.T) {
		before := len(recorded(t, o.guard))
		u := b.open(t, gmail)
		u.script(`(() => { ` + post + `for (let n = 0; n < 5; n++) post("PK\x03\x04 giả lập") })()`)
		u.until("five refusals", func() bool { return strings.Count(u.events(), "refused") == 5 })
		u.until("five notes", func() bool { return len(recorded(t, o.guard)) == before+5 })
		u.waitPanel("Đã chặn tài liệu chưa được kiểm tra")
		u.stop()
		time.Sleep(200 * time.Millisecond) // a second panel would be open by now
		if got := u.panel(); got != "" {
			t.Errorf("another panel: %q", got)
		}
	})
	t.Run("what was handed to the page", func(t *testing.T) {
		clean := file{"Kế hoạch.pdf", document("", 50_000)}
		u := b.open(t, yahoo, clean)
		u.click("#visible")
		u.arrived(clean)
		u.script(`(() => { ` + post + `post(form(visible.files[0])); visible.files[0].arrayBuffer().then(post) })()`)
		u.until("three uploads", func() bool { return len(u.mail.of(u.name)) == 3 })
	})
}

// Firefox shows its extensions more of what is sent, and lets any of them stop it.
func TestE2EFirefoxGate(t *testing.T) {
	if _, err := exec.LookPath("firefox-esr"); err != nil {
		t.Skip("NOT RUN: no firefox-esr here")
	}
	for kind, stops := range map[string]bool{"gate": false, "gate_stopped": true} {
		t.Run(kind, func(t *testing.T) {
			o := newOfficeWith(t, modeJudges, inFolder, pack.Options{GateStops: stops})
			f := startFirefox(t, o)
			for _, s := range sendings() {
				t.Run(s.name, func(t *testing.T) {
					before := len(recorded(t, o.guard))
					u := f.open(t, "gmail.html")
					u.evaluate(`{ ` + post + s.script + ` }`)
					if stops && !s.passes {
						u.until("the refusal", func() bool { return strings.Contains(u.evaluate("events.join()"), "refused") })
						u.until("the words", func() bool { return strings.Contains(u.dom(), "Đã chặn tài liệu chưa được kiểm tra") })
						if got := u.mail.of(u.name); len(got) > 0 {
							t.Errorf("%d uploads arrived", len(got))
						}
					} else {
						u.until("the upload", func() bool { return len(u.mail.of(u.name)) > 0 })
					}
					checkNotice(t, o.guard, before, kind, s)
				})
			}
			t.Run("what was handed to the page", func(t *testing.T) {
				before := len(recorded(t, o.guard))
				u := f.open(t, "gmail.html")
				clean := file{"Kế hoạch.pdf", document("", 50_000)}
				u.pick("#detached", clean)
				u.until("the upload", func() bool { return len(u.mail.of(u.name)) == 1 })
				checkNotice(t, o.guard, before, kind, sending{passes: true})
			})
		})
	}
}

// checkNotice compares what the host with this launcher noted, after so many earlier lines, with what is due.
func checkNotice(t *testing.T, launcher string, before int, kind string, s sending) {
	t.Helper()
	if s.passes {
		time.Sleep(200 * time.Millisecond) // a notice would have come by now
		if got := recorded(t, launcher)[before:]; len(got) > 0 {
			t.Errorf("noticed: %q", got)
		}
		return
	}
	end := time.Now().Add(5 * time.Second)
	for len(recorded(t, launcher)) == before && time.Now().Before(end) {
		time.Sleep(20 * time.Millisecond)
	}
	got := recorded(t, launcher)[before:]
	if len(got) != 1 || !strings.HasPrefix(got[0], kind+" https://"+gmail) || !strings.HasSuffix(got[0], " "+s.noticed) {
		t.Errorf("noted %q, want one line of %s and %q", got, kind, s.noticed)
	}
}
