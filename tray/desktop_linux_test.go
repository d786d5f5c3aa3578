package main

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"giumat/guard/link"
)

// desktop is a real one of a test's own: a screen that nobody sees, a session bus, a window manager and a panel with a
// tray. Everything lies in a scratch folder and is gone afterwards.
type desktop struct {
	t     *testing.T
	home  string
	dark  bool
	env   []string
	panel *exec.Cmd // nil when none runs
}

// background is the colour behind all windows.
var background = color.NRGBA{0x5a, 0x71, 0x84, 0xff}

// screenArea is the screen, in pixels, and panelHeight what the panel takes of it at the bottom.
var screenArea = image.Rect(0, 0, 900, 640)

const panelHeight = 30

// desktopPrograms are what the desktop is made of, with their Debian packages.
var desktopPrograms = map[string]string{
	"Xvfb": "xvfb", "dbus-daemon": "dbus-daemon", "openbox": "openbox", "xfce4-panel": "xfce4-panel",
	"xdotool": "xdotool", "import": "imagemagick", "zenity": "zenity",
}

// newDesktop starts a desktop without a panel, or skips the test where there are no programs for one.
func newDesktop(t *testing.T, dark bool) *desktop {
	t.Helper()
	var missing []string
	for program, pack := range desktopPrograms {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, pack)
		}
	}
	if len(missing) > 0 {
		t.Skipf("SKIPPED: there is no desktop to test on (Debian: apt-get install %s)", strings.Join(missing, " "))
	}
	home, err := os.MkdirTemp("", "desk") // short, as a socket's path must be
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	d := &desktop{t: t, home: home, dark: dark}
	theme := "Adwaita"
	if dark {
		theme += ":dark"
	}
	d.env = append(os.Environ(), "HOME="+home, "XDG_RUNTIME_DIR="+home, "XDG_CONFIG_HOME="+home+"/config",
		"XDG_CACHE_HOME="+home+"/cache", "XDG_DATA_HOME="+home+"/data", "GTK_THEME="+theme, "NO_AT_BRIDGE=1", "LC_ALL=C.UTF-8",
		"XDG_SESSION_TYPE=x11", "WAYLAND_DISPLAY=", "GDK_BACKEND=x11", "GSETTINGS_BACKEND=memory")
	size := fmt.Sprintf("%dx%d", screenArea.Dx(), screenArea.Dy())
	d.env = append(d.env, "DISPLAY=:"+d.firstLine("Xvfb", "-displayfd", "1", "-screen", "0", size+"x24", "-nolisten", "tcp"))
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+d.firstLine("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"))
	paint := d.command("display", "-window", "root", "-size", size, fmt.Sprintf("xc:#%02x%02x%02x", background.R, background.G, background.B))
	_ = paint.Run() // it answers 1 although it has painted
	d.start("openbox", "--sm-disable")
	return d
}

func (d *desktop) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Dir = d.env, d.home
	// A group of its own, so that what it starts can be ended with it, and an end when the test dies.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	return cmd
}

// start starts a program that runs until the test ends.
func (d *desktop) start(name string, args ...string) *exec.Cmd {
	d.t.Helper()
	cmd := d.command(name, args...)
	d.launch(cmd)
	return cmd
}

func (d *desktop) launch(cmd *exec.Cmd) {
	d.t.Helper()
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { end(cmd) })
}

func end(cmd *exec.Cmd) {
	if cmd.ProcessState == nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait() // it was killed
	}
}

// firstLine starts a program and gives the first line that it prints.
func (d *desktop) firstLine(name string, args ...string) string {
	d.t.Helper()
	cmd := d.command(name, args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		d.t.Fatal(err)
	}
	d.launch(cmd)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		d.t.Fatalf("%s: %v", name, err)
	}
	return strings.TrimSpace(line)
}

// output runs a program and gives what it prints.
func (d *desktop) output(name string, args ...string) []byte {
	d.t.Helper()
	cmd := d.command(name, args...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		d.t.Fatalf("%s: %v: %s", name, err, complaint.String())
	}
	return out
}

// xdotool does what a user's hand does; each argument is one call.
func (d *desktop) xdotool(calls ...string) {
	d.t.Helper()
	for _, call := range calls {
		d.output("xdotool", strings.Fields(call)...)
		time.Sleep(150 * time.Millisecond) // a hand's own pace
	}
}

// eventually waits until something is so.
func (d *desktop) eventually(what string, is func() bool) {
	d.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if is() {
			return
		}
	}
	d.picture("failed")
	d.t.Fatalf("waited in vain: %s", what)
}

// picture keeps the screen for whoever looks into a failure.
func (d *desktop) picture(name string) {
	if dir := os.Getenv(pictureDir); dir != "" {
		d.save(filepath.Join(dir, name+".png"), d.screenshot())
	}
}

// panelConfig is a panel in the lower right corner with a tray alone.
const panelConfig = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="dark-mode" type="bool" value="%v"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=4;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="20"/>
      <property name="size" type="uint" value="%d"/>
      <property name="icon-size" type="uint" value="22"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/><value type="int" value="2"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/><property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray"><property name="square-icons" type="bool" value="true"/></property>
  </property>
</channel>
`

func (d *desktop) startPanel() {
	d.t.Helper()
	dir := filepath.Join(d.home, "config", "xfce4", "xfconf", "xfce-perchannel-xml")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "xfce4-panel.xml"), fmt.Appendf(nil, panelConfig, d.dark, panelHeight), 0o600); err != nil {
		d.t.Fatal(err)
	}
	d.panel = d.start("xfce4-panel", "--disable-wm-check")
}

// killPanel ends the panel as a crash does.
func (d *desktop) killPanel() {
	end(d.panel)
	d.panel = nil
}

// startTray starts this program as the tray for the guard at dir, and gives what it says on its terminal.
func (d *desktop) startTray(args ...string) *lockedBuffer {
	d.t.Helper()
	program, err := os.Executable()
	if err != nil {
		d.t.Fatal(err)
	}
	cmd := d.command(program, append([]string{"--data", d.home}, args...)...)
	// The library systray has races of its own, between its goroutines alone: only ours count.
	races := filepath.Join(d.home, "races")
	cmd.Env = append(cmd.Env, asTray+"=1", "GORACE=exitcode=0 log_path="+races)
	d.t.Cleanup(func() {
		logs, _ := filepath.Glob(races + ".*") // the pattern is a good one
		for _, log := range logs {
			if said, err := os.ReadFile(log); err != nil || bytes.Contains(said, []byte("giumat/tray")) {
				d.t.Errorf("races of ours: %v\n%s", err, said)
			}
		}
	})
	said := &lockedBuffer{}
	cmd.Stderr = said
	d.launch(cmd)
	return said
}

// addr is where the tray looks for the guard.
func (d *desktop) addr() string { return link.Addr(d.home) }

func (d *desktop) screenshot() *image.NRGBA {
	d.t.Helper()
	img, err := png.Decode(bytes.NewReader(d.output("import", "-window", "root", "png:-")))
	if err != nil {
		d.t.Fatal(err)
	}
	out := image.NewNRGBA(img.Bounds())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, img.At(x, y))
		}
	}
	return out
}

// find gives the middle of what has this colour on the screen, give or take what scaling does to it. It is not ok when
// there is hardly anything.
func (d *desktop) find(c color.NRGBA) (at image.Point, ok bool) {
	img, n := d.screenshot(), 0
	near := func(a, b uint8) bool { return max(a, b)-min(a, b) < 8 }
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if p := img.NRGBAAt(x, y); near(p.R, c.R) && near(p.G, c.G) && near(p.B, c.B) {
				at, n = at.Add(image.Pt(x, y)), n+1
			}
		}
	}
	if n < 8 {
		return image.Point{}, false
	}
	return at.Div(n), true
}

func (d *desktop) save(path string, img image.Image) {
	d.t.Helper()
	f, err := os.Create(path)
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		d.t.Fatal(err)
	}
}
