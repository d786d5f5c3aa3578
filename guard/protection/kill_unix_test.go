//go:build unix

package protection

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// A guard that is killed with SIGKILL and runs again a moment later is found out, by the clocks of this PC.
func TestKilledForReal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "protection.db")
	if at := os.Getenv("GIUMAT_TEST_LOG"); at != "" {
		runUntilKilled(t, at)
		return
	}
	guard := exec.Command(os.Args[0], "-test.run=^TestKilledForReal$")
	guard.Env = append(os.Environ(), "GIUMAT_TEST_LOG="+path)
	out, err := guard.StdoutPipe()
	must(t, err)
	must(t, guard.Start())
	_, err = bufio.NewReader(out).ReadString('\n') // it runs
	must(t, err)
	must(t, guard.Process.Kill())
	guard.Wait()

	l, err := Open(t.Context(), path)
	must(t, err)
	defer l.Close()
	must(t, l.Started(t.Context(), Now(), "1.0"))
	list := events(t, l)
	if len(list) != 2 || list[0].Kind != Installed || list[1].Kind != Killed || list[1].Until.Sub(list[1].From) > time.Minute {
		t.Errorf("events %v", list)
	}
	must(t, l.Verify(t.Context()))
}

func runUntilKilled(t *testing.T, path string) {
	l, err := Open(t.Context(), path)
	must(t, err)
	must(t, l.Started(t.Context(), Now(), "1.0"))
	os.Stdout.WriteString("runs\n")
	time.Sleep(time.Minute)
}
