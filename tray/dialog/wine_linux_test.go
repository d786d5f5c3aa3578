package dialog

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giumat/guard/link"
)

// newWine makes a prefix, or takes that of the environment, and returns the program of testdata/show for Windows.
func newWine(t *testing.T) (show string) {
	t.Helper()
	if os.Getenv("WINEPREFIX") == "" {
		prefix, err := exec.Command("../../.ci/wine", filepath.Join(t.TempDir(), "wine")).Output()
		if err != nil {
			t.Fatalf("prefix: %v", err)
		}
		t.Setenv("WINEPREFIX", strings.TrimSpace(string(prefix)))
		t.Cleanup(func() { exec.Command("wineserver", "-k", "-w").Run() })
	}
	t.Setenv("WINEDEBUG", "-all")
	show = filepath.Join(t.TempDir(), "show.exe")
	build := exec.Command("go", "build", "-o", show, "./testdata/show")
	build.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return show
}

// The keys of a user on the windows of Windows, as Wine shows them, and what they come to. Keys for Vietnamese letters
// do not reach a program in Wine.
func TestWindowsInWine(t *testing.T) {
	desk := newDesktop(t, "wine", "wineserver")
	show := newWine(t)
	const title = "canh bao"
	const reason = "Giao nop cho van thu"
	answer := func(a link.Answer) string {
		data, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	stop, goOn := answer(link.Answer{}), answer(link.Answer{GoOn: true, Reason: reason})
	for name, c := range map[string]struct {
		window  string
		timeout time.Duration
		user    func()
		want    string
	}{
		"Escape":  {user: func() { desk.key("Escape") }, want: stop},
		"Enter":   {user: func() { desk.key("Return") }, want: stop},
		"Space":   {user: func() { desk.key("space") }, want: stop},
		"closed":  {user: func() { desk.key("alt+F4") }, want: stop},
		"timeout": {timeout: 3 * time.Second, user: func() {}, want: stop},

		"reason, Escape": {user: func() { desk.key("Tab"); desk.write(reason); desk.key("Escape") }, want: stop},
		"reason, stop":   {user: func() { desk.key("Tab"); desk.write(reason); desk.key("Tab", "Tab", "Return") }, want: stop},
		"no reason":      {user: func() { desk.key("Tab", "Tab", "Return"); desk.next(title); desk.key("Escape") }, want: stop},
		"reason":         {user: func() { desk.key("Tab"); desk.write(reason); desk.key("Tab", "Return") }, want: goOn},
		"reason, lines":  {user: func() { desk.key("Tab"); desk.write("Giao nop\ncho van thu"); desk.key("Tab", "Return") }, want: goOn},
		"short, then more": {user: func() {
			desk.key("Tab")
			desk.write("Giao")
			desk.key("Tab", "Return")
			desk.next(title)
			desk.key("End")
			desk.write(" nop cho van thu")
			desk.key("Tab", "Return")
		}, want: goOn},

		"message":        {window: "message", user: func() { desk.key("Return") }, want: "null"},
		"list":           {window: "list", user: func() { desk.key("Escape") }, want: "null"},
		"entry":          {window: "entry", user: func() { desk.write("Nguyen Van A"); desk.key("Return") }, want: `"Nguyen Van A"`},
		"entry, Escape":  {window: "entry", user: func() { desk.write("A"); desk.key("Escape") }, want: `""`},
		"folder, Escape": {window: "folder", user: func() { desk.key("Escape") }, want: `""`},
	} {
		t.Run(name, func(t *testing.T) {
			desk.t = t
			question, err := json.Marshal(link.Question{
				ID: "1", Kind: link.Warn, Title: title, Body: `Tệp: C:\new <b>&amp;</b>_x.docx`, MayGoOn: true, MinReason: 12, Timeout: c.timeout,
			})
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			cmd := exec.CommandContext(t.Context(), "wine", show, c.window)
			cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(question), &out, os.Stderr
			cmd.WaitDelay = time.Second
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			desk.next(title)
			c.user()
			if err := cmd.Wait(); err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSpace(out.String()); got != c.want {
				t.Errorf("answer %s, want %s", got, c.want)
			}
		})
	}
}
