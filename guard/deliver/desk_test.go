package deliver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"giumat/guard/deliver/sign"
	"giumat/guard/texts"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.FixedZone("", 7*3600))

// weekly is a made-up report.
func weekly(host string) Parcel {
	return Parcel{
		ID:      ReportID{Kind: "week", From: "2026-11-16", Until: "2026-11-22", Host: host},
		Subject: "Báo cáo tuần của máy " + host,
		Body:    "Kính gửi đồng chí,\n\nXin gửi báo cáo tuần.\n.\nMột dòng chỉ có dấu chấm đứng trên.",
		Files: []File{
			{Name: "Báo cáo tuần từ ngày 16 đến ngày 22 tháng 11 năm 2026.html", Data: []byte("<p>BÁO CÁO</p>\r\n.\r\n")},
			{Name: "bao-cao.docx", Data: everyByte()},
			{Name: "bao-cao.json", Data: []byte("{}\n")},
		},
	}
}

func everyByte() []byte {
	b := make([]byte, 100_000)
	for i := range b {
		b[i] = byte(i * i >> 3)
	}
	return b
}

func newKey(t testing.TB) *sign.Key {
	t.Helper()
	key, err := sign.OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func vietnamese(t testing.TB) *texts.Catalog {
	t.Helper()
	words, err := texts.Load("vi")
	if err != nil {
		t.Fatal(err)
	}
	return words
}

// newOutbox opens an outbox that sends to the given places.
func newOutbox(t testing.TB, dir string, key *sign.Key, to ...destination) *Outbox {
	t.Helper()
	o, err := Open(Options{
		Dir: dir, Key: key, Texts: vietnamese(t),
		Now: func() time.Time { return noon }, Jitter: func() float64 { return 0.5 },
	})
	if err != nil {
		t.Fatal(err)
	}
	o.destinations = to
	return o
}

// place is a destination with a knob: what it does at each try. Without any left, it takes what comes.
type place struct {
	called  string
	mu      sync.Mutex // two outboxes may come, one after the other
	does    []func(arrive func(), commit func() error) error
	tries   []time.Time
	arrived map[string]int // by report
	repeats int            // tries that said that the parcel may have arrived before
}

func (p *place) name() string { return p.called }

func (p *place) send(_ context.Context, s sealed, repeat bool, commit func() error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tries = append(p.tries, time.Now())
	if repeat {
		p.repeats++
	}
	if p.arrived == nil {
		p.arrived = map[string]int{}
	}
	act := takes
	if len(p.does) > 0 {
		act, p.does = p.does[0], p.does[1:]
	}
	return act(func() { p.arrived[s.ID.String()]++ }, commit)
}

// What a mail server can do.

func takes(arrive func(), commit func() error) error {
	if err := commit(); err != nil {
		return err
	}
	arrive()
	return nil
}

func away(func(), func() error) error { return errors.New("connection refused") }

func refuses(func(), func() error) error { return fmt.Errorf("%w: 550 no such user", errRefused) }

// dropsDot loses the connection with the final dot, dropsAnswer after it.
func dropsDot(_ func(), commit func() error) error { return errors.Join(commit(), errUnanswered) }

func dropsAnswer(arrive func(), commit func() error) error {
	arrive()
	return dropsDot(arrive, commit)
}

// flushes flushes as long as anything is waiting, each time when the next is due; at most n times.
func flushes(t testing.TB, o *Outbox, now time.Time, n int) {
	t.Helper()
	for range n {
		next, _ := o.Flush(t.Context(), now)
		if next.IsZero() {
			return
		}
		now = next
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// status gives what is known of the one parcel there is.
func status(t testing.TB, o *Outbox) Status {
	t.Helper()
	list, err := o.List()
	if err != nil || len(list) != 1 {
		t.Fatalf("%d parcels, %v", len(list), err)
	}
	return list[0]
}

// fault stops the disk ahead of change number at, counted from 0: for that change, or with kill for all that follow too.
type fault struct {
	at    int
	kill  bool
	made  int
	fired bool
}

var errFault = errors.New("no space left on device")

func (f *fault) before(string) error {
	f.made++
	if f.made == f.at+1 || f.kill && f.made > f.at {
		f.fired = true
		return errFault
	}
	return nil
}
