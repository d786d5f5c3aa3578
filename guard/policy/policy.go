// Package policy says what to do with a file. It takes a verdict and the channel on which the file was met, and gives
// a decision, from a table that an office may change in a data file. It is pure: it reads no clock, no disk and no
// network, it never touches the file, and it never lets an uninspected document pass for a clean one.
package policy

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"giumat/guard/event"
	"giumat/rules"
)

// The default table tells some channels finer than the stage that reports the file.
const (
	// ClipboardLocal is a list of copied files whose target is known and is no removable drive.
	ClipboardLocal event.Channel = "clipboard_local"
	// RemovableFound is a removable drive that had the file on it when it was plugged in.
	RemovableFound event.Channel = "removable_found"
	// WebmailOfficial is an attachment or upload on a host of the State: *.gov.vn, *.chinhphu.vn.
	WebmailOfficial event.Channel = "webmail_official"
)

// channels are all that a policy file may name.
var channels = []event.Channel{
	event.AtRest, event.Removable, RemovableFound, event.Clipboard, ClipboardLocal, event.SyncFolder, event.Webmail, WebmailOfficial, event.Chat,
}

// Policy is a complete table: every channel has an action for every row. Make one with Default or Parse; the zero
// value decides nothing but Block.
type Policy struct {
	table      map[event.Channel]map[Row]Action
	heightened []named
	contact    string
	version    string
}

// Decision is what is to be done with one file, and the row of the table that says so.
type Decision struct {
	Action Action `json:"action"`
	Row    Row    `json:"row"` // empty when no row fits the file, which is then allowed
}

// Decide says what to do with a file judged v that was met on ch. Of the rows that fit, the strictest wins; where two
// are as strict, the one that stands first in the table. With no row the file passes. A channel that the table does
// not know is treated as the strictest one would be: blocked where any row fits.
func (p Policy) Decide(v rules.Verdict, ch event.Channel) Decision {
	d := Decision{Action: Allow}
	for _, row := range rowsFor(v) {
		action, known := p.table[ch][row]
		if !known {
			action = Block
		}
		if row.isLevel() && v.Confidence == rules.Suspected {
			action = mildest(action, Warn)
		}
		if d.Row == "" || action.Severity() > d.Action.Severity() {
			d = Decision{Action: action, Row: row}
		}
	}
	return d
}

// Passes tells whether a file judged v may go every way without anybody being told: on no channel is it warned of or
// stopped, at any time of the year.
func (p Policy) Passes(v rules.Verdict) bool {
	for _, ch := range channels {
		if p.Decide(v, ch).Action.Severity() >= Warn.Severity() {
			return false
		}
	}
	return true
}

// Contact is whom a user calls, at any hour: "Nguyễn Văn A, 0912 345 678". Empty when the office has named nobody.
func (p Policy) Contact() string { return p.contact }

// Version is a short hash of the table's content: it changes when an action changes, not when a comment, a date or a
// telephone number does. In a heightened period it is another one, as the table is.
func (p Policy) Version() string { return p.version }

// strict is p with every warn made a block.
func (p Policy) strict() Policy {
	table := map[event.Channel]map[Row]Action{}
	for ch, byRow := range p.table {
		table[ch] = maps.Clone(byRow)
		for row, action := range byRow {
			if action == Warn {
				table[ch][row] = Block
			}
		}
	}
	s := newPolicy(table)
	s.heightened, s.contact = p.heightened, p.contact
	return s
}

// newPolicy seals a complete table with its version.
func newPolicy(table map[event.Channel]map[Row]Action) Policy {
	h := sha256.New()
	for _, ch := range slices.SortedFunc(maps.Keys(table), cmp.Compare) {
		for _, row := range rows {
			fmt.Fprintf(h, "%s %s %s\n", ch, row, table[ch][row])
		}
	}
	return Policy{table: table, version: hex.EncodeToString(h.Sum(nil))[:12]}
}
