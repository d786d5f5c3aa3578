package ole2_test

import (
	"strings"
	"testing"

	"giumat/detectors/detecttest"
	"giumat/detectors/ole2"
)

func TestAccept(t *testing.T) {
	detecttest.Accept(t, ole2.New(), []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 1024)))
}
