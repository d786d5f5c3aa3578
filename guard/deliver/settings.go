package deliver

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"giumat/guard/deliver/sign"
	"giumat/guard/redact"
	"giumat/guard/secretfile"
	"giumat/guard/texts"
)

// Settings says where reports go. Its zero value delivers nothing.
type Settings struct {
	Folder  string `yaml:"folder"`          // a folder or share that is there; absolute
	PerHost bool   `yaml:"folder_per_host"` // a folder for each host in it
	SMTP    *SMTP  `yaml:"smtp"`            // nil: no mail
}

// SMTP says how mail goes out.
type SMTP struct {
	Host         string   `yaml:"host"`
	Port         int      `yaml:"port"`          // 0: 587 with starttls, 465 with implicit (RFC 8314, section 3.3)
	TLS          string   `yaml:"tls"`           // starttls or implicit; there is no third
	User         string   `yaml:"user"`          // empty: the server asks for none
	PasswordFile string   `yaml:"password_file"` // absolute; 0600; the password itself never stands in the settings
	CAFile       string   `yaml:"ca_file"`       // absolute; PEM; an office's own authority, beside those of the system
	From         string   `yaml:"from"`
	To           []string `yaml:"to"`           // official addresses
	AlsoAllowed  []string `yaml:"also_allowed"` // an office's further domains for to; never one of free mail
}

// The values of SMTP.TLS.
const (
	STARTTLS = "starttls"
	Implicit = "implicit"
)

// Any tells whether reports go anywhere.
func (s Settings) Any() bool { return s.Folder != "" || s.SMTP != nil }

// Check tells everything that is wrong with the settings, a line each, at the start rather than on the day of the
// first report. That a share or server cannot be reached is not wrong: it may be there later.
func (s Settings) Check() error {
	var errs []error
	if s.Folder != "" && !filepath.IsAbs(s.Folder) {
		errs = append(errs, fmt.Errorf("folder %q: write the whole path, from its root", s.Folder))
	}
	if s.PerHost && s.Folder == "" {
		errs = append(errs, errors.New("folder_per_host: there is no folder"))
	}
	if s.SMTP != nil {
		errs = append(errs, s.SMTP.check()...)
	}
	return errors.Join(errs...)
}

func (s *SMTP) check() (errs []error) {
	known, err := loadDomains()
	if err != nil {
		return []error{err}
	}
	wrong := func(key string, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("smtp.%s: %w", key, err))
		}
	}
	wrong("host", known.checkHost(s.Host))
	if s.Port < 0 || s.Port > 65535 {
		wrong("port", fmt.Errorf("%d is not a port", s.Port))
	}
	if s.TLS != STARTTLS && s.TLS != Implicit {
		wrong("tls", fmt.Errorf("%q: write starttls or implicit; reports never go without TLS", s.TLS))
	}
	if (s.User == "") != (s.PasswordFile == "") {
		wrong("user", errors.New("user and password_file go together"))
	} else if s.User != "" {
		_, err := s.password()
		wrong("password_file", err)
	}
	_, err = s.tlsConfig()
	wrong("ca_file", err)
	wrong("from", known.checkFrom(s.From))
	for _, domain := range s.AlsoAllowed {
		wrong("also_allowed", known.checkAllowed(domain))
	}
	if len(s.To) == 0 {
		wrong("to", errors.New("name the officer's address"))
	}
	for i, to := range s.To {
		wrong("to", known.checkTo(to, s.AlsoAllowed))
		if slices.ContainsFunc(s.To[:i], func(e string) bool { return strings.EqualFold(e, to) }) {
			wrong("to", fmt.Errorf("%q is there twice", to))
		}
	}
	return errs
}

func (s *SMTP) port() int {
	switch {
	case s.Port != 0:
		return s.Port
	case s.TLS == Implicit:
		return 465
	}
	return 587
}

// password reads the password anew for each use, so that it can be changed under a running guard.
func (s *SMTP) password() (string, error) {
	if !filepath.IsAbs(s.PasswordFile) {
		return "", fmt.Errorf("%q: write the whole path, from its root", s.PasswordFile)
	}
	data, err := secretfile.Read(s.PasswordFile)
	if err != nil {
		return "", fmt.Errorf("%q: %w", s.PasswordFile, err)
	}
	password := strings.TrimRight(strings.TrimPrefix(string(data), "\ufeff"), "\r\n") // as editors leave it
	if password == "" || strings.ContainsAny(password, "\r\n\x00") {
		return "", fmt.Errorf("%q: write the password on one line and nothing else", s.PasswordFile)
	}
	return password, nil
}

// tlsConfig trusts the system's authorities and the office's own.
func (s *SMTP) tlsConfig() (*tls.Config, error) {
	config := &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12}
	if s.CAFile == "" {
		return config, nil
	}
	if !filepath.IsAbs(s.CAFile) {
		return nil, fmt.Errorf("%q: write the whole path, from its root", s.CAFile)
	}
	data, err := os.ReadFile(s.CAFile)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", s.CAFile, redact.Error(err))
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // a system without authorities: the office's own still hold
	}
	if !pool.AppendCertsFromPEM(data) {
		return nil, fmt.Errorf("%q: there is no certificate in it (PEM is wanted)", s.CAFile)
	}
	config.RootCAs = pool
	return config, nil
}

// destinations gives one for the folder and one for each address: an address that is refused holds up no other.
func (s Settings) destinations(key *sign.Key, words *texts.Catalog) ([]destination, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	var list []destination
	if s.Folder != "" {
		list = append(list, folder{path: s.Folder, perHost: s.PerHost, mark: keyMark(string(key.Fingerprint()))})
	}
	if s.SMTP != nil {
		for _, to := range s.SMTP.To {
			list = append(list, mailbox{SMTP: s.SMTP, to: to, texts: words, patience: patience})
		}
	}
	return list, nil
}
