package link_test

import (
	"fmt"
	"os"
	"testing"

	"giumat/guard/link"

	"golang.org/x/sys/windows"
)

// address is one for a guard of this test.
func address(t *testing.T) string { return link.Addr(fmt.Sprintf("%s of %d", t.Name(), os.Getpid())) }

// skipWhereNamesAreShared skips under Wine (8.0), which does not heed FILE_FLAG_FIRST_PIPE_INSTANCE.
func skipWhereNamesAreShared(t *testing.T) {
	t.Helper()
	if windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil {
		t.Skip("Wine lets two programs have pipes of one name")
	}
}
