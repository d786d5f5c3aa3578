package inspect

import (
	"syscall"
	"testing"
)

// fileTimes gives access, modification and change time in nanoseconds.
func fileTimes(t *testing.T, path string) [3]int64 {
	t.Helper()
	var s syscall.Stat_t
	if err := syscall.Stat(path, &s); err != nil {
		t.Fatal(err)
	}
	return [3]int64{s.Atim.Nano(), s.Mtim.Nano(), s.Ctim.Nano()}
}
