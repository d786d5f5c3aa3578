package main

import (
	"context"
	"errors"
	"log/slog"

	"giumat/guard/browser/contentanalysis"
	"giumat/guard/engine"
	"giumat/guard/policy"
	"giumat/guard/redact"
)

// firefox answers Firefox on Windows, which asks about each file by its path: a second gate behind the extension. What
// policy only warns of it lets through, as the extension asks for the reason. It is contentanalysis.Judge.
type firefox struct {
	attachments
	logger *slog.Logger
}

// File decides on one file that a page is to get. One that cannot be judged it does not get.
func (f firefox) File(ctx context.Context, path, url string) contentanalysis.Answer {
	judged, err := f.engine.Judge.File(ctx, path)
	if err != nil {
		f.logger.Warn("a file for a page was not judged", slog.Any("error", redact.Error(err)))
		return contentanalysis.Answer{Action: contentanalysis.Block, Rule: f.texts.Say("native_blocked_title")}
	}
	channel, site := f.page(url)
	decision := f.engine.Policy.At(f.engine.Now()).Decide(judged.Verdict, channel)
	if decision.Action.Severity() < policy.Block.Severity() {
		return contentanalysis.Answer{Action: contentanalysis.Allow}
	}
	_, n, err := f.engine.Attach(ctx, engine.Attachment{
		Name: path, Channel: channel, Site: site, Browser: "firefox", SHA256: judged.SHA256, Verdict: judged.Verdict,
	})
	if err != nil {
		f.logger.Error("what a page did not get was not recorded", slog.Any("error", redact.Error(err)))
	}
	title, _ := n.Words(f.texts)
	return contentanalysis.Answer{Action: contentanalysis.Block, Rule: title, RuleID: string(decision.Row)}
}

// answerFirefox does so until ctx is done; on systems where Firefox asks nobody it does nothing.
func (p *program) answerFirefox(ctx context.Context, d *desk) {
	who := contentanalysis.OwnUser
	if _, isAlone := d.owners.(alone); !isAlone {
		who = contentanalysis.AllUsers
	}
	pipe, err := contentanalysis.Listen(contentanalysis.PipeName, who)
	if errors.Is(err, errors.ErrUnsupported) {
		return
	}
	if err == nil {
		err = contentanalysis.NewAgent(firefox{d.attachments(), p.logger}, p.logger).Serve(ctx, pipe)
	}
	if err != nil && ctx.Err() == nil {
		p.logger.Error("Firefox gets no answers", slog.Any("error", err))
	}
}
