package link_test

import (
	"testing"

	"giumat/guard/link"
)

func TestReasonOK(t *testing.T) {
	for _, c := range []struct {
		reason string
		least  int
		want   bool
	}{
		{"Gửi theo công văn 12", 10, true},
		{"Gửi theo công văn 12", 0, true},
		{"đã xin phép", 9, true},                  // 9 letters
		{"đã xin phép", 10, false},                // spaces do not count
		{"\u0111a\u0303 xin phe\u0301p", 9, true}, // letters and their marks apart (NFD): the marks do not count
		{"\u0111a\u0303 xin phe\u0301p", 10, false},
		{"Số: 123/2026", 9, true},
		{"", 10, false},
		{"", 0, false},
		{"..........!!!!!", 10, false},
		{"aaaaaaaaaa", 10, false},
		{"aAaAaAaAaA", 10, false},
		{"abcabcabcabc", 10, false},
		{"ㅤㅤㅤㅤㅤㅤㅤㅤㅤㅤ", 10, false}, // U+3164, a letter that is not seen
		{"\xff\xfe\xfd\xfc\xff\xfe\xfd\xfc\xff\xfe", 10, false},
		{"ok", 2, true},
		{"oo", 2, false},
	} {
		if got := link.ReasonOK(c.reason, c.least); got != c.want {
			t.Errorf("ReasonOK(%q, %d) = %v, want %v", c.reason, c.least, got, c.want)
		}
	}
}
