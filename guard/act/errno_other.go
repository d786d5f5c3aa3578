//go:build !windows

package act

import "syscall"

// What the system says when the disk is full, may not be written, or is another one.
const (
	errDiskFull = syscall.ENOSPC
	errReadOnly = syscall.EROFS
	errCross    = syscall.EXDEV
)
