package browser_test

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"giumat/guard/browser/extension"
	"giumat/guard/browser/hosts"
	"giumat/guard/browser/pack"
	"giumat/guard/browser/setup"
)

// office is a PC on which an administrator set up the browsers: what was set up lies in a folder of the test, and only
// a browser that the test starts sees it, laid over the system's own folders.
type office struct {
	root   string
	folder string // where the packed extension lies
	key    *rsa.PrivateKey
	id     string // of the extension in Chromium
	guard  string // the program that stands for the guard
	pack   pack.Options
}

// The system's folders that setting up writes to, for programs of Linux.
var setUpFolders = []string{"etc", "usr/lib"}

const (
	crxName = "giumat.crx"
	xpiName = "giumat.xpi"
)

// newOffice packs the extension and sets up the browsers, whose host has a mode. Chromium finds the packed extension at
// the address that where gives for its folder.
func newOffice(t *testing.T, mode string, where func(folder string) string) office {
	t.Helper()
	return newOfficeWith(t, mode, where, pack.Options{})
}

// newOfficeWith packs the extension with some options besides those of every one.
func newOfficeWith(t *testing.T, mode string, where func(folder string) string, options pack.Options) office {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	o := office{root: t.TempDir(), folder: t.TempDir(), key: key, id: pack.ID(&key.PublicKey), pack: options}
	o.needOverlay(t)
	o.guard = o.host(t, mode)
	update := where(o.folder)
	o.publish(t, update, "1.0.0")

	root, err := os.OpenRoot(o.root)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	settings := setup.Options{
		Guard:     o.guard,
		Extension: setup.Extension{ID: o.id, UpdateURL: update + "/update.xml"},
		Firefox:   filepath.Join(o.folder, xpiName), FirefoxUnsigned: true,
		Patterns: patterns(t), DeveloperTools: true,
	}
	if err := setup.Install(setup.System{Root: root}, settings, func(setup.Step) {}); err != nil {
		t.Fatal(err)
	}
	return o
}

func inFolder(folder string) string { return (&url.URL{Scheme: "file", Path: folder}).String() }

// needOverlay skips the test where a browser cannot be given folders of its own in the place of the system's.
func (o office) needOverlay(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("NOT RUN: needs Linux")
	}
	for _, dir := range setUpFolders {
		if err := os.MkdirAll(filepath.Join(o.root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("/bin/sh", o.launcher(t, "true")).CombinedOutput(); err != nil {
		t.Skipf("NOT RUN: needs root, and the right to mount: %v %s", err, out)
	}
}

// launcher is a program that starts another one, which sees the office's settings.
func (o office) launcher(t *testing.T, program string) string {
	t.Helper()
	mounts := ""
	for _, dir := range setUpFolders {
		mounts += fmt.Sprintf("mount -t overlay giumat -o lowerdir=%s:/%s /%s && ", filepath.Join(o.root, dir), dir, dir)
	}
	path := filepath.Join(t.TempDir(), program)
	script := "#!/bin/sh\nexec unshare --mount sh -c '" + mounts + "exec " + program + " \"$@\"' sh \"$@\"\n"
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// host is a program that stands for the guard: it takes off what tells the guard that a browser's arguments follow.
func (o office) host(t *testing.T, mode string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "guard")
	if err := os.WriteFile(path, []byte("#!/bin/sh\nshift 2\n"+launch(t, mode)), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// publish puts a version of the packed extension into the folder, which Chromium finds at base.
func (o office) publish(t *testing.T, base, version string) {
	t.Helper()
	options := o.pack
	options.Version, options.Patterns = version, patterns(t)
	put := func(name string, content []byte, err error) {
		if err == nil {
			err = os.WriteFile(filepath.Join(o.folder, name), content, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for target, name := range map[pack.Target]string{pack.Chromium: crxName, pack.Firefox: xpiName} {
		files, err := pack.Build(target, source(), options)
		if err != nil {
			t.Fatal(err)
		}
		content, err := pack.XPI(files)
		if target == pack.Chromium {
			content, err = pack.CRX3(o.key, files)
		}
		put(name, content, err)
	}
	content, err := pack.UpdateXML(o.id, version, base+"/"+crxName)
	put("update.xml", content, err)
}

func source() pack.Source {
	return pack.Source{
		Files: extension.FS, Main: extension.Main(), Isolated: extension.Isolated(),
		Background: extension.Background(), Permissions: extension.Permissions(),
	}
}

func patterns(t *testing.T) []string {
	t.Helper()
	list, err := hosts.Default()
	if err != nil {
		t.Fatal(err)
	}
	return list.Patterns(hosts.Sets{Chat: true, Share: true})
}
