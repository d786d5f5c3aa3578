package notify

import (
	"context"
	"errors"
	"strings"
	"testing"

	"giumat/guard/act"
	"giumat/guard/event"
	"giumat/guard/link"
	"giumat/rules"

	"github.com/google/go-cmp/cmp"
)

// trays is a Line for tests. Its knobs: whether the user has a tray, and what the user answers.
type trays struct {
	here   bool
	answer link.Answer
	err    error
	shown  []link.Question
}

func (l *trays) Connected(user link.User) bool { return l.here && user.ID == "1000" }

func (l *trays) Tell(_ context.Context, _ link.User, q link.Question) error {
	l.shown = append(l.shown, q)
	return l.err
}

func (l *trays) Ask(_ context.Context, _ link.User, q link.Question) (link.Answer, error) {
	l.shown = append(l.shown, q)
	return l.answer, l.err
}

func TestPopupsTell(t *testing.T) {
	line, other := &trays{here: true}, &listener{}
	p := Popups{User: func(string) link.User { return link.User{ID: "1000"} }, Line: line, Else: other, Texts: load(t, "vi"), Contact: "Trực ban, 0912 345 678"}
	if err := p.Notify(t.Context(), marked()); err != nil {
		t.Fatal(err)
	}
	if len(line.shown) != 1 || len(other.heard) != 0 {
		t.Fatalf("%d pop-ups and %d other notices, want one pop-up", len(line.shown), len(other.heard))
	}
	q := line.shown[0]
	if q.Kind != link.AtRest || q.MayGoOn || !strings.HasSuffix(q.Body, "\n\nLiên hệ: Trực ban, 0912 345 678") {
		t.Errorf("pop-up of kind %s, may go on %v: %q", q.Kind, q.MayGoOn, q.Body)
	}
	line.here = false
	if err := p.Notify(t.Context(), marked()); err != nil || len(other.heard) != 1 {
		t.Errorf("without a tray: %d other notices, want 1 (%v)", len(other.heard), err)
	}
}

// TestKindOfPopup: what became of the file chooses the pop-up.
func TestKindOfPopup(t *testing.T) {
	held := marked()
	held.Incident.Outcome = act.Quarantined
	asks, failed := held, marked()
	asks.Asks = true
	failed.Incident.Outcome = act.Failed
	for _, c := range []struct {
		n    Notice
		want link.Kind
	}{{marked(), link.AtRest}, {held, link.Blocked}, {asks, link.Warn}, {failed, link.Failed}} {
		if got := c.n.kind(); got != c.want {
			t.Errorf("%s: %s, want %s", c.n.key(), got, c.want)
		}
	}
}

// TestOnePopupForOneThing: copies of one content on one channel have the same pop-up; what has no hash stands alone.
func TestOnePopupForOneThing(t *testing.T) {
	id := func(sha, id string, ch event.Channel) string {
		n := marked()
		n.Incident.SHA256, n.Incident.ID, n.Incident.Channel = sha, id, ch
		return Popups{Texts: load(t, "vi")}.question(n).ID
	}
	if id("a", "1", event.Removable) != id("a", "2", event.Removable) {
		t.Error("two pop-ups for one content")
	}
	ids := map[string]bool{}
	for _, one := range []string{
		id("a", "1", event.Removable), id("b", "1", event.Removable), id("a", "1", event.AtRest), id("", "1", event.AtRest), id("", "2", event.AtRest),
	} {
		ids[one] = true
	}
	if len(ids) != 5 {
		t.Errorf("%d pop-ups for five things", len(ids))
	}
}

// TestAsk: everything but a yes with a reason is a stop.
func TestAsk(t *testing.T) {
	for _, c := range []struct {
		name   string
		line   trays
		reason string
		goOn   bool
	}{
		{"goes on", trays{answer: link.Answer{GoOn: true, Reason: "bản công khai, đã đối chiếu"}}, "bản công khai, đã đối chiếu", true},
		{"stops", trays{}, "", false},
		{"an error with a yes", trays{answer: link.Answer{GoOn: true, Reason: "bản công khai"}, err: errors.New("tray died")}, "", false},
	} {
		n := marked()
		n.Incident.State, n.Incident.Level, n.Asks = rules.Partial, rules.None, true
		reason, goOn := Popups{User: func(string) link.User { return link.User{} }, Line: &c.line, Texts: load(t, "vi")}.Ask(t.Context(), n)
		if reason != c.reason || goOn != c.goOn {
			t.Errorf("%s: %q, %v", c.name, reason, goOn)
		}
		q := c.line.shown[0]
		want := link.Question{ID: q.ID, Kind: link.Warn, Title: q.Title, Body: q.Body, MayGoOn: true, MinReason: MinReason, Timeout: answerWithin}
		if diff := cmp.Diff(want, q); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, diff)
		}
	}
}
