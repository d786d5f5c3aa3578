package main

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"giumat/guard/export"
	"giumat/guard/incident"
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
	f, err := os.OpenFile(path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = writeIncidents(ctx, f, format, store, filter)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), path)
}

func writeIncidents(ctx context.Context, w io.Writer, format export.Format, store *incident.Store, filter incident.Filter) error {
	out, err := export.New(format, w, version())
	if err != nil {
		return err
	}
	return errors.Join(store.Each(ctx, filter, out.Write), out.Flush())
}
