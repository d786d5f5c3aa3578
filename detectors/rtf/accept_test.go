package rtf_test

import (
	"testing"

	"giumat/detectors/detecttest"
	"giumat/detectors/rtf"
)

func TestAccept(t *testing.T) {
	detecttest.Accept(t, rtf.New(), []byte(`{\rtf1\ansi\ansicpg1258 {\header\pard dau trang\par}\pard Th\'e2n v\u259?n b\u7843?n\par D\'f2ng hai\par}`))
}
