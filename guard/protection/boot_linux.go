package protection

import (
	"time"

	"golang.org/x/sys/unix"
)

// Boot is when this PC was started; zero when the system does not tell.
func Boot(now time.Time) time.Time {
	var info unix.Sysinfo_t
	if err := unix.Sysinfo(&info); err != nil {
		return time.Time{}
	}
	return now.Add(-time.Duration(info.Uptime) * time.Second)
}
