package deliver

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	password, secret := filepath.Join(dir, "mat-khau"), "mật khẩu giả định"
	lay := func(path, content string) {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lay(password, secret+"\n")
	lay(filepath.Join(dir, "hai-dong"), secret+"\n"+secret)
	lay(filepath.Join(dir, "trong"), "\n")
	good := "folder: " + dir + `
folder_per_host: true
smtp:
  host: mail.coquan.gov.vn
  tls: starttls
  user: bao-cao
  password_file: ` + password + `
  from: giumat@coquan.gov.vn
  to: [can-bo@coquan.gov.vn, bi-thu@vanphong.example]
  also_allowed: [vanphong.example]
`
	tests := map[string]struct {
		old, new string // in good
		fail     string // part of the error; empty: none
	}{
		"good":                       {},
		"no mail at all":             {good[strings.Index(good, "smtp:"):], "", ""},
		"nothing":                    {good, "{}", ""},
		"implicit":                   {"starttls", "implicit", ""},
		"a server by its address":    {"mail.coquan.gov.vn", "10.1.2.3", ""},
		"no login":                   {"  user: bao-cao\n  password_file: " + password + "\n", "", ""},
		"a folder from nowhere":      {"folder: " + dir, "folder: bao-cao", `folder "bao-cao": write the whole path`},
		"per host of no folder":      {"folder: " + dir, "", "there is no folder"},
		"no host":                    {"  host: mail.coquan.gov.vn\n", "", "smtp.host: name the office's mail server"},
		"free host":                  {"mail.coquan.gov.vn", "smtp.gmail.com", `smtp.host: "smtp.gmail.com" belongs to a free-mail service (Gmail)`},
		"free host, Outlook":         {"mail.coquan.gov.vn", "smtp-mail.outlook.com", "free-mail service (Outlook"},
		"an office at Microsoft 365": {"mail.coquan.gov.vn", "smtp.office365.com", ""},
		"free sender":                {"giumat@coquan", "giumat@yahoo.com.vn #", `smtp.from: "giumat@yahoo.com.vn" belongs to a free-mail service (Yahoo)`},
		"free receiver":              {"can-bo@coquan.gov.vn", "can-bo@gmail.com", `smtp.to: "can-bo@gmail.com" belongs to a free-mail service (Gmail)`},
		"unofficial receiver":        {"can-bo@coquan.gov.vn", "can-bo@congty.vn", `smtp.to: "can-bo@congty.vn" is not an official address (gov.vn, `},
		"free mail also allowed":     {"also_allowed: [vanphong.example]", "also_allowed: [vanphong.example, outlook.com]", "smtp.also_allowed: \"outlook.com\" belongs"},
		"everyone also allowed":      {"also_allowed: [vanphong.example]", "also_allowed: [vanphong.example, com.vn]", "anyone may have a domain under it"},
		"a country also allowed":     {"also_allowed: [vanphong.example]", "also_allowed: [vanphong.example, vn]", "not a whole domain name"},
		"no receiver":                {"can-bo@coquan.gov.vn, bi-thu@vanphong.example", "", "smtp.to: name the officer's address"},
		"one receiver twice":         {"bi-thu@vanphong.example", "Can-Bo@coquan.gov.vn", "is there twice"},
		"no TLS":                     {"starttls", "none", `smtp.tls: "none": write starttls or implicit`},
		"TLS forgotten":              {"  tls: starttls\n", "", `smtp.tls: "": write starttls or implicit`},
		"a port that is none":        {"tls: starttls", "tls: starttls\n  port: 70000", "smtp.port: 70000 is not a port"},
		"a user without a password":  {"  password_file: " + password + "\n", "", "user and password_file go together"},
		"no password file":           {password, password + "-khac", "smtp.password_file: "},
		"a password of two lines":    {password, filepath.Join(dir, "hai-dong"), "write the password on one line and nothing else"},
		"an empty password":          {password, filepath.Join(dir, "trong"), "write the password on one line and nothing else"},
		"password file from nowhere": {password, "mat-khau", "write the whole path"},
		"no authority's file":        {"tls: starttls", "tls: starttls\n  ca_file: " + dir + "/ca.pem", "smtp.ca_file: "},
		"no authority in it":         {"tls: starttls", "tls: starttls\n  ca_file: " + password, "there is no certificate in it"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(good, tt.old) {
				t.Fatal("the test changes nothing")
			}
			var s Settings
			dec := yaml.NewDecoder(bytes.NewReader([]byte(strings.Replace(good, tt.old, tt.new, 1))))
			dec.KnownFields(true)
			if err := dec.Decode(&s); err != nil {
				t.Fatal(err)
			}
			err := s.Check()
			if tt.fail == "" && err != nil || tt.fail != "" && (err == nil || !strings.Contains(err.Error(), tt.fail)) {
				t.Errorf("error %v, want %q", err, tt.fail)
			}
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Error("the error tells the password")
			}
			if _, openErr := Open(Options{Dir: t.TempDir(), Key: newKey(t), Settings: s}); (openErr == nil) != (err == nil) {
				t.Errorf("check says %v, open says %v", err, openErr)
			}
		})
	}
}

func TestCheckRefusesAPasswordThatOthersMayRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIP: Windows keeps others out by access lists, not by the mode")
	}
	path := filepath.Join(t.TempDir(), "mat-khau")
	if err := os.WriteFile(path, []byte("giả định"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	s := Settings{SMTP: &SMTP{
		Host: "mail.coquan.gov.vn", TLS: STARTTLS, User: "x", PasswordFile: path,
		From: "a@coquan.gov.vn", To: []string{"b@coquan.gov.vn"},
	}}
	if err := s.Check(); err == nil || !strings.Contains(err.Error(), "0600") {
		t.Errorf("error %v", err)
	}
}

func TestPorts(t *testing.T) {
	for _, tt := range []struct {
		s    SMTP
		want int
	}{{SMTP{TLS: STARTTLS}, 587}, {SMTP{TLS: Implicit}, 465}, {SMTP{TLS: Implicit, Port: 2465}, 2465}} {
		if got := tt.s.port(); got != tt.want {
			t.Errorf("%+v: %d", tt.s, got)
		}
	}
}
