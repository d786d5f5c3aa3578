package unprotected

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fakePC is a list of processes that changes.
type fakePC struct {
	list []Process
	err  error
}

func (f *fakePC) processes() ([]Process, error) { return slices.Clone(f.list), f.err }

func (f *fakePC) start(pid, parent int, program string, args ...string) {
	f.list = append(f.list, Process{pid, parent, program, append([]string{program}, args...), time.Now()})
}

func (f *fakePC) end(pid int) {
	f.list = slices.DeleteFunc(f.list, func(p Process) bool { return p.PID == pid })
}

// story runs in made-up time on a PC whose guard has run for a while.
func story(t *testing.T, tell func(t *testing.T, pc *fakePC, w *Watch, expect func(what string, want ...Browser))) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		pc := &fakePC{}
		w := &Watch{Processes: pc.processes}
		expect := func(what string, want ...Browser) {
			t.Helper()
			got, err := w.Unprotected(time.Now())
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%s: %v (-want +got):\n%s", what, err, diff)
			}
		}
		for range 7 {
			expect("no browser")
			time.Sleep(10 * time.Second)
		}
		tell(t, pc, w, expect)
	})
}

const chrome = "/opt/google/chrome/chrome"

// Firefox's helpers on Linux: one that makes the others.
func TestFirefoxHelpers(t *testing.T) {
	story(t, func(t *testing.T, pc *fakePC, w *Watch, expect func(string, ...Browser)) {
		const program = "/usr/lib/firefox-esr/firefox-esr"
		pc.start(10, 1, program, "--profile", "x")
		pc.start(11, 10, program, "-contentproc", "-ipcHandle", "0")
		pc.start(12, 11, program)
		pc.list[2].Args = []string{program + " -contentproc -isForBrowser"}
		time.Sleep(20 * time.Second)
		expect("one browser", Browser{10, "Mozilla Firefox", Silent})
	})
}

func TestSilence(t *testing.T) {
	silent := Browser{10, "Google Chrome", Silent}
	story(t, func(t *testing.T, pc *fakePC, w *Watch, expect func(string, ...Browser)) {
		pc.start(10, 1, chrome)
		pc.start(11, 10, chrome, "--type=zygote")
		pc.start(12, 11, chrome)
		pc.list[2].Args = []string{chrome + " --type=renderer --lang=vi"} // as Linux has it
		expect("just started")
		time.Sleep(14 * time.Second)
		expect("in its grace")
		time.Sleep(2 * time.Second)
		expect("grace over", silent)
		w.Beat(10, time.Now())
		expect("it gives a sign")
		for range 5 {
			time.Sleep(20 * time.Second)
			w.Beat(10, time.Now())
			expect("it goes on")
		}
		time.Sleep(50 * time.Second)
		expect("silent for a while")
		time.Sleep(11 * time.Second)
		expect("silent for too long", silent)
		pc.end(10)
		expect("gone; its helpers are alone", Browser{11, "Google Chrome", Silent})
	})
}

// A process of the same number is another browser, which cannot live on the first one's signs.
func TestSameNumber(t *testing.T) {
	story(t, func(t *testing.T, pc *fakePC, w *Watch, expect func(string, ...Browser)) {
		pc.start(10, 1, chrome)
		w.Beat(10, time.Now())
		time.Sleep(time.Second)
		pc.end(10)
		pc.start(10, 1, chrome)
		time.Sleep(16 * time.Second)
		expect("the second", Browser{10, "Google Chrome", Silent})
	})
}

func TestCommandLines(t *testing.T) {
	for _, c := range []struct {
		name    string
		program string
		args    string
		atOnce  Reason // when it has just started
		later   Reason // without a sign
		beating Reason // with signs
	}{
		{"ordinary", chrome, "https://example.com/?--guest", "", Silent, ""},
		{"extensions off", chrome, "--disable-extensions", ExtensionsOff, ExtensionsOff, ""},
		{"all but one", chrome, "--disable-extensions-except=/x", ExtensionsOff, ExtensionsOff, ""},
		{"one dash", chrome, "-guest", "", Guest, ""},
		{"guest", `C:\Program Files\Google\Chrome\Application\chrome.exe`, "--guest", "", Guest, ""},
		{"incognito", chrome, "--incognito", "", Incognito, ""},
		{"InPrivate", `C:\Program Files (x86)\Microsoft\Edge\Application\MSEDGE.EXE`, "--inprivate", "", Incognito, ""},
		{"an extension of one's own", chrome, "--load-extension=/x", OwnExtension, OwnExtension, OwnExtension},
		{"the packages' extensions", chrome, "--load-extension=/usr/share/chromium/extensions/a,/usr/share/b", "", Silent, ""},
		{"no extensions, as Debian says it", chrome, "--load-extension=", "", Silent, ""},
		{"not the packages' extension", chrome, "--load-extension=/usr/share/../../home/x", OwnExtension, OwnExtension, OwnExtension},
		{"after the options' end", chrome, "-- --guest", "", Silent, ""},
		{"in the background", chrome, "--no-startup-window", "", "", ""},
		{"in the background, own profile", chrome, "--no-startup-window --user-data-dir=/x", "", Silent, ""},
		{"Firefox", "/usr/lib/firefox-esr/firefox-esr", "", "", Silent, ""},
		{"Firefox, safe mode", "/usr/lib/firefox/firefox", "-safe-mode", SafeMode, SafeMode, ""},
		{"Firefox, private", "/usr/lib/firefox/firefox", "--private-window", "", Incognito, ""},
		{"a renderer of nobody's", chrome, "--type=renderer", "", Silent, ""},
		{"Cốc Cốc", `C:\Users\An\AppData\Local\CocCoc\Browser\Application\browser.exe`, "", "", Silent, ""},
		{"another browser.exe", `C:\Program Files\X\browser.exe`, "", "", "", ""},
		{"Opera", "/usr/lib/opera/opera", "", Unsupported, Unsupported, Unsupported},
		{"no browser", "/usr/bin/less", "--guest", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			story(t, func(t *testing.T, pc *fakePC, w *Watch, _ func(string, ...Browser)) {
				check := func(what string, want Reason) {
					t.Helper()
					got := Reason("")
					if list, err := w.Unprotected(time.Now()); err != nil || len(list) > 1 {
						t.Errorf("%v, %v", list, err)
					} else if len(list) == 1 {
						got = list[0].Reason
					}
					if got != want {
						t.Errorf("%s: %q, want %q", what, got, want)
					}
				}
				pc.start(10, 1, c.program, strings.Fields(c.args)...)
				check("at once", c.atOnce)
				time.Sleep(16 * time.Second)
				check("without a sign", c.later)
				w.Beat(10, time.Now())
				check("with a sign", c.beating)
			})
		})
	}
}

// When the guard starts, and after the PC slept, browsers have time to give their sign.
func TestGuardStarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pc := &fakePC{}
		pc.start(10, 1, chrome)
		pc.start(20, 1, chrome, "--disable-extensions")
		time.Sleep(time.Hour)
		w := &Watch{Processes: pc.processes}
		off := Browser{20, "Google Chrome", ExtensionsOff}
		for i, want := range [][]Browser{
			{off}, {off}, {{10, "Google Chrome", Silent}, off}, // each 30 s after the last
		} {
			got, err := w.Unprotected(time.Now())
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("look %d: %v (-want +got):\n%s", i, err, diff)
			}
			time.Sleep(30 * time.Second)
		}
		time.Sleep(8 * time.Hour)
		if got, err := w.Unprotected(time.Now()); err != nil || len(got) != 1 {
			t.Errorf("after a night: %v, %v", got, err)
		}
	})
}

// What cannot be known of a process is no reason to pass it over.
func TestLittleKnown(t *testing.T) {
	story(t, func(t *testing.T, pc *fakePC, w *Watch, expect func(string, ...Browser)) {
		pc.list = []Process{{PID: 10, Parent: 1, Program: "chrome.exe"}, {PID: 11, Parent: 10, Program: "chrome.exe"}}
		expect("first seen")
		time.Sleep(16 * time.Second)
		expect("later", Browser{10, "Google Chrome", Silent})
		pc.err = fs.ErrPermission
		if _, err := w.Unprotected(time.Now()); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("error %v", err)
		}
	})
}

func TestBrowserOf(t *testing.T) {
	table, err := loadTable()
	if err != nil {
		t.Fatal(err)
	}
	pc := &fakePC{}
	pc.start(1, 0, "/sbin/init")
	pc.start(10, 1, chrome)
	pc.start(11, 10, "/bin/sh")
	pc.start(12, 11, "/usr/bin/guard")
	pc.start(13, 10, chrome, "--type=utility")
	pc.start(14, 13, "/usr/bin/guard")
	pc.start(15, 1, "/usr/bin/guard")
	look := func(pid int) (Process, error) {
		if i := slices.IndexFunc(pc.list, func(p Process) bool { return p.PID == pid }); i >= 0 {
			return pc.list[i], nil
		}
		return Process{}, fs.ErrNotExist
	}
	for pid, want := range map[int]int{10: 10, 12: 10, 14: 10, 15: 0} {
		if got, err := table.browserOf(pid, look); got != want || err != nil {
			t.Errorf("browser of %d: %d, %v; want %d", pid, got, err, want)
		}
	}
	if _, err := table.browserOf(99, look); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}
