package main

import (
	"context"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progressAfter is how long work must last before a bar is worth showing.
const progressAfter = 2 * time.Second

// progress is a bar on a terminal for long work; on anything else it shows nothing.
type progress struct {
	mu    sync.Mutex
	start time.Time
	bar   *progressbar.ProgressBar // nil when there is no terminal
	shown bool
}

func newProgress(w io.Writer, title, unit string) *progress {
	p := &progress{start: time.Now()}
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return p
	}
	p.bar = progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription(title),
		progressbar.OptionSetItsString(unit),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetRenderBlankState(false),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetVisibility(false),
	)
	return p
}

// count walks ahead and tells the bar how many files there will be.
func (p *progress) count(ctx context.Context, paths []string) {
	if p.bar == nil {
		return
	}
	n := 0
	for _, path := range paths {
		walk(path, func(string, error) bool { n++; return ctx.Err() == nil })
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if n > 0 {
		p.bar.ChangeMax(n)
	}
}

// step counts one.
func (p *progress) step() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar == nil {
		return
	}
	if !p.shown && time.Since(p.start) > progressAfter {
		p.shown = true
		progressbar.OptionSetVisibility(true)(p.bar)
	}
	_ = p.bar.Add(1)
}

// hide clears the line for other output; the next step brings the bar back.
func (p *progress) hide() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		_ = p.bar.Clear()
	}
}
