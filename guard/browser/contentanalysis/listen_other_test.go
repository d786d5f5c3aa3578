//go:build !windows

package contentanalysis_test

import (
	"errors"
	"testing"

	"giumat/guard/browser/contentanalysis"
)

func TestListenIsForWindows(t *testing.T) {
	if _, err := contentanalysis.Listen(contentanalysis.PipeName, contentanalysis.OwnUser); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("Listen = %v", err)
	}
}
