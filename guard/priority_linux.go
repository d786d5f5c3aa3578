package main

import (
	"errors"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// lowerPriority makes all threads of the process give way to others, for the processor (nice 10) and the disk (best
// effort, lowest). Linux keeps both for each thread; threads made later inherit them.
func lowerPriority() error {
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return err
	}
	const whoProcess, bestEffortLowest = 1, 2<<13 | 7 // IOPRIO_WHO_PROCESS; class 2, level 7 (linux/ioprio.h)
	var errs []error
	for _, task := range tasks {
		tid, err := strconv.Atoi(task.Name())
		if err != nil {
			continue
		}
		errs = append(errs, unix.Setpriority(unix.PRIO_PROCESS, tid, 10))
		if _, _, errno := unix.Syscall(unix.SYS_IOPRIO_SET, whoProcess, uintptr(tid), bestEffortLowest); errno != 0 {
			errs = append(errs, errno)
		}
	}
	return errors.Join(errs...)
}
