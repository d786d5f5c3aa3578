// Package nativehost is the guard's end of the talk with its browser extension: the program that the browser starts
// ("native messaging host") takes files over its standard input, has each judged, and gives one verdict each on its
// standard output. Of a file it asks for what the judging reads, or is about to. It takes nothing from an extension that is
// not ours, reads no message before its length is known to be allowed, and prints not a byte that is no message. It takes
// the extension's word for a file's hash, which it computes of the bytes that it gives, out of the page's reach; only that
// of a file that is whole in its ends is checked. What it cannot judge it blocks. It opens no file and keeps none.
package nativehost

import (
	"context"
	"io"
)

// Verdict is what becomes of a file. Any other value than these, also the empty one, counts as Block.
type Verdict string

// The verdicts.
const (
	Block Verdict = "block" // the page does not get the file
	Allow Verdict = "allow" // the page gets the file
	Warn  Verdict = "warn"  // the user may stop, or go on with a written reason
	Need  Verdict = "need"  // more of the file is needed to tell; only from Known and Peek
)

// Upload is a file that a page is to be given.
type Upload struct {
	Name    string // as the user knows it, without folders
	URL     string // of the page
	SHA256  string // of the whole file, 64 lower-case hexadecimal digits, as the extension computed it
	Size    int64  // bytes
	Profile string // the browser's profile: a random name that the extension keeps
	Browser string // "chromium" or "firefox"
}

// Answer is what a Judge says, with the words that the user reads. Over 4 KiB together they are cut; a Block without
// words gets some.
type Answer struct {
	Verdict   Verdict
	Title     string
	Body      string
	MinReason int // letters and digits that a reason must have, with Warn
}

// Judge knows which files may leave. Its methods are called at the same time for several uploads, with a context that
// ends when the answer is not wanted any more. A panic counts as Block.
type Judge interface {
	// Known judges by the hash alone, or says Need.
	Known(ctx context.Context, u Upload) Answer
	// Peek judges by the first and the last bytes, or says Need. tail is empty when head is the whole file.
	Peek(ctx context.Context, u Upload, head, tail []byte) Answer
	// Read judges the file by any of its bytes. A read of body waits until the browser has given them: each once, and many
	// before they are read. It fails when ctx has ended, and else never: an answer from what was read by then counts for
	// nothing, and a Judge that remembers answers must not remember that one. body is void when Read returns.
	Read(ctx context.Context, u Upload, body io.ReaderAt, size int64) Answer
	// GoOn judges the user's reason after Warn: Allow, or Warn again where it is none.
	GoOn(ctx context.Context, u Upload, reason string) Answer
	// Beat says that the extension is alive in a profile. It is never called twice at a time, nor beside Failed.
	Beat(profile, browser string)
	// Failed says that the extension stopped a file by itself, as no verdict came, or noticed one that a page sent past it:
	// kind is "gate" then, and otherwise "timeout", "orphaned", "read", "native", "gate_stopped" or another word of the
	// extension.
	Failed(kind, url, name string)
}
