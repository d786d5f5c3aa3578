// Package docs holds the manuals that the program can show: Markdown in this folder, for people who read it here, and
// the same as one web page with its pictures, for those who have the program only.
package docs

import (
	"bytes"
	"embed"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
)

//go:embed huong-dan.md manual.md images/*.png
var files embed.FS

// names of the manuals by language.
var names = map[string]string{"vi": "huong-dan.md", "en": "manual.md"}

// picture is a picture in a page, as Markdown's reader writes it.
var picture = regexp.MustCompile(`src="(images/[a-z0-9-]+\.png)"`)

// Manual gives the manual of a language as one web page that needs no other file.
func Manual(language string) ([]byte, error) {
	text, err := files.ReadFile(names[language])
	if err != nil {
		return nil, fmt.Errorf("manual in language %q: %w", language, err)
	}
	var body bytes.Buffer
	reader := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	if err := reader.Convert(text, &body, parser.WithContext(parser.NewContext(parser.WithIDs(headings{})))); err != nil {
		return nil, fmt.Errorf("manual in language %q: %w", language, err)
	}
	page := fmt.Appendf(nil, head, language)
	return append(page, picture.ReplaceAllFunc(body.Bytes(), inline)...), nil
}

// inline puts a picture itself in the place of its name. A name without a picture stays, and shows as one.
func inline(attribute []byte) []byte {
	data, err := files.ReadFile(string(picture.FindSubmatch(attribute)[1]))
	if err != nil {
		return attribute
	}
	return fmt.Appendf(nil, `src="data:image/png;base64,%s"`, base64.StdEncoding.EncodeToString(data))
}

// headings gives headings the IDs by which the sites that show Markdown know them, so that one link serves both: in
// lower case, accents and all, without punctuation, with hyphens for spaces.
type headings struct{}

// Generate makes an ID. No two headings of a manual are the same; a test sees to it.
func (headings) Generate(value []byte, _ ast.NodeKind) []byte {
	id := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '-':
			return unicode.ToLower(r)
		}
		return -1
	}, string(value))
	return []byte(id)
}

// Put is told of IDs that a manual gives itself; there are none.
func (headings) Put([]byte) {}

const head = `<!DOCTYPE html>
<html lang="%s">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Giữ Mật</title>
<style>
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; color: #1b1b1b; background: #fff }
h1, h2, h3 { line-height: 1.25; margin-top: 2rem }
img { max-width: 100%%; height: auto; border: 1px solid #ccc; border-radius: 4px }
code, pre { font: .95em "Cascadia Mono", "DejaVu Sans Mono", monospace; background: #f2f2f2; border-radius: 3px; padding: .1em .3em }
pre { padding: .8em; overflow-x: auto }
pre code { padding: 0 }
table { border-collapse: collapse }
th, td { border: 1px solid #bbb; padding: .3em .6em; text-align: left; vertical-align: top }
</style>
</head>
`
