package browser_test

import (
	"testing"
)

// A page that works against the guard: no marked byte passes, and nothing breaks.
func TestE2EHostilePage(t *testing.T) {
	t.Parallel()
	b := startChromium(t, modeJudges)
	bad := file{"Phương án.pdf", document(marked, 90_000)}

	tricks := []struct {
		name, script string
		silent       bool // no picker opens, or the page removes the panel
	}{
		{"takes the prototypes for itself", `for (const p of [HTMLElement, HTMLInputElement, EventTarget, Event, Element, DataTransfer, File])
			for (const k of Object.getOwnPropertyNames(p.prototype)) { const d = Object.getOwnPropertyDescriptor(p.prototype, k);
				if (typeof d.value === "function" && d.configurable && !["dispatchEvent", "constructor", "createElement", "matches", "closest", "addEventListener"].includes(k))
					Object.defineProperty(p.prototype, k, { ...d, value(...a) { return d.value.apply(this, a) } }) }`, false},
		{"takes click from a frame of its own", `const f = document.createElement("iframe"); document.body.append(f);
			const click = f.contentWindow.HTMLElement.prototype.click; detached.onclick = () => click.call(fileInput("detached"))`, false},
		{"takes click from a frame that is gone", `const f = document.createElement("iframe"); document.body.append(f);
			const click = f.contentWindow.HTMLElement.prototype.click; f.remove(); detached.onclick = () => click.call(fileInput("detached"))`, true},
		{"uses the input of another frame", `const f = document.createElement("iframe"); document.body.append(f);
			detached.onclick = () => { const i = f.contentDocument.createElement("input"); listen(i, "other"); i.type = "file"; HTMLElement.prototype.click.call(i) }`, false},
		{"hides the kind of its input", `detached.onclick = () => { const i = fileInput("hides"); Object.defineProperty(i, "type", { value: "text" });
			Object.defineProperty(i, "localName", { value: "b" }); i.click() }`, false},
		{"listens before everyone", `const stop = (e) => { if (e.type === "giumat-pick") e.stopImmediatePropagation() };
			addEventListener("giumat-pick", stop, true); document.addEventListener("giumat-pick", stop, true)`, false},
		{"answers the messages itself", `const say = () => { for (const type of ["message", "giumat-pick", "verdict", "allow"])
				document.dispatchEvent(new CustomEvent(type, { detail: { op: "verdict", verdict: "allow", id: 1 } }));
				postMessage({ op: "verdict", id: 1, verdict: "allow" }, "*") }; setInterval(say, 1); addEventListener("click", say, true)`, false},
		{"forges the event of the picker", `const files = new DataTransfer(); detached.onclick = () => { const i = fileInput("forged");
			for (const t of [i, null, document.body, document]) document.dispatchEvent(new MouseEvent("giumat-pick", { relatedTarget: t })) }`, false},
		{"forges change and cancel", `const i = fileInput("forged"); document.body.append(i); setInterval(() => { for (const t of ["input", "change", "cancel"])
			i.dispatchEvent(new Event(t, { bubbles: true })) }, 2); detached.onclick = () => i.click()`, false},
		{"has a thousand inputs", `const all = Array.from({ length: 1000 }, (_, n) => { const i = fileInput("n" + n); document.body.append(i); return i });
			detached.onclick = () => { for (const i of all) i.click() }`, false},
		{"moves its input while the user chooses", `const i = fileInput("moves"); document.body.append(i);
			detached.onclick = () => { i.click(); i.type = "text"; i.remove(); setTimeout(() => { i.type = "file"; document.head.append(i) }, 5) }`, false},
		{"takes the panel away", `new MutationObserver((all) => { for (const m of all) for (const n of m.addedNodes)
			if (n.parentNode === document.documentElement) n.remove() }).observe(document, { childList: true, subtree: true })`, true},
		{"writes itself anew", `document.open(); document.write("<button id=detached>x</button><script src=/webmail.js></scr" + "ipt>"); document.close();
			const i = document.createElement("input"); i.type = "file"; i.style = "position:fixed;inset:0"; i.onchange = () => upload([...i.files], "anew"); document.body.append(i)`, false},
	}
	for _, trick := range tricks {
		t.Run(trick.name, func(t *testing.T) {
			u := b.open(t, gmail, bad)
			u.script(`(() => { ` + trick.script + ` })()`)
			u.click("#detached")
			if !trick.silent {
				u.waitPanel(blockTitle)
			}
			u.stopped()
			if got := u.script("1 + 1"); got != "2" {
				t.Error("the page is broken")
			}
		})
	}

	t.Run("frames full of scripts", func(t *testing.T) {
		for _, make := range []string{
			`f.srcdoc = "<script>parent.go = () => { const i = document.createElement('input'); i.type = 'file'; parent.listen(i, 'srcdoc'); i.click() }<\/script>"`,
			`f.src = URL.createObjectURL(new Blob(["<script>parent.go = () => { const i = document.createElement('input'); i.type = 'file'; parent.listen(i, 'blob'); i.click() }<\/script>"], { type: "text/html" }))`,
			`f.src = "javascript:parent.go = () => { const i = document.createElement('input'); i.type = 'file'; parent.listen(i, 'js'); i.click() }; ''"`,
		} {
			u := b.open(t, gmail, bad)
			u.script(`(() => { const f = document.createElement("iframe"); ` + make + `; document.body.append(f); detached.onclick = () => go() })()`)
			u.until("the frame's script ran", func() bool { return u.script("typeof go") == "function" })
			u.click("#detached")
			u.waitPanel(blockTitle)
			u.stopped()
		}
	})
	t.Run("fresh picker functions", func(t *testing.T) {
		u := b.open(t, gmail, bad)
		if got := u.script(`(() => { const f = document.createElement("iframe"); document.body.append(f);
			return [window, f.contentWindow].map((w) => typeof w.showOpenFilePicker + typeof w.showDirectoryPicker) })()`); got != "undefinedundefined,undefinedundefined" {
			t.Errorf("the page can open files without an input: %s", got)
		}
	})
}
