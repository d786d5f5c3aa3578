package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"giumat/guard/wholefile"

	"golang.org/x/term"
)

// paperOut is where a document goes, and in which format.
type paperOut struct {
	p       *program
	format  *string
	path    *string
	formats []string
}

func (p *program) paperFlags(flags *flag.FlagSet, format string, formats []string) paperOut {
	return paperOut{
		p: p, formats: formats,
		format: flags.String("format", format, p.texts.Say("flag_report_format", "formats", strings.Join(formats, ", "))),
		path:   flags.String("out", "", p.texts.Say("flag_out")),
	}
}

// write makes the document whole before a byte of it goes anywhere, and never shows bytes of Word or PDF on a terminal.
func (o paperOut) write(document func(io.Writer) error) error {
	if !slices.Contains(o.formats, *o.format) {
		return errUsage{o.p.texts.Say("report_format", "format", o.p.show(*o.format), "formats", strings.Join(o.formats, ", "))}
	}
	var out bytes.Buffer
	if err := document(&out); err != nil {
		return err
	}
	if *o.path == "" {
		terminal, isFile := o.p.stdout.(*os.File)
		if isFile && term.IsTerminal(int(terminal.Fd())) && (*o.format == "docx" || *o.format == "pdf") {
			return errUsage{o.p.texts.Say("report_needs_out", "format", *o.format)}
		}
		_, err := o.p.stdout.Write(out.Bytes())
		return err
	}
	if err := wholefile.Write(*o.path, out.Bytes()); err != nil {
		return err
	}
	fmt.Fprintln(o.p.stderr, o.p.texts.Say("report_written", "path", o.p.show(*o.path)))
	return nil
}
