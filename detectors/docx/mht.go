package docx

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
)

// maxMIMEDepth is how many multipart bodies inside each other are followed.
const maxMIMEDepth = 4

// maxHead is the longest head of a message that is read, in bytes.
const maxHead = 64 << 10

// readMHT reads a web page saved with its pictures (RFC 2557), which the document includes.
func (p *pack) readMHT(e entry, r io.Reader) error {
	in := bufio.NewReaderSize(r, maxHead)
	head, _ := in.Peek(maxHead)
	end := max(bytes.Index(head, []byte("\n\n")), bytes.Index(head, []byte("\n\r\n")))
	if end < 0 {
		return errDamaged
	}
	m, err := mail.ReadMessage(bytes.NewReader(head[:end+1]))
	if err != nil && err != io.EOF {
		return errDamaged
	}
	if m == nil {
		return errDamaged
	}
	in.Discard(end + 1) // just peeked: cannot fail
	return p.readMIME(e, m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), in, 0)
}

func (p *pack) readMIME(e entry, contentType, encoding string, body io.Reader, depth int) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = "text/html" // what an MHT file holds when it does not say
	}
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		return p.readMultipart(e, body, params["boundary"], depth)
	case kind == "text/html", kind == "application/xhtml+xml":
		return p.readHTML(e, body, contentType)
	case kind == "text/plain":
		return p.readText(e, body)
	}
	return nil
}

func (p *pack) readMultipart(e entry, body io.Reader, boundary string, depth int) error {
	if depth == maxMIMEDepth {
		p.out.Partial("nested-too-deep", e.name)
		return nil
	}
	parts := multipart.NewReader(body, boundary)
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return err
		}
		err = p.readMIME(e, part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part, depth+1)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
	}
}
