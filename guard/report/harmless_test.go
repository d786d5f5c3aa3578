package report

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"giumat/guard/incident"
)

// What was made harmless once stays as it is: else a report would change each time that it is read and written.
func FuzzHarmless(f *testing.F) {
	f.Add("Kế hoạch số 5 năm 2026.docx", " theo\nyêu cầu ")
	f.Add("12345678….docx", "an\x00\u202e\xff")
	f.Add("a.b.c/…….longer", strings.Repeat("ấ", maxReason+1))
	f.Fuzz(func(t *testing.T, name, s string) {
		in := incident.Incident{Name: name, User: s, Device: name, Reason: s, Host: s + name, Rule: name + s, Program: s, Original: name}
		in.Drive = incident.DriveInfo{Label: s, Volume: name, Serial: s + name}
		once := Entry{in}.harmless()
		if diff := cmp.Diff(once, once.harmless()); diff != "" {
			t.Errorf("(-once +twice):\n%s", diff)
		}
		for _, got := range []string{once.Name, once.User, once.Device, once.Reason, once.Host, once.Rule, once.Program, once.Original, once.Drive.Label, once.Drive.Volume, once.Drive.Serial} {
			if !utf8.ValidString(got) || utf8.RuneCountInString(got) > maxReason || strings.ContainsFunc(got, unicode.IsControl) {
				t.Errorf("%q", got)
			}
		}
	})
}
