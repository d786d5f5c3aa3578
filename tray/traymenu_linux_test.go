package main

import (
	"bytes"
	"image/color"
	"strconv"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// The colours of the icon's field, as they reach the screen.
var (
	iconGreen = color.NRGBA{0x1e, 0x8e, 0x3e, 0xff}
	iconAmber = color.NRGBA{0xf5, 0xa6, 0x00, 0xff}
	iconRed   = color.NRGBA{0xd3, 0x2f, 0x2f, 0xff}
	iconBlue  = color.NRGBA{0x1a, 0x4f, 0xb8, 0xff} // the badge
)

// seen waits until the icon has a colour.
func (d *desktop) seen(what string, c color.NRGBA) {
	d.t.Helper()
	d.eventually("the icon is "+what, func() bool {
		_, ok := d.find(c)
		return ok
	})
}

// layout is what com.canonical.dbusmenu.GetLayout gives: number, properties, children.
type layout struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

// dbusRow is a row of the menu as the panel gets it.
type dbusRow struct {
	label string
	grey  bool
	line  bool
	sub   []dbusRow
}

// rows reads the menu as the panel does, without the rows that are not visible.
func (d *desktop) rows() []dbusRow {
	d.t.Helper()
	conn := d.bus()
	defer conn.Close()
	var names []string
	if err := conn.BusObject().Call("org.freedesktop.DBus.ListNames", 0).Store(&names); err != nil {
		d.t.Fatal(err)
	}
	for _, name := range names {
		if !strings.HasPrefix(name, "org.kde.StatusNotifierItem-") {
			continue
		}
		var revision uint32
		var root layout
		call := conn.Object(name, "/StatusNotifierItem/menu").Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{})
		if err := call.Store(&revision, &root); err != nil {
			d.t.Fatal(err)
		}
		return visible(root)
	}
	return nil
}

func (d *desktop) bus() *dbus.Conn {
	d.t.Helper()
	var address string
	for _, e := range d.env {
		if a, ok := strings.CutPrefix(e, "DBUS_SESSION_BUS_ADDRESS="); ok {
			address = a
		}
	}
	conn, err := dbus.Connect(address)
	if err != nil {
		d.t.Fatal(err)
	}
	return conn
}

func visible(parent layout) []dbusRow {
	var rows []dbusRow
	for _, v := range parent.Children {
		var l layout
		if dbus.Store([]any{v.Value()}, &l) != nil {
			continue
		}
		p := func(name string) any { return l.Properties[name].Value() }
		if p("visible") == false {
			continue
		}
		label, _ := p("label").(string)
		rows = append(rows, dbusRow{
			label: strings.ReplaceAll(label, "__", "_"), grey: p("enabled") == false, line: p("type") == "separator", sub: visible(l),
		})
	}
	return rows
}

// firstRow waits until the menu's first row says something.
func (d *desktop) firstRow(want string) {
	d.t.Helper()
	got := ""
	d.eventually("the first row of the menu says "+strconv.Quote(want), func() bool {
		if rows := d.rows(); len(rows) > 0 {
			got = rows[0].label
		}
		return got == want
	})
}

// openMenu clicks on the icon that has a colour, and again where a panel that has just started has lost the click.
func (d *desktop) openMenu(c color.NRGBA) {
	d.t.Helper()
	for range tries {
		at, ok := d.find(c)
		if !ok {
			d.t.Fatal("there is no icon to click on")
		}
		d.xdotool("mousemove "+strconv.Itoa(at.X)+" "+strconv.Itoa(at.Y), "click 1")
		if d.within(d.menuIsOpen) {
			return
		}
	}
	d.t.Fatalf("the menu did not open in %d tries", tries)
}

// tries is how often a hand tries what has had no effect within a few seconds.
const tries = 4

// within waits a few seconds until something is so.
func (d *desktop) within(is func() bool) bool {
	for deadline := time.Now().Add(8 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if is() {
			return true
		}
	}
	return false
}

func (d *desktop) menuIsOpen() bool { return d.menus() > 0 }

// menus counts the windows of the panel's tray that are wide and stand on the screen: a menu, and those beside it.
func (d *desktop) menus() int {
	n := 0
	out, _ := d.command("xdotool", "search", "--onlyvisible", "--class", "wrapper-2.0").Output() // 1 means none
	for _, window := range strings.Fields(string(out)) {
		geometry, _ := d.command("xdotool", "getwindowgeometry", "--shell", window).Output() // gone meanwhile
		for _, line := range strings.Fields(string(geometry)) {
			if width, ok := strings.CutPrefix(line, "WIDTH="); ok && len(width) > 2 {
				n++
			}
		}
	}
	return n
}

// pick opens the menu and goes by the keyboard to the row with the label, without taking it; then beside it as often
// as there are more labels.
func (d *desktop) pick(c color.NRGBA, labels ...string) {
	d.t.Helper()
	d.openMenu(c)
	rows := d.rows()
	for i, label := range labels {
		if i > 0 {
			d.xdotool("key Right") // the first row beside is chosen, once it is there
			d.within(func() bool { return d.menus() > i })
		}
		steps, row := d.steps(rows, label)
		if i > 0 {
			steps--
		}
		for range steps {
			d.xdotool("key Down")
		}
		rows = row.sub
	}
}

// steps is how often the arrow must be pressed to come to a row from outside.
func (d *desktop) steps(rows []dbusRow, label string) (int, dbusRow) {
	d.t.Helper()
	steps := 0
	for _, r := range rows {
		if r.line || r.grey {
			continue
		}
		steps++
		if strings.Contains(r.label, label) {
			return steps, r
		}
	}
	d.t.Fatalf("no row that can be clicked says %q", label)
	return 0, dbusRow{}
}

// take picks a row and takes it, and waits for what comes of it. A panel that has just started now and then loses a
// key; a user would try again, and so does this.
func (d *desktop) take(c color.NRGBA, came func() bool, labels ...string) {
	d.t.Helper()
	for range tries {
		d.pick(c, labels...)
		d.xdotool("key Return")
		if d.within(came) {
			return
		}
		d.picture("failed")
		d.xdotool("key Escape", "key Escape", "key Escape")
	}
	d.t.Fatalf("nothing came of %q in %d tries", labels, tries)
}

// opens tells whether there is a window with a title.
func (d *desktop) opens(title string) func() bool {
	return func() bool {
		out, _ := d.command("xdotool", "search", "--onlyvisible", "--name", title).Output() // 1 means none
		return len(bytes.TrimSpace(out)) > 0
	}
}

// window waits for a window with a title, and gives its number.
func (d *desktop) window(title string) string {
	d.t.Helper()
	var window string
	d.eventually("there is a window "+strconv.Quote(title), func() bool {
		out, _ := d.command("xdotool", "search", "--onlyvisible", "--name", title).Output() // 1 means none
		window = strings.TrimSpace(string(out))
		return window != ""
	})
	return strings.Fields(window)[0]
}
