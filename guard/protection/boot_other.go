//go:build !linux && !windows

package protection

import "time"

// Boot is when this PC was started; zero when the system does not tell.
func Boot(time.Time) time.Time { return time.Time{} }
