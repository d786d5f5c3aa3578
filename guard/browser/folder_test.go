package browser_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Folders, chosen or dropped: all files in them are judged, and the page gets all or none.
func TestE2EFolders(t *testing.T) {
	t.Parallel()
	b := startChromium(t, modeJudges)
	clean := []file{
		{"Báo cáo.pdf", document("", 30_000)},
		{filepath.Join("Phụ lục", "Bảng 1.pdf"), document("", 40_000)},
		{filepath.Join("Phụ lục", "ảnh.jpg"), []byte("\xff\xd8\xff\xe0 ảnh")},
	}
	bad := append(slices.Clone(clean), file{filepath.Join("Phụ lục", "sâu", "Phương án.pdf"), document(marked, 90_000)})

	choose := func(u *tab) { u.click("#folder") }
	drop := func(selector string) func(*tab) { return func(u *tab) { u.drop(selector) } }
	ways := []struct {
		name, host string
		act        func(*tab)
	}{
		{"chosen", yahoo, choose},
		{"dropped", gmail, drop("#drop")},
		{"dropped on an input for folders", yahoo, drop("#folder")},
	}
	for _, way := range ways {
		t.Run(way.name+", clean", func(t *testing.T) {
			u := b.open(t, way.host)
			u.chosen = []string{folderOf(t, clean)}
			way.act(u)
			u.arrivedInAnyOrder(clean...)
		})
		t.Run(way.name+", one file marked", func(t *testing.T) {
			u := b.open(t, way.host)
			u.chosen = []string{folderOf(t, bad)}
			way.act(u)
			if words := u.waitPanel(blockTitle); !strings.Contains(words, "Phương án.pdf") {
				t.Errorf("the panel does not name the file: %q", words)
			}
			u.stop()
			u.stopped()
		})
	}
	t.Run("a chosen folder keeps its paths", func(t *testing.T) {
		u := b.open(t, yahoo)
		u.chosen = []string{folderOf(t, clean)}
		u.script(`folder.addEventListener("change", () => { for (const file of folder.files) events.push("/" + file.webkitRelativePath) })`)
		u.click("#folder")
		u.arrivedInAnyOrder(clean...)
		for _, f := range clean {
			if path := "/" + filepath.ToSlash(filepath.Join(folderName, f.name)); !strings.Contains(u.events(), path) {
				t.Errorf("no %s: %s", path, u.events())
			}
		}
	})
	t.Run("a folder beside a file", func(t *testing.T) {
		other := file{"Khác.pdf", document("", 20_000)}
		u := b.open(t, gmail)
		u.chosen = []string{other.write(t), folderOf(t, clean)}
		u.drop("#drop")
		u.arrivedInAnyOrder(append(slices.Clone(clean), other)...)
	})
	t.Run("too many files", func(t *testing.T) {
		var many []file
		for n := range 501 {
			many = append(many, file{fmt.Sprintf("%d.txt", n), []byte("chữ")})
		}
		u := b.open(t, gmail)
		u.chosen = []string{folderOf(t, many)}
		u.drop("#drop")
		u.waitPanel("hơn 500 tệp hoặc lớn hơn 200 MB")
		u.stop()
		u.stopped()
	})
	t.Run("too large", func(t *testing.T) {
		u := b.open(t, gmail)
		u.chosen = []string{folderOf(t, clean)}
		for _, name := range []string{"a.bin", "b.bin"} {
			if err := os.Truncate(file{name, []byte("x")}.writeIn(t, u.chosen[0]), 101<<20); err != nil {
				t.Fatal(err)
			}
		}
		u.drop("#drop")
		u.waitPanel("Chưa gửi được thư mục")
		u.stop()
		u.stopped()
	})
	t.Run("an empty folder", func(t *testing.T) {
		u := b.open(t, gmail)
		u.chosen = []string{folderOf(t, nil)}
		u.drop("#drop")
		u.until("the end of the drop", func() bool { return u.events() == "drop drop 0" })
	})
	t.Run("a page that reads entries alone", func(t *testing.T) {
		u := b.open(t, gmail)
		u.script(`(() => { drop.addEventListener("drop", (event) => {
			event.stopImmediatePropagation();
			const walk = (entry) => entry.isFile ? entry.file((file) => upload([file], "entry"))
				: entry.createReader().readEntries((all) => all.forEach(walk));
			for (const item of event.dataTransfer.items) walk(item.webkitGetAsEntry()) }, true) })()`)
		u.chosen = []string{folderOf(t, clean)}
		u.drop("#drop")
		u.arrivedInAnyOrder(clean...)
	})
}

const folderName = "Hồ sơ"

// folderOf writes files in a folder and gives its path.
func folderOf(t testing.TB, files []file) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), folderName)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		f.writeIn(t, dir)
	}
	return dir
}

// arrivedInAnyOrder waits for uploads with the hashes of these documents, and nothing else.
func (u *tab) arrivedInAnyOrder(documents ...file) {
	u.Helper()
	u.until("the uploads", func() bool { return len(u.mail.of(u.name)) >= len(documents) })
	var want []string
	for _, d := range documents {
		want = append(want, sum(d.content))
	}
	got := u.mail.of(u.name)
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		u.Errorf("hashes (-want +got)\n%s", diff)
	}
}
