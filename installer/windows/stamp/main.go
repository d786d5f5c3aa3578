// Stamp makes an MSI from the same input the same bytes: it takes the file and a time, and puts in the place of the time
// of building that time, and in the place of the random package code one that follows from the content. Whatever else
// differs, differs because the content does. It changes nothing but these three fields of the summary.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "stamp: %v\n", err)
		os.Exit(1)
	}
}

// run takes the path of the MSI and the time as seconds since 1970.
func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("use: stamp MSI SECONDS")
	}
	seconds, err := strconv.ParseInt(args[1], 10, 64)
	if err != nil {
		return fmt.Errorf("time %q: %w", args[1], err)
	}
	msi, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	if err := stamp(msi, time.Unix(seconds, 0)); err != nil {
		return fmt.Errorf("%q: %w", args[0], err)
	}
	return os.WriteFile(args[0], msi, 0o644)
}
