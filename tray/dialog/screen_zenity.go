//go:build !windows

package dialog

import (
	"context"
	"errors"
	"os/exec"
	"strings"

	"giumat/guard/link"

	"github.com/ncruces/zenity"
)

// Available says whether windows can be shown at all. Where they cannot, nothing is seen and every answer is stop.
func Available() error {
	if !zenity.IsAvailable() {
		return errors.New("the program zenity is not installed")
	}
	return nil
}

// zenityScreen shows windows by the program zenity. Measured with zenity 3.44: a message takes its text as it is, an
// entry reads it as a C string, a list reads it as a C string that holds Pango markup.
type zenityScreen struct{}

func newScreen() screen { return zenityScreen{} }

func (zenityScreen) read(ctx context.Context, w window) error {
	show := zenity.Info
	switch w.kind {
	case link.Warn, link.AtRest:
		show = zenity.Warning
	case link.Blocked, link.Failed:
		show = zenity.Error
	}
	return closed(show(fold(w.text), options(ctx, w, zenity.NoWrap(), zenity.OKLabel(w.no))...))
}

// warn asks in two windows, because zenity's window with a place to write has no default button that stops.
func (s zenityScreen) warn(ctx context.Context, w window) (reason string, goOn bool, err error) {
	if w.note == "" {
		err := zenity.Question(fold(w.text), options(ctx, w, zenity.NoWrap(), zenity.WarningIcon, zenity.DefaultCancel(),
			zenity.OKLabel(w.write), zenity.CancelLabel(w.no))...)
		if err != nil {
			return "", false, closed(err)
		}
	}
	w.text = strings.TrimSpace(w.note + "\n\n" + w.label)
	return s.entry(ctx, w)
}

func (zenityScreen) entry(ctx context.Context, w window) (typed string, ok bool, err error) {
	typed, err = zenity.Entry(cString(fold(w.text)), options(ctx, w, zenity.Width(foldedWidth),
		zenity.EntryText(w.typed), zenity.OKLabel(w.yes), zenity.CancelLabel(w.no))...)
	return typed, err == nil, closed(err)
}

// list calls zenity itself, as the library knows no columns. The rows go in by the standard input: there none can act
// as an option, and their number is not limited.
func (zenityScreen) list(ctx context.Context, w window) error {
	args := []string{
		"--list", "--width=840", "--height=460", "--ok-label", w.yes, "--cancel-label", w.no,
		"--title", w.title, "--text", cString(markup(fold(w.text))),
	}
	for _, column := range w.columns {
		args = append(args, "--column", column)
	}
	cmd := exec.CommandContext(ctx, "zenity", args...)
	var cells strings.Builder
	for _, row := range w.rows {
		cells.WriteString(strings.Join(row, "\n") + "\n")
	}
	cmd.Stdin = strings.NewReader(cells.String())
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 1 {
		return nil // closed
	}
	return err
}

func (zenityScreen) folder(ctx context.Context, title string) (path string, err error) {
	path, err = zenity.SelectFile(zenity.Directory(), zenity.Title(title), zenity.Context(ctx))
	return path, closed(err)
}

func options(ctx context.Context, w window, more ...zenity.Option) []zenity.Option {
	return append([]zenity.Option{zenity.Context(ctx), zenity.Title(w.title)}, more...)
}

// closed takes it for no error that the user closed the window.
func closed(err error) error {
	if errors.Is(err, zenity.ErrCanceled) {
		return nil
	}
	return err
}

// cString keeps each backslash as it is.
func cString(s string) string { return strings.ReplaceAll(s, `\`, `\\`) }

// markup keeps a text from acting as Pango markup.
func markup(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
