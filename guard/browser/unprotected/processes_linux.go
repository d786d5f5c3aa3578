package unprotected

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Processes gives the browsers' processes of this PC, as far as this user may see them.
func Processes() ([]Process, error) {
	t, err := loadTable()
	if err != nil {
		return nil, err
	}
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil, err
	}
	var list []Process
	for _, folder := range folders {
		if _, ok := t.of(program(folder)); !ok {
			continue
		}
		if p, err := read(folder); err == nil { // gone by now
			list = append(list, p)
		}
	}
	return list, nil
}

func look(pid int) (Process, error) { return read("/proc/" + strconv.Itoa(pid)) }

// program is empty for what is another's, gone, or a part of the kernel.
func program(folder string) string {
	exe, _ := os.Readlink(folder + "/exe")
	return strings.TrimSuffix(exe, " (deleted)") // by an update, while it runs
}

// ticks are those of /proc/PID/stat in a second (USER_HZ, which is 100 on all that Linux runs on).
const ticks = 100

// read reads one process (proc_pid_stat(5), fields 4 and 22).
func read(folder string) (Process, error) {
	stat, err := os.ReadFile(folder + "/stat")
	if err != nil {
		return Process{}, err
	}
	// The second field is the name in brackets, which may itself hold anything.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	pid, err := strconv.Atoi(filepath.Base(folder))
	if err != nil || len(fields) < 20 {
		return Process{}, fmt.Errorf("read %q: it has %d fields", folder+"/stat", len(fields))
	}
	parent, _ := strconv.Atoi(fields[1])
	begin, _ := strconv.ParseInt(fields[19], 10, 64)
	args, err := os.ReadFile(folder + "/cmdline")
	if err != nil {
		return Process{}, err
	}
	p := Process{PID: pid, Parent: parent, Program: program(folder), Started: sinceBoot(begin)}
	if text := strings.TrimRight(string(args), "\x00"); text != "" {
		p.Args = strings.Split(text, "\x00")
	}
	return p, nil
}

// sinceBoot turns ticks since the PC started into a time.
func sinceBoot(n int64) time.Time {
	var up unix.Timespec
	if unix.ClockGettime(unix.CLOCK_BOOTTIME, &up) != nil {
		return time.Time{}
	}
	return time.Now().Add(-time.Duration(up.Nano()) + time.Duration(n)*time.Second/ticks)
}
