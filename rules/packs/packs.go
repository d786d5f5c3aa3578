// Package packs holds the rule packs that the program is built with. A pack is data: an officer can read it, and
// every rule in it stands beside examples of what it finds and what it must pass over. The package only carries
// the files; package rules reads them.
package packs

import "embed"

// Files are the packs, one YAML file each.
//
//go:embed *.yaml
var Files embed.FS
