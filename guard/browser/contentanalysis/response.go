package contentanalysis

import (
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
)

// Action is what the browser is to do. Any other value than these counts as Block.
type Action int

// The actions. The browser asks the user itself where it warns, and wants no reason.
const (
	Block Action = iota
	Warn
	Report
	Allow
)

// wire is an action's number in enum TriggeredRule.Action. Allow has none: no rule was triggered.
func (a Action) wire() uint64 {
	switch a {
	case Report:
		return 1
	case Warn:
		return 2
	default:
		return 3
	}
}

// Answer is what is to become of a file.
type Answer struct {
	Action Action
	Rule   string // its name, which the browser may show; over 256 bytes it is cut
	RuleID string
}

// maxRule keeps an answer far under 4 KiB: until June 2026, browsers cut longer ones.
const maxRule = 256

// tag is the name of the analysis that browsers ask for.
const tag = "dlp"

// statusSuccess is the only status whose rules count (enum Result.Status).
const statusSuccess = 1

// Encode gives the message that answers a request (AgentToChrome).
func Encode(token string, a Answer) []byte {
	result := appendString(nil, 1, tag)
	result = appendNumber(result, 2, statusSuccess)
	if a.Action != Allow {
		result = appendBytes(result, 3, a.rule())
	}
	response := appendString(nil, 1, token)
	response = appendBytes(response, 4, result)
	return appendBytes(nil, 1, response)
}

// rule gives the TriggeredRule.
func (a Answer) rule() []byte {
	rule := appendNumber(nil, 1, a.Action.wire())
	rule = appendString(rule, 2, short(a.Rule))
	return appendString(rule, 3, short(a.RuleID))
}

func appendString(b []byte, n protowire.Number, s string) []byte {
	return protowire.AppendString(protowire.AppendTag(b, n, protowire.BytesType), s)
}

func appendBytes(b []byte, n protowire.Number, v []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, n, protowire.BytesType), v)
}

func appendNumber(b []byte, n protowire.Number, v uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, n, protowire.VarintType), v)
}

// short cuts a name at the edge of a rune.
func short(s string) string {
	if len(s) <= maxRule {
		return s
	}
	n := maxRule
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
