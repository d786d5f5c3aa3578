package service

import (
	"bytes"
	"context"
	"errors"
	"net"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/texts"
)

// manager is the end of systemd that hears sd_notify(3).
type manager struct{ conn *net.UnixConn }

// newManager starts one, as if it had started this process. limit is the watchdog's; 0 for none.
func newManager(t *testing.T, limit time.Duration) manager {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	t.Setenv("NOTIFY_SOCKET", path)
	t.Setenv("WATCHDOG_PID", "")
	t.Setenv("WATCHDOG_USEC", "")
	if limit > 0 {
		t.Setenv("WATCHDOG_USEC", strconv.FormatInt(limit.Microseconds(), 10))
	}
	return manager{conn}
}

// next is the next word of the service.
func (m manager) next(t *testing.T) string {
	t.Helper()
	if err := m.conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 100)
	n, err := m.conn.Read(buf)
	if err != nil {
		t.Fatalf("systemd heard nothing: %v", err)
	}
	return string(buf[:n])
}

func catalog(t *testing.T) *texts.Catalog {
	t.Helper()
	c, err := texts.Load(texts.Languages()[0])
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// systemd hears in order that the service is ready, alive and stopping.
func TestUnderSystemd(t *testing.T) {
	m := newManager(t, 100*time.Millisecond)
	var out bytes.Buffer
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	open, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- Run(ctx, Options{Texts: catalog(t), Stdout: &out}, func(ctx context.Context, ready func()) error {
			<-open
			ready()
			ready() // twice is no harm
			<-ctx.Done()
			return nil
		})
	}()
	close(open)
	var heard []string
	for len(heard) < 3 {
		if word := m.next(t); len(heard) == 0 || word != heard[len(heard)-1] {
			heard = append(heard, word)
		}
		if len(heard) == 2 {
			stop()
		}
	}
	if diff := cmp.Diff([]string{"READY=1", "WATCHDOG=1", "STOPPING=1"}, heard); diff != "" {
		t.Errorf("heard (-want +got)\n%s", diff)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if out.Len() > 0 {
		t.Errorf("a service said at a console: %s", out.String())
	}
}

// Work that fails is not said to be ready or stopping: systemd sees the exit status.
func TestFailureIsReturned(t *testing.T) {
	m := newManager(t, 0)
	broken := errors.New("broken")
	if err := Run(t.Context(), Options{Texts: catalog(t)}, func(context.Context, func()) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("Run = %v", err)
	}
	if err := m.conn.SetReadDeadline(time.Now().Add(-time.Second)); err != nil {
		t.Fatal(err)
	}
	if n, _ := m.conn.Read(make([]byte, 100)); n > 0 {
		t.Error("systemd was told something")
	}
}

// A manager that does not listen, or a watchdog that makes no sense, is no reason not to guard.
func TestGuardsWithoutAnEar(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", filepath.Join(t.TempDir(), "none"))
	t.Setenv("WATCHDOG_USEC", "soon")
	worked := false
	err := Run(t.Context(), Options{Texts: catalog(t)}, func(_ context.Context, ready func()) error {
		ready()
		worked = true
		return nil
	})
	if err != nil || !worked {
		t.Errorf("Run = %v, worked %v", err, worked)
	}
}

// Signs of life come only while the guard's loops turn; while it is told to stop, the time for stopping counts.
func TestWatchdog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const every = 20 * time.Second
		ctx, stop := context.WithCancel(t.Context())
		ended, end := context.WithCancel(t.Context())
		var turns atomic.Bool
		turns.Store(true)
		var signs atomic.Int64
		o := Options{Alive: func() bool { return turns.Load() }}
		go keepWatchdog(ended, every, alive(ctx, o), func() { signs.Add(1) })
		synctest.Wait()
		for _, step := range []struct {
			what string
			do   func()
			want int // signs of life by the end of the interval
		}{
			{"the loops turn", func() {}, 1},
			{"they hang", func() { turns.Store(false) }, 1},
			{"they turn again", func() { turns.Store(true) }, 2},
			{"they hang while the guard stops", func() { turns.Store(false); stop() }, 3},
			{"it has stopped", end, 3},
		} {
			step.do()
			time.Sleep(every)
			synctest.Wait()
			if signs.Load() != int64(step.want) {
				t.Errorf("%s: %d signs of life, want %d", step.what, signs.Load(), step.want)
			}
		}
	})
}
