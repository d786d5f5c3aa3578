package link_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"giumat/guard/link"
	"giumat/guard/link/linktest"

	"github.com/google/go-cmp/cmp"
)

func TestScan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		done := link.Progress{Files: 2, Done: true, Marked: 1, Findings: []link.Finding{{Path: "a.docx", Text: "MẬT"}}}
		g := startGuard(t, &linktest.Guard{Progress: []link.Progress{{Files: 1}, done}})
		y := openTray(t, g, linktest.Owner())
		var got []link.Progress
		if err := y.client.Scan(t.Context(), []string{"thư mục"}, func(p link.Progress) { got = append(got, p) }); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]link.Progress{{Files: 1}, done}, got); diff != "" {
			t.Errorf("progress (-want +got):\n%s", diff)
		}
		if err := y.client.Scan(t.Context(), nil, func(link.Progress) {}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([][]string{{"thư mục"}, nil}, g.Scans()); diff != "" {
			t.Errorf("the guard was asked for (-want +got):\n%s", diff)
		}
	})
}

// However long the paths, the end of a scan is told: with fewer findings, and the right counts.
func TestScanWithVeryLongPaths(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := link.Progress{Done: true, Marked: 800}
		for range p.Marked {
			p.Findings = append(p.Findings, link.Finding{Path: strings.Repeat("ậ", 1000)})
		}
		g := startGuard(t, &linktest.Guard{Progress: []link.Progress{p}})
		var got link.Progress
		if err := openTray(t, g, linktest.Owner()).client.Scan(t.Context(), nil, func(p link.Progress) { got = p }); err != nil {
			t.Fatal(err)
		}
		if !got.Done || got.Marked != 800 || len(got.Findings) < 40 || len(got.Findings) > link.MaxFindings {
			t.Errorf("done %v, %d marked, %d findings", got.Done, got.Marked, len(got.Findings))
		}
	})
}

// A tray that is slow with the progress misses some of it, never the end.
func TestScanThatIsFasterThanItsReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all []link.Progress
		for i := range 5000 {
			all = append(all, link.Progress{Files: i})
		}
		all = append(all, link.Progress{Files: 5000, Done: true})
		g := startGuard(t, &linktest.Guard{Progress: all})
		last, count := link.Progress{}, 0
		err := openTray(t, g, linktest.Owner()).client.Scan(t.Context(), nil, func(p link.Progress) {
			if p.Files < last.Files {
				t.Errorf("progress went back from %d to %d", last.Files, p.Files)
			}
			last = p
			count++
			time.Sleep(100 * time.Millisecond)
		})
		if err != nil || !last.Done {
			t.Errorf("Scan = %v after %d reports, the last %+v; want it done", err, count, last)
		}
	})
}

func TestScanIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{Hang: true})
		y := openTray(t, g, linktest.Owner())
		for range 20 { // more than may be at work: each makes room for the next
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			if err := y.client.Scan(ctx, nil, nil); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Scan = %v; want the end of its time", err)
			}
			cancel()
			synctest.Wait()
		}
	})
}

func TestTooManyRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{Hang: true})
		y := openTray(t, g, linktest.Owner())
		errs := make(chan error, 9)
		for range cap(errs) {
			go func() {
				_, err := y.client.Manual(t.Context())
				errs <- err
			}()
		}
		if err := <-errs; !errors.Is(err, link.ErrBusy) {
			t.Errorf("the ninth request: %v; want ErrBusy", err)
		}
		g.Drop()
		for range cap(errs) - 1 {
			if err := <-errs; !errors.Is(err, link.ErrGone) {
				t.Errorf("a request after the guard has gone: %v; want ErrGone", err)
			}
		}
	})
}

func TestHeldListsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all []link.Held
		for i := range 3456 {
			all = append(all, link.Held{ID: fmt.Sprint(i), Name: strings.Repeat("Kế hoạch ", i%300), Time: time.Unix(int64(i), 0).UTC()})
		}
		g := startGuard(t, &linktest.Guard{HeldFiles: all})
		got, err := openTray(t, g, linktest.Owner()).client.Held(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(all, got) {
			t.Errorf("%d files of %d, or not the same", len(got), len(all))
		}
	})
}

func TestReleaseAndManual(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{ReleasePath: "/nhà/a.docx", ReleaseCode: "84G7", ManualPath: "/usr/share/huong-dan.html"})
		c := openTray(t, g, linktest.Owner()).client
		if path, err := c.Release(t.Context(), link.Wish{ID: "id-1", Reason: reason, Code: "84G7"}); path != "/nhà/a.docx" || err != nil {
			t.Errorf("Release = %q, %v", path, err)
		}
		want := []linktest.Release{{User: linktest.Owner(), Wish: link.Wish{ID: "id-1", Reason: reason, Code: "84G7"}}}
		if diff := cmp.Diff(want, g.Releases()); diff != "" {
			t.Errorf("the guard was asked for (-want +got):\n%s", diff)
		}
		if path, err := c.Manual(t.Context()); path != "/usr/share/huong-dan.html" || err != nil {
			t.Errorf("Manual = %q, %v", path, err)
		}
	})
}

// A sentence for the user reaches him; of other errors he learns only that there was one.
func TestErrorsOfRequests(t *testing.T) {
	const sentence = link.Sentence("Tệp này không còn ở khu cách ly.")
	for name, c := range map[string]struct{ says, want error }{
		"a sentence":         {sentence, sentence},
		"a wrapped sentence": {fmt.Errorf("release: %w", sentence), sentence},
		"any other":          {errors.New("open /home/an/secret: no"), link.ErrFailed},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := startGuard(t, &linktest.Guard{ReleaseErr: c.says, HeldError: c.says, ManualErr: c.says, ScanError: c.says})
				y := openTray(t, g, linktest.Owner()).client
				_, held := y.Held(t.Context())
				_, release := y.Release(t.Context(), link.Wish{ID: "1"})
				_, manual := y.Manual(t.Context())
				for _, err := range []error{held, release, manual, y.Scan(t.Context(), nil, nil)} {
					if err != c.want { // the very error: nothing is wrapped around it
						t.Errorf("got %v, want %v", err, c.want)
					}
				}
			})
		})
	}
}

// A browser's host asks about an attachment, and tells that its extension is alive.
func TestAttach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		want := link.Ruling{Asks: true, Title: "Văn bản công vụ", Body: "Có gửi không?", MinReason: 10}
		g := startGuard(t, &linktest.Guard{Ruling: want})
		c := openTray(t, g, linktest.Owner()).client
		a := link.Attachment{Name: "a.docx", URL: "https://mail.google.com/", Browser: "chromium", SHA256: "ab", Verdict: []byte(`{"level":2}`)}
		got, err := c.Attach(t.Context(), a)
		if err != nil || got != want {
			t.Errorf("ruling %+v, %v", got, err)
		}
		beat := link.Beat{Browser: "chromium", Profile: "p1", PID: 7}
		if err := c.Beat(t.Context(), beat); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]link.Attachment{a}, g.Attached()); diff != "" {
			t.Errorf("attached (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]link.Beat{beat}, g.Beats()); diff != "" {
			t.Errorf("beats (-want +got):\n%s", diff)
		}
	})
}

// A guard that cannot tell lets nothing through.
func TestAttachFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGuard(t, &linktest.Guard{Ruling: link.Ruling{Allow: true}, RulingErr: errors.New("no record")})
		if got, err := openTray(t, g, linktest.Owner()).client.Attach(t.Context(), link.Attachment{}); err == nil || got.Allow {
			t.Errorf("ruling %+v, %v", got, err)
		}
	})
}
