package installer

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"giumat/guard/bundle"

	"github.com/google/go-cmp/cmp"
)

const office = "report: {folder: /srv/bao-cao}\n"

// key is a made-up office's public key.
func key(seed byte) string {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	return base64.StdEncoding.EncodeToString(private.Public().(ed25519.PublicKey)) + "\n"
}

func checkKeys(t *testing.T, what string, want, got []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// without leaves out what a system without links has not.
func (p *pc) without(key string, list []string) []string {
	if p.s.Link != "" {
		return list
	}
	kept := []string{}
	for _, k := range list {
		if k != key {
			kept = append(kept, k)
		}
	}
	return kept
}

func TestInstallAndUninstall(t *testing.T) {
	p := newPC(t)
	before := p.all()
	p.o.Settings = p.write("brought/office.yaml", office)
	p.o.OfficeKey = p.write("brought/office.pub", key(1))
	p.o.Bundle = p.write("brought/office.giumat", "a bundle")
	brought := p.all()

	steps, err := Plan(p.s, p.o)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(brought, p.all()); diff != "" {
		t.Errorf("a plan alone changed something (-before +after):\n%s", diff)
	}
	for _, s := range steps {
		s.Say(say(t))
	}
	all := p.without("install_link", []string{
		"install_folder", "install_folder", "install_folder", "install_folder", "install_folder", "install_settings", "install_key", "install_bundle",
		"install_program", "install_program", "install_link", "install_cache", "install_service", "install_start", "install_tray",
	})
	checkKeys(t, "planned", all, keys(steps))
	told, err := p.install()
	if err != nil {
		t.Fatal(err)
	}
	checkKeys(t, "told", all, told)
	p.checkGood()
	after := p.all()
	for name, text := range map[string]string{
		"etc/GiuMat/guard.yaml": office, "lib/GiuMat/guard": "guard 1", "lib/GiuMat/tray": "tray 1", "etc/GiuMat/cache/pdfium": "x",
	} {
		if after[name] != text {
			t.Errorf("%s holds %q", name, after[name])
		}
	}
	if got := p.run[run+`\GiuMat`]; got != `"`+p.s.Program("tray")+`"` {
		t.Errorf("at log-on starts %q", got)
	}

	told, err = p.install()
	if err != nil || len(told) > 0 {
		t.Errorf("again: %q, %v", told, err)
	}
	if diff := cmp.Diff(after, p.all()); diff != "" {
		t.Errorf("again (-once +twice):\n%s", diff)
	}

	record := filepath.Join(p.s.Places.Data, "incidents.db")
	if err := os.WriteFile(record, []byte("the record"), 0o600); err != nil {
		t.Fatal(err)
	}
	told, err = p.uninstall(false, false)
	if err != nil {
		t.Fatal(err)
	}
	checkKeys(t, "uninstalled", p.without("install_link", told), told)
	left := p.all()
	for _, gone := range []string{"lib/GiuMat/", "etc/GiuMat/cache/", "bin/guard"} {
		if _, there := left[gone]; there {
			t.Errorf("%s is still there", gone)
		}
	}
	if left["etc/GiuMat/guard.yaml"] != office || left["etc/GiuMat/data/incidents.db"] == "" || len(p.run) > 0 || p.service.state.Registered {
		t.Errorf("left: %v, %v, %v", left, p.run, p.service.state)
	}
	if told[len(told)-1] != "install_kept" {
		t.Errorf("what is kept is not said: %q", told)
	}

	if _, err := p.uninstall(false, true); err != nil {
		t.Fatal(err)
	}
	left = p.all()
	if left["etc/GiuMat/data/incidents.db"] == "" || left["etc/GiuMat/guard.yaml"] != "" || left["etc/GiuMat/office.pub"] != "" {
		t.Errorf("purged: %v", left)
	}
	if err := os.Remove(record); err != nil {
		t.Fatal(err)
	}
	p.o.Bundle = ""
	p.mustInstall()
	if told, err = p.uninstall(false, true); err != nil || told[len(told)-1] == "install_kept" {
		t.Errorf("%q, %v", told, err)
	}
	for name := range p.all() {
		if _, there := before[name]; !there && !strings.HasPrefix(name, "brought/") {
			t.Errorf("%s is left by a guard that never had a record", name)
		}
	}
}

func (p *pc) checkGood() {
	p.t.Helper()
	checks, err := State(p.s, p.o)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, c := range checks {
		if !c.Good {
			p.t.Errorf("%s: %s", c.Part, c.Remark)
		}
	}
	if err := Table(&bytes.Buffer{}, checks, say(p.t)); err != nil {
		p.t.Error(err)
	}
}

// Whatever was taken before a failure stays, and the next installation does the rest.
func TestInstallAgainAfterAFailure(t *testing.T) {
	p := newPC(t)
	p.service.failing = errStop
	told, err := p.install()
	if !errors.Is(err, errStop) || told[len(told)-1] != "install_start" {
		t.Fatalf("%q, %v", told, err)
	}
	p.service.failing = nil
	told, err = p.install()
	if err != nil {
		t.Fatal(err)
	}
	checkKeys(t, "the rest", []string{"install_start", "install_tray"}, told)
	p.checkGood()
}

// Nothing is changed where something that was given is not good.
func TestRefused(t *testing.T) {
	tests := map[string]struct {
		prepare func(p *pc)
		want    error
	}{
		"an ordinary user":           {func(p *pc) { p.s.Admin = false }, fs.ErrPermission},
		"broken settings":            {func(p *pc) { p.broken = errStop }, errStop},
		"no settings there":          {func(p *pc) { p.o.Settings = filepath.Join(p.dir, "none.yaml") }, fs.ErrNotExist},
		"no key there":               {func(p *pc) { p.o.OfficeKey = filepath.Join(p.dir, "none.pub") }, fs.ErrNotExist},
		"a bundle without a key":     {func(p *pc) { p.o.Bundle = p.write("brought/b", "") }, bundle.ErrNoKey},
		"no tray beside the guard":   {func(p *pc) { os.Remove(filepath.Join(p.o.From, "tray")) }, fs.ErrNotExist},
		"settings larger than 1 MiB": {func(p *pc) { p.o.Settings = p.write("brought/s", strings.Repeat("#", maxGivenBytes+1)) }, nil},
		"a key that is none":         {func(p *pc) { p.o.OfficeKey = p.write("brought/k", "abc") }, nil},
		"a summary to nowhere":       {func(p *pc) { p.o.Summary = "somewhere" }, nil},
		"a bundle of others": {func(p *pc) {
			p.o.OfficeKey, p.o.Bundle = p.write("brought/k", key(1)), p.write("brought/b", "")
			p.o.NewBundle = func(string, ed25519.PublicKey) (bool, error) { return false, bundle.ErrForeign }
		}, bundle.ErrForeign},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPC(t)
			tt.prepare(p)
			before := p.all()
			told, err := p.install()
			if err == nil || len(told) > 0 || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("%q, %v", told, err)
			}
			if diff := cmp.Diff(before, p.all()); diff != "" {
				t.Errorf("(-before +after):\n%s", diff)
			}
		})
	}
}

func TestOfficeKey(t *testing.T) {
	p := newPC(t)
	p.o.OfficeKey = p.write("brought/one.pub", key(1))
	p.mustInstall()
	p.o.OfficeKey = p.write("brought/two.pub", key(2))
	if told, err := p.install(); !errors.Is(err, ErrOtherKey) || len(told) > 0 {
		t.Errorf("another key: %q, %v", told, err)
	}
	p.o.ReplaceKey = true
	told, err := p.install()
	checkKeys(t, "replaced", []string{"install_key", "install_restart"}, told)
	got, readErr := bundle.ReadPublicKey(p.s.Places.OfficeKey)
	if err = errors.Join(err, readErr); err != nil || base64.StdEncoding.EncodeToString(got)+"\n" != key(2) {
		t.Errorf("the key is %v, %v", got, err)
	}
}

func TestSettingsAnew(t *testing.T) {
	p := newPC(t)
	p.mustInstall()
	if got := p.all()["etc/GiuMat/guard.yaml"]; got != string(firstSettings) {
		t.Errorf("the first settings are %q", got)
	}
	p.o.Settings = p.write("brought/office.yaml", office)
	told, err := p.install()
	if err != nil {
		t.Fatal(err)
	}
	checkKeys(t, "told", []string{"install_settings_anew", "install_restart"}, told)
	all := p.all()
	if all["etc/GiuMat/guard.yaml"] != office || all["etc/GiuMat/guard.yaml.old"] != string(firstSettings) {
		t.Errorf("settings %q, before %q", all["etc/GiuMat/guard.yaml"], all["etc/GiuMat/guard.yaml.old"])
	}
	p.o.Settings = "" // as on an upgrade
	if told, err := p.install(); err != nil || len(told) > 0 {
		t.Errorf("existing settings: %q, %v", told, err)
	}
}

func TestNewPrograms(t *testing.T) {
	p := newPC(t)
	p.mustInstall()
	p.write("brought/guard", "guard 2")
	told, err := p.install()
	if err != nil {
		t.Fatal(err)
	}
	checkKeys(t, "told", []string{"install_program", "install_cache", "install_restart"}, told)
	if got := p.all()["lib/GiuMat/guard"]; got != "guard 2" || p.service.starts != 2 {
		t.Errorf("the guard is %q, started %d times", got, p.service.starts)
	}
}

// What an ordinary user made beforehand is put aside, with all that he put into it.
func TestForeignFolder(t *testing.T) {
	p := newPC(t)
	base := filepath.Dir(p.s.Places.Settings)
	if err := errors.Join(os.Mkdir(base, 0o755), os.Mkdir(p.s.Places.Data, 0o755)); err != nil {
		t.Fatal(err)
	}
	p.write("etc/GiuMat/guard.yaml", "his own")
	p.folders.foreign[base] = true
	told, err := p.install()
	if err != nil {
		t.Fatal(err)
	}
	checkKeys(t, "told", []string{"install_folder_aside", "install_folder", "install_folder", "install_folder"}, told[:4])
	all := p.all()
	if all["etc/GiuMat.old-1/guard.yaml"] != "his own" || all["etc/GiuMat/guard.yaml"] != string(firstSettings) {
		t.Errorf("%v", all)
	}
	p.checkGood()
}

func TestLooseFolder(t *testing.T) {
	p := newPC(t)
	p.mustInstall()
	p.folders.rights[p.s.Places.Data] = Readable
	checks, err := State(p.s, p.o)
	if err != nil || checks[3].Good || checks[3].Remark != "install_bad_rights" {
		t.Errorf("%v, %v", checks, err)
	}
	told, err := p.install()
	if err != nil {
		t.Fatal(err)
	}
	checkKeys(t, "told", []string{"install_rights", "install_restart"}, told)
}

// A cache that ordinary users cannot read serves root alone.
func TestShutCache(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("NOT RUN: there users inherit the right to read")
	}
	p := newPC(t)
	p.mustInstall()
	if err := os.Chmod(filepath.Join(p.s.Places.Cache, "pdfium"), 0o600); err != nil {
		t.Fatal(err)
	}
	checks, err := State(p.s, p.o)
	if err != nil {
		t.Fatal(err)
	}
	if last := checks[len(checks)-1]; last.Part != "cache" || last.Good {
		t.Errorf("%s is said to be well", last.Part)
	}
	told, err := p.install()
	if err != nil {
		t.Fatal(err)
	}
	checkKeys(t, "told", []string{"install_cache", "install_restart"}, told)
	p.checkGood()
}

// A package lays down programs, service and tray itself, and takes them off.
func TestPackaged(t *testing.T) {
	for name, windows := range map[string]bool{"MSI": true, "deb": false} {
		t.Run(name, func(t *testing.T) {
			p := newPC(t)
			p.o.Packaged, p.service.complete, p.s.Link = true, windows, ""
			p.service.state.Registered = true
			if err := os.Mkdir(p.s.Programs, 0o755); err != nil {
				t.Fatal(err)
			}
			p.write("lib/GiuMat/guard", "the package's")
			told, err := p.install()
			if err != nil {
				t.Fatal(err)
			}
			want := []string{"install_folder", "install_folder", "install_folder", "install_folder", "install_settings", "install_cache"}
			if windows {
				want = append(want, "install_service_settings")
			}
			checkKeys(t, "told", want, told)
			if p.service.starts > 0 || len(p.run) > 0 {
				t.Error("what the package does was done")
			}
			told, err = p.uninstall(true, true)
			if err != nil || !p.service.state.Registered || p.all()["lib/GiuMat/guard"] == "" {
				t.Errorf("%q, %v", told, err)
			}
		})
	}
}

func TestWithoutManager(t *testing.T) {
	p := newPC(t)
	p.service.state.Manager = false
	told, err := p.install()
	if err != nil || p.service.starts > 0 {
		t.Errorf("%q, %v", told, err)
	}
	checks, err := State(p.s, p.o)
	if err != nil || checks[0].Good || checks[0].Remark != "install_no_manager" {
		t.Errorf("%v, %v", checks, err)
	}
}

// Documents that users will want back outlive a purge.
func TestPurgeKeepsQuarantine(t *testing.T) {
	p := newPC(t)
	p.mustInstall()
	held := filepath.Join(p.s.Places.Data, "quarantine", "1")
	if err := errors.Join(os.MkdirAll(held, 0o700), os.WriteFile(filepath.Join(held, "content"), []byte("a document"), 0o600)); err != nil {
		t.Fatal(err)
	}
	told, err := p.uninstall(false, true)
	if err != nil || p.all()["etc/GiuMat/data/quarantine/1/content"] != "a document" || told[len(told)-1] != "install_kept" {
		t.Errorf("%q, %v, %v", told, err, p.all())
	}
}

// Each part that is not as it should be is told, with words.
func TestStateBeforeInstallation(t *testing.T) {
	p := newPC(t)
	p.service.state.Manager = false
	checks, err := State(p.s, p.o)
	if err != nil {
		t.Fatal(err)
	}
	var good []string
	for _, c := range checks {
		if c.Good {
			good = append(good, c.Part)
		}
	}
	checkKeys(t, "good", []string{"key"}, good) // without which a PC does
	if err := Table(&bytes.Buffer{}, checks, say(t)); err != nil {
		t.Error(err)
	}
}
