package nowrite

import (
	"errors"
	"io/fs"
	"os/exec"
	"strings"
	"testing"

	ours "giumat/guard/registry"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// TestRealRegistry keeps to keys of its own, below HKEY_CURRENT_USER, and takes them away.
func TestRealRegistry(t *testing.T) {
	const base = `Software\GiuMatTest\nowrite`
	t.Cleanup(func() { remove(t, base) })
	r := ours.Below(registry.CURRENT_USER, base)
	p := New(r)
	state, err := p.State()
	checkState(t, "before", state, err, Off, nil)
	state, err = p.Deny()
	checkState(t, "Deny", state, err, On, nil)
	state, err = p.Allow()
	checkState(t, "Allow", state, err, Off, nil)
	if err := r.SetNumber(class(disks).key(), denyWrite, 1); err != nil {
		t.Fatal(err)
	}
	state, err = p.Deny()
	checkState(t, "Deny", state, err, Others, nil)
	state, err = p.Allow()
	checkState(t, "Allow", state, err, Partly, nil)
	if err := r.Delete(classes, "none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a value that is not there: %v", err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	k, err := registry.OpenKey(registry.CURRENT_USER, path, registry.READ)
	if err != nil {
		t.Error(err)
		return
	}
	names, _ := k.ReadSubKeyNames(-1)
	k.Close()
	for _, name := range names {
		remove(t, path+`\`+name)
	}
	if err := registry.DeleteKey(registry.CURRENT_USER, path); err != nil {
		t.Error(err)
	}
}

// TestThisPC sets the policy of the PC, which only one of Wine's may have done to it.
func TestThisPC(t *testing.T) {
	if windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() != nil {
		t.Skip("NOT RUN: it would change this PC's policy")
	}
	p, err := System()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = p.Allow() })
	for range 2 {
		state, err := p.Deny()
		checkState(t, "Deny", state, err, On, nil)
	}
	for _, value := range []string{disksValue, phonesValue, phonesValue2} {
		if out := query(value); !strings.Contains(out, "REG_DWORD    0x1") {
			t.Errorf("reg query says %q", out)
		}
	}
	state, err := p.Allow()
	checkState(t, "Allow", state, err, Off, nil)
	if out := query(disksValue); strings.Contains(out, "REG_DWORD") {
		t.Errorf("reg query says %q", out)
	}
}

// query asks Windows' own tool for a value.
func query(value string) string {
	i := strings.LastIndex(value, `\`)
	out, _ := exec.Command("reg", "query", `HKLM\`+value[:i], "/v", value[i+1:]).CombinedOutput() // fails for no value
	return string(out)
}
