package setup

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	ours "giumat/guard/registry"

	"golang.org/x/sys/windows/registry"
)

// TestRealRegistry keeps to keys of its own, below HKEY_CURRENT_USER, and takes them away.
func TestRealRegistry(t *testing.T) {
	const base = `Software\GiuMatTest\setup`
	p := sample(t, "windows-others")
	fake := p.registry
	r := ours.Below(registry.CURRENT_USER, base)
	t.Cleanup(func() { removeKey(t, base) })
	for key, values := range fake.keys {
		k, _, err := registry.CreateKey(registry.CURRENT_USER, base+`\`+key, registry.WRITE)
		if err != nil {
			t.Fatal(err)
		}
		k.Close()
		for name, value := range values {
			if err := r.Set(key, name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	p.s.Registry = r
	o := sampleOptions(true)
	before := realKeys(t, r)
	if before != fake.String() {
		t.Fatalf("the real registry begins with\n%s", before)
	}
	p.install(o)
	onFake := p.s
	onFake.Registry = fake
	if err := Install(onFake, o, func(Step) {}); err != nil {
		t.Fatal(err)
	}
	if got := realKeys(t, r); withoutNote(got) != withoutNote(fake.String()) {
		t.Errorf("the real registry has\n%s\nthe fake one\n%s", got, fake.String())
	}
	if table := p.table(o); !strings.Contains(table, "SET BY OTHERS") {
		t.Errorf("the doctor's table:\n%s", table)
	}
	p.uninstall()
	if got := realKeys(t, r); got != before {
		t.Errorf("in the end\n%s\nwant\n%s", got, before)
	}
}

// withoutNote leaves out the note: each has its own of what was made for it.
func withoutNote(keys string) string {
	var out strings.Builder
	for line := range strings.Lines(keys) {
		if !strings.HasPrefix(line, `SOFTWARE\GiuMat\Browser |`) {
			out.WriteString(line)
		}
	}
	return out.String()
}

// realKeys gives the registry in the fake one's form.
func realKeys(t *testing.T, r ours.Registry) string {
	t.Helper()
	fake := &fakeRegistry{keys: map[string]map[string]any{}}
	var walk func(key string)
	walk = func(key string) {
		names, err := r.Names(key)
		if err != nil {
			t.Fatal(err)
		}
		fake.keys[key] = map[string]any{}
		for _, name := range names {
			if fake.keys[key][name], err = r.Get(key, name); err != nil {
				t.Fatal(err)
			}
		}
		below, err := r.Subkeys(key)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range below {
			walk(key + `\` + name)
		}
	}
	walk("SOFTWARE")
	return fake.String()
}

func removeKey(t *testing.T, path string) {
	t.Helper()
	k, err := registry.OpenKey(registry.CURRENT_USER, path, registry.READ)
	if err != nil {
		t.Error(err)
		return
	}
	names, _ := k.ReadSubKeyNames(-1)
	k.Close()
	for _, name := range names {
		removeKey(t, path+`\`+name)
	}
	if err := registry.DeleteKey(registry.CURRENT_USER, path); err != nil {
		t.Error(err)
	}
}

func TestThisPC(t *testing.T) {
	s, err := ThisPC()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Root.Close()
	if _, err := os.Stat(filepath.Join(s.Drive+`\`, "Windows")); err != nil || !s.windows() {
		t.Errorf("drive %q: %v", s.Drive, err)
	}
	if _, err := State(s, sampleOptions(true)); err != nil {
		t.Error(err)
	}
}
