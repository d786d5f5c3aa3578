package nativehost_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"sync"

	"giumat/guard/browser/nativehost"
)

// fakeJudge answers as its knobs say; without one for a question, Known and Peek say Need and the others Allow.
type fakeJudge struct {
	answers map[string]nativehost.Answer // by question: known, peek, read, go_on
	panics  string                       // the question that it panics at
	hangs   string                       // the question that it does not answer before its context ends
	stuck   chan struct{}                // and then not before this is closed, where it is not nil
	reads   []nativehost.Span            // what it reads of a file, instead of all in order

	mu  sync.Mutex
	saw []string
}

func (j *fakeJudge) ask(ctx context.Context, question, detail string, otherwise nativehost.Verdict) nativehost.Answer {
	j.note(question + detail)
	if j.panics == question {
		panic("a made-up secret")
	}
	if j.hangs == question {
		<-ctx.Done()
		if j.stuck != nil {
			<-j.stuck
		}
		j.note(question + " stopped")
	}
	if a, ok := j.answers[question]; ok {
		return a
	}
	return nativehost.Answer{Verdict: otherwise}
}

func (j *fakeJudge) note(what string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.saw = append(j.saw, what)
}

func (j *fakeJudge) notes() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]string{}, j.saw...)
}

func (j *fakeJudge) Known(ctx context.Context, _ nativehost.Upload) nativehost.Answer {
	return j.ask(ctx, "known", "", nativehost.Need)
}

func (j *fakeJudge) Peek(ctx context.Context, _ nativehost.Upload, head, tail []byte) nativehost.Answer {
	return j.ask(ctx, "peek", fmt.Sprintf(" %d+%d", len(head), len(tail)), nativehost.Need)
}

// Read looks at every byte, as the race detector does then, and notes the hash where it is not the one that was claimed.
// It swallows what a read fails with, as a detector may.
func (j *fakeJudge) Read(ctx context.Context, u nativehost.Upload, body io.ReaderAt, size int64) nativehost.Answer {
	for _, part := range j.reads {
		got := make([]byte, part.N)
		n, err := body.ReadAt(got, part.At)
		if want := made(int(size)); !bytes.Equal(got[:n], want[min(part.At, size):][:n]) {
			j.note("other bytes")
		}
		j.note(fmt.Sprintf("read %d at %d: %v", n, part.At, err))
	}
	detail := fmt.Sprintf(" %d", size)
	if j.reads == nil {
		detail += whole(u, body, size)
	}
	return j.ask(ctx, "read", detail, nativehost.Allow)
}

func whole(u nativehost.Upload, body io.ReaderAt, size int64) string {
	sum := sha256.New()
	switch n, err := io.Copy(sum, io.NewSectionReader(body, 0, size)); {
	case err != nil:
		return " failed"
	case n != size || hex.EncodeToString(sum.Sum(nil)) != u.SHA256:
		return " other bytes"
	}
	return ""
}

func (j *fakeJudge) GoOn(ctx context.Context, _ nativehost.Upload, reason string) nativehost.Answer {
	return j.ask(ctx, "go_on", fmt.Sprintf(" %q", reason), nativehost.Allow)
}

func (j *fakeJudge) Beat(profile, browser string) {
	if j.panics == "beat" {
		panic("a made-up secret")
	}
	j.note("beat " + profile + " " + browser)
}

func (j *fakeJudge) Failed(kind, url, name string) { j.note("failed " + kind + " " + url + " " + name) }
