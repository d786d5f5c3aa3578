//go:build !linux && !windows

package main

import "golang.org/x/sys/unix"

// lowerPriority makes the process give way to others.
func lowerPriority() error {
	return unix.Setpriority(unix.PRIO_PROCESS, 0, 10)
}
