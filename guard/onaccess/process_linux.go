package onaccess

import (
	"os"
	"slices"
	"strconv"
	"strings"
)

// programOf gives the path of a process's executable; empty when it is gone or a part of the kernel.
func programOf(pid int32) string {
	exe, err := os.Readlink(exeLink(pid))
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(exe, " (deleted)")
}

// programName gives the file name of an executable; empty for none.
func programName(exe string) string { return exe[strings.LastIndexByte(exe, '/')+1:] }

func exeLink(pid int32) string { return "/proc/" + strconv.Itoa(int(pid)) + "/exe" }

// exempt tells whether a process is never asked about: it runs the guard's own executable, or one of a list.
func (g *Gate) exempt(pid int32, exe string) bool {
	if exe == "" {
		return false
	}
	if slices.Contains(g.config.Exempt, exe) || slices.Contains(g.config.Exempt, programName(exe)) {
		return true
	}
	info, err := os.Stat(exeLink(pid))
	return err == nil && g.self != nil && os.SameFile(info, g.self)
}
