//go:build !linux && !windows

package protection

import "time"

// sinceBoot is 0: the system does not tell.
func sinceBoot() time.Duration { return 0 }

// bootName is empty: the system does not tell.
func bootName() string { return "" }
