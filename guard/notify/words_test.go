package notify

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"giumat/detectors"
	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/incident"
	"giumat/guard/policy"
	"giumat/guard/texts"
	"giumat/rules"

	"github.com/google/go-cmp/cmp"
)

// TestEveryNoticeHasWords walks everything that a user can be told of, under any policy that an office may write.
func TestEveryNoticeHasWords(t *testing.T) {
	for _, lang := range texts.Languages() {
		catalog := load(t, lang)
		for key, notices := range possibleNotices(t) {
			t.Run(lang+"/"+key, func(t *testing.T) {
				for _, n := range notices {
					checkWords(t, catalog, n)
				}
			})
		}
	}
}

// checkWords looks at one notice in one language.
func checkWords(t *testing.T, catalog *texts.Catalog, n Notice) {
	t.Helper()
	title, body := n.Words(catalog)
	for _, words := range []string{title, body} {
		if words == "" || strings.Contains(words, "notice_") || strings.Contains(words, "level_") || strings.Contains(words, "how_") {
			t.Errorf("a sentence is missing: %q", words)
		}
		if hole := regexp.MustCompile(`\{\w+\}`).FindString(words); hole != "" {
			t.Errorf("%s was not replaced in %q", hole, words)
		}
		for _, private := range []string{
			"in-id", "in-quarantine", "in-channel", "in-kind", "in-action", "in-rule", "in-place", "in-sha256", "in-name", "in-user", "in-host", "in-device",
			"in-reason", "4711", "2027",
		} {
			if strings.Contains(words, private) {
				t.Errorf("%s of the incident is told in %q", private, words)
			}
		}
	}
	level := catalog.Say("level_" + n.Incident.Level.String())
	wantLevel := n.Incident.Level != rules.None && !n.Kept
	if strings.Contains(title, level) != wantLevel || strings.Contains(body, level) != wantLevel {
		t.Errorf("the level should be told: %v, in %q and %q", wantLevel, title, body)
	}
	if !strings.Contains(body, n.FileName) || !strings.Contains(body, n.Folder) {
		t.Errorf("file and folder are not told in %q", body)
	}
	if why := catalog.Say("why_" + string(n.Why)); n.Why != "" && (strings.HasPrefix(why, "why_") || !strings.Contains(body, why)) {
		t.Errorf("why it failed (%s) is not told in %q", n.Why, body)
	}
}

// possibleNotices gives, by the key of their words, a notice for each way to come by it: every verdict under every
// policy, with every end that the decision can have.
func possibleNotices(t *testing.T) map[string][]Notice {
	t.Helper()
	byKey := map[string][]Notice{}
	for p := range policies(t) {
		for _, v := range verdicts() {
			d := p.Decide(v, event.Removable)
			for _, n := range ends(t, v, d) {
				if !slices.ContainsFunc(byKey[n.key()], func(m Notice) bool { return cmp.Equal(m, n) }) {
					byKey[n.key()] = append(byKey[n.key()], n)
				}
			}
		}
	}
	return byKey
}

// policies gives every table that a channel can have, in so far as it makes a difference to a notice.
func policies(t *testing.T) func(yield func(policy.Policy) bool) {
	actions := []policy.Action{policy.Record, policy.Warn, policy.Quarantine} // allow tells nobody, block ends as quarantine does
	return func(yield func(policy.Policy) bool) {
		for _, level := range actions {
			for _, official := range actions {
				for _, uninspected := range actions {
					p, err := policy.Parse(fmt.Appendf(nil, "channels: {removable: {TUYET_MAT: %s, TOI_MAT: %s, MAT: %s, official: %s, uninspected: %s}}",
						level, level, level, official, uninspected))
					if err != nil {
						t.Fatal(err)
					}
					if !yield(p) {
						return
					}
				}
			}
		}
	}
}

// verdicts are all that the rules can say of a document.
func verdicts() []rules.Verdict {
	var list []rules.Verdict
	for _, official := range []bool{false, true} {
		for _, level := range []rules.Level{rules.Mat, rules.ToiMat, rules.TuyetMat} {
			for _, c := range []rules.Confidence{rules.Certain, rules.Suspected} {
				list = append(list, rules.Verdict{Kind: detectors.DOCX, State: rules.Marked, Level: level, Confidence: c, Official: official})
			}
		}
		for _, state := range []rules.State{rules.Clean, rules.Partial, rules.Unreadable} {
			list = append(list, rules.Verdict{Kind: detectors.DOCX, State: state, Official: official})
		}
	}
	return list
}

// ends are what the user can be told, or asked, after a decision.
func ends(t *testing.T, v rules.Verdict, d policy.Decision) []Notice {
	held := notice(v, d, act.Outcome{Result: act.Quarantined, QuarantineID: "in-quarantine"})
	switch d.Action {
	case policy.Block, policy.Quarantine:
		list := append(kept(v, d), held)
		for _, why := range []act.Reason{
			act.Changed, act.Busy, act.NotFile, act.Gone, act.NoPermission, act.ReadOnly, act.DiskFull, act.Stopped, act.OtherReason,
		} {
			list = append(list, notice(v, d, act.Outcome{Result: act.Failed, Reason: why}))
		}
		return list
	case policy.Warn:
		asked, kept := held, held
		asked.Asks, kept.Kept = true, true
		attached := notice(v, d, act.Outcome{Result: act.Warned})
		attached.Asks, attached.Incident.Channel = true, event.Webmail
		warned := notice(v, d, act.Carry(t.Context(), nil, d, "", act.Want{}))
		onDrive := warned
		onDrive.Incident.Channel = event.Removable
		return []Notice{asked, attached, kept, warned, onDrive}
	}
	return nil
}

// kept are the notices of a file that was kept back where it lies, on each way on which that happens.
func kept(v rules.Verdict, d policy.Decision) []Notice {
	list := []Notice{}
	for _, ch := range []event.Channel{event.Clipboard, event.Removable, event.AtRest} {
		n := notice(v, d, act.Outcome{Result: act.Blocked})
		n.Incident.Channel = ch
		list = append(list, n)
	}
	for _, ch := range []event.Channel{event.Clipboard, event.Removable, event.Webmail, event.Chat, event.SyncFolder} {
		n := notice(v, d, act.Outcome{Result: act.Blocked})
		n.Incident.Channel, n.Incident.Program = ch, "firefox-esr"
		opened := n
		opened.Incident.Device = "" // not attached to a page, but opened
		list = append(list, n, opened)
	}
	return list
}

// notice fills every field of an incident with something that can be found again.
func notice(v rules.Verdict, d policy.Decision, o act.Outcome) Notice {
	in := incident.New(event.File{Channel: "in-channel", Drive: event.Drive{Device: "in-device"}, Path: "in-name"}, v, d, o, "in-sha256", incident.Who{User: "in-user", Host: "in-host"})
	in.ID, in.Kind, in.Action, in.Rule, in.Place, in.Reason = "in-id", "in-kind", "in-action", "in-rule", "in-place", "in-reason"
	in.Time, in.Count = time.Date(2027, 2, 3, 14, 5, 6, 0, time.Local), 4711
	return Notice{Incident: in, FileName: "Kế hoạch.docx", Folder: "/media/an/Ổ đĩa", Why: o.Reason}
}

// marked is a notice for tests that are about something else.
func marked() Notice {
	v := rules.Verdict{Kind: detectors.DOCX, State: rules.Marked, Level: rules.ToiMat, Confidence: rules.Certain}
	return notice(v, policy.Decision{Action: policy.Warn, Row: policy.ToiMat}, act.Outcome{Result: act.Warned})
}

func load(t *testing.T, lang string) *texts.Catalog {
	t.Helper()
	c, err := texts.Load(lang)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestPossibleNotices keeps the walk honest: it must come by all of the twenty-six.
func TestPossibleNotices(t *testing.T) {
	var want []string
	for _, outcome := range []string{"asked", "attach", "blocked", "failed", "quarantined", "warned"} {
		for _, about := range []string{"marked", "official", "suspected", "uninspected"} {
			want = append(want, fmt.Sprintf("notice_%s_%s", outcome, about))
		}
	}
	want = append(want, "notice_kept", "notice_warned_brought")
	slices.Sort(want)
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(possibleNotices(t)))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestSuspectedIsNeverToldAsMarked(t *testing.T) {
	for _, notices := range possibleNotices(t) {
		for _, n := range notices {
			if n.Incident.Confidence == rules.Suspected && strings.HasSuffix(n.key(), "_marked") {
				t.Errorf("%s for a file that is only suspected", n.key())
			}
		}
	}
}

// TestFileNameIsNoPattern: a user may call a file what he likes.
func TestFileNameIsNoPattern(t *testing.T) {
	n := marked()
	n.FileName = "{where}{level}.docx"
	if _, body := n.Words(load(t, "vi")); !strings.Contains(body, "“{where}{level}.docx”") {
		t.Errorf("the name was read as a pattern: %q", body)
	}
}
