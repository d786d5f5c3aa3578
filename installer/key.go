package installer

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"giumat/guard/bundle"
)

// ErrOtherKey means that the PC has another key than the one given. Whoever's key lies there may change the rules and
// the programs of the PC, so that it is never replaced by the way.
var ErrOtherKey = errors.New("this PC has the key of another office, or an older one of this office")

func (p *planner) officeKey() error {
	path := p.s.Places.OfficeKey
	old, err := p.read(path)
	if err != nil {
		return err
	}
	if old != nil {
		// One that is damaged is as none, but is replaced only as another would be.
		p.key, _ = bundle.ParsePublicKey(old)
	}
	if p.o.OfficeKey == "" {
		return nil
	}
	given, err := readGiven(p.o.OfficeKey)
	if err != nil {
		return fmt.Errorf("office key: %w", err)
	}
	key, err := bundle.ParsePublicKey(given)
	if err != nil {
		return fmt.Errorf("office key %q: %w", p.o.OfficeKey, err)
	}
	if key.Equal(p.key) {
		return nil
	}
	if old != nil && !p.o.ReplaceKey {
		return fmt.Errorf("office key %q: %w", p.o.OfficeKey, ErrOtherKey)
	}
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return err
	}
	p.key = key
	text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	p.add(func() error { return writeReadable(path, text) }, "install_key", "file", path)
	return nil
}

func (p *planner) bundle() error {
	if p.o.Bundle == "" {
		return nil
	}
	if p.key == nil {
		return fmt.Errorf("bundle %q: %w", p.o.Bundle, bundle.ErrNoKey)
	}
	wanted, err := p.o.NewBundle(p.o.Bundle, p.key)
	if err != nil {
		return fmt.Errorf("bundle %q: %w", p.o.Bundle, err)
	}
	if wanted {
		p.add(func() error {
			if err := p.o.InstallBundle(p.o.Bundle, p.key); err != nil {
				return err
			}
			return readable(p.s.Places.Bundle)
		}, "install_bundle", "file", p.o.Bundle)
	}
	return nil
}
