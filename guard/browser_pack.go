package main

import (
	"context"
	"crypto/rsa"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"giumat/guard/browser/extension"
	"giumat/guard/browser/hosts"
	"giumat/guard/browser/pack"
	"giumat/guard/wholefile"
)

// extensionVersion goes up with each change of the extension: browsers take a new one only then.
const extensionVersion = "1.0.0"

// runBrowser makes the office's own build of the extension.
func runBrowser(_ context.Context, p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("browser", flag.ContinueOnError)
	keyPath := flags.String("key", "", p.texts.Say("flag_browser_key"))
	out := flags.String("out", "", p.texts.Say("flag_browser_out"))
	base := flags.String("url", "", p.texts.Say("flag_browser_url"))
	chat := flags.Bool("chat", false, p.texts.Say("flag_browser_chat"))
	share := flags.Bool("share", false, p.texts.Say("flag_browser_share"))
	gateStops := flags.Bool("gate-stops", false, p.texts.Say("flag_browser_gate_stops"))
	plain, err := p.parse(flags, args)
	if err != nil {
		return 0, err
	}
	if len(plain) != 1 || plain[0] != "pack" || *keyPath == "" || *out == "" {
		return 0, errUsage{p.texts.Say("browser_verb")}
	}
	key, err := pack.Key(*keyPath)
	if err != nil {
		return 0, err
	}
	if err := packExtension(*out, *base, key, hosts.Sets{Chat: *chat, Share: *share}, *gateStops); err != nil {
		return 0, err
	}
	fmt.Fprintln(p.stdout, p.texts.Say("browser_packed", "path", p.show(*out), "id", pack.ID(&key.PublicKey)))
	return exitOK, nil
}

// extensionSource is the extension that is embedded in this program.
func extensionSource() pack.Source {
	return pack.Source{
		Files: extension.FS, Main: extension.Main(), Isolated: extension.Isolated(), Background: extension.Background(),
		Permissions: extension.Permissions(),
	}
}

// packExtension writes the extension into dir, for Chrome and its kin (giumat.crx, chromium/) and for Firefox (giumat.xpi,
// firefox/), and the file that says where updates are (update.xml): at the address base, or else in dir itself.
func packExtension(dir, base string, key *rsa.PrivateKey, sets hosts.Sets, gateStops bool) error {
	list, err := hosts.Default()
	if err != nil {
		return err
	}
	o := pack.Options{Version: extensionVersion, Patterns: list.Patterns(sets), Key: &key.PublicKey, GateStops: gateStops}
	chromium, err1 := pack.Build(pack.Chromium, extensionSource(), o)
	firefox, err2 := pack.Build(pack.Firefox, extensionSource(), o)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	crx, err1 := pack.CRX3(key, chromium)
	xpi, err2 := pack.XPI(firefox)
	where, err3 := crxAddress(dir, base)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	update, err := pack.UpdateXML(pack.ID(&key.PublicKey), extensionVersion, where)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write the extension: %w", err)
	}
	for name, data := range map[string][]byte{"giumat.crx": crx, "giumat.xpi": xpi, "update.xml": update} {
		path := filepath.Join(dir, name)
		if err := errors.Join(wholefile.Write(path, data), os.Chmod(path, 0o644)); err != nil { // each user's browser reads it
			return fmt.Errorf("write the extension: %w", err)
		}
	}
	return errors.Join(chromium.WriteTo(filepath.Join(dir, "chromium")), firefox.WriteTo(filepath.Join(dir, "firefox")))
}

// crxAddress is where a browser finds the CRX.
func crxAddress(dir, base string) (string, error) {
	if base != "" {
		return url.JoinPath(base, "giumat.crx")
	}
	abs, err := filepath.Abs(filepath.Join(dir, "giumat.crx"))
	if err != nil {
		return "", err
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(abs)}).String(), nil
}
