// Package extension is the browser extension that holds every document attached on a guarded page until the guard has
// judged it: plain JavaScript, the same files for Chromium and Firefox, no build step. It gives the files and says in
// which world and order they run; the manifest, and the pages on which they run, are made elsewhere.
//
// Three worlds, in the order of trust. main.js runs among the page's own scripts and has no power: it only says "this
// file input wants to open". The content scripts see the page but are not seen by it: they own the file picker, hold
// drops and pastes, read the files and show the panel. The background script owns the line to the guard, and
// looks at what the pages send.
package extension

import "embed"

// FS holds the scripts under the paths that the lists below name.
//
//go:embed *.js content/*.js
var FS embed.FS

// Main lists the scripts for the page's own world, in their order (document_start, in every frame).
func Main() []string { return []string{"main.js"} }

// Isolated lists the content scripts, in their order: all share one scope and a later one uses the earlier ones
// (document_start, in every frame).
func Isolated() []string {
	return []string{
		"base64.js", "present.js",
		"content/words.js", "content/kind.js", "content/line.js", "content/sign.js", "content/panel.js", "content/show.js",
		"content/ask.js", "content/hand.js", "content/picker.js", "content/folder.js", "content/hold.js", "content/listen.js",
	}
}

// Background lists the scripts behind the pages, in their order. Firefox is given all of them; Chromium is given the
// last as its service worker, which imports the others itself.
func Background() []string {
	return []string{"base64.js", "present.js", "content/kind.js", "gate.js", "background.js"}
}

// Permissions lists what the manifest has to ask for: the line to the guard, the random name of the profile, the alarm
// that wakes the background script when the browser put it to sleep, and a look at what guarded pages send. An extension
// that is also to stop requests needs one more, which packing adds (pack.Options).
func Permissions() []string { return []string{"nativeMessaging", "storage", "alarms", "webRequest"} }
