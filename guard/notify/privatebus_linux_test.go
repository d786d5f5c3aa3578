package notify

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// privateBus is a real session bus of a test's own, on which nothing is started by itself.
type privateBus struct {
	t      *testing.T
	config string
	cmd    *exec.Cmd
}

const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

// newBus prepares a bus and points this test's session at it.
func newBus(t *testing.T) *privateBus {
	t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		t.Skip("SKIPPED: there is no dbus-daemon here (Debian: apt-get install dbus-daemon)")
	}
	socket := useSocket(t)
	b := &privateBus{t: t, config: filepath.Join(t.TempDir(), "bus.conf")}
	if err := os.WriteFile(b.config, []byte(strings.Replace(busConfig, "SOCKET", socket, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return b
}

// useSocket names a socket as this test's session bus. Its path is short, as the system asks (unix(7): 108 bytes).
func useSocket(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "bus")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "socket")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+socket)
	return socket
}

// start starts the bus, again if need be, and waits until it takes connections.
func (b *privateBus) start() {
	b.t.Helper()
	b.cmd = exec.Command("dbus-daemon", "--config-file="+b.config, "--print-address", "--nofork", "--nopidfile")
	out, err := b.cmd.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(b.stop)
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		b.t.Fatalf("dbus-daemon: %v", err)
	}
}

// stop ends the bus as the end of a session does.
func (b *privateBus) stop() {
	b.cmd.Process.Kill()
	b.cmd.Wait()
}
