package watch

import (
	"context"
	"fmt"
	"slices"
	"time"

	"giumat/guard/event"

	"golang.org/x/sys/windows"
)

// drivePoll is how often the drive letters are looked at; that costs a few microseconds and wakes no drive.
const drivePoll = time.Second

// systemDrives reports the removable drive letters, and again whenever they change. A USB hard disk that calls itself
// fixed is not among them.
func systemDrives(ctx context.Context, report func([]Drive)) error {
	tick := time.NewTicker(drivePoll)
	defer tick.Stop()
	var known []Drive
	for first := true; ; first = false {
		now, err := removableLetters()
		if err != nil {
			return err
		}
		if first || !slices.Equal(known, now) {
			report(now)
			known = now
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func removableLetters() ([]Drive, error) {
	letters, err := windows.GetLogicalDrives()
	if err != nil {
		return nil, fmt.Errorf("list drive letters: %w", err)
	}
	var list []Drive
	for i := range 26 {
		if letters&(1<<i) == 0 {
			continue
		}
		device := string(rune('A'+i)) + ":"
		name, err := windows.UTF16PtrFromString(device + `\`)
		if err == nil && windows.GetDriveType(name) == windows.DRIVE_REMOVABLE {
			list = append(list, Drive{Mount: device + `\`, Removable: true, Drive: event.Drive{Device: device}})
		}
	}
	return list, nil
}
