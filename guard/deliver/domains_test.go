package deliver

import (
	"strings"
	"testing"
)

func known(t testing.TB) domains {
	t.Helper()
	d, err := loadDomains()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Each entry of the data has examples of what it must find and what it must leave alone.
func TestDomainExamples(t *testing.T) {
	d := known(t)
	found := func(example string) string {
		name, err := canonical(example)
		if err != nil {
			return "" // no domain, so no service's
		}
		return d.freeMail(name)
	}
	for _, s := range d.Services {
		if len(s.Hit) == 0 || len(s.Miss) == 0 {
			t.Errorf("%s has no examples", s.Name)
		}
		for _, example := range s.Hit {
			if got := found(example); got != s.Name {
				t.Errorf("%q is found to be %q, want %q", example, got, s.Name)
			}
		}
		for _, example := range s.Miss {
			if got := found(example); got != "" {
				t.Errorf("%q is found to be %q", example, got)
			}
		}
		for _, entry := range s.Domains {
			if entry != strings.ToLower(entry) {
				t.Errorf("%s: the entry %q can never match", s.Name, entry)
			}
		}
	}
	official := func(example string) bool {
		name, err := canonical(example)
		return err == nil && d.Official.has(name)
	}
	for _, example := range d.Official.Hit {
		if !official(example) || found(example) != "" {
			t.Errorf("%q is not found to be official", example)
		}
	}
	for _, example := range d.Official.Miss {
		if official(example) {
			t.Errorf("%q is found to be official", example)
		}
	}
}

func TestAddresses(t *testing.T) {
	d := known(t)
	also := []string{"vanphong.example", "com.vn", "gmail.com"} // only the first counts
	tests := []struct {
		to   string
		fail string // part of the error; empty: accepted
	}{
		{"pa03@daklak.gov.vn", ""},
		{"Van.Thu+1@ChinhPhu.VN", ""},
		{"an@x.vanphong.example", ""},
		{"an@gmail.com", "free-mail service (Gmail)"},
		{"an@GMAIL.com.", "free-mail service (Gmail)"},
		{"an@ｇmail.com", "free-mail service (Gmail)"},
		{"an@gmail。com", "free-mail service (Gmail)"},
		{"an@gm\u00adail.com", "free-mail service (Gmail)"}, // a soft hyphen is nothing (UTS 46)
		{"an@gmаil.com", "write the domain plainly"},        // Cyrillic а: another domain, xn--
		{"an@mail.yahoo.com.vn", "free-mail service (Yahoo)"},
		{"an@daklak.gov.vn.", "write the domain plainly: daklak.gov.vn"},
		{"an@daklak．gov.vn", "write the domain plainly"},
		{"an@congty.com.vn", "not an official address"},
		{"an@gov.vn.example.com", "not an official address"},
		{"an@localhost", "not a whole domain"},
		{"an@[10.0.0.1]", "not a domain"},
		{"an@10.0.0.1", "not a domain"},
		{"an%gmail.com@daklak.gov.vn", "not a plain address"},
		{"gmail.com!an@daklak.gov.vn", "not a plain address"},
		{`"an@gmail.com"@daklak.gov.vn`, "not a plain address"},
		{"An <an@daklak.gov.vn>", "not a plain address"},
		{"an@daklak.gov.vn, b@gmail.com", "not a"},
		{"an@daklak.gov.vn\r\nBcc: b@gmail.com", "not a"},
		{"án@daklak.gov.vn", "not a plain address"},
		{"", "not a plain address"},
	}
	for _, tt := range tests {
		err := d.checkTo(tt.to, also)
		if tt.fail == "" && err != nil || tt.fail != "" && (err == nil || !strings.Contains(err.Error(), tt.fail)) {
			t.Errorf("%q: error %v, want %q", tt.to, err, tt.fail)
		}
	}
}

// No spelling of an address leads to a free-mail service or past the official domains.
func FuzzCheckTo(f *testing.F) {
	d := known(f)
	f.Add("an@daklak.gov.vn")
	f.Add("an@GMAIL。com")
	f.Add("an@gov.vn@gmail.com")
	f.Fuzz(func(t *testing.T, address string) {
		if d.checkTo(address, nil) != nil {
			return
		}
		domain := strings.ToLower(address[strings.LastIndex(address, "@")+1:])
		ok := false
		for _, end := range d.Official.Domains {
			ok = ok || domain == end || strings.HasSuffix(domain, "."+end)
		}
		if !ok || strings.ContainsAny(address, " \r\n,;<>\"%!") || strings.Count(address, "@") != 1 {
			t.Fatalf("%q was accepted", address)
		}
	})
}
