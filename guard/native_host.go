package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"giumat/detectors"
	"giumat/guard/browser/hosts"
	"giumat/guard/browser/nativehost"
	"giumat/guard/browser/pack"
	"giumat/guard/browser/unprotected"
	"giumat/guard/config"
	"giumat/guard/engine"
	"giumat/guard/event"
	"giumat/guard/link"
	"giumat/guard/redact"
	"giumat/rules"
)

// runNativeHost talks with the extension of the browser that started it, until the browser ends. The browser's own
// arguments follow "--".
func runNativeHost(ctx context.Context, p *program, args []string) (int, error) {
	caller, err := p.parse(flag.NewFlagSet("native-host", flag.ContinueOnError), args)
	if err != nil {
		return 0, err
	}
	cfg, err := config.Load(p.configPath)
	if err != nil {
		return 0, err
	}
	judge, closeJudge := p.newJudge(1, false)
	j := &attacher{p: p, cfg: cfg, hosts: p.content().Hosts, judge: judge, known: map[string]rules.Verdict{}, closers: []func() error{closeJudge}}
	defer j.close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go j.keepGuard(ctx) // ends with ctx
	// A stray print of some library must not break the protocol: what is printed goes where the browser does not read.
	os.Stdout = os.Stderr
	err = nativehost.Serve(ctx, os.Stdin, p.stdout, j, nativehost.Options{
		Version: version(), Lang: p.language, Caller: nativehost.Caller(caller), Allowed: append([]string{pack.GeckoID}, cfg.Browser.Extensions...),
		Say: p.texts.Say, Logger: p.logger,
	})
	return exitOK, err
}

// attacher judges what pages are to get: it reads the files itself, and asks the running guard what is to be done. It is
// nativehost.Judge.
type attacher struct {
	p     *program
	cfg   config.Config
	hosts *hosts.List
	judge *engine.Judge

	mu    sync.Mutex
	known map[string]rules.Verdict // by SHA-256, for the next time and for a reason
	guard *link.Client             // nil while no guard runs
	own   *attachments             // made when it is first needed

	closers []func() error
}

func (j *attacher) close() {
	for _, closeIt := range slices.Backward(j.closers) {
		if err := closeIt(); err != nil {
			j.p.logger.Warn("close the native host", slog.Any("error", err))
		}
	}
}

// maxVerdicts bounds what a host remembers, some 500 bytes each.
const maxVerdicts = 2_000

// Known rules on a file that was judged before.
func (j *attacher) Known(ctx context.Context, u nativehost.Upload) nativehost.Answer {
	j.mu.Lock()
	v, ok := j.known[u.SHA256]
	j.mu.Unlock()
	if !ok || engine.Passing(v) {
		return nativehost.Answer{Verdict: nativehost.Need}
	}
	return j.rule(ctx, u, v, "")
}

// Peek rules on a file that is whole in its head, and on one that no detector would read.
func (j *attacher) Peek(ctx context.Context, u nativehost.Upload, head, _ []byte) nativehost.Answer {
	whole := int64(len(head)) == u.Size
	if !whole && j.judge.Inspector.Document(head[:min(len(head), detectors.HeadBytes)]) {
		return nativehost.Answer{Verdict: nativehost.Need}
	}
	return j.Read(ctx, u, bytes.NewReader(head), int64(len(head)))
}

// Read rules on a whole file.
func (j *attacher) Read(ctx context.Context, u nativehost.Upload, body io.ReaderAt, size int64) nativehost.Answer {
	judged, err := j.judge.Bytes(ctx, body, size, u.Name)
	if err != nil {
		j.p.logger.Error("an attachment was not judged", slog.Any("error", redact.Error(err)))
		return nativehost.Answer{}
	}
	j.mu.Lock()
	if len(j.known) < maxVerdicts {
		j.known[u.SHA256] = judged.Verdict
	}
	j.mu.Unlock()
	return j.rule(ctx, u, judged.Verdict, "")
}

// GoOn rules on a file for which the user has a reason.
func (j *attacher) GoOn(ctx context.Context, u nativehost.Upload, reason string) nativehost.Answer {
	j.mu.Lock()
	v, ok := j.known[u.SHA256]
	j.mu.Unlock()
	if !ok {
		return nativehost.Answer{}
	}
	return j.rule(ctx, u, v, reason)
}

// rule asks what is to be done with a judged file: the guard, or where none runs the policy itself.
func (j *attacher) rule(ctx context.Context, u nativehost.Upload, v rules.Verdict, reason string) nativehost.Answer {
	verdict, err := json.Marshal(v)
	if err != nil {
		return nativehost.Answer{}
	}
	a := link.Attachment{Name: u.Name, URL: u.URL, Browser: u.Browser, SHA256: u.SHA256, Verdict: verdict, Reason: reason}
	r, err := j.ask(ctx, a)
	if err != nil {
		j.p.logger.Error("an attachment was not ruled on", slog.Any("error", redact.Error(err)))
		return nativehost.Answer{}
	}
	answer := nativehost.Answer{Verdict: nativehost.Block, Title: r.Title, Body: r.Body, MinReason: r.MinReason}
	switch {
	case r.Allow:
		answer.Verdict = nativehost.Allow
	case r.Asks:
		answer.Verdict = nativehost.Warn
	}
	return answer
}

func (j *attacher) ask(ctx context.Context, a link.Attachment) (link.Ruling, error) {
	if guard := j.running(); guard != nil {
		r, err := guard.Attach(ctx, a)
		if !errors.Is(err, link.ErrGone) {
			return r, err
		}
	}
	own, err := j.alone(ctx)
	if err != nil {
		return link.Ruling{}, err
	}
	return own.rule(ctx, "", a)
}

// alone makes what is needed to decide without a guard: the policy and the record.
func (j *attacher) alone(ctx context.Context) (*attachments, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.own != nil {
		return j.own, nil
	}
	pol, err := j.p.policyOf(j.cfg)
	if err != nil {
		return nil, err
	}
	store, err := j.p.openStore(context.WithoutCancel(ctx))
	if err != nil {
		return nil, err
	}
	j.closers = append(j.closers, store.Close)
	me := who()
	e := &engine.Engine{Judge: j.judge, Policy: pol, Store: store, Logger: j.p.logger, Host: me.Host, Whose: func(event.File) string { return me.User }, Now: time.Now}
	j.own = &attachments{engine: e, hosts: j.hosts, texts: j.p.texts}
	return j.own, nil
}

// Beat tells the guard that the extension is alive.
func (j *attacher) Beat(profile, browser string) {
	pid, err := unprotected.BrowserOf(os.Getpid())
	if err != nil {
		j.p.logger.Warn("the browser's process is not known", slog.Any("error", err))
	}
	_ = j.tell(link.Beat{Browser: browser, Profile: profile, PID: pid})
}

// Failed records what the extension stopped or noticed by itself.
func (j *attacher) Failed(kind, url, name string) {
	b := link.Beat{Failed: kind, URL: url, Name: name}
	if j.tell(b) {
		return
	}
	own, err := j.alone(context.Background())
	if err == nil {
		err = own.unjudged(context.Background(), "", b)
	}
	if err != nil {
		j.p.logger.Error("what the extension stopped or noticed was not recorded", slog.Any("error", redact.Error(err)))
	}
}

// tellWithin bounds how long a sign of life waits for the guard.
const tellWithin = 5 * time.Second

func (j *attacher) tell(b link.Beat) bool {
	guard := j.running()
	if guard == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), tellWithin)
	defer cancel()
	return guard.Beat(ctx, b) == nil
}

// keepGuard stays connected with the guard for as long as one runs.
func (j *attacher) keepGuard(ctx context.Context) {
	set := func(c *link.Client) {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.guard = c
	}
	_ = link.Keep(ctx, link.Dialer(link.Addr(j.p.places.Serving)), link.RoleCommand, link.Events{Connected: set, Lost: func(error) { set(nil) }}) // only ctx's error
}

func (j *attacher) running() *link.Client {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.guard
}
