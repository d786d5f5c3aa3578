package syncfolder

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/windows/registry"
)

// TestSystemRegistry reads keys of its own, below HKCU\Software, and takes them away.
func TestSystemRegistry(t *testing.T) {
	const base = `Software\GiuMatTest\syncfolder`
	for _, path := range []string{base + `\A`, base} {
		k, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.ALL_ACCESS)
		if err != nil {
			t.Fatal(err)
		}
		defer k.Close()
		defer registry.DeleteKey(registry.CURRENT_USER, path)
	}
	k, err := registry.OpenKey(registry.CURRENT_USER, base+`\A`, registry.ALL_ACCESS)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	t.Setenv("GIUMAT_NHA", `C:\Users\an`)
	for _, err := range []error{
		k.SetStringValue("UserFolder", `C:\Users\an\OneDrive - Sở`),
		k.SetExpandStringValue("Expanded", `%GIUMAT_NHA%\OneDrive`),
		k.SetDWordValue("Number", 1),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := registryValues(newRegistry(""), `HKCU/Software/GiuMatTest/syncfolder/*/*`)
	checkProblem(t, err, "")
	if diff := cmp.Diff([]string{`C:\Users\an\OneDrive`, `C:\Users\an\OneDrive - Sở`}, got); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	if _, err := newRegistry("").Values(`HKCU\Software\GiuMatTest\none`); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a key that is not there: %v", err)
	}
	if _, err := newRegistry("").Subkeys(`HKXX\Software`); err == nil {
		t.Error("a part of the registry that is not there was read")
	}
}
