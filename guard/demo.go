package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"giumat/guard/act"
	"giumat/guard/config"
	"giumat/guard/engine"
	"giumat/guard/event"
	"giumat/guard/notify"
	"giumat/guard/places"
	"giumat/guard/policy"
	"giumat/guard/watch"
	"giumat/rules"
)

// demoPatience is how long the demonstration waits for the guard to see to one file. The first PDF on a new machine
// waits until PDFium is compiled, 8 s on two slow cores.
const demoPatience = 60 * time.Second

// demonstration is the real guard on a scratch folder, told out loud.
type demonstration struct {
	p         *program
	folder    string // stands for the user's Documents
	drive     string // stands for a removable drive
	done      chan handled
	found     int
	alone     int
	surprises int
}

// handled is a file that the guard is done with.
type handled struct {
	file    event.File
	judged  engine.Judged
	outcome act.Outcome
}

// runDemo tells the main job from beginning to end. It touches nothing but a scratch folder of its own and the user's
// cache of compiled PDFium, and exits with a failure if the guard does anything else than what is told.
func runDemo(ctx context.Context, p *program, args []string) (int, error) {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	if err := p.parseAlone(flags, args); err != nil {
		return 0, err
	}
	p.places = places.User() // and nothing of an office
	start := time.Now()
	dir, err := os.MkdirTemp("", "giumat-demo-")
	if err != nil {
		return 0, fmt.Errorf("make scratch folder: %w", err)
	}
	d := &demonstration{p: p, folder: filepath.Join(dir, "Documents"), drive: filepath.Join(dir, "USB"), done: make(chan handled, queue)}
	for _, path := range []string{d.folder, d.drive} {
		if err := os.Mkdir(path, 0o700); err != nil {
			return 0, fmt.Errorf("make scratch folder: %w", err)
		}
	}
	d.say("demo_title", "dir", dir)
	if _, err := os.Stat(p.pdfiumCache()); err != nil {
		d.say("demo_warming")
	}
	p.cacheDir = p.pdfiumCache() // of the user's guard, so that the next one is quick
	p.dataDir = filepath.Join(dir, "data")

	if err := d.tell(ctx); err != nil {
		return 0, err
	}
	seconds := strconv.FormatFloat(time.Since(start).Seconds(), 'f', 1, 64)
	d.say("demo_done", "seconds", seconds, "found", strconv.Itoa(d.found), "alone", strconv.Itoa(d.alone))
	d.say("demo_where", "dir", p.dataDir)
	if d.surprises > 0 {
		return exitFailed, nil
	}
	return exitOK, nil
}

// tell runs the guard and goes through the steps.
func (d *demonstration) tell(ctx context.Context) error {
	// The story is told of an ordinary day, whatever day it is.
	pol, err := policy.Parse([]byte("heightened: []"))
	if err != nil {
		return err
	}
	g, err := d.p.openGuardian(ctx, guardianOptions{
		Policy:   &pol,
		Config:   config.Config{Folders: []string{d.folder}, Removable: []string{d.drive}},
		Notifier: notify.All{},
		Drives:   noDrives, // the real ones are none of the demonstration's business
	})
	if err != nil {
		return err
	}
	defer g.close(d.p.logger)
	g.engine.Done = func(f event.File, judged engine.Judged, o act.Outcome) { d.done <- handled{f, judged, o} }
	ctx, cancel := context.WithCancel(ctx)
	running := make(chan error, 1)
	go func() { running <- g.run(ctx) }()
	err = d.steps(ctx, g)
	cancel()
	return errors.Join(err, <-running)
}

// noDrives is a PC without removable drives.
func noDrives(ctx context.Context, _ func([]watch.Drive)) error {
	<-ctx.Done()
	return nil
}

func (d *demonstration) steps(ctx context.Context, g *guardian) error {
	d.say("demo_step_rest")
	if err := d.drop(ctx, d.folder, act.Warned, demoDocuments()); err != nil {
		return err
	}
	d.say("demo_step_drive")
	if err := d.drop(ctx, d.drive, act.Quarantined, demoCopies()); err != nil {
		return err
	}
	d.say("demo_step_restore")
	if err := d.restore(ctx, g.engine.Quarantine, demoCopies()[1]); err != nil {
		return err
	}
	d.say("demo_step_record")
	if err := g.store.Verify(ctx); err != nil {
		return err
	}
	head, err := g.store.Head(ctx)
	if err != nil {
		return err
	}
	d.say("demo_chain", "n", strconv.FormatInt(head.Count, 10))
	return nil
}

// drop writes documents into a folder, waits until the guard is done with them and tells what it did. marked is what
// it should do with the marked ones.
func (d *demonstration) drop(ctx context.Context, dir string, marked act.Result, docs []demoDocument) error {
	for _, doc := range docs {
		if err := os.WriteFile(filepath.Join(dir, doc.name), doc.bytes, 0o600); err != nil {
			return fmt.Errorf("write a made-up document: %w", err)
		}
		d.say("demo_wrote", "file", doc.name, "what", d.p.texts.Say(doc.what))
	}
	seen := map[string]handled{}
	for len(seen) < len(docs) {
		h, err := d.next(ctx)
		if err != nil {
			return err
		}
		seen[filepath.Base(h.file.Path)] = h
	}
	for _, doc := range docs {
		want := act.Allowed
		if doc.level != rules.None {
			want = marked
		}
		d.judge(doc, seen[doc.name], want)
	}
	return nil
}

// next waits for the next file that the guard is done with.
func (d *demonstration) next(ctx context.Context) (handled, error) {
	select {
	case h := <-d.done:
		return h, nil
	case <-ctx.Done():
		return handled{}, ctx.Err()
	case <-time.After(demoPatience):
		return handled{}, errors.New("the guard did not see a file that was written")
	}
}

// judge tells what became of one document, and whether that is right.
func (d *demonstration) judge(doc demoDocument, h handled, want act.Result) {
	level := d.p.texts.Say("level_" + h.judged.Verdict.Level.String())
	where := ""
	if reasons := h.judged.Verdict.Reasons; len(reasons) > 0 {
		where = d.p.texts.Say("place_" + string(reasons[0].Place))
	}
	said := d.p.texts.Say("demo_left_alone")
	switch h.outcome.Result {
	case act.Warned:
		said = d.p.texts.Say("demo_warned", "level", level, "where", where)
	case act.Quarantined:
		said = d.p.texts.Say("demo_blocked", "level", level, "where", where)
	}
	d.say("demo_found", "file", doc.name, "said", said)
	if h.judged.Verdict.Level == rules.None {
		d.alone++
	} else {
		d.found++
	}
	if h.outcome.Result != want || h.judged.Verdict.Level != doc.level {
		d.surprises++
		d.say("demo_wrong", "file", doc.name, "want", d.p.texts.Say("result_"+string(want))+" "+d.p.texts.Say("level_"+doc.level.String()))
	}
}

// restore gives one file back, as guard quarantine restore does, and shows that it is the same and stays.
func (d *demonstration) restore(ctx context.Context, q *act.Quarantine, doc demoDocument) error {
	if err := d.p.listQuarantine(q); err != nil {
		return err
	}
	entries, err := q.List()
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() != doc.name {
			continue
		}
		if err := d.p.restore(ctx, q, e.ID, "", d.p.texts.Say("demo_reason")); err != nil {
			return err
		}
		got, err := os.ReadFile(e.Path)
		same := d.p.texts.Say("demo_yes")
		if err != nil || !bytes.Equal(got, doc.bytes) {
			d.surprises++
			same = d.p.texts.Say("demo_no")
		}
		d.say("demo_restored", "file", doc.name, "same", same)
		return nil
	}
	return errors.New("nothing is in quarantine to be given back")
}

func (d *demonstration) say(key string, pairs ...string) {
	fmt.Fprintln(d.p.stdout, d.p.texts.Say(key, pairs...))
}
