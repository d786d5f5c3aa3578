package people

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fakeRegistry holds texts by their keys and names.
type fakeRegistry map[string]map[string]string

func (r fakeRegistry) subkeys(key string) ([]string, error) {
	var list []string
	for each := range r {
		if rest, ok := strings.CutPrefix(each, key+`\`); ok && !strings.Contains(rest, `\`) {
			list = append(list, rest)
		}
	}
	if list == nil {
		return nil, fs.ErrNotExist
	}
	return list, nil
}

func (r fakeRegistry) text(key, name string) (string, error) {
	text, ok := r[key][name]
	if !ok {
		return "", fs.ErrNotExist
	}
	return text, nil
}

const (
	anSID   = "S-1-5-21-1004336348-1177238915-682003330-1001"
	binhSID = "S-1-12-1-1111111111-1222222222-3333333333-444444444"
	gone    = "S-1-5-21-1004336348-1177238915-682003330-1003"
)

// tempDir is t.TempDir, whose end is more than Wine 8 can do.
func tempDir(t *testing.T) string {
	if runtime.GOOS != "windows" {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp("", "people")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// windowsOffice is a PC with two clerks, whose profiles lie in a folder of the test.
func windowsOffice(t *testing.T, made ...string) (pc windowsPC, users string) {
	t.Helper()
	users, err := resolve(tempDir(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range append(made, "an", "binh") {
		if err := os.MkdirAll(filepath.Join(users, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	profile := func(path string) map[string]string { return map[string]string{"ProfileImagePath": path} }
	return windowsPC{
		registry: fakeRegistry{
			profileList + `\S-1-5-18`:          profile(users),
			profileList + `\S-1-5-82-1-2-3`:    profile(users),
			profileList + `\` + anSID:          profile("%Users%" + string(filepath.Separator) + "an"),
			profileList + `\` + anSID + `.bak`: profile(users),
			profileList + `\` + binhSID:        profile(filepath.Join(users, "binh")),
			profileList + `\` + gone:           profile(filepath.Join(users, "gone")),
		},
		getenv: func(name string) string { return map[string]string{"Users": users}[name] },
		name:   func(sid string) string { return map[string]string{anSID: `PC\an`, binhSID: `AzureAD\Bình`}[sid] },
	}, users
}

func TestWindowsListsThoseWithAProfile(t *testing.T) {
	pc, users := windowsOffice(t)
	got, err := all(pc)
	if err != nil {
		t.Fatal(err)
	}
	want := []Person{
		{ID: binhSID, Name: `AzureAD\Bình`, Home: filepath.Join(users, "binh")},
		{ID: anSID, Name: `PC\an`, Home: filepath.Join(users, "an")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("people (-want +got):\n%s", diff)
	}
}

func TestWindowsWithoutProfiles(t *testing.T) {
	if _, err := all(windowsPC{registry: fakeRegistry{}}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestWindowsOwners(t *testing.T) {
	pc, _ := windowsOffice(t)
	for sid, want := range map[string]bool{
		anSID:                  true,
		binhSID:                true,
		"S-1-5-18":             false, // the system
		"S-1-5-32-544":         false, // administrators as a group
		"S-1-1-0":              false, // everyone, as on a drive that keeps no owners
		"S-1-5-21-1-2-3-1001":  false, // of another PC
		"S-1-5-80-1-2-3-4-5":   false, // a service
		anSID + ".bak":         false,
		anSID + `\..\` + anSID: false,
		"":                     false,
	} {
		if p, ok := person(pc, sid, true); ok != want || ok && p.ID != sid {
			t.Errorf("%q: %q, %v", sid, p.ID, ok)
		}
	}
	if _, ok := person(pc, anSID, false); ok {
		t.Error("nobody is somebody")
	}
}

func TestWindowsFoldersAsSettingsNameThem(t *testing.T) {
	made := []string{
		"an/Documents", "an/Desktop", "an/Downloads", "an/OneDrive - Sở/Tài liệu", "an/OneDrive - Sở/Desktop", "an/Tải về",
	}
	drive := "%HOMEDRIVE%"
	if runtime.GOOS != "windows" {
		drive = "" // there are none
	}
	for name, c := range map[string]struct{ documents, desktop, downloads, want string }{
		"none":         {"", "", "", "an/Desktop an/Documents an/Downloads"},
		"usual":        {`%USERPROFILE%/Documents`, `%USERPROFILE%/Desktop`, `%userprofile%/Tải về`, "an/Desktop an/Documents an/Tải về"},
		"OneDrive":     {`%OneDrive%/Tài liệu`, drive + `%HOMEPATH%/OneDrive - Sở/Desktop`, ``, "an/Downloads an/OneDrive - Sở/Desktop an/OneDrive - Sở/Tài liệu"},
		"by his name":  {`%Users%/%USERNAME%/Documents`, `-`, `-`, "an/Documents"},
		"a server":     {`\\may-chu\nguoi-dung\an`, `//may-chu/an`, `%USERPROFILE%/none`, ""},
		"the home":     {`%USERPROFILE%`, `%USERPROFILE%/..`, `/`, ""},
		"no such name": {`%NONE%/Documents`, `%USERPROFILE%/50% xong`, `%`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			pc, users := windowsOffice(t, made...)
			set := map[string]string{}
			for kind, text := range []string{c.documents, c.desktop, c.downloads} {
				if text != "" {
					set[shellFolders[kind]] = text
				}
			}
			pc.registry.(fakeRegistry)[`HKU\`+anSID+shellFolder] = set
			pc.registry.(fakeRegistry)[`HKU\`+anSID+`\Environment`] = map[string]string{"OneDrive": filepath.Join(users, "an", "OneDrive - Sở")}
			p, _ := pc.find(anSID)
			short := map[string]bool{}
			for _, path := range folders(pc, p) {
				short[strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(users)+"/")] = true
			}
			got := strings.Join(slices.Sorted(maps.Keys(short)), " ")
			if got != c.want {
				t.Errorf("folders %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzExpand(f *testing.F) {
	f.Add(`%USERPROFILE%\Documents`, "an")
	f.Add(`100% %%`, "%A%")
	f.Fuzz(func(t *testing.T, path, value string) {
		got, ok := expand(path, func(string) string { return value })
		if !strings.Contains(path, "%") && (got != path || !ok) {
			t.Errorf("%q became %q, %v", path, got, ok)
		}
	})
}
