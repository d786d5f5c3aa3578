package windows

import (
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// hasScreen tells whether there are the programs that a picture of a desktop needs.
func hasScreen() bool {
	for _, program := range []string{"Xvfb", "openbox", "xdotool", "import"} {
		if _, err := exec.LookPath(program); err != nil {
			return false
		}
	}
	return true
}

// startScreen starts a screen that nobody sees, until the test ends.
func startScreen(t *testing.T) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	screen := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "800x500x24", "-nolisten", "tcp")
	screen.ExtraFiles = []*os.File{w}
	if err := screen.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	t.Cleanup(func() {
		screen.Process.Kill()
		screen.Wait()
	})
	number := make([]byte, 16)
	n, err := r.Read(number)
	if err != nil {
		t.Fatalf("Xvfb: %v", err)
	}
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(string(number[:n])))
	manager := exec.Command("openbox")
	if err := manager.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		manager.Process.Kill()
		manager.Wait()
	})
}

// showsTray starts the installed tray on a desktop of Wine's own, waits for its icon, and opens its menu. The tray
// stays. The picture goes to the folder that GIUMAT_PICTURES names, if it names one.
func (p *pc) showsTray() {
	p.t.Helper()
	p.starts("wine", "explorer", "/desktop=installed,560x300")
	window := ""
	p.until("no desktop", func() bool {
		out, err := exec.Command("xdotool", "search", "--onlyvisible", "--name", "installed - Wine desktop").Output()
		window = strings.TrimSpace(string(out))
		return err == nil && window != ""
	})
	// Wine tells no program that a taskbar has come, as Windows does, so it must be there first.
	time.Sleep(2 * time.Second)
	p.starts("wine", "explorer", "/desktop=installed", `C:\Program Files\GiuMat\tray.exe`)
	picture := filepath.Join(p.t.TempDir(), "windows-installed.png")
	if dir := os.Getenv("GIUMAT_PICTURES"); dir != "" {
		picture = filepath.Join(dir, "windows-installed.png")
	}
	p.until("no green shield in the corner", func() bool {
		take(p.t, window, picture)
		return shield(p.t, picture)
	})
	if out, err := exec.Command("xdotool", "mousemove", "--window", window, "550", "290", "click", "3").CombinedOutput(); err != nil {
		p.t.Fatalf("click: %v\n%s", err, out)
	}
	time.Sleep(5 * time.Second) // until the menu has drawn; nothing depends on it but the picture
	take(p.t, window, picture)
}

// starts starts a program that goes on until the step ends.
func (p *pc) starts(name string, args ...string) {
	p.t.Helper()
	cmd := exec.Command(name, args...)
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
}

func take(t *testing.T, window, picture string) {
	t.Helper()
	if out, err := exec.Command("import", "-window", window, picture).CombinedOutput(); err != nil {
		t.Fatalf("picture: %v\n%s", err, out)
	}
}

// shield tells whether the corner where icons are has the green of a PC that is guarded.
func shield(t *testing.T, picture string) bool {
	t.Helper()
	f, err := os.Open(picture)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return greens(img) > 20
}

// greens counts the pixels of the shield's green in the lower right corner.
func greens(img image.Image) int {
	n, b := 0, img.Bounds()
	for y := b.Max.Y - 40; y < b.Max.Y; y++ {
		for x := b.Max.X - 80; x < b.Max.X; x++ {
			if r, g, b, _ := img.At(x, y).RGBA(); g>>8 > 0x70 && r>>8 < 0x60 && b>>8 < 0x70 {
				n++
			}
		}
	}
	return n
}
