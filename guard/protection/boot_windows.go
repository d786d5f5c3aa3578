package protection

import (
	"time"

	"golang.org/x/sys/windows"
)

// sinceBoot is how long ago this PC was started, sleep and hibernation included (GetTickCount64). A shutdown with fast
// startup hibernates the services, so to them it is a sleep.
func sinceBoot() time.Duration { return windows.DurationSinceBoot() }

// bootName is empty: Windows has no name for a start that stays the same when the clock is set.
func bootName() string { return "" }
