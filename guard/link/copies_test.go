package link_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"giumat/guard/link"
	"giumat/guard/link/linktest"
)

func isMarked(path string) bool { return strings.HasSuffix(path, "mat.docx") }

// What may stay stays, and of what may not the guard learns once how it went to take it off.
func TestCopied(t *testing.T) {
	marked, ordinary := []string{"/a/thuong.docx", "/a/mat.docx"}, []string{"/a/thuong.docx"}
	for name, c := range map[string]struct {
		files []string
		then  func(t *testing.T, y *tray)
		want  linktest.Copy // of the first copy
	}{
		"ordinary":           {ordinary, func(*testing.T, *tray) {}, linktest.Copy{}},
		"told of no refusal": {ordinary, func(t *testing.T, y *tray) { check(t, y.client.Emptied(t.Context(), true)) }, linktest.Copy{}},
		"taken off":          {marked, func(t *testing.T, y *tray) { check(t, y.client.Emptied(t.Context(), true)) }, linktest.Copy{Refused: true, Told: true}},
		"not taken off": {marked, func(t *testing.T, y *tray) {
			check(t, y.client.Emptied(t.Context(), false), y.client.Emptied(t.Context(), true))
		}, linktest.Copy{Refused: true, Told: true, Err: link.ErrNotEmptied}},
		"something newer there": {marked, func(t *testing.T, y *tray) {
			_, err := y.client.Copied(t.Context(), ordinary)
			check(t, err, y.client.Emptied(t.Context(), true))
		}, linktest.Copy{Refused: true}},
		"nobody knows": {marked, func(_ *testing.T, y *tray) { y.stop() }, linktest.Copy{Refused: true, Told: true, Err: link.ErrGone}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := startGuard(t, &linktest.Guard{Refuse: isMarked})
				y := openTray(t, g, linktest.Owner())
				leave, err := y.client.Copied(t.Context(), c.files)
				if leave == c.want.Refused || err != nil {
					t.Errorf("leave %v, %v", leave, err)
				}
				c.then(t, y)
				synctest.Wait()
				c.want.User, c.want.Files = linktest.Owner(), c.files
				if diff := cmp.Diff(c.want, g.Copies()[0], cmpopts.EquateErrors()); diff != "" {
					t.Errorf("the copy (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func check(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}

// Whoever copies something else meanwhile does not wait, and the guard is not told of what is no longer there.
func TestCopiedGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{Refuse: isMarked, Hang: true})
		y := openTray(t, g, linktest.Owner())
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			synctest.Wait()
			cancel()
		}()
		if leave, err := y.client.Copied(ctx, []string{"/a/mat.docx"}); !leave || !errors.Is(err, context.Canceled) {
			t.Errorf("leave %v, %v", leave, err)
		}
		synctest.Wait()
		check(t, y.client.Emptied(t.Context(), true))
		if c := g.Copies(); len(c) != 1 || c[0].Told {
			t.Errorf("%+v", c)
		}
	})
}

// A long list comes in parts, to its bound; names that are no text come as they are.
func TestCopiedInParts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		files := []string{"/a/\xff\xfe.docx", "/" + strings.Repeat("a", link.MaxMessage)}
		for i := range link.MaxCopied {
			files = append(files, fmt.Sprintf("/nhà/%s/%d.docx", strings.Repeat("Kế hoạch ", 50), i))
		}
		g := startGuard(t, &linktest.Guard{Refuse: func(path string) bool { return strings.HasSuffix(path, "/3000.docx") }})
		y := openTray(t, g, linktest.Owner())
		if leave, err := y.client.Copied(t.Context(), files[:2900]); !leave || err != nil {
			t.Errorf("leave %v, %v", leave, err)
		}
		var got []string
		for _, c := range g.Copies() {
			got = append(got, c.Files...)
		}
		if want := slices.Concat(files[:1], files[2:2900]); !slices.Equal(got, want) {
			t.Errorf("%d files came, or not as they were; want %d", len(got), len(want))
		}
		if parts := len(g.Copies()); parts < 2 {
			t.Errorf("%d parts", parts)
		}
		if leave, err := y.client.Copied(t.Context(), files); leave || err != nil {
			t.Errorf("with one that is refused: leave %v, %v", leave, err)
		}
		asked := len(g.Copies())
		many := slices.Repeat([]string{"/a"}, 2*link.MaxCopied)
		if leave, err := y.client.Copied(t.Context(), many); !leave || err != nil {
			t.Errorf("leave %v, %v", leave, err)
		}
		n := 0
		for _, c := range g.Copies()[asked:] {
			n += len(c.Files)
		}
		if n != link.MaxCopied {
			t.Errorf("%d files were asked about, want %d", n, link.MaxCopied)
		}
	})
}

// The guard knows the best that a user's trays see, and when the last of them has gone.
func TestWatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{})
		first, second := openTray(t, g, linktest.Owner()), openTray(t, g, linktest.Owner())
		other := openTray(t, g, link.User{ID: "1001"})
		check(t, first.client.Watches(t.Context(), link.SightNoScreen), second.client.Watches(t.Context(), link.SightAll),
			first.client.Watches(t.Context(), link.SightWayland), other.client.Watches(t.Context(), link.SightFails))
		second.stop()
		synctest.Wait()
		first.stop()
		<-first.client.Ended()
		synctest.Wait()
		want := []link.Sight{"no_screen", "on", "on", "fails", "wayland", ""}
		if diff := cmp.Diff(want, g.Sights()); diff != "" {
			t.Errorf("sights (-want +got):\n%s", diff)
		}
		for _, s := range []link.Sight{"", "x"} {
			if err := other.client.Watches(t.Context(), s); err == nil {
				t.Errorf("%q is a sight", s)
			}
		}
	})
}

// A guard that does not want to know says so.
func TestNoEarForCopies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipes := linktest.NewPipes()
		s := link.NewServer(nil, link.Options{Allowed: func(link.User) bool { return true }})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- s.Serve(ctx, pipes) }()
		c := joinPipes(t, pipes, linktest.Owner()).client
		_, copied := c.Copied(t.Context(), []string{"/a"})
		for _, err := range []error{c.Watches(t.Context(), link.SightAll), copied, c.Emptied(t.Context(), true)} {
			if !errors.Is(err, link.ErrUnknown) {
				t.Errorf("got %v, want ErrUnknown", err)
			}
		}
		cancel()
		<-ended
	})
}
