// Package windows holds no code of the product: it is the description of the MSI, the programs' resources, and the tests
// that build it, install it in Wine and take it away again.
package windows

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// product is what installer/build makes of this tree, once for all tests that look at it and change nothing in it.
type product struct {
	dist string
	make func() error
}

var theProduct product

func TestMain(m *testing.M) {
	dist, err := os.MkdirTemp("", "giumat-dist-")
	if err != nil {
		panic(err)
	}
	theProduct = product{dist, sync.OnceValue(func() error { return build(dist) })}
	exit := m.Run()
	os.RemoveAll(dist)
	os.Exit(exit)
}

// build runs installer/build.
func build(dist string) error {
	if out, err := exec.Command("../build", dist).CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w\n%s", err, out)
	}
	return nil
}

// built gives the folder that installer/build made, and the MSI in it.
func built(t *testing.T) (dist, msi string) {
	t.Helper()
	need(t, "git", "wixl", "msibuild")
	if err := theProduct.make(); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(theProduct.dist, "giumat-*-x64.msi"))
	if err != nil || len(found) != 1 {
		t.Fatalf("made %v, %v", found, err)
	}
	return theProduct.dist, found[0]
}

// msiOf makes an MSI of programs that are there, with a version of its own.
func msiOf(t *testing.T, programs, version string) string {
	t.Helper()
	msi := filepath.Join(t.TempDir(), "giumat-"+version+".msi")
	cmd := exec.CommandContext(t.Context(), "./build", programs, msi, version)
	cmd.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=1795000000")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return msi
}

// certificate makes a throw-away one for signing programs, and gives its file and that of its key.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Thu nghiem"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning},
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	put := func(name, kind string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return put("cert.pem", "CERTIFICATE", signed), put("key.pem", "PRIVATE KEY", secret)
}

// sign signs files with a throw-away certificate, which the script verifies, and gives the certificate.
func sign(t *testing.T, files ...string) (cert string) {
	t.Helper()
	need(t, "osslsigncode")
	cert, key := certificate(t)
	if out, err := exec.CommandContext(t.Context(), "../sign", append([]string{cert, key}, files...)...).CombinedOutput(); err != nil {
		t.Fatalf("sign: %v\n%s", err, out)
	}
	return cert
}

func TestSign(t *testing.T) {
	need(t, "osslsigncode")
	program := filepath.Join(t.TempDir(), "stamp.exe")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./stamp")
	cmd.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	cert := sign(t, program)
	verify := func() error { return exec.Command("osslsigncode", "verify", "-CAfile", cert, "-in", program).Run() }
	if err := verify(); err != nil {
		t.Errorf("a signed program: %v", err)
	}
	data, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(program, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if verify() == nil {
		t.Error("a changed program still counts as signed")
	}
}
