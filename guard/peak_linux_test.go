package main

import (
	"os"
	"syscall"
)

// peakMiB is the most memory that a process held at once.
func peakMiB(s *os.ProcessState) int {
	return int(s.SysUsage().(*syscall.Rusage).Maxrss >> 10)
}
