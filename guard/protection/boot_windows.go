package protection

import (
	"time"

	"golang.org/x/sys/windows"
)

// Boot is when this PC was started; zero when the system does not tell.
func Boot(now time.Time) time.Time { return now.Add(-windows.DurationSinceBoot()) }
