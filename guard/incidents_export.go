package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"giumat/guard/export"
	"giumat/guard/incident"
	"giumat/guard/wholefile"
)

// exportIncidents writes the chosen incidents for another program, to standard output or to a file, the oldest first.
// A file is made anew, and is whole or not there.
func (p *program) exportIncidents(ctx context.Context, store *incident.Store, filter incident.Filter, format export.Format, path string) error {
	if !slices.Contains(export.Formats(), format) {
		var names []string
		for _, f := range export.Formats() {
			names = append(names, string(f))
		}
		return errUsage{p.texts.Say("export_format", "format", p.show(string(format)), "list", strings.Join(names, ", "))}
	}
	if path == "" {
		return writeIncidents(ctx, p.stdout, format, store, filter)
	}
	return wholefile.WriteFrom(path, func(w io.Writer) error { return writeIncidents(ctx, w, format, store, filter) })
}

func writeIncidents(ctx context.Context, w io.Writer, format export.Format, store *incident.Store, filter incident.Filter) error {
	out, err := export.New(format, w, version())
	if err != nil {
		return err
	}
	return errors.Join(store.Each(ctx, filter, out.Write), out.Flush())
}
