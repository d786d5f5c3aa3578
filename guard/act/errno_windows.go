package act

import "golang.org/x/sys/windows"

// What the system says when the disk is full, may not be written, or is another one.
const (
	errDiskFull = windows.ERROR_DISK_FULL
	errReadOnly = windows.ERROR_WRITE_PROTECT
	errCross    = windows.ERROR_NOT_SAME_DEVICE
)
