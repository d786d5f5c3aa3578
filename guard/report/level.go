package report

import (
	"slices"

	"giumat/guard/incident"
	"giumat/rules"
)

// The levels that a summary knows besides the degrees of secrecy.
const (
	Official    = "official"    // an official work document without a mark
	Uninspected = "uninspected" // a file that was not, or not wholly, read; never taken for clean
	Clean       = "clean"       // anything else that a policy or a person had recorded
)

// levels stand in the order of gravity.
var levels = []string{rules.TuyetMat.String(), rules.ToiMat.String(), rules.Mat.String(), Official, Uninspected, Clean}

// Levels gives the levels in the order of tables and of gravity, the gravest first.
func Levels() []string { return slices.Clone(levels) }

// LevelOf gives the level under which an incident is counted. A mark that was found counts, read to the end or not;
// what was not read to the end is uninspected, whatever else is known of it.
func LevelOf(in incident.Incident) string {
	switch {
	case in.Level != rules.None:
		return in.Level.String()
	case in.State == rules.Partial || in.State == rules.Unreadable:
		return Uninspected
	case in.Official:
		return Official
	}
	return Clean
}

// gravity orders the levels: 0 for the gravest, -1 for a word that is none.
func gravity(level string) int { return slices.Index(levels, level) }
