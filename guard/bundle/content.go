package bundle

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"giumat/guard/browser/hosts"
	"giumat/guard/policy"
	"giumat/rules"
	"giumat/rules/packs"
)

// Identity tells a bundle from all others; its zero value is that of no bundle.
type Identity struct {
	Serial int64
	ID     string // the SHA-256 of its manifest, in hex, and so of all that is in it
}

// Content is what a guard works with. Pack and Hosts are always there: those that are built in where the bundle has none.
type Content struct {
	Identity
	Made   time.Time // of the bundle
	Note   string
	Policy *policy.Policy // nil: the bundle has none
	Pack   *rules.Pack
	Hosts  *hosts.List
}

// Embedded is the content of a guard without a bundle.
func Embedded() (Content, error) {
	list, err := hosts.Default()
	if err != nil {
		return Content{}, err
	}
	return Content{Pack: rules.Default(), Hosts: list}, nil
}

// Content reads the policy, packs and hosts. What cannot be used is ErrContent, what was changed ErrChanged.
func (b *Bundle) Content() (Content, error) {
	c := Content{Identity: b.Identity(), Made: b.manifest.Made, Note: b.manifest.Note}
	if err := errors.Join(b.readPolicy(&c), b.readHosts(&c), b.readPacks(&c)); err != nil {
		return Content{}, fmt.Errorf("bundle %d: %w", c.Serial, err)
	}
	return c, nil
}

// Try reads all that is in the bundle, programs too, and tries it as far as can be without putting it to use: the policy, the
// hosts, and every example of every rule. A guard of the version must be able to use it.
func (b *Bundle) Try(guard string) (Content, error) {
	if err := b.manifest.Fits(guard); err != nil {
		return Content{}, fmt.Errorf("bundle %d: %w", b.manifest.Serial, err)
	}
	for _, f := range b.manifest.Files {
		if err := b.WriteTo(io.Discard, f.Name); err != nil {
			return Content{}, fmt.Errorf("bundle %d: %w", b.manifest.Serial, err)
		}
	}
	c, err := b.Content()
	if err != nil {
		return Content{}, err
	}
	if err := errors.Join(uniqueRules(c.Pack), b.checkPacks()); err != nil {
		return Content{}, fmt.Errorf("bundle %d: %w: %w", c.Serial, ErrContent, err)
	}
	return c, nil
}

// checkPacks tries the examples of each pack by itself: where two packs know a mark, the first to be asked finds it, and
// that is no fault of the other's.
func (b *Bundle) checkPacks() error {
	for _, base := range b.packs() {
		p, err := b.loadPack(base, true)
		if err == nil {
			err = p.Check()
		}
		if err != nil {
			return fmt.Errorf("pack %q: %w", base, err)
		}
	}
	return nil
}

// packs names the files of the bundle's packs, in order.
func (b *Bundle) packs() []string {
	var names []string
	for _, f := range b.manifest.Files {
		if base, ok := strings.CutPrefix(f.Name, PackName("")); ok {
			names = append(names, base)
		}
	}
	return names
}

// Follows tells whether the bundle may be installed after what is here: ErrOlder, or ErrInstalled for the same one.
// An administrator may ask for an older one.
func (b *Bundle) Follows(here Identity, allowOlder bool) error {
	switch {
	case b.Identity() == here:
		return ErrInstalled
	case b.manifest.Serial <= here.Serial && !allowOlder:
		return fmt.Errorf("%w: its number is %d, and %d is here", ErrOlder, b.manifest.Serial, here.Serial)
	}
	return nil
}

func (b *Bundle) readPolicy(c *Content) error {
	if !b.manifest.Has(PolicyName) {
		return nil
	}
	data, err := b.text(PolicyName)
	if err != nil {
		return err
	}
	p, err := policy.Parse(data)
	if err != nil {
		return fmt.Errorf("%w: %q: %w", ErrContent, PolicyName, err)
	}
	c.Policy = &p
	return nil
}

func (b *Bundle) readHosts(c *Content) (err error) {
	if !b.manifest.Has(HostsName) {
		c.Hosts, err = hosts.Default()
		return err
	}
	data, err := b.text(HostsName)
	if err != nil {
		return err
	}
	if c.Hosts, err = hosts.Load(data); err != nil {
		return fmt.Errorf("%w: %q: %w", ErrContent, HostsName, err)
	}
	return nil
}

// readPacks lays the bundle's packs over those that are built in, by their file names. The built-in ones are asked first: an
// office can add marks or replace a whole pack, and no rule of its own weakens a built-in one.
func (b *Bundle) readPacks(c *Content) error {
	embedded, err := fs.Glob(packs.Files, "*.yaml")
	if err != nil {
		return err
	}
	own := b.packs()
	added := slices.DeleteFunc(slices.Clone(own), func(base string) bool { return slices.Contains(embedded, base) })
	var all []*rules.Pack
	for _, base := range slices.Concat(embedded, added) {
		p, err := b.loadPack(base, slices.Contains(own, base))
		if err != nil {
			return fmt.Errorf("%w: pack %q: %w", ErrContent, base, err)
		}
		all = append(all, p)
	}
	c.Pack = rules.Join(all...)
	return nil
}

func (b *Bundle) loadPack(base string, own bool) (*rules.Pack, error) {
	var data []byte
	var err error
	if own {
		data, err = b.text(PackName(base))
	} else {
		data, err = packs.Files.ReadFile(base)
	}
	if err != nil {
		return nil, err
	}
	return rules.Load(bytes.NewReader(data))
}

// uniqueRules finds a rule that two packs have: an incident names the rule by its ID alone.
func uniqueRules(p *rules.Pack) error {
	seen := map[string]bool{}
	for _, r := range p.Rules() {
		if seen[r.ID] {
			return fmt.Errorf("rule %q is there twice", r.ID)
		}
		seen[r.ID] = true
	}
	return nil
}
