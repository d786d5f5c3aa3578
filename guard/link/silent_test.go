package link_test

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"giumat/guard/link"
	"giumat/guard/link/linktest"
)

// A living guard is heard of for as long as it lives.
func TestLivingGuardIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := linktest.Guard{}
		guard.Start(t)
		conn, err := guard.Dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-runTray(t, conn):
			t.Errorf("the client ended with %v", err)
		case <-time.After(10 * time.Minute):
		}
	})
}

// A frozen guard greets, as its system still takes what is sent to it, and says nothing more. It is given up after a
// minute, so that the tray does not go on showing that the PC is protected.
func TestFrozenGuardIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, frozen := net.Pipe()
		go func() {
			if _, err := bufio.NewReader(frozen).ReadString('\n'); err == nil {
				fmt.Fprintf(frozen, `{"type":"hello","body":{"version":%d,"role":"guard"}}`+"\n", link.Version)
			}
		}()
		select {
		case err := <-runTray(t, conn):
			if !errors.Is(err, link.ErrSilent) {
				t.Errorf("the client ended with %v", err)
			}
		case <-time.After(2 * time.Minute):
			t.Error("the client still waits")
		}
	})
}

// runTray greets and receives; what it returns gives the end.
func runTray(t *testing.T, conn net.Conn) <-chan error {
	client, err := link.Open(t.Context(), conn, link.RoleTray)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- client.Run(t.Context(), link.Events{}) }()
	return ended
}
