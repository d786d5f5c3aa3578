package main

import (
	"context"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"giumat/guard/clipboard"
	"giumat/guard/link"
)

const (
	copiesPause  = 10 * time.Second // before a clipboard that went away is looked for again
	copiesWithin = 12 * time.Second // for an answer about one copy: the guard itself takes at most 10 s for a message
	emptiedTell  = 5 * time.Second  // to tell how it went
)

// copies looks at the lists of files that the user copies, in the place of a guard that cannot see his clipboard, as no
// service can. What may stay is the guard's to say; without a guard, everything stays.
type copies struct {
	watch  func(context.Context, clipboard.Ask, clipboard.Options) error
	check  func() error
	guards chan *link.Client // the one that was reached last; room for one
	logger *slog.Logger      // no path is ever logged
}

func newCopies() copies {
	return copies{
		watch: clipboard.Watch, check: clipboard.Check, guards: make(chan *link.Client, 1),
		logger: slog.New(slog.DiscardHandler),
	}
}

// reached takes a guard in the place of the one before, which is gone.
func (k copies) reached(guard *link.Client) {
	select {
	case <-k.guards:
	default:
	}
	k.guards <- guard
}

// keep looks for one guard after the other, until ctx is done.
func (k copies) keep(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case guard := <-k.guards:
			k.lookFor(ctx, guard)
		}
	}
}

// lookFor looks until the guard is gone, or does not want to know.
func (k copies) lookFor(ctx context.Context, guard *link.Client) {
	var jobs sync.WaitGroup
	defer jobs.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	jobs.Go(func() {
		defer cancel()
		select {
		case <-guard.Ended():
		case <-ctx.Done():
		}
	})
	told := link.Sight("")
	tell := func(err error) bool { // before the first look: the guard stops looking itself
		s := link.Sight(clipboard.Word(err))
		if s == told {
			return true
		}
		if err := guard.Watches(ctx, s); err != nil {
			return false
		}
		told = s
		return true
	}
	for ctx.Err() == nil && tell(k.check()) {
		err := k.watch(ctx, k.ask(guard), k.options(ctx, guard))
		if ctx.Err() != nil || !tell(err) {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(copiesPause):
		}
	}
}

// ask has the guard say whether a list may stay.
func (k copies) ask(guard *link.Client) clipboard.Ask {
	return func(ctx context.Context, c clipboard.Copied) (leave bool) {
		ctx, cancel := context.WithTimeout(ctx, copiesWithin)
		defer cancel()
		files := filesOf(ctx, c.Paths)
		if len(files) == 0 {
			return true
		}
		leave, err := guard.Copied(ctx, files)
		if err != nil && ctx.Err() == nil {
			k.logger.Warn("copied files were not judged", slog.Any("error", err))
		}
		return leave
	}
}

func (k copies) options(ctx context.Context, guard *link.Client) clipboard.Options {
	return clipboard.Options{Logger: k.logger, Emptied: func(_ clipboard.Copied, err error) {
		ctx, cancel := context.WithTimeout(ctx, emptiedTell)
		defer cancel()
		if err := guard.Emptied(ctx, err == nil); err != nil {
			k.logger.Warn("the guard was not told whether a list is off the clipboard", slog.Any("error", err))
		}
	}}
}

// filesOf gives the files that are meant when paths are copied: those themselves and those in folders, as far as this
// user can see them, at most link.MaxCopied. What is beyond, the guard looks at where it arrives.
func filesOf(ctx context.Context, paths []string) []string {
	var files []string
	for _, path := range paths {
		// What cannot be listed is passed over; there is no other error.
		_ = filepath.WalkDir(path, func(path string, entry fs.DirEntry, err error) error {
			if len(files) == link.MaxCopied || ctx.Err() != nil {
				return fs.SkipAll
			}
			if err == nil && entry.Type().IsRegular() {
				files = append(files, path)
			}
			return nil
		})
	}
	return files
}
