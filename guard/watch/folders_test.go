package watch

import (
	"context"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wholeTrees is a recursive notifier that tells nothing, and notes what it was asked.
type wholeTrees struct {
	deaf
	added, removed []string
	refuse         error
}

func (*wholeTrees) Recursive() bool { return true }

func (n *wholeTrees) Add(folder string) error {
	if n.refuse == nil {
		n.added = append(n.added, folder)
	}
	return n.refuse
}

func (n *wholeTrees) Remove(folder string) error {
	n.removed = append(n.removed, folder)
	return nil
}

// A recursive notifier is asked for roots alone, and its folders are walked all the same.
func TestFoldersOfARecursiveNotifier(t *testing.T) {
	outer := folder(t)
	inner := filepath.Join(outer, "a", "inner")
	for _, dir := range []string{inner, filepath.Join(outer, "b", "c")} {
		mkdir(t, dir)
		write(t, filepath.Join(dir, "x.docx"), "text")
	}
	var rs roots
	rs.set([]root{{path: outer}, {path: inner}})
	var ps problems
	f := newFolders(&rs, &ps, openGate{})
	n := &wholeTrees{refuse: fs.ErrPermission}
	f.reset(n)
	cover := func(dir string) (files []string) {
		f.cover(context.Background(), dir, func(path string) { files = append(files, path) })
		return files
	}

	cover(outer)
	if watched, unwatched := f.count(); watched != 0 || unwatched != 2 {
		t.Errorf("%d watched, %d unwatched; want the two roots unwatched", watched, unwatched)
	}
	if list, _ := ps.list(); len(list) != 2 {
		t.Errorf("problems %v, want one a root", list)
	}
	n.refuse = nil
	want := []string{filepath.Join(inner, "x.docx"), filepath.Join(outer, "b", "c", "x.docx")}
	if diff := cmp.Diff(want, cover(outer)); diff != "" {
		t.Errorf("files met (-want +got):\n%s", diff)
	}
	if list, _ := ps.list(); len(list) != 0 {
		t.Errorf("problems %v, want none", list)
	}
	slices.Sort(n.added)
	if diff := cmp.Diff([]string{outer, inner}, n.added); diff != "" {
		t.Errorf("watches added (-want +got):\n%s", diff)
	}

	if got := cover(filepath.Join(outer, "b")); len(got) != 1 || len(n.added) != 2 {
		t.Errorf("a new folder: %d files met, %d watches in all; want 1 and 2", len(got), len(n.added))
	}
	f.forget(filepath.Join(outer, "b", "c"))
	f.drop(filepath.Join(outer, "b"))
	if len(n.removed) != 0 {
		t.Errorf("watches removed with folders inside: %q", n.removed)
	}
	f.drop(outer)
	slices.Sort(n.removed)
	if diff := cmp.Diff([]string{outer, inner}, n.removed); diff != "" {
		t.Errorf("watches removed with the root (-want +got):\n%s", diff)
	}
}
