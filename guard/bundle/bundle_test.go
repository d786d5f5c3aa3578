package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/browser/hosts"
)

var day = time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC)

const (
	aPolicy = "contact: Văn phòng, 0912 345 678\n"
	aHosts  = "services:\n  - {name: Hộp thư thử, kind: webmail, hosts: [thu.example], hit: [thu.example], miss: [khac.example]}\n"
	aPack   = `name: nganh
date: 2026-11-20
words:
  box: '[=]+'
rules:
  - id: nganh.dau
    title: own stamp
    title_vi: dấu riêng của ngành
    find: '^{box}{DEGREE}{box}$'
    hit: [{text: "==MẬT==", level: MAT}]
    miss: [{text: "MẬT"}]
`
)

// officeKey is the same for all tests, so that they give the same bytes each time.
func officeKey() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
}

func public(key ed25519.PrivateKey) ed25519.PublicKey { return key.Public().(ed25519.PublicKey) }

// small is the contents of a small bundle, with what more names.
func small(serial int64, more map[string]string) Contents {
	c := Contents{Serial: serial, Made: day, Note: "Bản tháng 11", Files: map[string][]byte{PolicyName: []byte(aPolicy)}}
	for name, text := range more {
		c.Files[name] = []byte(text)
	}
	return c
}

func made(t testing.TB, key ed25519.PrivateKey, c Contents) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Make(&b, key, c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func opened(data []byte, key ed25519.PublicKey) (*Bundle, error) {
	return Read(bytes.NewReader(data), int64(len(data)), key)
}

// all reads every file of a bundle.
func all(b *Bundle) (map[string]string, error) {
	files := map[string]string{}
	for _, f := range b.Manifest().Files {
		var text bytes.Buffer
		if err := b.WriteTo(&text, f.Name); err != nil {
			return nil, err
		}
		files[f.Name] = text.String()
	}
	return files, nil
}

func TestWhatIsMadeIsRead(t *testing.T) {
	c := small(12, map[string]string{
		HostsName: aHosts, PackName("nganh.yaml"): aPack, ProgramName("linux", "amd64", "guard"): "chương trình",
		ProgramName("windows", "amd64", "tray"): "",
	})
	data := made(t, officeKey(), c)
	if !bytes.Equal(data, made(t, officeKey(), c)) {
		t.Error("the same contents gave other bytes")
	}
	b, err := opened(data, public(officeKey()))
	if err != nil {
		t.Fatal(err)
	}
	got, err := all(b)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for name, text := range c.Files {
		want[name] = string(text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if m := b.Manifest(); m.Serial != 12 || !m.Made.Equal(day) || m.Note != "Bản tháng 11" {
		t.Errorf("manifest %+v", m)
	}
	if err := b.WriteTo(io.Discard, "packs/khac.yaml"); err == nil {
		t.Error("a file that is not in it was written")
	}
}

// Anybody can look into a bundle with a program for ZIP files.
func TestBundleIsAZip(t *testing.T) {
	data := made(t, officeKey(), small(1, nil))
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	if diff := cmp.Diff([]string{"manifest.json", "manifest.sig", "policy.yaml"}, names); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Whatever byte is changed, and wherever it is cut: the bundle is refused, or gives what was signed.
func TestEveryByteChanged(t *testing.T) {
	data := made(t, officeKey(), small(1, map[string]string{HostsName: aHosts}))
	b, err := opened(data, public(officeKey()))
	if err != nil {
		t.Fatal(err)
	}
	want, err := all(b)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	check := func(what string, at int, changed []byte) {
		got, err := opened(changed, public(officeKey()))
		var files map[string]string
		if err == nil {
			files, err = all(got)
		}
		if err != nil {
			refused++
			return
		}
		if got.Identity() != b.Identity() || !maps.Equal(files, want) {
			t.Fatalf("%s at %d: another content was given out", what, at)
		}
	}
	for i := range data {
		for _, x := range []byte{0x01, 0x20, 0x80, 0xff} {
			changed := bytes.Clone(data)
			changed[i] ^= x
			check("changed", i, changed)
		}
		check("cut", i, data[:i])
		check("a byte added", i, slices.Insert(bytes.Clone(data), i, 'x'))
	}
	// ZIP has fields that say nothing to a reader: versions, times, rights.
	if total := 6 * len(data); refused < total*3/4 {
		t.Errorf("only %d of %d changes were refused", refused, total)
	}
}

func TestRefusals(t *testing.T) {
	stranger := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))
	good := small(3, nil)
	newForm := `{"format": 2, "what": "a later program knows"}`
	tests := map[string]struct {
		data []byte
		key  ed25519.PublicKey
		want error
	}{
		"no key on this PC":      {made(t, officeKey(), good), nil, ErrNoKey},
		"another office's":       {made(t, stranger, good), public(officeKey()), ErrForeign},
		"no ZIP":                 {[]byte(strings.Repeat("x", 100)), public(officeKey()), ErrDamaged},
		"empty":                  {nil, public(officeKey()), ErrDamaged},
		"a later form":           {signedAs(t, newForm, map[string]string{"tep-moi": "x"}), public(officeKey()), ErrNewerGuard},
		"a key too many":         {signedAs(t, `{"format": 1, "lenh": 1}`, nil), public(officeKey()), ErrDamaged},
		"a path out of it":       {signedAs(t, withFile("../etc/passwd"), map[string]string{"../etc/passwd": "x"}), public(officeKey()), ErrDamaged},
		"a name that is not its": {signedAs(t, withFile("autorun.inf"), map[string]string{"autorun.inf": "x"}), public(officeKey()), ErrDamaged},
		"a drive's path":         {signedAs(t, withFile(`packs/c:\x.yaml`), map[string]string{`packs/c:\x.yaml`: "x"}), public(officeKey()), ErrDamaged},
		"a file added":           {signedAs(t, withFile(PolicyName), map[string]string{PolicyName: "x", HostsName: "x"}), public(officeKey()), ErrChanged},
		"a file taken away":      {signedAs(t, withFile(PolicyName), nil), public(officeKey()), ErrDamaged},
		"a file renamed":         {signedAs(t, withFile(PolicyName), map[string]string{HostsName: "x"}), public(officeKey()), ErrChanged},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := opened(tt.data, tt.key); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
		})
	}
}

// withFile is a manifest with one file of that name, whose content is "x".
func withFile(name string) string {
	m := Manifest{Format: 1, Serial: 1, Made: day, Files: []File{{Name: name, Size: 1, SHA256: "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}}}
	data, _ := json.Marshal(m) // of plain fields: it cannot fail
	return string(data)
}

// signedAs makes a bundle of any manifest and files, with the office's good signature.
func signedAs(t testing.TB, manifest string, files map[string]string) []byte {
	t.Helper()
	signature, err := sign(officeKey(), []byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	m := Manifest{}
	data := map[string][]byte{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		m.Files = append(m.Files, File{Name: name})
		data[name] = []byte(files[name])
	}
	var b bytes.Buffer
	if err := writeArchive(&b, []byte(manifest), signature, m, data); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A signature for something else does not fit, though the key is the office's.
func TestSignatureForSomethingElse(t *testing.T) {
	manifest := []byte(withFile(PolicyName))
	plain := slices.Concat(public(officeKey()), ed25519.Sign(officeKey(), manifest))
	if err := verify(manifest, plain, public(officeKey())); !errors.Is(err, ErrChanged) {
		t.Errorf("error %v", err)
	}
}

// A file of a few kilobytes that unpacks to gigabytes is read no further than the manifest says.
func TestBombIsNotUnpacked(t *testing.T) {
	bomb := strings.Repeat("\x00", 64<<20)
	b, err := opened(signedAs(t, withFile(PolicyName), map[string]string{PolicyName: bomb}), public(officeKey()))
	if err != nil {
		t.Fatal(err)
	}
	var written bytes.Buffer
	if err := b.WriteTo(&written, PolicyName); !errors.Is(err, ErrChanged) || written.Len() > 2 {
		t.Errorf("%d bytes, error %v", written.Len(), err)
	}
}

func TestMakeRefuses(t *testing.T) {
	for name, change := range map[string]func(*Contents){
		"no number":         func(c *Contents) { c.Serial = 0 },
		"no files":          func(c *Contents) { c.Files = nil },
		"no time":           func(c *Contents) { c.Made = time.Time{} },
		"two lines of note": func(c *Contents) { c.Note = "a\nb" },
		"a long note":       func(c *Contents) { c.Note = strings.Repeat("a", maxNoteBytes+1) },
		"a foreign file":    func(c *Contents) { c.Files["packs/a.exe"] = nil },
		"a turned name":     func(c *Contents) { c.Files["packs/a\u202elmay.yaml"] = nil },
		"capitals":          func(c *Contents) { c.Files["packs/A.yaml"] = nil },
		"a large policy":    func(c *Contents) { c.Files[PolicyName] = make([]byte, maxTextBytes+1) },
		"another system":    func(c *Contents) { c.Files[ProgramName("plan9", "386", "guard")] = nil },
		"another program":   func(c *Contents) { c.Files[ProgramName("linux", "amd64", "sh")] = nil },
		"no version":        func(c *Contents) { c.MinGuard = "mới" },
	} {
		c := small(1, nil)
		change(&c)
		if err := Make(io.Discard, officeKey(), c); err == nil {
			t.Errorf("%s: made", name)
		}
	}
}

func TestFits(t *testing.T) {
	tests := []struct {
		least, guard string
		fits         bool
	}{
		{"", "1.0.0", true},
		{"1.4.0", "v1.4.0", true},
		{"1.4.0", "v1.4.1-rc.1+dirty", true},
		{"1.4.0", "1.3.9", false},
		{"1.10.0", "1.9.0", false},
		{"2.0.0", "1.99.99", false},
		{"1.4.0", "(devel)", true},
		{"1.4.0", "v0.0.0-20261122080000-abcdefabcdef", true},
	}
	for _, tt := range tests {
		if err := (Manifest{MinGuard: tt.least}).Fits(tt.guard); tt.fits != (err == nil) || err != nil && !errors.Is(err, ErrNewerGuard) {
			t.Errorf("%q on %q: %v", tt.least, tt.guard, err)
		}
	}
}

func TestTry(t *testing.T) {
	tests := map[string]struct {
		files map[string]string
		want  error
		says  string
	}{
		"good":                  {files: map[string]string{HostsName: aHosts, PackName("nganh.yaml"): aPack}},
		"an empty policy":       {files: map[string]string{PolicyName: ""}},
		"a wrong policy":        {files: map[string]string{PolicyName: "channels: {khac: {}}"}, want: ErrContent, says: "policy.yaml"},
		"wrong hosts":           {files: map[string]string{HostsName: "a: b"}, want: ErrContent, says: "hosts.yaml"},
		"a wrong pack":          {files: map[string]string{PackName("nganh.yaml"): "name: a"}, want: ErrContent, says: "nganh.yaml"},
		"a failing example":     {files: map[string]string{PackName("nganh.yaml"): strings.Replace(aPack, `{text: "MẬT"}`, `{text: "=TỐI MẬT="}`, 1)}, want: ErrContent, says: "nganh.dau"},
		"a rule twice":          {files: map[string]string{PackName("a.yaml"): aPack, PackName("b.yaml"): aPack}, want: ErrContent, says: "twice"},
		"a program of any kind": {files: map[string]string{ProgramName("linux", "amd64", "guard"): "#!"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b, err := opened(made(t, officeKey(), small(5, tt.files)), public(officeKey()))
			if err != nil {
				t.Fatal(err)
			}
			c, err := b.Try("1.0.0")
			if !errors.Is(err, tt.want) || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("error %v, want %v with %q", err, tt.want, tt.says)
			}
			if err == nil && (c.Serial != 5 || c.Policy == nil || c.Pack == nil || c.Hosts == nil) {
				t.Errorf("content %+v", c)
			}
		})
	}
}

// A pack with the file name of a built-in one stands instead of it; others come after. What a bundle lacks is built in.
func TestContentLiesOverWhatIsBuiltIn(t *testing.T) {
	embedded, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	content := func(files map[string]string) Content {
		b, err := opened(made(t, officeKey(), small(1, files)), public(officeKey()))
		if err != nil {
			t.Fatal(err)
		}
		c, err := b.Content()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if got, want := content(nil).Pack.Version(), embedded.Pack.Version(); got != want {
		t.Errorf("without packs %q, want %q", got, want)
	}
	added := content(map[string]string{PackName("nganh.yaml"): aPack})
	if got := added.Pack.Version(); !strings.HasPrefix(got, embedded.Pack.Version()+", nganh 2026-11-20 ") {
		t.Errorf("with one more: %q", got)
	}
	replaced := content(map[string]string{PackName("state_secret.yaml"): aPack})
	if got := replaced.Pack.Version(); strings.Contains(got, "state") || !strings.Contains(got, "nganh") {
		t.Errorf("with one instead: %q", got)
	}
	list := content(map[string]string{HostsName: aHosts}).Hosts
	if kind, _, ok := list.Kind("https://thu.example/"); !ok || kind != hosts.Webmail {
		t.Errorf("hosts: %q, %v", kind, ok)
	}
	if got := added.Policy.Contact(); got != "Văn phòng, 0912 345 678" {
		t.Errorf("contact %q", got)
	}
}

func TestFollows(t *testing.T) {
	b, err := opened(made(t, officeKey(), small(5, nil)), public(officeKey()))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		here       Identity
		allowOlder bool
		want       error
	}{
		"nothing here":            {},
		"newer":                   {here: Identity{Serial: 4}},
		"older":                   {here: Identity{Serial: 6}, want: ErrOlder},
		"the same number":         {here: Identity{Serial: 5}, want: ErrOlder},
		"older, as is wished":     {here: Identity{Serial: 6}, allowOlder: true},
		"the same one":            {here: Identity{Serial: 5, ID: b.id}, want: ErrInstalled},
		"the same one, as wished": {here: Identity{Serial: 5, ID: b.id}, allowOlder: true, want: ErrInstalled},
	}
	for name, tt := range tests {
		if err := b.Follows(tt.here, tt.allowOlder); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func TestOpenTellsNoPath(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{dir, filepath.Join(dir, "thieu.giumat")} {
		if _, err := Open(path, public(officeKey())); err == nil || strings.Contains(err.Error(), dir) {
			t.Errorf("error %v", err)
		}
	}
	path := filepath.Join(dir, "tot.giumat")
	if err := os.WriteFile(path, made(t, officeKey(), small(1, nil)), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := Open(path, public(officeKey()))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}

// Whatever is given out is what the office's key signed, and no read goes beyond the bounds.
func FuzzRead(f *testing.F) {
	good := made(f, officeKey(), small(1, map[string]string{HostsName: aHosts}))
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add(signedAs(f, `{"format": 1}`, nil))
	f.Add([]byte{})
	b, err := opened(good, public(officeKey()))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := opened(data, public(officeKey()))
		if err == nil && got.Identity() != b.Identity() {
			t.Fatal("opened what was never signed")
		}
	})
}

// Behind the signature, a manifest is read as strictly.
func FuzzParseManifest(f *testing.F) {
	f.Add([]byte(withFile(PolicyName)))
	f.Add([]byte(`{"format":1,"serial":9,"made":"2026-11-22T08:30:00Z","min_guard":"1.0.0","files":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := parseManifest(data)
		if err != nil {
			return
		}
		for _, file := range m.Files {
			if maxSize(file.Name) < file.Size || !filepath.IsLocal(file.Name) {
				t.Fatalf("file %q of %d bytes", file.Name, file.Size)
			}
		}
	})
}

func BenchmarkContent(b *testing.B) {
	data := made(b, officeKey(), small(1, map[string]string{HostsName: aHosts, PackName("nganh.yaml"): aPack}))
	for b.Loop() {
		opened, err := opened(data, public(officeKey()))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := opened.Content(); err != nil {
			b.Fatal(err)
		}
	}
}
