// Package browser_test runs real browsers against made-up webmail pages: what is attached there arrives whole when the
// guard allows it, and never leaves when it does not. It needs a browser and says so when there is none; it reaches no
// address outside this machine, and its documents are made up.
package browser_test

import (
	"os"
	"testing"
)

// The browser starts this same test program as the native messaging host.
func TestMain(m *testing.M) {
	if mode := os.Getenv(hostMode); mode != "" {
		os.Exit(beHost(mode, os.Args[1:]))
	}
	os.Exit(m.Run())
}
