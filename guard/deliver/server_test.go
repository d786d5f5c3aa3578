package deliver

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// server is a real mail server on this PC's loopback, with knobs.
type server struct {
	port   int
	caFile string // of its certificate

	mu       sync.Mutex
	data     func(r io.Reader, raw net.Conn) error // takes a message; keeps it unless said
	rcptErr  error
	messages [][]byte // kept
	logins   []string // how people logged in
	senders  []string
	accepted int // connections
}

const (
	mailUser     = "bao-cao"
	mailPassword = "mật khẩu giả định"
)

// serverKnobs is how a server is set up.
type serverKnobs struct {
	implicit   bool
	noSTARTTLS bool
	mechanisms []string // none: the server asks for no login
	names      []string // of the certificate; 127.0.0.1 unless said
	expired    bool
	slow       bool // the system keeps little for a server that does not read
}

func newServer(t testing.TB, k serverKnobs) *server {
	t.Helper()
	if k.names == nil {
		k.names = []string{"127.0.0.1"}
	}
	cert, ca := newCertificate(t, k)
	s := &server{caFile: filepath.Join(t.TempDir(), "ca.pem")}
	if err := os.WriteFile(s.caFile, ca, 0o600); err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.accepted++
		plain := &session{server: s, conn: c.Conn()}
		if len(k.mechanisms) > 0 {
			return &loginSession{plain, k.mechanisms, false}, nil
		}
		return plain, nil
	}))
	srv.Domain = "mail.coquan.gov.vn"
	srv.ErrorLog = quiet{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	if k.slow {
		listener = slowListener{listener}
	}
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	switch {
	case k.implicit:
		listener = tls.NewListener(listener, config)
	case !k.noSTARTTLS:
		srv.TLSConfig = config
	default:
		srv.AllowInsecureAuth = true // it would take a password in the clear
	}
	served := make(chan struct{})
	go func() { srv.Serve(listener); close(served) }()
	t.Cleanup(func() { srv.Close(); <-served })
	return s
}

type slowListener struct{ net.Listener }

func (l slowListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		conn.(*net.TCPConn).SetReadBuffer(256 << 10)
	}
	return conn, err
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// settings lead to the server.
func (s *server) settings() *SMTP {
	return &SMTP{
		Host: "127.0.0.1", Port: s.port, TLS: STARTTLS, CAFile: s.caFile,
		From: "giumat@coquan.gov.vn", To: []string{"can-bo@coquan.gov.vn"},
	}
}

// mailbox is the one address, with little patience.
func (s *server) mailbox(t testing.TB, settings *SMTP) mailbox {
	t.Helper()
	return mailbox{SMTP: settings, to: settings.To[0], texts: vietnamese(t), patience: waits{
		greeting: 5 * time.Second, content: 5 * time.Second, answer: 5 * time.Second, farewell: 100 * time.Millisecond,
	}}
}

// takes sets what the server does with messages.
func (s *server) takes(data func(r io.Reader, raw net.Conn) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data = data
}

func (s *server) kept() [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.messages
}

func (s *server) keep(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = append(s.messages, data)
	return nil
}

// session is one client's talk with the server.
type session struct {
	server *server
	conn   net.Conn
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.senders = append(s.server.senders, from)
	return nil
}

func (s *session) Rcpt(string, *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	return s.server.rcptErr
}

func (s *session) Data(r io.Reader) error {
	s.server.mu.Lock()
	data := s.server.data
	s.server.mu.Unlock()
	if data == nil {
		return s.server.keep(r)
	}
	return data(r, s.conn)
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// loginSession takes nothing without a login.
type loginSession struct {
	*session
	mechanisms []string
	in         bool
}

func (s *loginSession) AuthMechanisms() []string { return s.mechanisms }

func (s *loginSession) Auth(mech string) (sasl.Server, error) {
	check := func(user, password string) error {
		if user != mailUser || password != mailPassword {
			return smtp.ErrAuthFailed
		}
		s.in = true
		s.server.mu.Lock()
		defer s.server.mu.Unlock()
		s.server.logins = append(s.server.logins, mech)
		return nil
	}
	switch mech {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
	case sasl.Login:
		return &loginServer{check: check}, nil
	}
	return nil, errors.New("unknown mechanism")
}

func (s *loginSession) Mail(from string, o *smtp.MailOptions) error {
	if !s.in {
		return smtp.ErrAuthRequired
	}
	return s.session.Mail(from, o)
}

// loginServer is the server's side of LOGIN, which go-sasl has no more.
type loginServer struct {
	user  *string
	check func(user, password string) error
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case response == nil:
		return []byte("Username:"), false, nil
	case l.user == nil:
		user := string(response)
		l.user = &user
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(*l.user, string(response))
}

// newCertificate makes an authority and a server's certificate by it.
func newCertificate(t testing.TB, k serverKnobs) (tls.Certificate, []byte) {
	t.Helper()
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, &caKey.PublicKey, caKey)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: ca.NotBefore, NotAfter: ca.NotAfter}
	if k.expired {
		leaf.NotAfter = time.Now().Add(-time.Hour)
	}
	for _, name := range k.names {
		if ip := net.ParseIP(name); ip != nil {
			leaf.IPAddresses = append(leaf.IPAddresses, ip)
		} else {
			leaf.DNSNames = append(leaf.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, &key.PublicKey, caKey)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER})
}
