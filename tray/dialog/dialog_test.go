package dialog

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEntry(t *testing.T) {
	for name, c := range map[string]struct {
		does  deed
		wrong error
		want  string
		ok    bool
	}{
		"typed":       {deed{" Nguyễn\tVăn A ", true}, nil, "Nguyễn Văn A", true},
		"nothing":     {deed{" ", true}, nil, "", false},
		"turned away": {deed{"x", false}, nil, "x", false},
		"error":       {deed{"x", true}, errors.New("no display"), "x", false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newFake(t, &fakeScreen{does: []deed{c.does}, wrong: c.wrong})
			if got, ok := d.Entry(t.Context(), "", ""); got != c.want || ok != c.ok {
				t.Errorf("got %q, %v; want %q, %v", got, ok, c.want, c.ok)
			}
		})
	}
}

func TestPickFolder(t *testing.T) {
	for name, c := range map[string]struct {
		screen *fakeScreen
		ok     bool
	}{
		"picked": {&fakeScreen{path: "/home/an"}, true},
		"none":   {&fakeScreen{}, false},
		"error":  {&fakeScreen{path: "/home/an", wrong: errors.New("no display")}, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newFake(t, c.screen)
			if path, ok := d.PickFolder(t.Context(), "Chọn"); ok != c.ok || ok && path != c.screen.path {
				t.Errorf("got %q, %v", path, ok)
			}
		})
	}
}

// Whatever the rows hold, each comes out as one line of the table.
func TestList(t *testing.T) {
	f := &fakeScreen{}
	newFake(t, f).List(t.Context(), "Kết\nquả", "2 tệp", [][]string{{"a\nb"}, {"c", "MẬT", "more"}}, []string{"Tệp", "Dấu"})
	want := []window{{
		title: "Kết quả", text: "2 tệp", no: "Đóng", yes: "Đồng ý",
		columns: []string{"Tệp", "Dấu"}, rows: [][]string{{"a b", ""}, {"c", "MẬT"}},
	}}
	if diff := cmp.Diff(want, f.shown, cmp.AllowUnexported(window{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
