package installer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

func TestWithSummary(t *testing.T) {
	tests := map[string]struct{ settings, address, want, fail string }{
		"no settings": {"", "/srv/bao-cao", "report:\n  folder: /srv/bao-cao\n", ""},
		"comments alone stay": {
			"# of the office\n#\n# folders: [/a]\n", `\\maychu\giumat`,
			"# of the office\n#\n# folders: [/a]\nreport:\n  folder: \\\\maychu\\giumat\n", "",
		},
		"the rest stays, with its comments": {
			"# of the office\nfolders: [/a] # one\nreport: # ours\n  every: month\n  # once\n  folder: /old # the share\nretention_days: 30\n",
			"/new",
			"# of the office\nfolders: [/a] # one\nreport: # ours\n  every: month\n  # once\n  folder: /new # the share\nretention_days: 30\n", "",
		},
		"as it is": {"report:   {folder: '/a'}\n", "/a", "report:   {folder: '/a'}\n", ""},
		"mail": {
			"", "smtp://mail.mau.gov.vn:587?from=may-01@mau.gov.vn&to=bmnn@mau.gov.vn",
			"report:\n  smtp:\n    host: mail.mau.gov.vn\n    port: 587\n    tls: starttls\n    from: may-01@mau.gov.vn\n    to:\n      - bmnn@mau.gov.vn\n", "",
		},
		"mail, one by one": {
			"report:\n  folder: /a\n  smtp: {host: x.gov.vn, user: u, password_file: p}\n", "smtp://mail.mau.gov.vn:465?from=a@mau.gov.vn&to=b@mau.gov.vn&to=c@mau.gov.vn",
			"report:\n  folder: /a\n  smtp: {host: mail.mau.gov.vn, user: u, password_file: p, port: 465, tls: implicit, from: a@mau.gov.vn, to: [b@mau.gov.vn, c@mau.gov.vn]}\n", "",
		},
		"an empty report":        {"report:\n", "/a", "report:\n  folder: /a\n", ""},
		"mail without a sender":  {"", "smtp://mail.mau.gov.vn?to=b@mau.gov.vn", "", "write smtp://"},
		"mail with a password":   {"", "smtp://u:p@mail.mau.gov.vn?from=a@mau.gov.vn&to=b@mau.gov.vn", "", "write smtp://"},
		"a misspelt part":        {"", "smtp://mail.mau.gov.vn?form=a@mau.gov.vn&to=b@mau.gov.vn", "", `"form" is none of`},
		"a part of a path":       {"", "reports", "", "neither a whole path"},
		"a report that is none":  {"report: 7\n", "/a", "", "line 1"},
		"settings that are none": {"- a\n", "/a", "", "line 1"},
		"no YAML":                {"a: [\n", "/a", "", "yaml"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := withSummary([]byte(tt.settings), tt.address)
			if tt.fail != "" {
				if err == nil || !strings.Contains(err.Error(), tt.fail) {
					t.Errorf("error %v, want one with %q", err, tt.fail)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			again, err := withSummary(got, tt.address)
			if err != nil || string(again) != string(got) {
				t.Errorf("again: %q, %v", again, err)
			}
		})
	}
}

// Whatever stands in settings, what was put into them can be read from them, and nothing else has changed.
func FuzzWithSummary(f *testing.F) {
	f.Add("report:\n  folder: /a # x\n")
	f.Add("# only words\n")
	f.Add("a: &x {b: c}\nreport: *x\n")
	f.Fuzz(func(t *testing.T, settings string) {
		got, err := withSummary([]byte(settings), "/srv/a")
		if err != nil {
			return
		}
		var read struct {
			Report struct{ Folder string }
		}
		if err := yaml.Unmarshal(got, &read); err != nil {
			return // as two keys of one name, which the check of settings refuses
		}
		if read.Report.Folder != "/srv/a" {
			t.Errorf("%q became %q", settings, got)
		}
	})
}
