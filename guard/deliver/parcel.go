// Package deliver brings reports to the security officer: into a folder or share, and by mail over TLS to official
// addresses. It takes finished files with a subject and a cover text, signs them, keeps them on the disk before the
// first try, and tries each destination until it has them. It refuses free-mail addresses, servers without TLS or with
// a wrong certificate, and a second parcel of the same report; it never writes over another's file.
//
// No parcel is lost, and none is sent twice, but for one case where the two are at odds: the mail server had the whole
// message and its answer did not come, or the PC stopped before the answer was written down. Then nobody here can know.
// The parcel goes out once more, with the same Message-ID (by which many servers drop doubles) and a note for the
// reader; if that answer is lost too, it is kept as Uncertain for a person to ask and Settle.
package deliver

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"giumat/guard/deliver/sign"
	"giumat/guard/redact"
)

// File is one file of a report.
type File = sign.File

// Parcel is a report on its way.
type Parcel struct {
	ID      ReportID
	Subject string // one line; nothing of an incident
	Body    string // a short cover text, plain
	Files   []File
}

// Bounds of a parcel.
const (
	maxSubjectBytes = 300
	maxBodyBytes    = 16 << 10
	// maxParcelBytes: many servers take no message over 25 MB, and base64 adds a third.
	maxParcelBytes = 16 << 20
)

func (p Parcel) check() error {
	if err := p.ID.check(); err != nil {
		return err
	}
	if p.Subject == "" || len(p.Subject) > maxSubjectBytes || redact.Name(p.Subject) != p.Subject {
		return fmt.Errorf("the subject is empty, longer than %d bytes, or not one line", maxSubjectBytes)
	}
	if strings.TrimSpace(p.Body) == "" || len(p.Body) > maxBodyBytes || !utf8.ValidString(p.Body) {
		return fmt.Errorf("the cover text is empty or longer than %d bytes", maxBodyBytes)
	}
	total := 0
	for _, f := range p.Files {
		total += len(f.Data)
	}
	if total > maxParcelBytes {
		return fmt.Errorf("the files are larger than %d MiB together", maxParcelBytes>>20)
	}
	if len(p.Files) == 0 {
		return errors.New("there is no file in it")
	}
	return nil // sign.Key.Sign checks the files' names
}

// sealed is a signed parcel as it lies in the outbox. Every try sends these same bytes.
type sealed struct {
	Schema    string    `json:"schema"`
	ID        ReportID  `json:"id"`
	Made      time.Time `json:"made"`
	Subject   string    `json:"subject"`
	Body      string    `json:"body"`
	Files     []File    `json:"files"`
	Signature File      `json:"signature"`
}

const parcelSchema = "giumat parcel 1"

func seal(p Parcel, key *sign.Key, now time.Time) (sealed, error) {
	if err := p.check(); err != nil {
		return sealed{}, err
	}
	signature, err := key.Sign(p.ID.Host, p.ID.String(), now, p.Files)
	if err != nil {
		return sealed{}, err
	}
	return sealed{
		Schema: parcelSchema, ID: p.ID, Made: now, Subject: p.Subject, Body: p.Body, Files: p.Files,
		Signature: File{Name: p.ID.String() + sign.Suffix, Data: signature},
	}, nil
}

// all gives the files with their signature.
func (s sealed) all() []File { return append(s.Files[:len(s.Files):len(s.Files)], s.Signature) }
