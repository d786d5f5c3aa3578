package report

import (
	"cmp"
	"slices"
	"strings"

	"giumat/rules"
)

// DocumentIncidents is how many incidents a document for people lists at most: some hundred pages.
const DocumentIncidents = 2000

// Limit gives the report with the most serious incidents, at most so many (0 for all); Left says how many it left
// out. The counts stay whole, and r is not changed.
func (r *Report) Limit(most int) *Report {
	k := keeper{most: most}
	for _, e := range r.Incidents {
		k.add(e)
	}
	limited := *r
	limited.Incidents = k.entries()
	limited.Left += k.left
	return &limited
}

// keeper keeps the most serious of very many entries in bounded memory.
type keeper struct {
	most int // 0 for all
	kept []Entry
	left int
}

func (k *keeper) add(e Entry) {
	k.kept = append(k.kept, e)
	if k.most > 0 && len(k.kept) >= 2*k.most {
		k.cut() // once for many, so that each costs a comparison or two
	}
}

func (k *keeper) cut() {
	if k.most == 0 || len(k.kept) <= k.most {
		return
	}
	slices.SortFunc(k.kept, moreSerious)
	k.left += len(k.kept) - k.most
	clear(k.kept[k.most:])
	k.kept = k.kept[:k.most]
}

// entries gives what was kept, the oldest first.
func (k *keeper) entries() []Entry {
	k.cut()
	slices.SortFunc(k.kept, older)
	if k.kept == nil {
		return []Entry{}
	}
	return k.kept
}

// moreSerious puts the gravest level first, then the certain before the suspected, then the newest.
func moreSerious(a, b Entry) int {
	return cmp.Or(
		cmp.Compare(gravity(LevelOf(a.Incident)), gravity(LevelOf(b.Incident))),
		cmp.Compare(doubt(a), doubt(b)),
		older(b, a),
	)
}

// older orders by time. Ties are broken, so that the same incidents always give the same list.
func older(a, b Entry) int {
	if c := a.Time.Compare(b.Time); c != 0 {
		return c
	}
	return cmp.Or(strings.Compare(a.Host, b.Host), strings.Compare(a.ID, b.ID))
}

func doubt(e Entry) int {
	if e.Confidence == rules.Suspected {
		return 1
	}
	return 0
}
