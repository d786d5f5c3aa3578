package service

import (
	"context"
	"log/slog"
	"os"
	"sync"

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
	defer context.AfterFunc(ctx, func() { tell(daemon.SdNotifyStopping) })()
	return work(ctx, sync.OnceFunc(func() { tell(daemon.SdNotifyReady) }))
}
