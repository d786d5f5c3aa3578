package syncfolder

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestJSONValues(t *testing.T) {
	for _, c := range []struct {
		name, data, key string
		want            []string
	}{
		{"backslashes", `{"personal": {"path": "C:\\Users\\an\\Dropbox"}}`, "*/path", []string{`C:\Users\an\Dropbox`}},
		{"in the order of names", `{"b": {"path": "2"}, "a": {"path": "1"}}`, "*/path", []string{"1", "2"}},
		{"by name", `{"b": {"path": "2"}, "a": {"path": "1"}}`, "b/path", []string{"2"}},
		{"at the top", `{"path": "1"}`, "path", []string{"1"}},
		{"not a text", `{"a": {"path": 3}, "b": {"path": ["1"]}, "c": null}`, "*/path", nil},
		{"a list", `["path"]`, "*/path", nil},
		{"a name with the parting character", `{"a/path": "1"}`, "a/path", nil},
		{"deep", strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000), "*/path", nil},
	} {
		got, err := jsonValues([]byte(c.data), c.key)
		checkProblem(t, err, "")
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestINIValues(t *testing.T) {
	for _, c := range []struct {
		name, data, key string
		want            []string
	}{
		{"quoted", `dir = "~/One Drive"`, "dir", []string{"~/One Drive"}},
		{"lines as Windows ends them", "a=1\r\ndir=/x\r\n", "dir", []string{"/x"}},
		{"remarks", "#dir=/a\n;dir=/b\n # dir=/c\ndir=/d", "dir", []string{"/d"}},
		{"groups", "[S]\n0\\F\\1\\p=/a\n0\\F\\p=/b\n", "S/*/*/*/p", []string{"/a"}},
		{"groups in two", "[S]\n0\\F\\p=/b\n1\\G\\p=/c", "S/*/*/p", []string{"/b", "/c"}},
		{"another section", "[T]\np=/a\n", "S/p", nil},
		{"a section is not forgotten", "[S]\n\nx\np=/a\n", "S/p", []string{"/a"}},
		{"letters of Qt 5", `p=/C\xf4ng v\x103n`, "p", []string{"/Công văn"}},
		{"two units for one letter", `p=/\xd83d\xde00`, "p", []string{"/😀"}},
		{"letters as they are", "p=/Công văn", "p", []string{"/Công văn"}},
		{"doubled backslashes", `p="C:\\Users\\an \"b\""`, "p", []string{`C:\Users\an "b"`}},
		{"single backslashes", `p=C:\new\temp`, "p", []string{`C:\new\temp`}},
		{"an equals sign in the value", "p=/a=b", "p", []string{"/a=b"}},
		{"no line break at the end, no value", "p=", "p", []string{""}},
	} {
		got, err := iniValues([]byte(c.data), c.key)
		checkProblem(t, err, "")
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if _, err := iniValues([]byte("d\x00i\x00r\x00=\x00"), "dir"); err == nil {
		t.Error("UTF-16 was read as if it were not")
	}
}

func FuzzJSONValues(f *testing.F) {
	f.Add([]byte(`{"personal": {"path": "C:\\Users\\an\\Dropbox", "is_team": false}}`))
	f.Add([]byte(`{"a": [{"path": 1}], "b": {"path": null}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := jsonValues(data, "*/path")
		if err != nil && list != nil {
			t.Error("values beside an error")
		}
		checkSize(t, list, data)
	})
}

func FuzzINIValues(f *testing.F) {
	f.Add([]byte("[Accounts]\n0\\Folders\\1\\localPath=\"/home/an/C\\xf4ng/\"\n"))
	f.Add([]byte("sync_dir = \"~/OneDrive\"\n# x\n"))
	f.Add([]byte("[Accounts\n]=\n\\=\\x\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, key := range []string{"Accounts/*/*/*/localPath", "sync_dir"} {
			list, err := iniValues(data, key)
			if err != nil && list != nil {
				t.Error("values beside an error")
			}
			checkSize(t, list, data)
		}
	})
}

// checkSize tells when values are larger than the file that they come from; a byte that is no UTF-8 may become three.
func checkSize(t *testing.T, list []string, data []byte) {
	t.Helper()
	if len(strings.Join(list, "")) > 3*len(data) {
		t.Error("more came out than went in")
	}
}
