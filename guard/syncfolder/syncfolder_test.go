package syncfolder

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// at is a service with one place.
func at(name string, p place) service { return service{Name: name, Places: []place{p}} }

func onHome(home string) Env {
	return Env{OS: "linux", Getenv: func(name string) string { return map[string]string{"HOME": home}[name] }}
}

func TestFoldersInsideEachOtherAreMerged(t *testing.T) {
	root := tempDir(t)
	for _, dir := range []string{"OneDrive/Documents/Zalo Received Files", "OneDrive - Sở", "kho"} {
		mkdir(t, filepath.Join(root, dir))
	}
	link(t, filepath.Join(root, "kho"), filepath.Join(root, "Dropbox"))
	got, err := find([]service{
		at("Zalo", place{Path: "${HOME}/OneDrive/Documents/Zalo Received Files"}),
		at("OneDrive", place{Path: "${HOME}/OneDrive*"}),
		at("Dropbox", place{Path: "${HOME}/Dropbox"}),
		at("the same by its own name", place{Path: "${HOME}/kho"}),
		at("nowhere", place{Path: "${HOME}/không có"}),
	}, onHome(root))
	checkProblem(t, err, "")
	want := []Folder{
		{"OneDrive", filepath.Join(root, "OneDrive")},
		{"OneDrive", filepath.Join(root, "OneDrive - Sở")}, // begins alike, lies beside
		{"Dropbox", filepath.Join(root, "kho")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
}

func TestOneBrokenServiceDoesNotHideTheOthers(t *testing.T) {
	for name, content := range map[string]string{
		"not JSON":       "}{",
		"empty":          "",
		"too large":      `{"a": {"path": "/x"}}` + strings.Repeat(" ", maxSettingsBytes),
		"a part of path": `{"a": {"path": "Dropbox"}}`,
		"a server":       `{"a": {"path": "\\\\server\\share"}}`,
		"a whole drive":  `{"a": {"path": "/"}}`,
		"above the root": `{"a": {"path": "/../.."}}`,
		"a NUL":          `{"a": {"path": "/x\u0000y"}}`,
		"too long":       `{"a": {"path": "/` + strings.Repeat("x", 5000) + `"}}`,
		"too many":       manyAccounts(),
	} {
		t.Run(name, func(t *testing.T) {
			root := tempDir(t)
			mkdir(t, filepath.Join(root, "Box"))
			write(t, filepath.Join(root, "info.json"), content)
			got, err := find([]service{
				at("Dropbox", place{JSON: "${HOME}/info.json", Key: "*/path"}),
				at("Box", place{Path: "${HOME}/Box"}),
			}, onHome(root))
			checkProblem(t, err, `Dropbox: "${HOME}/info.json": `)
			if err != nil && strings.Contains(err.Error(), root) {
				t.Error("the error tells where this user's files are")
			}
			if diff := cmp.Diff([]Folder{{"Box", filepath.Join(root, "Box")}}, got); diff != "" {
				t.Errorf("found (-want +got):\n%s", diff)
			}
		})
	}
}

func manyAccounts() string {
	var b strings.Builder
	for i := range maxNames + 1 {
		fmt.Fprintf(&b, `,"%d": {"path": "/khong/co"}`, i)
	}
	return "{" + b.String()[1:] + "}"
}

func TestPlacesThatAreNoFolder(t *testing.T) {
	root := tempDir(t)
	write(t, filepath.Join(root, "MEGA"), "a file of this name")
	mkdir(t, filepath.Join(root, "info.json"))
	link(t, filepath.Join(root, "vòng"), filepath.Join(root, "vòng"))
	for _, c := range []struct {
		place   place
		problem string
	}{
		{place{Path: "${HOME}/MEGA"}, ""},
		{place{Path: "${HOME}/không có/*"}, ""},
		{place{Path: "${KHONG_CO}/MEGA"}, ""},
		{place{Path: "${HOME}/vòng"}, "too many links"},
		{place{JSON: "${HOME}/info.json", Key: "a"}, "not a file"},
		{place{INI: "${HOME}/info.ini", Key: "a"}, ""},
	} {
		got, err := find([]service{at("X", c.place)}, onHome(root))
		checkProblem(t, err, c.problem)
		if len(got) != 0 {
			t.Errorf("%+v: found %d folders, want none", c.place, len(got))
		}
	}
}

// A person's name for a folder may hold what a pattern is made of.
func TestPatternCharactersInTheFoldersAbove(t *testing.T) {
	root := filepath.Join(tempDir(t), "[an] {b}")
	mkdir(t, filepath.Join(root, "My Drive (an)"))
	got, err := find([]service{at("Google Drive", place{Path: "${HOME}/My Drive*"})}, onHome(root))
	checkProblem(t, err, "")
	if len(got) != 1 {
		t.Errorf("found %d folders, want 1", len(got))
	}
}

// failingRegistry refuses one key.
type failingRegistry struct {
	fakeRegistry
	refused string
}

func (r failingRegistry) Values(key string) (map[string]string, error) {
	if key == r.refused {
		return nil, errors.New("access denied")
	}
	return r.fakeRegistry.Values(key)
}

func TestOneRegistryKeyThatIsRefused(t *testing.T) {
	root := tempDir(t)
	env := Env{OS: "windows", Registry: failingRegistry{fakeRegistry{
		`HKCU\Accounts\A`: {"UserFolder": root},
		`HKCU\Accounts\B`: {"userfolder": root}, // names do not tell small letters from capitals
		`HKCU\Accounts\C`: {"Other": root},
	}, `HKCU\Accounts\A`}}
	got, err := find([]service{at("X", place{Registry: "HKCU/Accounts/*/UserFolder"})}, env)
	checkProblem(t, err, "access denied")
	if diff := cmp.Diff([]Folder{{"X", root}}, got); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
}

// The folder that a home has on the system of the test, found with the whole list.
func TestOfUser(t *testing.T) {
	home := tempDir(t)
	file := filepath.Join(home, ".dropbox", "info.json")
	if runtime.GOOS == "windows" {
		file = filepath.Join(home, "AppData", "Local", "Dropbox", "info.json")
	}
	folder := filepath.Join(home, "Dropbox")
	mkdir(t, folder)
	write(t, file, fmt.Sprintf(`{"personal": {"path": %q}}`, folder))
	got, err := Find(OfUser(home, ""))
	if err != nil {
		t.Logf("of this PC: %v", err)
	}
	for _, f := range got {
		if f == (Folder{"Dropbox", folder}) {
			return
		}
	}
	t.Error("the folder was not found")
}

// What this PC has is its own; but looking must not fail as a whole.
func TestSystem(t *testing.T) {
	env := System()
	if env.OS != runtime.GOOS || env.variable("HOME") == "" {
		t.Error("no system or no home")
	}
	found, err := Find(env)
	t.Logf("%d folders; could not look: %v", len(found), err != nil)
	if found, err := Find(Env{}); len(found) > 0 || err != nil {
		t.Errorf("the zero value: %d folders, %v", len(found), err)
	}
}

func link(t *testing.T, to, at string) {
	t.Helper()
	if err := os.Symlink(to, at); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if got, err := os.Readlink(at); err != nil || got != to {
		t.Skip("no symbolic links here, though making one seemed to work (Wine 8)")
	}
}
