package service

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// run speaks to systemd as sd_notify(3) and sd_watchdog_enabled(3) say, for a unit of Type=notify.
func run(ctx context.Context, o Options, work Work) error {
	if os.Getenv("NOTIFY_SOCKET") == "" {
		return foreground(ctx, o, work)
	}
	tell := func(state string) {
		if _, err := daemon.SdNotify(false, state); err != nil {
			o.Logger.Warn("systemd was not told", slog.String("state", state), slog.Any("error", err))
		}
	}
	limit, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		o.Logger.Warn("systemd's watchdog is not served", slog.Any("error", err))
	}
	var jobs sync.WaitGroup
	defer jobs.Wait()
	ended, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	if limit > 0 {
		// Half of what systemd allows, as sd_watchdog_enabled(3) advises.
		jobs.Go(func() { keepWatchdog(ended, limit/2, alive(ctx, o), func() { tell(daemon.SdNotifyWatchdog) }) })
	}
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer context.AfterFunc(ctx, func() {
		tell(daemon.SdNotifyStopping)
		o.Stopping(goesDown())
		stop()
	})()
	return work(working, sync.OnceFunc(func() { tell(daemon.SdNotifyReady) }))
}

// goesDown asks systemd whether the PC is being shut down or started anew (systemctl(1), is-system-running).
func goesDown() bool {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	state, _ := exec.CommandContext(ctx, "systemctl", "is-system-running").Output() // its status is not 0 then
	return strings.TrimSpace(string(state)) == "stopping"
}
