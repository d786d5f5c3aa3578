package hosts

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func known(t testing.TB) *List {
	t.Helper()
	l, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Each service has examples of the pages that are its own and of those that are nobody's.
func TestExamples(t *testing.T) {
	l := known(t)
	for _, s := range l.services {
		if len(s.Hit) == 0 || len(s.Miss) == 0 {
			t.Errorf("%s has no examples", s.Name)
		}
		for _, page := range s.Hit {
			if kind, name, ok := l.Kind(page); !ok || kind != s.Kind || name != s.Name {
				t.Errorf("%s is found to be %s, %q", page, kind, name)
			}
		}
		for _, page := range s.Miss {
			if _, name, ok := l.Kind(page); ok {
				t.Errorf("%s is found to be %q", page, name)
			}
		}
	}
}

// Nothing is named twice, so that each line of the list does something.
func TestNoHostTwice(t *testing.T) {
	seen := map[entry]string{}
	names := map[string]bool{}
	for _, s := range known(t).services {
		if names[s.Name] {
			t.Errorf("two services are called %q", s.Name)
		}
		names[s.Name] = true
		for _, e := range s.Hosts {
			if other := seen[e]; other != "" {
				t.Errorf("%q is of %s and of %s", e, other, s.Name)
			}
			seen[e] = s.Name
			for _, more := range s.Hosts {
				if more != e && more.has(e.name()) && strings.HasPrefix(string(more), "*.") {
					t.Errorf("%s: %q is in %q", s.Name, e, more)
				}
			}
		}
	}
}

func TestAddresses(t *testing.T) {
	tests := []struct{ in, host string }{ // no host: no address of the web
		{"https://mail.google.com", "mail.google.com"},
		{"http://mail.google.com:8080/a?b=c#d", "mail.google.com"},
		{"https://u:p@Mail.Google.com./x", "mail.google.com"},
		{"mail.google.com:443", "mail.google.com"},
		{"mail.google.com/mail", "mail.google.com"},
		{"blob:https://mail.google.com/1", "mail.google.com"},
		{"https://thư.example.vn/", "xn--th-e0a.example.vn"},
		{"https://xn--th-e0a.example.vn/", "xn--th-e0a.example.vn"},
		{"https://a_b.gov.vn/", "a_b.gov.vn"},
		{"", ""},
		{"about:blank", ""},
		{"about:srcdoc", ""},
		{"data:text/html,https://mail.google.com/", ""},
		{"file:///mail.google.com/", ""},
		{"ftp://mail.google.com/", ""},
		{"javascript:alert(1)//mail.google.com", ""},
		{"chrome-extension://mail.google.com/", ""},
		{`https://mail.google.com\@example.vn/`, ""},
		{"https://mail.google.com%2eexample.vn/", ""},
		{"https://mail.google.com\x00.example.vn/", ""},
		{"https://mail\xff.google.com/", ""},
		{"https://192.0.2.1/", ""},
		{"https://[::1]/", ""},
		{"https:///mail.google.com", ""},
		{"https://./", ""},
	}
	for _, test := range tests {
		if host, ok := parse(test.in); host != test.host || ok != (test.host != "") {
			t.Errorf("%q: %q, %v", test.in, host, ok)
		}
	}
}

func TestPatterns(t *testing.T) {
	l := known(t)
	tests := []struct {
		sets      Sets
		has, lack []string
	}{
		{Sets{}, []string{"https://mail.google.com/*", "https://*.gov.vn/*"}, []string{"https://*.zalo.me/*", "https://drive.google.com/*"}},
		{Sets{NoOfficial: true}, []string{"https://mail.google.com/*"}, []string{"https://*.gov.vn/*"}},
		{Sets{Chat: true}, []string{"https://*.zalo.me/*", "https://*.gov.vn/*"}, []string{"https://drive.google.com/*"}},
		{Sets{Share: true}, []string{"https://drive.google.com/*"}, []string{"https://*.zalo.me/*"}},
	}
	for _, test := range tests {
		got := l.Patterns(test.sets)
		if !slices.IsSorted(got) {
			t.Errorf("%+v: not in order", test.sets)
		}
		for _, p := range test.has {
			if !slices.Contains(got, p) {
				t.Errorf("%+v lacks %s", test.sets, p)
			}
		}
		for _, p := range test.lack {
			if slices.Contains(got, p) {
				t.Errorf("%+v has %s", test.sets, p)
			}
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	const good = "services: [{name: A, kind: webmail, hosts: [mail.a.example, '*.b.example']}]"
	l, err := Load([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"https://*.b.example/*", "https://mail.a.example/*"}
	if diff := cmp.Diff(want, l.Patterns(Sets{})); diff != "" {
		t.Errorf("patterns (-want +got):\n%s", diff)
	}
	tests := map[string]string{
		"services: [{name: A, kind: mail, hosts: [a.example]}]":               "no kind",
		"services: [{name: A, kind: chat}]":                                   "needs a name and hosts",
		"services: [{kind: chat, hosts: [a.example]}]":                        "needs a name and hosts",
		"services: [{name: A, kind: chat, hosts: [A.example]}]":               "never match",
		"services: [{name: A, kind: chat, hosts: ['*']}]":                     "never match",
		"services: [{name: A, kind: chat, hosts: ['*.*.example']}]":           "never match",
		"services: [{name: A, kind: chat, hosts: ['a.*.example']}]":           "never match",
		"services: [{name: A, kind: chat, hosts: ['a.example:443']}]":         "never match",
		"services: [{name: A, kind: chat, hosts: ['https://a.example']}]":     "never match",
		"services: [{name: A, kind: chat, hosts: [a.example/mail]}]":          "never match",
		"services: [{name: A, kind: chat, hosts: ['']}]":                      "never match",
		"services: [{name: A, kind: chat, hosts: [vn]}]":                      "never match",
		"services: [{name: A, kind: chat, hosts: [a.example], page: [b.vn]}]": "field page",
		"[": "list of pages",
	}
	for data, part := range tests {
		if _, err := Load([]byte(data)); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: error %v, want one with %q", data, err, part)
		}
	}
}

// Whatever the address, Kind and the patterns agree, and the spelling of the host in an
// address makes no difference.
func FuzzKind(f *testing.F) {
	l := known(f)
	for _, s := range l.services {
		for _, page := range append(s.Hit, s.Miss...) {
			f.Add(page)
		}
	}
	patterns := l.Patterns(Sets{Chat: true, Share: true})
	f.Fuzz(func(t *testing.T, address string) {
		kind, name, ok := l.Kind(address)
		host, isPage := parse(address)
		if ok && !isPage {
			t.Errorf("%q is no page and of %s", address, name)
		}
		if !isPage {
			return
		}
		if again, _, okAgain := l.Kind("https://" + strings.ToUpper(host) + ":443/"); okAgain != ok || again != kind {
			t.Errorf("%q is %q, %v, and written otherwise %q, %v", address, kind, ok, again, okAgain)
		}
		if on := slices.ContainsFunc(patterns, func(p string) bool { return matches(p, host) }); on != ok {
			t.Errorf("%q: the list says %v, the patterns %v", address, ok, on)
		}
	})
}

// matches reads a match pattern as a browser does.
func matches(pattern, host string) bool {
	name := strings.TrimSuffix(strings.TrimPrefix(pattern, "https://"), "/*")
	if base, below := strings.CutPrefix(name, "*."); below {
		return host == base || strings.HasSuffix(host, "."+base)
	}
	return host == name
}
