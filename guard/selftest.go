package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"giumat/guard/engine"
	"giumat/guard/incident"
	"giumat/rules"
)

// runSelfTest shows whether this PC's guard would find marked documents, and whether its record is whole.
func runSelfTest(ctx context.Context, p *program, args []string) (int, error) {
	if err := p.parseAlone(flag.NewFlagSet("selftest", flag.ContinueOnError), args); err != nil {
		return 0, err
	}
	store, err := p.openStore(ctx)
	if err != nil {
		return 0, err
	}
	defer store.Close()
	judge, closeJudge := p.newJudge(1, false)
	defer closeJudge()
	if err := p.selfTest(ctx, judge, store); err != nil {
		fmt.Fprintln(p.stdout, p.texts.Say("selftest_failed", "error", err.Error()))
		return exitFailed, nil
	}
	fmt.Fprintln(p.stdout, p.texts.Say("selftest_passed"))
	return exitOK, nil
}

// selfTest lets judge look at made-up documents, which it must get right as it must the user's own, and proves the
// record. It leaves nothing behind.
func (p *program) selfTest(ctx context.Context, judge *engine.Judge, store *incident.Store) (err error) {
	dir := filepath.Join(p.dataDir, "selftest")
	// What a killed guard has left is written over.
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("self-test: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(dir)) }()
	fresh := engine.Judge{Inspector: judge.Inspector, Pack: judge.Pack} // a remembered verdict would prove nothing
	for _, doc := range append(demoDocuments(), demoCopies()...) {
		path := filepath.Join(dir, doc.name)
		if err := os.WriteFile(path, doc.bytes, 0o600); err != nil {
			return fmt.Errorf("self-test: %w", err)
		}
		judged, err := fresh.File(ctx, path)
		if err := errors.Join(err, os.Remove(path)); err != nil {
			return fmt.Errorf("self-test: %w", err)
		}
		v := judged.Verdict
		if v.Level != doc.level || v.Level != rules.None && v.Confidence != rules.Certain {
			return fmt.Errorf("self-test: the made-up %q was judged %q, want %q", doc.name, v.Level, doc.level)
		}
	}
	return store.Verify(ctx)
}
