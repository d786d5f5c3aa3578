// Icons draws the program's icon for the menus of desktops. It takes a folder and lays below it a PNG of each size, in
// the places of an icon theme (freedesktop.org, Icon Theme Specification 0.13); it reads nothing.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"giumat/guard/link"
	"giumat/tray/icon"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "icons: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("the folder of a theme is needed")
	}
	for _, size := range []int{16, 24, 32, 48, 64, 128, 256} {
		dir := filepath.Join(args[0], fmt.Sprintf("%dx%d", size, size), "apps")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		picture := icon.Icon{State: link.Protected}.PNG(size)
		if err := os.WriteFile(filepath.Join(dir, "giumat.png"), picture, 0o644); err != nil {
			return err
		}
	}
	return nil
}
