package deliver

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"path/filepath"
	"strings"

	mail "github.com/wneessen/go-mail"
)

// contentTypes are those of a report's files. They are not asked of the system, which on Windows may name any.
var contentTypes = map[string]mail.ContentType{
	".html": "text/html",
	".txt":  "text/plain",
	".csv":  "text/csv",
	".json": "application/json",
	".pdf":  "application/pdf",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

// message writes a parcel as mail. Two messages of one parcel have the same Message-ID and date.
func (m mailbox) message(p sealed, repeat bool) (*mail.Msg, error) {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := msg.From(m.From); err != nil {
		return nil, fmt.Errorf("from: %w", err)
	}
	if err := msg.To(m.to); err != nil {
		return nil, fmt.Errorf("to: %w", err)
	}
	msg.Subject(p.Subject)
	msg.SetMessageIDWithValue(messageID(p, m.From))
	msg.SetDateWithValue(p.Made)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // no holiday notices in return (RFC 3834, section 5)
	body := p.Body
	if repeat {
		msg.SetGenHeader("X-Giumat-Repeat", "possible")
		body += "\n\n" + m.texts.Say("deliver_repeat")
	}
	msg.SetBodyString(mail.TypeTextPlain, body)
	for _, f := range p.all() {
		if err := attach(msg, f); err != nil {
			return nil, err
		}
	}
	return msg, nil
}

// messageID is made from what the signature says (host, report, time, hashes of the files), so every try has the same
// and the receiver's server can drop a double.
func messageID(p sealed, from string) string {
	sum := sha256.Sum256(p.Signature.Data)
	_, domain, _ := strings.Cut(from, "@")
	return hex.EncodeToString(sum[:16]) + "@" + domain
}

// attach adds a file. Its name is written as RFC 2231 wants it, which the library does not do: it writes an encoded
// word inside quotes, where RFC 2047, section 5, forbids one.
func attach(msg *mail.Msg, f File) error {
	kind, known := contentTypes[strings.ToLower(filepath.Ext(f.Name))]
	if !known {
		kind = "application/octet-stream"
	}
	named := map[string]string{"filename": f.Name}
	return msg.AttachReader(f.Name, bytes.NewReader(f.Data), func(file *mail.File) {
		file.Header.Set("Content-Type", string(kind))
		file.Header.Set("Content-Disposition", mime.FormatMediaType("attachment", named))
	})
}
