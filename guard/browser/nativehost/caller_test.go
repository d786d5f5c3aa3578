package nativehost_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"giumat/guard/browser/nativehost"
)

func TestCaller(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"Chromium":              {[]string{"chrome-extension://" + chromiumID + "/"}, chromiumID},
		"Chromium on Windows":   {[]string{"chrome-extension://" + chromiumID + "/", "--parent-window=0"}, chromiumID},
		"Firefox":               {[]string{"/usr/lib/mozilla/native-messaging-hosts/vn.giumat.guard.json", firefoxID}, firefoxID},
		"Firefox on Windows":    {[]string{`C:\Program Files\Giu Mat\vn.giumat.guard.json`, firefoxID}, firefoxID},
		"Firefox, UUID":         {[]string{"h.json", "{8d5a1c5e-0000-4000-8000-000000000000}"}, "{8d5a1c5e-0000-4000-8000-000000000000}"},
		"nothing":               {nil, ""},
		"a command of ours":     {[]string{"scan", "plan.json"}, ""},
		"two files":             {[]string{"settings.json", "plan.json"}, ""},
		"a web page":            {[]string{"https://mail.example/"}, ""},
		"an origin without one": {[]string{"chrome-extension:///"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := nativehost.Caller(c.args); got != c.want {
				t.Errorf("Caller = %q, want %q", got, c.want)
			}
			if got := nativehost.IsHost(c.args); got != (c.want != "") {
				t.Errorf("IsHost = %v", got)
			}
		})
	}
}

// An extension that is not ours is told nothing, and read nothing from.
func TestStrangersAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		caller  string
		allowed []string
		want    error
	}{
		"ours":             {chromiumID, []string{chromiumID}, nil},
		"ours, its origin": {"chrome-extension://" + chromiumID + "/", []string{chromiumID}, nil},
		"ours in Firefox":  {firefoxID, []string{chromiumID, firefoxID}, nil},
		"a stranger":       {"ponmlkjihgfedcbaponmlkjihgfedcba", []string{chromiumID, firefoxID}, nativehost.ErrCaller},
		"nobody":           {"", []string{chromiumID, ""}, nativehost.ErrCaller},
		"none allowed":     {chromiumID, nil, nativehost.ErrCaller},
	} {
		t.Run(name, func(t *testing.T) {
			o := options()
			o.Caller, o.Allowed = c.caller, c.allowed
			var in, out bytes.Buffer
			in.WriteString("\x02\x00\x00\x00{}")
			if err := nativehost.Serve(t.Context(), &in, &out, &fakeJudge{}, o); !errors.Is(err, c.want) {
				t.Errorf("Serve = %v, want %v", err, c.want)
			}
			if c.want != nil && (out.Len() > 0 || in.Len() == 0) {
				t.Errorf("%d bytes were written and %d left unread", out.Len(), in.Len())
			}
		})
	}
}

// The greeting is long enough for a panel, and no longer.
func TestTooManyWordsForThePanel(t *testing.T) {
	o := options()
	o.Texts = map[string]string{"title": string(make([]byte, 16<<10))}
	if err := nativehost.Serve(t.Context(), bytes.NewReader(nil), io.Discard, &fakeJudge{}, o); err == nil {
		t.Error("served")
	}
}
