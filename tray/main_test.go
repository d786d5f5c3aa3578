package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"giumat/guard/link"
)

// asTray makes the test program be the tray itself, for tests that need it as a process of its own.
const asTray = "GIUMAT_TEST_AS_TRAY"

func TestMain(m *testing.M) {
	if os.Getenv(asTray) != "" {
		main()
	}
	os.Exit(m.Run())
}

func TestCommandLine(t *testing.T) {
	for _, c := range []struct {
		args string
		exit int
		said string
	}{
		{"--help", exitOK, "biểu tượng, trình đơn và cửa sổ cảnh báo"},
		{"--lang fr", exitUsage, `language "fr": there are vi, en`},
		{"scan", exitUsage, `không hiểu "scan" ở đây`},
		{"--bad", exitUsage, "-bad"},
	} {
		var said bytes.Buffer
		if exit := run(t.Context(), strings.Fields(c.args), &said); exit != c.exit || !strings.Contains(said.String(), c.said) {
			t.Errorf("tray %s: exit %d, said\n%s", c.args, exit, said.String())
		}
	}
}

func TestWhereTheGuardIs(t *testing.T) {
	dir := t.TempDir()
	for args, want := range map[string]string{
		"--data " + dir:          link.Addr(dir),
		"--link /run/x --data .": "/run/x",
	} {
		o, err := parse(strings.Fields(args), t.Output())
		if err != nil || o.link != want {
			t.Errorf("tray %s: %q, %v", args, o.link, err)
		}
	}
}
