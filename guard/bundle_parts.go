package main

import (
	"crypto/ed25519"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"giumat/guard/bundle"
)

// bundleParts are the files that the command line names for a bundle.
type bundleParts struct {
	contents      bundle.Contents
	policy, hosts string
	packs         []string
	programs      string
}

func (p *program) bundleParts(flags *flag.FlagSet) *bundleParts {
	b := &bundleParts{}
	flags.Int64Var(&b.contents.Serial, "serial", 0, p.texts.Say("bundle_flag_serial"))
	flags.StringVar(&b.contents.MinGuard, "min-guard", "", p.texts.Say("bundle_flag_min_guard"))
	flags.StringVar(&b.contents.Note, "note", "", p.texts.Say("bundle_flag_note"))
	flags.StringVar(&b.policy, "policy", "", p.texts.Say("bundle_flag_policy"))
	flags.StringVar(&b.hosts, "hosts", "", p.texts.Say("bundle_flag_hosts"))
	flags.StringVar(&b.programs, "programs", "", p.texts.Say("bundle_flag_programs"))
	flags.Func("pack", p.texts.Say("bundle_flag_pack"), func(path string) error {
		b.packs = append(b.packs, path)
		return nil
	})
	return b
}

// read gives the contents of a bundle that is made now.
func (b *bundleParts) read(now time.Time) (bundle.Contents, error) {
	c := b.contents
	c.Made, c.Files = now, map[string][]byte{}
	named := map[string]string{bundle.PolicyName: b.policy, bundle.HostsName: b.hosts}
	for _, path := range b.packs {
		name := bundle.PackName(filepath.Base(path))
		if named[name] != "" {
			return c, fmt.Errorf("two packs have the file name %q", filepath.Base(path))
		}
		named[name] = path
	}
	programs, err := b.findPrograms()
	if err != nil {
		return c, err
	}
	for name, path := range programs {
		named[name] = path
	}
	for name, path := range named {
		if path == "" {
			continue
		}
		if c.Files[name], err = os.ReadFile(path); err != nil {
			return c, fmt.Errorf("read for the bundle: %w", err)
		}
	}
	return c, nil
}

// findPrograms gives the paths of the programs in the folder that is named, by their names in the bundle.
func (b *bundleParts) findPrograms() (map[string]string, error) {
	found := map[string]string{}
	if b.programs == "" {
		return found, nil
	}
	for _, goos := range []string{"linux", "windows"} {
		for _, program := range []string{"guard", "tray"} {
			path := filepath.Join(b.programs, goos+"-amd64", bundle.Executable(goos, program))
			if _, err := os.Stat(path); err == nil {
				found[bundle.ProgramName(goos, "amd64", program)] = path
			} else if !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("there are no programs in %q", b.programs)
	}
	return found, nil
}

// publicHalf is a key's public half.
func publicHalf(key ed25519.PrivateKey) ed25519.PublicKey { return key.Public().(ed25519.PublicKey) }
