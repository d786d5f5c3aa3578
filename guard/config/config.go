// Package config reads the settings of this PC's guard: which folders it watches, what counts as a removable drive
// and which policy holds. It takes a small YAML file, or nothing at all, and gives a Config that is ready to use; it
// refuses unknown keys, so that a misspelt one is never silently without effect.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/adrg/xdg"
	"go.yaml.in/yaml/v3"
)

// Config is what one PC's guard is told. The zero value guards nothing; Default guards the user's own folders.
type Config struct {
	Folders   []string `yaml:"folders"`   // watched as at_rest; absolute after Load; nil means those of the guarded users
	Removable []string `yaml:"removable"` // treated as removable drives, besides those that the system reports
	Sync      []string `yaml:"sync"`      // treated as folders that a cloud service copies, besides those that are found
	Exempt    []string `yaml:"exempt"`    // programs that may open marked files: names, or paths; "rsync", "/usr/bin/borg"
	Browser   Browser  `yaml:"browser"`
	Updates   string   `yaml:"updates"` // a folder or share where the office puts its bundles; empty means none
	Policy    string   `yaml:"policy"`  // an office's policy file; empty means the embedded policy
	Report    Report   `yaml:"report"`
	// RetentionDays is how long incidents are kept; 0 is for ever.
	RetentionDays int `yaml:"retention_days"`
}

// Browser is what the guard is told of browsers.
type Browser struct {
	// Extensions are the IDs of the office's own builds of the extension for Chrome and its kin; Firefox has one for all.
	Extensions []string `yaml:"extensions"`
	UpdateURL  string   `yaml:"update_url"` // where browsers ask for the first of them: a store, or the office's update.xml
	Firefox    string   `yaml:"firefox"`    // where Firefox finds the XPI: an https or file address
	// FirefoxUnsigned lets Firefox take an XPI that Mozilla has not signed; its ESR edition alone does so.
	FirefoxUnsigned bool `yaml:"firefox_unsigned"`
	Chat            bool `yaml:"chat"`  // pages for chatting are guarded as well
	Share           bool `yaml:"share"` // and pages that share or store files
}

// SetUp tells whether the office has the extension in its browsers.
func (b Browser) SetUp() bool { return len(b.Extensions) > 0 || b.Firefox != "" }

// Default guards the folders where this user's documents lie, as the system names them.
func Default() Config {
	var c Config
	// The zero settings of the report pass the check, which fills in the defaults.
	_ = c.Report.check()
	for _, dir := range []string{xdg.UserDirs.Documents, xdg.UserDirs.Desktop, xdg.UserDirs.Download} {
		// A desktop without such a folder points the entry at the home folder; that is too much to watch.
		if dir != "" && dir != xdg.Home && !slices.Contains(c.Folders, dir) {
			c.Folders = append(c.Folders, dir)
		}
	}
	return c
}

// Load reads the settings in path. An empty path means none: Folders is nil then, and where the file has no such key.
// Relative paths in the file start at the file's own folder.
func Load(path string) (Config, error) {
	if path == "" {
		c := Default()
		c.Folders = nil
		return c, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return Config{}, fmt.Errorf("read settings: %w", err)
	}
	c, err := parse(data)
	if err != nil {
		return Config{}, fmt.Errorf("settings %q: %w", path, err)
	}
	base, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return Config{}, fmt.Errorf("settings %q: %w", path, err)
	}
	c.resolve(base)
	if err := c.check(); err != nil {
		return Config{}, fmt.Errorf("settings %q: %w", path, err)
	}
	return c, nil
}

func parse(data []byte) (Config, error) {
	var c Config
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return Config{}, err
	}
	if slices.Contains(slices.Concat(c.Folders, c.Removable, c.Sync, c.Exempt), "") {
		return Config{}, errors.New("an entry of folders, removable, sync or exempt is empty")
	}
	return c, nil
}

// resolve makes paths absolute.
func (c *Config) resolve(base string) {
	for _, list := range [][]string{c.Folders, c.Removable, c.Sync} {
		for i := range list {
			list[i] = absolute(base, list[i])
		}
	}
	paths := []*string{&c.Updates, &c.Policy, &c.Report.Deliver.Folder}
	if mail := c.Report.Deliver.SMTP; mail != nil {
		paths = append(paths, &mail.PasswordFile, &mail.CAFile)
	}
	for _, path := range paths {
		if *path != "" {
			*path = absolute(base, *path)
		}
	}
}

func (c *Config) check() error {
	if c.RetentionDays < 0 {
		return errors.New("retention_days is below 0")
	}
	if err := c.Report.check(); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

func absolute(base, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(base, path)
}
