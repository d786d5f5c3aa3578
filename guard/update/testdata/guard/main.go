// Guard is a small guard for the tests: it does what the last line of its own file says.
package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"giumat/guard/bundle"
	"giumat/guard/update"
)

func main() {
	self, err := os.Executable()
	check(err)
	data, err := os.ReadFile(self)
	check(err)
	nature := string(data[bytes.LastIndexByte(data, '\n')+1:])
	switch os.Args[1] {
	case "selftest": // --data DIR --lang en
		selfTest(nature)
	case "wait":
		fmt.Println("here")
		time.Sleep(time.Hour)
	case "service": // DATA
		serve(nature, filepath.Dir(self), os.Args[2])
	}
}

func selfTest(nature string) {
	check(os.MkdirAll(os.Args[3], 0o700))
	check(os.WriteFile(filepath.Join(os.Args[3], "record"), nil, 0o600))
	switch nature {
	case "fails":
		fmt.Println("self-test: the made-up document was judged wrongly")
		os.Exit(3)
	case "hangs":
		time.Sleep(time.Hour)
	}
}

// serve is one start, as a service manager makes it.
func serve(nature, programs, data string) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize)) // the tests'
	u := update.Updater{
		Store: bundle.Store{Dir: filepath.Join(data, "bundle"), Key: key.Public().(ed25519.PublicKey)},
		Dir:   filepath.Join(data, "update"), Programs: programs, Logger: slog.Default(), Now: time.Now,
	}
	start, err := u.Begin(context.Background())
	check(err)
	fmt.Printf("%s: pending %d, rolled back %d, restart %v", nature, start.Pending, start.RolledBack, start.Restart)
	if start.Restart || nature == "dies" {
		os.Exit(1)
	}
	check(u.Confirm(context.Background()))
}

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
}
