package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"
)

// A settler holds back each path until its file is complete: nothing was heard of it for the quiet time and two
// looks found the same size and time. It knows no file system but through stat.
type settler struct {
	quiet, maxWait time.Duration
	limit          int
	stat           func(path string) (look, error)
	wake           chan struct{}

	mu      sync.Mutex
	pending map[string]*candidate
	queue   []*candidate // every pending one once, the one to look at soonest first
}

// A candidate is a file that may still be in the making.
type candidate struct {
	path        string
	first, last time.Time // when a change was first and last heard of
	touches     int       // how many changes were heard of
	due         time.Time // when to look at it
	seen        look
}

// A look is what a file looked like at one moment; the zero value equals no file's.
type look struct {
	size int64
	time time.Time
}

// errGone says that there is no regular file at the path (any more).
var errGone = errors.New("no regular file")

func newSettler(quiet, maxWait time.Duration, limit int) *settler {
	return &settler{
		quiet: quiet, maxWait: maxWait, limit: limit, stat: lookAt,
		wake: make(chan struct{}, 1), pending: map[string]*candidate{},
	}
}

// touch says that something happened to path just now. It is false when there is no room for another path.
func (s *settler) touch(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if c, ok := s.pending[path]; ok {
		c.last = now
		c.touches++
		return true
	}
	if len(s.pending) >= s.limit {
		return false
	}
	c := &candidate{path: path, first: now, last: now}
	s.pending[path] = c
	s.enqueue(c, now)
	return true
}

// has tells whether path waits to be complete.
func (s *settler) has(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.pending[path]
	return ok
}

func (s *settler) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pending)
}

// run gives each path to emit when its file is complete, until emit fails or ctx is done. emit may block: the
// others wait meanwhile, and go on gathering.
func (s *settler) run(ctx context.Context, emit func(path string) error) {
	timer := time.NewTimer(s.quiet)
	defer timer.Stop()
	for {
		c, wait := s.next()
		if c != nil {
			if s.complete(c) && emit(c.path) != nil {
				return
			}
			continue
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-timer.C:
		}
	}
}

// next takes the candidate that is due off the queue, or tells how long to wait for one.
func (s *settler) next() (*candidate, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) == 0 {
		return nil, time.Hour // touch wakes us
	}
	c := s.queue[0]
	if wait := time.Until(c.due); wait > 0 {
		return nil, wait
	}
	s.queue[0] = nil
	s.queue = s.queue[1:]
	return c, 0
}

// complete looks at c and tells whether to emit it; if it is still in the making, it waits for another look.
func (s *settler) complete(c *candidate) bool {
	s.mu.Lock()
	touches := c.touches
	s.mu.Unlock()
	seen, err := s.stat(c.path) // may take long: unlocked

	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	alone := c.touches == touches // a file that was gone may have come back during the look
	switch {
	case alone && errors.Is(err, errGone):
		delete(s.pending, c.path)
		return false
	case now.Sub(c.first) >= s.maxWait,
		alone && err == nil && seen == c.seen && now.Sub(c.last) >= s.quiet:
		delete(s.pending, c.path)
		return true
	}
	c.seen = seen
	s.enqueue(c, now)
	return false
}

// enqueue puts c last. Every look is due half a quiet time after the one before, so the queue stays in order, and a
// file that is left alone is looked at twice within one quiet time.
func (s *settler) enqueue(c *candidate, now time.Time) {
	c.due = now.Add(s.quiet / 2)
	s.queue = append(s.queue, c)
	if len(s.queue) == 1 {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
}

// lookAt looks at the file at path without following a symbolic link. Any error but errGone means that the file may
// be complete later.
func lookAt(path string) (look, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return look{}, errGone
	}
	if err == nil {
		err = busy(path)
	}
	if err != nil {
		return look{}, err
	}
	return look{size: info.Size(), time: info.ModTime()}, nil
}
