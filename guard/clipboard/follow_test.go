package clipboard

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A fakeBoard is a clipboard on which the test copies.
type fakeBoard struct {
	copies  chan list
	broken  chan error // ends Run
	emptied []list
	fails   error // what Empty says
}

func newFakeBoard() *fakeBoard {
	return &fakeBoard{copies: make(chan list), broken: make(chan error, 1)}
}

func (b *fakeBoard) Run(ctx context.Context, lists chan<- list) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-b.broken:
			return err
		case l := <-b.copies:
			select {
			case lists <- l:
			case <-ctx.Done():
			}
		}
	}
}

func (b *fakeBoard) Empty(_ context.Context, l list) error {
	b.emptied = append(b.emptied, l)
	return b.fails
}

// copy puts a list on the clipboard; time tells one copy from the other.
func (b *fakeBoard) copy(time uint32, paths ...string) {
	b.copies <- list{Copied: Copied{Paths: paths}, time: time}
	synctest.Wait()
}

// A thinker is a user of Watch who takes a while: every name that begins with m is marked.
type thinker struct {
	takes  time.Duration
	deaf   bool // does not notice that nobody waits for the answer
	asked  []string
	ended  []string // asked about, and not wanted any more
	active int
}

func (a *thinker) ask(ctx context.Context, c Copied) bool {
	a.active++
	defer func() { a.active-- }()
	name := c.Paths[0]
	a.asked = append(a.asked, name)
	heard := ctx.Done()
	if a.deaf {
		heard = nil
	}
	select {
	case <-time.After(a.takes):
	case <-heard:
		a.ended = append(a.ended, name)
	}
	return name[0] != 'm'
}

func TestFollow(t *testing.T) {
	for name, test := range map[string]struct {
		thinker thinker
		copies  func(b *fakeBoard)
		asked   []string
		ended   []string
		emptied []uint32 // times of the copies
	}{
		"an unmarked list stays": {
			copies: func(b *fakeBoard) { b.copy(1, "a") },
			asked:  []string{"a"},
		},
		"a marked list goes": {
			copies: func(b *fakeBoard) { b.copy(1, "m") },
			asked:  []string{"m"}, emptied: []uint32{1},
		},
		"nobody is asked about text": {
			copies: func(b *fakeBoard) { b.copy(1) },
		},
		"a newer list is not emptied for the older one's sake": {
			thinker: thinker{takes: time.Second},
			copies:  func(b *fakeBoard) { b.copy(1, "m"); b.copy(2, "a") },
			asked:   []string{"m", "a"}, ended: []string{"m"},
		},
		"nor when the answer comes late": {
			thinker: thinker{takes: time.Second, deaf: true},
			copies:  func(b *fakeBoard) { b.copy(1, "m"); b.copy(2, "a") },
			asked:   []string{"m", "a"},
		},
		"newer text is not emptied": {
			thinker: thinker{takes: time.Second, deaf: true},
			copies:  func(b *fakeBoard) { b.copy(1, "m"); b.copy(2) },
			asked:   []string{"m"},
		},
		"of many lists the newest is asked about": {
			thinker: thinker{takes: time.Second, deaf: true},
			copies: func(b *fakeBoard) {
				for i, name := range []string{"a", "b", "c", "m"} {
					b.copy(uint32(i), name)
				}
			},
			asked: []string{"a", "m"}, emptied: []uint32{3},
		},
		"told twice of one copy, asked once": {
			thinker: thinker{takes: time.Second},
			copies:  func(b *fakeBoard) { b.copy(1, "m"); b.copy(2, "m") },
			asked:   []string{"m"}, emptied: []uint32{2},
		},
		"copied again after the refusal, asked again": {
			copies: func(b *fakeBoard) { b.copy(1, "m"); b.copy(2, "m") },
			asked:  []string{"m", "m"}, emptied: []uint32{1, 2},
		},
		"copied again after another one, asked again": {
			thinker: thinker{takes: time.Second, deaf: true},
			copies:  func(b *fakeBoard) { b.copy(1, "m"); b.copy(2, "a"); b.copy(3, "m") },
			asked:   []string{"m", "m"}, emptied: []uint32{3},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, a := newFakeBoard(), test.thinker
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error)
				go func() { ended <- follow(ctx, b, a.ask, withDefaults(Options{})) }()
				test.copies(b)
				time.Sleep(10 * time.Second)
				cancel()
				if err := <-ended; err != nil {
					t.Errorf("follow: %v", err)
				}
				var emptied []uint32
				for _, l := range b.emptied {
					emptied = append(emptied, l.time)
				}
				if diff := cmp.Diff(test.asked, a.asked); diff != "" {
					t.Errorf("asked (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(test.ended, a.ended); diff != "" {
					t.Errorf("not wanted any more (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(test.emptied, emptied); diff != "" {
					t.Errorf("emptied (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestFollowTellsWhetherItCouldEmpty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, a := newFakeBoard(), thinker{}
		var told []error
		o := withDefaults(Options{Emptied: func(_ Copied, err error) { told = append(told, err) }})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- follow(ctx, b, a.ask, o) }()
		b.copy(1, "m")
		b.copy(2, "a")
		b.fails = errors.New("another program keeps the clipboard open")
		b.copy(3, "m")
		cancel()
		<-ended
		if len(told) != 2 || told[0] != nil || !errors.Is(told[1], b.fails) {
			t.Errorf("told %v", told)
		}
	})
}

// The caller gets the error of a clipboard that went away, and nobody is left thinking.
func TestFollowEndsWithTheClipboard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, a := newFakeBoard(), thinker{takes: time.Hour}
		gone := errors.New("gone")
		ended := make(chan error)
		go func() { ended <- follow(t.Context(), b, a.ask, withDefaults(Options{})) }()
		b.copy(1, "m")
		b.broken <- gone
		if err := <-ended; !errors.Is(err, gone) || a.active != 0 || b.emptied != nil {
			t.Errorf("error %v, %d still thinking, %d emptied", err, a.active, len(b.emptied))
		}
	})
}

func TestCopiedIsBounded(t *testing.T) {
	var c Copied
	c.add([]string{"/a", "/b", "/a"})
	c.add([]string{"/b", "/c"})
	if diff := cmp.Diff(Copied{Paths: []string{"/a", "/b", "/c"}}, c); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	many := make([]string, maxPaths)
	for i := range many {
		many[i] = string(rune('b' + i))
	}
	c.add(many)
	if len(c.Paths) != maxPaths || !c.More {
		t.Errorf("%d paths, more %v", len(c.Paths), c.More)
	}
}
