package setup

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
)

// Plan gives the steps that Install would take: none for what is in place already.
func Plan(s System, o Options) ([]Step, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	list, err := browsers(s)
	if err != nil {
		return nil, err
	}
	p, err := newPlanner(s)
	if err != nil {
		return nil, err
	}
	for _, b := range list {
		if err := p.add(b, o); err != nil {
			return nil, err
		}
	}
	return p.steps()
}

// PlanRemoval gives the steps that Uninstall would take.
func PlanRemoval(s System) ([]Step, error) {
	p, err := newPlanner(s)
	if err != nil {
		return nil, err
	}
	list, err := browsers(s)
	if err != nil {
		return nil, err
	}
	for _, b := range list {
		if err := p.reconcile(b.ID, b.Name, nil); err != nil {
			return nil, err
		}
	}
	return p.steps()
}

// planner makes steps and the note that is true after them.
type planner struct {
	s         System
	old, next note
	list      []Step
}

func newPlanner(s System) (*planner, error) {
	old, err := readNote(s)
	next := note{
		Settings: maps.Clone(old.Settings), Originals: slices.Clone(old.Originals),
		Folders: slices.Clone(old.Folders), Keys: slices.Clone(old.Keys),
	}
	return &planner{s: s, old: old, next: next}, err
}

// add plans what a browser is to have.
func (p *planner) add(b browser, o Options) error {
	wanted, err := b.hosts(p.s, o)
	if err != nil {
		return err
	}
	policies := b.policies(p.s, o)
	if p.s.windows() || b.firefox() {
		return p.reconcile(b.ID, b.Name, append(wanted, b.settings(p.s, policies)...))
	}
	own, left, err := b.policyFile(p.s, policies)
	if err != nil {
		return err
	}
	return p.reconcile(b.ID, b.Name, append(wanted, own...), left...)
}

// reconcile plans that of a browser's settings those wanted are there, and none other of ours. Those left were found to
// be in another's hands already.
func (p *planner) reconcile(id, name string, wanted []setting, left ...setting) error {
	d := &draft{s: p.s, listed: map[string][]string{}}
	noted := p.old.Settings[id]
	if err := d.clear(noted, wanted); err != nil {
		return err
	}
	kept, more, err := d.make(noted, wanted)
	if err != nil {
		return err
	}
	if err := p.remember(d, noted, kept); err != nil {
		return err
	}
	p.next.Settings[id] = kept
	if len(kept) == 0 {
		delete(p.next.Settings, id)
	}
	step := Step{Browser: name, Removes: wanted == nil, s: p.s}
	for _, w := range d.writes {
		if w.changes() && !p.planned(w) {
			p.makes(w)
			step.writes = append(step.writes, w)
			step.Places = append(step.Places, w.words(p.s))
		}
	}
	for _, t := range append(left, more...) {
		step.Left = append(step.Left, t.words(p.s))
	}
	if len(step.writes)+len(step.Left) > 0 {
		p.list = append(p.list, step)
	}
	return nil
}

// planned tells whether a step for another browser makes the same change; some share files.
func (p *planner) planned(w *write) bool {
	return slices.ContainsFunc(p.list, func(t Step) bool {
		return slices.ContainsFunc(t.writes, func(o *write) bool { return o.is(w.place) })
	})
}

// clear drafts that what was ours and is no longer wanted goes, unless somebody has changed it since.
func (d *draft) clear(noted, wanted []setting) error {
	for _, t := range noted {
		if slices.ContainsFunc(wanted, t.samePlace) {
			continue
		}
		value, err := d.get(t)
		if errors.Is(err, errTaken) || err == nil && (value == nil || !t.whole() && !same(value, t.Value)) {
			continue
		}
		if err != nil {
			return err
		}
		if err := d.drop(t); err != nil {
			return err
		}
	}
	return nil
}

// make drafts what is wanted and gives what of it is ours then, and what cannot be had.
func (d *draft) make(noted, wanted []setting) (kept, left []setting, err error) {
	for _, t := range wanted {
		value, err := d.get(t)
		if err != nil && !errors.Is(err, errTaken) {
			return nil, nil, err
		}
		ours := holds(noted, setting{t.place, value})
		switch {
		case err != nil:
			left = append(left, t)
			continue
		case t.whole(), value == nil, ours:
			kept = append(kept, t.noted())
		case !same(value, t.Value):
			left = append(left, t)
			continue
		}
		if same(value, t.Value) {
			continue
		}
		if err := d.put(t); err != nil {
			return nil, nil, err
		}
	}
	return kept, left, nil
}

// noted is the setting as the note has it: a whole file is ours whatever is in it.
func (t setting) noted() setting {
	if t.whole() {
		t.Value = nil
	}
	return t
}

// remember keeps the originals of texts of others' that ours are put into, and has them put back when the last goes.
func (p *planner) remember(d *draft, noted, kept []setting) error {
	for _, t := range slices.Concat(noted, kept) {
		if len(t.Member) == 0 {
			continue
		}
		w, err := d.at(t.place)
		if err != nil {
			return err
		}
		in := func(o setting) bool { return len(o.Member) > 0 && o.is(w.place) }
		o, known := p.old.original(w)
		p.next.Originals = slices.DeleteFunc(p.next.Originals, func(o original) bool { return o.is(w.place) })
		switch stays := slices.ContainsFunc(kept, in); {
		case !stays && known:
			w.after = o.Before
		case stays && known:
			p.next.Originals = append(p.next.Originals, original{w.place, o.Before, digest(w.after)})
		case stays && !slices.ContainsFunc(noted, in):
			p.next.Originals = append(p.next.Originals, original{w.place, w.before, digest(w.after)})
		}
	}
	return nil
}

// makes notes the folders or keys that a write makes.
func (p *planner) makes(w *write) {
	if w.before != nil {
		return
	}
	if w.File == "" {
		p.next.Keys = lowestFirst(append(p.next.Keys, p.s.newKeys(w.Key)...), `\`)
	} else {
		p.next.Folders = lowestFirst(append(p.next.Folders, p.s.newFolders(w.File)...), "/")
	}
}

func lowestFirst(list []string, separator string) []string {
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(strings.Count(b, separator)-strings.Count(a, separator), cmp.Compare(a, b))
	})
	return slices.Compact(list)
}

// steps puts the note before what is done, so that nothing is ever done that could not be taken back, and makes it
// exact afterwards.
func (p *planner) steps() ([]Step, error) {
	at, err := p.s.read(notePlace(p.s))
	if err != nil {
		return nil, err
	}
	p.makes(&write{place: notePlace(p.s), before: at})
	both, err := p.old.with(p.next).text()
	if err != nil {
		return nil, err
	}
	exact, err := p.next.text()
	if err != nil {
		return nil, err
	}
	step := Step{Note: true, s: p.s, folders: p.next.Folders, keys: p.next.Keys}
	first, last := step, step
	first.writes = []*write{{place: notePlace(p.s), before: at, after: both}}
	last.writes = []*write{{place: notePlace(p.s), before: both, after: exact}}
	last.Removes = exact == nil
	return slices.DeleteFunc(slices.Concat([]Step{first}, p.list, []Step{last}), func(t Step) bool {
		return t.Note && !t.writes[0].changes()
	}), nil
}
