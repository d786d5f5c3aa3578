package deliver

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/emersion/go-smtp"
	gocmp "github.com/google/go-cmp/cmp"

	"giumat/guard/deliver/sign"
)

func withPassword(t testing.TB, s *SMTP, password string) *SMTP {
	t.Helper()
	s.User, s.PasswordFile = mailUser, filepath.Join(t.TempDir(), "mat-khau")
	if err := os.WriteFile(s.PasswordFile, []byte(password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// Each way to a server ends with the message there, or with a clear no and no message.
func TestMailServers(t *testing.T) {
	tests := map[string]struct {
		knobs    serverKnobs
		implicit bool   // in the settings
		password string // in the settings
		noCA     bool
		login    string // how the server saw the user log in
		fail     string // part of the error; empty: delivered
	}{
		"STARTTLS":                   {},
		"implicit TLS":               {knobs: serverKnobs{implicit: true}, implicit: true},
		"STARTTLS and PLAIN":         {knobs: serverKnobs{mechanisms: []string{"LOGIN", "PLAIN"}}, password: mailPassword, login: "PLAIN"},
		"STARTTLS and LOGIN":         {knobs: serverKnobs{mechanisms: []string{"LOGIN"}}, password: mailPassword, login: "LOGIN"},
		"implicit TLS and PLAIN":     {knobs: serverKnobs{implicit: true, mechanisms: []string{"PLAIN"}}, implicit: true, password: mailPassword, login: "PLAIN"},
		"wrong password":             {knobs: serverKnobs{mechanisms: []string{"PLAIN"}}, password: "sai", fail: "535"},
		"no login where one is due":  {knobs: serverKnobs{mechanisms: []string{"PLAIN"}}, fail: "does not take the sender"},
		"login where none is due":    {password: mailPassword, fail: "does not support SMTP AUTH"},
		"no STARTTLS":                {knobs: serverKnobs{noSTARTTLS: true}, fail: "does not support STARTTLS"},
		"no STARTTLS, with password": {knobs: serverKnobs{noSTARTTLS: true, mechanisms: []string{"PLAIN"}}, password: mailPassword, fail: "does not support STARTTLS"},
		"implicit TLS where is none": {implicit: true, fail: "tls: first record does not look like a TLS handshake"},
		"unknown authority":          {noCA: true, fail: "certificate signed by unknown authority"},
		"unknown authority, at once": {knobs: serverKnobs{implicit: true}, implicit: true, noCA: true, fail: "certificate signed by unknown authority"},
		"another's certificate":      {knobs: serverKnobs{names: []string{"10.9.8.7", "mail.example"}}, fail: "certificate is valid for"},
		"expired certificate":        {knobs: serverKnobs{expired: true}, fail: "certificate has expired"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, tt.knobs)
			settings := srv.settings()
			if tt.implicit {
				settings.TLS = Implicit
			}
			if tt.password != "" {
				withPassword(t, settings, tt.password)
			}
			if tt.noCA {
				settings.CAFile = ""
			}
			key := newKey(t)
			committed := false
			err := srv.mailbox(t, settings).send(t.Context(), sealWeekly(t, key, "PC-07"), false, func() error { committed = true; return nil })
			if tt.fail == "" {
				if err != nil || len(srv.kept()) != 1 || !committed {
					t.Fatalf("%d messages, %v", len(srv.kept()), err)
				}
				if len(srv.logins) > 0 != (tt.login != "") || tt.login != "" && srv.logins[0] != tt.login {
					t.Errorf("logged in by %q, want %q", srv.logins, tt.login)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.fail) || strings.Contains(err.Error(), mailPassword) {
				t.Errorf("error %v, want one with %q", err, tt.fail)
			}
			if len(srv.kept()) != 0 || committed || len(srv.logins) != 0 {
				t.Errorf("%d messages, committed %t, logins %q", len(srv.kept()), committed, srv.logins)
			}
			// What is wrong with the connection may be put right, so only a no to the letter is for good.
			if refused := strings.Contains(tt.fail, "the sender"); errors.Is(err, errRefused) != refused {
				t.Errorf("for good: %t: %v", !refused, err)
			}
		})
	}
}

// What a server does with the message, and how the parcel stands after one try.
func TestMailAnswers(t *testing.T) {
	answers := func(code int) error { return &smtp.SMTPError{Code: code, Message: "Tạm\nbiệt"} }
	after := func(err error) func(io.Reader, net.Conn) error {
		return func(r io.Reader, _ net.Conn) error { io.Copy(io.Discard, r); return err }
	}
	tests := map[string]struct {
		rcpt   error
		data   func(r io.Reader, raw net.Conn) error
		waits  waits // changed where not 0
		large  bool  // more than the buffers hold
		want   State
		repeat bool
		says   string
	}{
		"takes it":                 {want: Delivered},
		"knows no such user":       {rcpt: answers(550), want: Refused, says: "550"},
		"mailbox is busy":          {rcpt: answers(450), want: Pending, says: "450"},
		"no to the message":        {data: after(answers(554)), want: Refused, says: "554"},
		"not now to the message":   {data: after(answers(451)), want: Pending, says: "451"},
		"goes in the middle":       {data: func(r io.Reader, c net.Conn) error { io.ReadFull(r, make([]byte, 5000)); return drop(c) }, large: true, want: Pending},
		"goes after the final dot": {data: func(r io.Reader, c net.Conn) error { io.Copy(io.Discard, r); return drop(c) }, want: Pending, repeat: true, says: "answer did not come"},
		"never answers":            {data: func(r io.Reader, _ net.Conn) error { io.Copy(io.Discard, r); time.Sleep(time.Second); return nil }, waits: waits{answer: 300 * time.Millisecond}, want: Pending, repeat: true, says: "answer did not come"},
		"never reads":              {data: func(io.Reader, net.Conn) error { time.Sleep(time.Second); return answers(451) }, waits: waits{content: 300 * time.Millisecond}, large: true, want: Pending},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, key := newServer(t, serverKnobs{slow: tt.large}), newKey(t)
			srv.rcptErr = tt.rcpt
			srv.takes(tt.data)
			m := srv.mailbox(t, srv.settings())
			m.patience = waits{
				greeting: time.Minute, farewell: time.Minute,
				content: cmp.Or(tt.waits.content, time.Minute), answer: cmp.Or(tt.waits.answer, time.Minute),
			}
			o := newOutbox(t, t.TempDir(), key, m)
			p := weekly("PC-07")
			if tt.large {
				p.Files[1].Data = make([]byte, 6<<20)
			}
			if err := o.Put(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			_, err := o.Flush(t.Context(), noon)
			got := status(t, o).Deliveries[m.to]
			if got.State != tt.want || got.Repeat != tt.repeat || !strings.Contains(got.Error, tt.says) || strings.Contains(got.Error, "\n") {
				t.Errorf("%+v", got)
			}
			if (err == nil) != (tt.want == Delivered) {
				t.Errorf("error %v", err)
			}
			if tt.want != Pending {
				return
			}
			srv.takes(nil)
			srv.mu.Lock()
			srv.rcptErr = nil
			srv.mu.Unlock()
			m.patience = patience
			o.destinations = []destination{m}
			flushes(t, o, noon.Add(time.Hour), 3)
			if len(srv.kept()) != 1 || status(t, o).Done.IsZero() {
				t.Errorf("in the end %d messages", len(srv.kept()))
			}
		})
	}
}

// drop cuts the connection under the server's TLS.
func drop(c net.Conn) error {
	c.Close()
	return io.ErrUnexpectedEOF
}

// Half a message never looks like a whole one to the server, whenever the guard gives up.
func TestMailIsWholeOrNotAtAll(t *testing.T) {
	srv, key := newServer(t, serverKnobs{}), newKey(t)
	full := errors.New("disk full")
	err := srv.mailbox(t, srv.settings()).send(t.Context(), sealWeekly(t, key, "PC-07"), false, func() error { return full })
	if !errors.Is(err, full) || len(srv.kept()) != 0 {
		t.Errorf("%d messages, %v", len(srv.kept()), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = srv.mailbox(t, srv.settings()).send(ctx, sealWeekly(t, key, "PC-07"), false, func() error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) || errors.Is(err, errUnanswered) || len(srv.kept()) != 0 {
		t.Errorf("stopped ahead of the dot: %d messages, %v", len(srv.kept()), err)
	}
}

// A guard that is being stopped waits a moment for the answer, so that it need not ask whether the message arrived.
func TestMailStopAfterTheDot(t *testing.T) {
	for answer, farewell := range map[string]time.Duration{"soon": time.Minute, "late": 50 * time.Millisecond} {
		srv, key := newServer(t, serverKnobs{}), newKey(t)
		ctx, cancel := context.WithCancel(t.Context())
		srv.takes(func(r io.Reader, _ net.Conn) error {
			err := srv.keep(r)
			cancel()
			time.Sleep(300 * time.Millisecond)
			return err
		})
		m := srv.mailbox(t, srv.settings())
		m.patience.farewell = farewell
		start := time.Now()
		err := m.send(ctx, sealWeekly(t, key, "PC-07"), false, func() error { return nil })
		if (answer == "soon") != (err == nil) || err != nil && !errors.Is(err, errUnanswered) {
			t.Errorf("%s: %v after %s", answer, err, time.Since(start))
		}
	}
}

// What the officer's mail program makes of the message is what was put, and its signature is good.
func TestMessage(t *testing.T) {
	srv, key := newServer(t, serverKnobs{}), newKey(t)
	p := sealWeekly(t, key, "PC-07")
	for _, repeat := range []bool{false, true} {
		if err := srv.mailbox(t, srv.settings()).send(t.Context(), p, repeat, func() error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	first, second := readMessage(t, srv.kept()[0]), readMessage(t, srv.kept()[1])
	if first.subject != p.Subject || first.body != strings.ReplaceAll(p.Body, "\n", "\r\n") {
		t.Errorf("subject %q\nbody %q", first.subject, first.body)
	}
	if got := first.header.Get("From") + first.header.Get("To"); got != "<giumat@coquan.gov.vn><can-bo@coquan.gov.vn>" {
		t.Errorf("from and to %q", got)
	}
	if got, err := first.header.Date(); err != nil || !got.Equal(noon) {
		t.Errorf("date %s, %v", got, err)
	}
	if got := first.header.Get("User-Agent") + first.header.Get("X-Mailer") + first.header.Get("X-Giumat-Repeat"); got != "" {
		t.Errorf("tells %q", got)
	}
	dir := fstest.MapFS{}
	for _, f := range first.files {
		dir[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	if !slices.EqualFunc(p.all(), first.files, func(a, b File) bool { return a.Name == b.Name && bytes.Equal(a.Data, b.Data) }) {
		t.Error("the attachments are not what was put")
	}
	if r, err := sign.Verify(dir, sign.Trusted{key.Fingerprint(): "PC-07"}); err != nil || r.Err() != nil {
		t.Errorf("signature: %v, %v", r.Err(), err)
	}
	for _, f := range p.Files {
		if strings.Contains(first.subject, f.Name) {
			t.Error("the subject tells of the files")
		}
	}
	id := first.header.Get("Message-ID")
	if !strings.HasSuffix(id, "@coquan.gov.vn>") || second.header.Get("Message-ID") != id {
		t.Errorf("Message-ID %q, then %q", id, second.header.Get("Message-ID"))
	}
	if second.header.Get("X-Giumat-Repeat") == "" || !strings.Contains(second.body, vietnamese(t).Say("deliver_repeat")) {
		t.Error("the repeat does not say that it may be one")
	}
	if other := messageID(sealWeekly(t, key, "PC-08"), "a@b.vn"); strings.Contains(id, other[:20]) {
		t.Error("two reports have one Message-ID")
	}
}

type parsed struct {
	header        mail.Header
	subject, body string
	files         []File
}

// readMessage reads a message with the standard library, which knows nothing of how it was written.
func readMessage(t *testing.T, data []byte) (m parsed) {
	t.Helper()
	for line := range bytes.Lines(data) {
		if len(line) > 1000 { // RFC 5321, section 4.5.3.1.6
			t.Errorf("a line of %d bytes", len(line))
		}
		if bytes.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
			t.Error("a line that is not ASCII")
		}
	}
	msg, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	m.header = msg.Header
	if m.subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return m
		}
		if err != nil {
			t.Fatal(err)
		}
		decoded := io.Reader(base64.NewDecoder(base64.StdEncoding, part))
		if part.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
			decoded = quotedprintable.NewReader(part)
		}
		content, err := io.ReadAll(decoded)
		if err != nil {
			t.Fatal(err)
		}
		if name := part.FileName(); name != "" {
			m.files = append(m.files, File{Name: name, Data: content})
		} else {
			m.body = string(content)
		}
	}
}

// The whole way: settings, outbox, share and mail, with a test message first.
func TestFromSettingsToTheOfficer(t *testing.T) {
	srv, key := newServer(t, serverKnobs{mechanisms: []string{"PLAIN"}}), newKey(t)
	dir := t.TempDir()
	settings := Settings{Folder: dir, PerHost: true, SMTP: withPassword(t, srv.settings(), mailPassword)}
	settings.SMTP.To = append(settings.SMTP.To, "lanh-dao@coquan.gov.vn")
	o, err := Open(Options{Dir: filepath.Join(t.TempDir(), "outbox"), Key: key, Settings: settings, Texts: vietnamese(t)})
	if err != nil {
		t.Fatal(err)
	}
	tested, err := o.SendTest(t.Context(), "PC-07")
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff([]Tested{{To: dir}, {To: "can-bo@coquan.gov.vn"}, {To: "lanh-dao@coquan.gov.vn"}}, tested); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if list, err := o.List(); len(list) != 0 || err != nil {
		t.Errorf("the test message lies in the outbox: %v, %v", list, err)
	}
	if err := o.Put(t.Context(), weekly("PC-07")); err != nil {
		t.Fatal(err)
	}
	if next, err := o.Flush(t.Context(), time.Now()); !next.IsZero() || err != nil {
		t.Errorf("next %s, %v", next, err)
	}
	mustVerify(t, dir, key, 2)
	if n := len(srv.kept()); n != 4 {
		t.Errorf("%d messages", n)
	}
	if m := readMessage(t, srv.kept()[0]); !strings.Contains(m.body, string(key.Fingerprint())) || len(m.files) != 2 {
		t.Errorf("test message: %q, %d files", m.body, len(m.files))
	}
	settings.SMTP.PasswordFile = filepath.Join(dir, "khong-co")
	if tested, err := o.SendTest(t.Context(), "PC-07"); err != nil || tested[0].Err != nil || tested[1].Err == nil {
		t.Errorf("without a password: %v, %v", tested, err)
	}
}
