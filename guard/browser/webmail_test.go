package browser_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// The real names under which the made-up pages are served; the test's browser is told that they are this machine.
const (
	gmail   = "mail.google.com"
	yahoo   = "mail.yahoo.com"
	outlook = "outlook.live.com"
)

// webmail is a server that plays the three services and remembers the SHA-256 of all that is uploaded.
type webmail struct {
	*httptest.Server

	mu       sync.Mutex
	uploaded map[string][]string // the hashes of a case
}

func serveWebmail(t testing.TB) *webmail {
	t.Helper()
	w := &webmail{uploaded: map[string][]string{}}
	w.Server = httptest.NewUnstartedServer(w)
	w.Config.ErrorLog = log.New(io.Discard, "", 0) // the browser tries plain HTTP, too
	w.StartTLS()
	t.Cleanup(w.Close)
	return w
}

func (w *webmail) ServeHTTP(out http.ResponseWriter, in *http.Request) {
	if in.Method == http.MethodPost {
		w.take(in)
		return
	}
	page := map[string]string{gmail: "gmail.html", yahoo: "yahoo.html", outlook: "outlook.html"}[in.Host]
	if name := filepath.Base(in.URL.Path); strings.Contains(name, ".") {
		page = name
	}
	if in.URL.Query().Has("strict") {
		out.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self' 'unsafe-inline'; connect-src 'self'; require-trusted-types-for 'script'")
	}
	content, err := os.ReadFile(filepath.Join("testdata", filepath.Base(page)))
	if err != nil {
		http.NotFound(out, in)
		return
	}
	http.ServeContent(out, in, page, time.Time{}, strings.NewReader(string(content)))
}

func (w *webmail) take(in *http.Request) {
	hash := sha256.New()
	if n, err := io.Copy(hash, in.Body); err != nil || n == 0 {
		return // the browser could not read the file to its end
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	name := in.URL.Query().Get("case")
	w.uploaded[name] = append(w.uploaded[name], hex.EncodeToString(hash.Sum(nil)))
}

// of gives the hashes of what was uploaded in a case.
func (w *webmail) of(name string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.uploaded[name]...)
}

func sum(document []byte) string {
	hash := sha256.Sum256(document)
	return hex.EncodeToString(hash[:])
}
