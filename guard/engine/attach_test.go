package engine

import (
	"testing"

	"giumat/detectors"
	"giumat/guard/event"
	"giumat/guard/policy"
	"giumat/rules"

	"github.com/google/go-cmp/cmp"
)

// What a page gets depends on the file, on the page, and on the user's reason.
func TestAttach(t *testing.T) {
	marked := rules.Verdict{Kind: detectors.DOCX, State: rules.Marked, Level: rules.ToiMat, Confidence: rules.Certain}
	official := rules.Verdict{Kind: detectors.DOCX, State: rules.Clean, Official: true}
	for _, c := range []struct {
		name    string
		verdict rules.Verdict
		channel event.Channel
		reason  string
		allow   bool
		asks    bool
		record  []string
	}{
		{"ordinary", rules.Verdict{Kind: detectors.DOCX, State: rules.Clean}, event.Webmail, "", true, false, nil},
		{"marked", marked, event.Webmail, "", false, false, []string{"TOI_MAT marked block blocked a.docx"}},
		{"marked, whatever the reason", marked, event.Webmail, "đã giải mật", false, false, []string{"TOI_MAT marked block blocked a.docx"}},
		{"marked, on a page of the State", marked, policy.WebmailOfficial, "", false, false, []string{"TOI_MAT marked block blocked a.docx"}},
		{"official, on free mail", official, event.Webmail, "", false, true, []string{" clean warn warned a.docx"}},
		{"official, with a reason", official, event.Webmail, "đã công bố trên báo", true, false, []string{" clean warn allowed a.docx"}},
		{"official, on a page of the State", official, policy.WebmailOfficial, "", true, false, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			allow, n, err := b.Attach(t.Context(), Attachment{
				Name: "a.docx", Channel: c.channel, Site: "mail.google.com", Browser: "chromium", SHA256: "ab", Verdict: c.verdict, Reason: c.reason,
			})
			if err != nil || allow != c.allow || n.Asks != c.asks {
				t.Errorf("allow %v, asks %v, %v", allow, n.Asks, err)
			}
			if diff := cmp.Diff(c.record, b.record(t)); diff != "" {
				t.Errorf("record (-want +got)\n%s", diff)
			}
		})
	}
}

// What went past the guard is in the record as what went.
func TestNoticed(t *testing.T) {
	b := newBench(t)
	if err := b.Noticed(t.Context(), Attachment{Name: "a.docx", Channel: event.Webmail, Site: "mail.google.com"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{" unreadable record allowed a.docx"}, b.record(t)); diff != "" {
		t.Errorf("record (-want +got)\n%s", diff)
	}
}

// What nobody could judge, the page did not get.
func TestUnjudged(t *testing.T) {
	b := newBench(t)
	for range 2 {
		if err := b.Unjudged(t.Context(), Attachment{Name: "a.docx", Channel: event.Webmail, Site: "mail.google.com"}); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{" unreadable block blocked a.docx", " unreadable block blocked a.docx"}
	if diff := cmp.Diff(want, b.record(t)); diff != "" {
		t.Errorf("record (-want +got)\n%s", diff)
	}
}
