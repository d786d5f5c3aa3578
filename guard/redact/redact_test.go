package redact

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestError(t *testing.T) {
	for _, err := range []error{
		&fs.PathError{Op: "open", Path: "/nha/ke-hoach.docx", Err: syscall.EACCES},
		&os.LinkError{Op: "rename", Old: "/nha/ke-hoach.docx", New: "/x", Err: syscall.EACCES},
		fmt.Errorf("take: %w", &fs.PathError{Op: "open", Path: "/nha/ke-hoach.docx", Err: syscall.EACCES}),
	} {
		got := Error(err)
		if !errors.Is(got, fs.ErrPermission) || strings.Contains(got.Error(), "ke-hoach") {
			t.Errorf("%T became %v", err, got)
		}
	}
	if plain := errors.New("no path in it"); Error(plain) != plain {
		t.Error("an error without a path was changed")
	}
}

func TestName(t *testing.T) {
	for name, want := range map[string]string{
		"Báo cáo.docx":            "Báo cáo.docx",
		"a\x1b[31m\nb.docx":       "a_[31m_b.docx",
		"a\u202excod.exe":         "a_xcod.exe", // would read "aexe.docx"
		"\xff\xfe.pdf":            "__.pdf",
		"zero\u200bwidth\u2028.x": "zero_width_.x",
	} {
		if got := Name(name); got != want {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
}
