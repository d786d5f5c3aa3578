package deliver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"time"

	mail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"giumat/guard/texts"
)

// mailbox is one address that is a destination.
type mailbox struct {
	*SMTP
	to       string
	texts    *texts.Catalog
	patience waits
}

// waits bounds each part of a mail's way.
type waits struct {
	greeting time.Duration // to connect, agree on TLS and log in
	content  time.Duration // to bring the message over
	answer   time.Duration // from the final dot to the server's answer
	farewell time.Duration // for that answer once the guard is being stopped, and to take leave
}

// patience: a server may look for viruses before it answers, which is why RFC 5321, section 4.5.3.2.6, gives it ten
// minutes after the final dot; to give up earlier would make doubles.
var patience = waits{
	greeting: time.Minute,
	content:  10 * time.Minute,
	answer:   10 * time.Minute,
	farewell: 10 * time.Second,
}

func (m mailbox) name() string { return m.to }

// send brings the parcel to the office's mail server.
func (m mailbox) send(ctx context.Context, p sealed, repeat bool, commit func() error) error {
	msg, err := m.message(p, repeat)
	if err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	line := &line{mailbox: m}
	defer line.close()
	client, err := line.connect(ctx)
	if err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	if err := line.transfer(client, msg); err != nil {
		return err
	}
	if err := commit(); err != nil {
		return err
	}
	return line.finish(ctx)
}

// line is a connection to the server. It is always closed hard and never with QUIT after an error: the library's
// QUIT ends an open message with a dot first, and would so send half a report.
type line struct {
	mailbox
	conn    net.Conn
	client  *smtp.Client
	content interface{ Close() error } // the message, open until its final dot
	release func() bool                // ends the watch over ctx
}

func (l *line) close() {
	if l.release != nil {
		l.release()
	}
	if l.conn != nil {
		l.conn.Close()
	}
}

// connect gives a line over TLS on which the server knows who we are.
func (l *line) connect(ctx context.Context) (*smtp.Client, error) {
	config, err := l.tlsConfig()
	if err != nil {
		return nil, err
	}
	options := []mail.Option{
		mail.WithPort(l.port()),
		mail.WithTimeout(l.patience.greeting),
		mail.WithTLSConfig(config),
		mail.WithTLSPolicy(mail.TLSMandatory),
		mail.WithDialContextFunc(func(dialing context.Context, network, address string) (net.Conn, error) {
			conn, err := l.dial(dialing, network, address, config)
			if err == nil { // dialing ends with the greeting; ctx goes on
				l.release = context.AfterFunc(ctx, func() { conn.Close() })
			}
			return conn, err
		}),
		// The PC's own name need not be one that EHLO allows, and says too much. Thunderbird says the same.
		mail.WithHELO("[127.0.0.1]"),
	}
	if l.TLS == Implicit {
		options = append(options, mail.WithSSL())
	}
	if l.User != "" {
		password, err := l.password()
		if err != nil {
			return nil, err
		}
		options = append(options,
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256PLUS, mail.SMTPAuthSCRAMSHA256,
				mail.SMTPAuthSCRAMSHA1PLUS, mail.SMTPAuthSCRAMSHA1, mail.SMTPAuthPlain, mail.SMTPAuthLogin),
			mail.WithUsername(l.User), mail.WithPassword(password))
	}
	client, err := mail.NewClient(l.Host, options...)
	if err != nil {
		return nil, err
	}
	return client.DialToSMTPClientWithContext(ctx)
}

// dial connects, with TLS from the first byte where that is wanted.
func (l *line) dial(ctx context.Context, network, address string, config *tls.Config) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.conn = conn
	if l.TLS != Implicit {
		return conn, nil
	}
	secure := tls.Client(conn, config)
	return secure, secure.HandshakeContext(ctx)
}

// transfer brings everything over but the final dot. A server must not deliver what has none (RFC 5321, section 4.1.1.4).
func (l *line) transfer(client *smtp.Client, msg *mail.Msg) error {
	if err := client.UpdateDeadline(l.patience.content); err != nil {
		return err
	}
	if err := client.Mail("<" + l.From + ">"); err != nil {
		return answered("the sender", err)
	}
	if err := client.Rcpt("<" + l.to + ">"); err != nil {
		return answered("the receiver", err)
	}
	content, err := client.Data()
	if err != nil {
		return answered("the message", err)
	}
	if _, err := msg.WriteTo(content); err != nil {
		return fmt.Errorf("send mail: %w", err)
	}
	l.client, l.content = client, content
	return nil
}

// finish writes the final dot. From here on only the server's answer tells whether the message has arrived; so when
// the guard is being stopped, it waits for a moment more.
func (l *line) finish(ctx context.Context) error {
	if !l.release() { // ctx has ended and the line is closed: the dot was not sent
		return ctx.Err()
	}
	if err := l.client.UpdateDeadline(l.patience.answer); err != nil {
		return err
	}
	l.release = context.AfterFunc(ctx, func() { l.conn.SetDeadline(time.Now().Add(l.patience.farewell)) })
	err := l.content.Close()
	if err == nil {
		l.client.UpdateDeadline(l.patience.farewell)
		l.client.Quit() // politeness: the message is accepted, whatever comes of these two
		return nil
	}
	if _, ok := errors.AsType[*textproto.Error](err); !ok {
		return fmt.Errorf("%w: %w", errUnanswered, err)
	}
	return answered("the message", err)
}

// answered tells a server's no for good (5xx) from a no for now (RFC 5321, section 4.2.1), and from no answer.
func answered(what string, err error) error {
	answer, ok := errors.AsType[*textproto.Error](err)
	switch {
	case !ok:
		return fmt.Errorf("send mail: %w", err)
	case answer.Code >= 500 && answer.Code <= 599:
		return fmt.Errorf("%w: the server does not take %s: %w", errRefused, what, answer)
	}
	return fmt.Errorf("the server does not take %s now: %w", what, answer)
}
