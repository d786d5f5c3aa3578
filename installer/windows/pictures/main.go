// Pictures draws the programs' icon into a folder, for their resources and for the MSI: icon-SIZE.png and giumat.ico.
// It is the shield that the tray shows when all is well.
package main

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"

	"giumat/guard/link"
	"giumat/tray/icon"
)

// sizes are those that the Explorer asks for at 100 to 200 percent, and the one it shrinks all others from.
func sizes() []int { return []int{16, 20, 24, 32, 40, 48, 64, 256} }

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "use: pictures FOLDER")
		os.Exit(64)
	}
	if err := draw(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "pictures: %v\n", err)
		os.Exit(1)
	}
}

func draw(dir string) error {
	shield := icon.Icon{State: link.Protected}
	for _, size := range sizes() {
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("icon-%d.png", size)))
		if err != nil {
			return err
		}
		err = png.Encode(f, shield.Draw(size))
		if err := f.Close(); err != nil {
			return err
		}
		if err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "giumat.ico"), shield.ICO(), 0o644)
}
