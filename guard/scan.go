package main

import (
	"context"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"giumat/guard/engine"
	"giumat/guard/inspect"
	"giumat/rules"
)

// scanned is one file's line in the results.
type scanned struct {
	Path string `json:"path"`
	rules.Verdict
	SHA256 string  `json:"sha256"`
	MS     float64 `json:"ms"` // milliseconds that this file took

	err error // the file could not be opened
}

// runScan judges the named files and all files below the named folders.
func runScan(ctx context.Context, p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("scan", flag.ContinueOnError)
	format := flags.String("format", "text", p.texts.Say("flag_format"))
	jobs := flags.Int("jobs", runtime.NumCPU(), p.texts.Say("flag_jobs"))
	noCache := flags.Bool("no-cache", false, p.texts.Say("flag_no_cache"))
	paths, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	switch {
	case len(paths) == 0:
		return 0, errUsage{p.texts.Say("scan_needs_path")}
	case *format != "text" && *format != "jsonl":
		return 0, errUsage{p.texts.Say("scan_format", "format", p.show(*format))}
	case *jobs < 1:
		return 0, errUsage{p.texts.Say("scan_jobs")}
	}

	if err := p.makeDataDir(); err != nil {
		return 0, err
	}
	judge, closeJudge := p.newJudge(*jobs, !*noCache)
	defer closeJudge()
	out := newScanOutput(p, *format)
	var counting sync.WaitGroup
	counting.Go(func() { out.progress.count(ctx, paths) })
	scanAll(ctx, judge, paths, *jobs, out.show)
	counting.Wait()
	return out.finish(), ctx.Err()
}

// scanAll looks at every file, jobs of them at a time, and shows the results in the order of the walk.
func scanAll(ctx context.Context, judge *engine.Judge, paths []string, jobs int, show func(scanned)) {
	type job struct {
		path string
		err  error
		done chan scanned
	}
	work := make(chan *job)
	order := make(chan *job, 4*jobs)
	var wg sync.WaitGroup
	for range jobs {
		wg.Go(func() {
			for j := range work {
				if j.err != nil {
					j.done <- scanned{Path: j.path, err: j.err}
					continue
				}
				j.done <- scanOne(ctx, judge, j.path)
			}
		})
	}
	wg.Go(func() {
		defer close(order)
		defer close(work)
		visit := func(path string, err error) bool {
			j := &job{path: path, err: err, done: make(chan scanned, 1)}
			select {
			case order <- j:
			case <-ctx.Done():
				return false
			}
			work <- j
			return true
		}
		for _, path := range paths {
			walk(path, visit)
		}
	})
	for j := range order {
		show(<-j.done)
	}
	wg.Wait()
}

func scanOne(ctx context.Context, judge *engine.Judge, path string) scanned {
	start := time.Now()
	judged, err := judge.File(ctx, path)
	return scanned{
		Path: path, Verdict: judged.Verdict, SHA256: judged.SHA256, err: err,
		MS: float64(time.Since(start).Microseconds()) / 1000,
	}
}

// walk calls visit for each regular file at or below path, in lexical order, until it returns false. A named symbolic
// link is followed; links below it are not, so that a loop of links cannot happen.
func walk(path string, visit func(path string, err error) bool) {
	root := path
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if root, err = filepath.EvalSymlinks(path); err != nil {
			visit(path, err)
			return
		}
	}
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		more := true
		switch {
		case err != nil:
			more = visit(path, err)
		case d.Type().IsRegular():
			more = visit(path, nil)
		case path == root && !d.IsDir():
			more = visit(path, inspect.ErrNotRegular)
		}
		if !more {
			return filepath.SkipAll
		}
		if err != nil && d != nil && d.IsDir() {
			return fs.SkipDir
		}
		return nil
	})
}
