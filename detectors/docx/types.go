package docx

import (
	"bytes"
	"context"
	"path"
	"strings"

	"giumat/detectors/internal/xmlscan"
)

// contentTypes is what [Content_Types].xml says of the parts (ECMA-376 part 2, 10.1.2.2). It is asked only where the
// content itself does not tell.
type contentTypes struct {
	byName, byExtension map[string]string
}

// of returns the content type of a part, named in lower case.
func (c contentTypes) of(name string) string {
	if t, ok := c.byName[name]; ok {
		return t
	}
	return c.byExtension[strings.TrimPrefix(path.Ext(name), ".")]
}

func (p *pack) readTypes(ctx context.Context) error {
	p.types = contentTypes{map[string]string{}, map[string]string{}}
	for _, e := range p.entries {
		if e.lower() != "[content_types].xml" {
			continue
		}
		if err := p.open(ctx, e, p.addTypes); err != nil {
			return err
		}
	}
	return nil
}

func (p *pack) addTypes(_ context.Context, _ entry, r *part) error {
	s := xmlscan.New(r, p.in.Limits.XMLDepth)
	for range 2 * p.in.Limits.Entries { // no package needs more tags and texts than that
		kind, err := s.Next()
		if err != nil {
			return err
		}
		if kind != xmlscan.Start {
			continue
		}
		t, _ := s.Attr("ContentType")
		if name, ok := s.Attr("PartName"); ok {
			p.types.byName[strings.ToLower(strings.TrimLeft(name, "/"))] = strings.ToLower(t)
		}
		if ext, ok := s.Attr("Extension"); ok {
			p.types.byExtension[strings.ToLower(ext)] = strings.ToLower(t)
		}
	}
	return nil
}

// isWord tells whether the package is a Word document: by its types, or by the folder that Word uses.
func (p *pack) isWord() bool {
	for _, t := range p.types.byName {
		if strings.Contains(t, "wordprocessingml") || strings.Contains(t, "ms-word.") {
			return true
		}
	}
	for _, e := range p.entries {
		if strings.HasPrefix(e.lower(), "word/") && strings.HasSuffix(e.lower(), ".xml") {
			return true
		}
	}
	return false
}

// content is what a part holds, as far as reading it goes.
type content int

const (
	binaryContent content = iota // pictures, fonts, macros: not read
	xmlContent
	htmlContent
	mhtContent
	rtfContent
	textContent
	fileContent // a document of its own
	oleContent
)

// sniff tells what a part is: by its first bytes, and by its type or name where they leave it open.
func sniff(head []byte, name, contentType string) content {
	plain := bytes.ReplaceAll(bytes.TrimLeft(head, "\xef\xbb\xbf\xff\xfe \t\r\n\x00"), []byte{0}, nil)
	ext := path.Ext(name)
	switch {
	case bytes.HasPrefix(head, localHeader), bytes.HasPrefix(plain, []byte("%PDF-")):
		return fileContent
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return oleContent
	case bytes.HasPrefix(plain, []byte(`{\rt`)):
		return rtfContent
	case strings.HasSuffix(contentType, "+xml") && !strings.Contains(contentType, "xhtml") && bytes.HasPrefix(plain, []byte("<")):
		return xmlContent
	case ext == ".mht", ext == ".mhtml", strings.HasPrefix(contentType, "message/rfc822"), strings.HasPrefix(contentType, "multipart/"),
		bytes.HasPrefix(plain, []byte("MIME-Version:")):
		return mhtContent
	case ext == ".htm", ext == ".html", ext == ".xhtml", strings.HasPrefix(contentType, "text/html"),
		strings.HasPrefix(contentType, "application/xhtml"), isHTML(plain):
		return htmlContent
	case bytes.HasPrefix(plain, []byte("<")):
		return xmlContent
	case ext == ".txt", strings.HasPrefix(contentType, "text/plain"):
		return textContent
	}
	return binaryContent
}

func isHTML(head []byte) bool {
	low := bytes.ToLower(head[:min(len(head), 1024)])
	return bytes.HasPrefix(low, []byte("<!doctype html")) || bytes.Contains(low, []byte("<html"))
}
