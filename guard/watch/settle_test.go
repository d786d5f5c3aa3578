package watch

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// disk is a fake file system with one file, whose size a test changes.
type disk struct {
	mu   sync.Mutex
	size int64
	err  error
}

func (d *disk) grow() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.size++
}

func (d *disk) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.err = err
}

func (d *disk) stat(string) (look, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return look{}, d.err
	}
	return look{size: d.size}, nil
}

// emission is a path that a settler gave, and when, counted from the start of the test.
type emission struct {
	Path string
	At   time.Duration
}

const (
	quiet   = 500 * time.Millisecond
	maxWait = 30 * time.Second
)

// settling runs story with a settler over d, then lets a minute pass, and returns what was emitted.
func settling(t *testing.T, d *disk, story func(s *settler)) []emission {
	t.Helper()
	var got []emission
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		s := newSettler(quiet, maxWait, 3)
		s.stat = d.stat
		ctx, cancel := context.WithCancel(t.Context())
		go s.run(ctx, func(path string) error {
			got = append(got, emission{path, time.Since(began)})
			return nil
		})
		story(s)
		time.Sleep(time.Minute)
		synctest.Wait()
		if s.len() != 0 || len(s.queue) != 0 {
			t.Errorf("%d pending and %d queued after a minute, want none", s.len(), len(s.queue))
		}
		cancel()
		synctest.Wait()
	})
	return got
}

func TestSettle(t *testing.T) {
	for name, test := range map[string]struct {
		story func(s *settler, d *disk)
		want  []emission
	}{
		"a file written at once is told after the quiet time": {
			func(s *settler, d *disk) { s.touch("a") },
			[]emission{{"a", quiet}},
		},
		"each change puts it off": {
			func(s *settler, d *disk) {
				for range 10 {
					s.touch("a")
					time.Sleep(400 * time.Millisecond)
				}
			},
			[]emission{{"a", 3600*time.Millisecond + quiet + 150*time.Millisecond}},
		},
		"a file that grows without notice waits": {
			func(s *settler, d *disk) {
				s.touch("a")
				for range 20 {
					time.Sleep(90 * time.Millisecond)
					d.grow()
				}
			},
			[]emission{{"a", 2250 * time.Millisecond}},
		},
		"a file that never rests is told every maxWait": {
			func(s *settler, d *disk) {
				for range 678 {
					s.touch("a")
					time.Sleep(90 * time.Millisecond)
				}
			},
			[]emission{{"a", maxWait}, {"a", 60060 * time.Millisecond}, {"a", 61620 * time.Millisecond}},
		},
		"a file that is gone is dropped": {
			func(s *settler, d *disk) {
				s.touch("a")
				d.fail(errGone)
			},
			nil,
		},
		"a file that someone keeps to himself waits": {
			func(s *settler, d *disk) {
				d.fail(errors.New("sharing violation"))
				s.touch("a")
				time.Sleep(4900 * time.Millisecond)
				d.fail(nil)
			},
			[]emission{{"a", 5*time.Second + quiet/2}},
		},
		"a file that is kept for ever is told after maxWait": {
			func(s *settler, d *disk) {
				d.fail(errors.New("sharing violation"))
				s.touch("a")
			},
			[]emission{{"a", maxWait}},
		},
		"files do not wait for each other": {
			func(s *settler, d *disk) {
				s.touch("a")
				time.Sleep(100 * time.Millisecond)
				s.touch("b")
			},
			[]emission{{"a", quiet}, {"b", quiet + 100*time.Millisecond}},
		},
		"a file may come again": {
			func(s *settler, d *disk) {
				s.touch("a")
				time.Sleep(time.Second)
				s.touch("a")
			},
			[]emission{{"a", quiet}, {"a", time.Second + quiet}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := &disk{size: 1}
			got := settling(t, d, func(s *settler) { test.story(s, d) })
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("emitted (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSettleRefusesBeyondItsLimit(t *testing.T) {
	settling(t, &disk{}, func(s *settler) {
		got := []bool{s.touch("a"), s.touch("b"), s.touch("c"), s.touch("d"), s.touch("a")}
		if diff := cmp.Diff([]bool{true, true, true, false, true}, got); diff != "" {
			t.Errorf("touched (-want +got):\n%s", diff)
		}
	})
}

// Word moves the document away and the new text in its place: a look between the two finds nothing.
func TestSettleKeepsAFileThatComesBackDuringTheLook(t *testing.T) {
	d := &disk{size: 1}
	d.fail(errGone)
	got := settling(t, d, func(s *settler) {
		s.stat = func(path string) (look, error) {
			seen, err := d.stat(path)
			if err != nil {
				d.fail(nil)
				s.touch(path)
			}
			return seen, err
		}
		s.touch("a")
	})
	if diff := cmp.Diff([]emission{{"a", quiet/2 + quiet}}, got); diff != "" {
		t.Errorf("emitted (-want +got):\n%s", diff)
	}
}

// A receiver that is slow must not cost a file, nor be given one twice for the changes that came meanwhile.
func TestSettleGathersWhileEmitBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSettler(quiet, maxWait, 100)
		s.stat = (&disk{size: 1}).stat
		ctx, cancel := context.WithCancel(t.Context())
		got := make(chan string)
		go s.run(ctx, func(path string) error {
			got <- path
			return nil
		})
		s.touch("a")
		time.Sleep(time.Second)
		for range 50 { // run is stuck with "a"
			s.touch("a")
			s.touch("b")
			time.Sleep(20 * time.Millisecond)
		}
		var paths []string
		for range 3 {
			paths = append(paths, <-got)
		}
		if diff := cmp.Diff([]string{"a", "a", "b"}, paths); diff != "" {
			t.Errorf("emitted (-want +got):\n%s", diff)
		}
		time.Sleep(time.Second)
		if s.len() != 0 {
			t.Errorf("%d still pending", s.len())
		}
		cancel()
		synctest.Wait()
	})
}
