// Guard finds documents that bear a state-secret mark, does what the policy says, records it and tells people.
// The files of this folder read the command line and connect the stages; each stage is a package below.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"giumat/guard/browser/nativehost"
)

// Exit statuses; 1 and 2 have their meaning from guard scan.
const (
	exitOK          = 0
	exitMarked      = 1
	exitUninspected = 2
	exitFailed      = 3
	exitUsage       = 64 // EX_USAGE of sysexits.h
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// A command does one verb of the program.
type command struct {
	name string
	run  func(ctx context.Context, p *program, args []string) (exit int, err error)
}

func commands() []command {
	return []command{
		{"scan", runScan},
		{"run", runRun},
		{"service", runService},
		{"demo", runDemo},
		{"incidents", runIncidents},
		{"quarantine", runQuarantine},
		{"drives", runDrives},
		{"browser", runBrowser},
		{"report", runReport},
		{"native-host", runNativeHost},
		{"install", runInstall},
		{"uninstall", runUninstall},
		{"doctor", runDoctor},
		{"bundle", runBundle},
		{"update", runUpdate},
		{"status", runStatus},
		{"selftest", runSelfTest},
		{"rules", runRules},
	}
}

// run is the program without its process: arguments in, exit status out.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	p := newProgram(stdout, stderr)
	if len(args) == 0 {
		fmt.Fprint(stderr, p.texts.Say("usage"))
		return exitUsage
	}
	if args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		fmt.Fprint(stdout, p.texts.Say("usage"))
		return exitOK
	}
	if nativehost.IsHost(args) { // a browser's manifest can name a program, and no command
		args = append([]string{"native-host", "--"}, args...)
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		exit, err := c.run(ctx, p, args[1:])
		return p.finish(c.name, exit, err)
	}
	fmt.Fprintln(stderr, p.texts.Say("unknown_command", "name", p.show(args[0])))
	fmt.Fprint(stderr, p.texts.Say("usage"))
	return exitUsage
}

// errUsage is a wrong command line. The words are the reader's to act on.
type errUsage struct{ words string }

func (e errUsage) Error() string { return e.words }

// finish says what went wrong and turns it into an exit status.
func (p *program) finish(name string, exit int, err error) int {
	switch {
	case err == nil:
		return exit
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.As(err, &errUsage{}):
		fmt.Fprintf(p.stderr, "guard %s: %v\n", name, err)
		return exitUsage
	default:
		fmt.Fprintf(p.stderr, "guard %s: %v\n", name, err)
		return exitFailed
	}
}
