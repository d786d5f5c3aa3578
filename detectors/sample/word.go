package sample

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Word is a made-up Word document under construction. Word and LibreOffice open it without repair.
type Word struct {
	body, header, footer, footnotes, endnotes, comments, styles, custom strings.Builder

	core  map[string]string // core properties by element name: "dc:title"
	parts map[string]part   // other parts by name
	refs  []string          // relations of the main document
	ids   int               // numbers given out to notes, shapes, properties and relations

	strict bool
}

type part struct {
	contentType string
	content     []byte
}

// NewWord returns an empty document.
func NewWord() *Word {
	return &Word{core: map[string]string{}, parts: map[string]part{}}
}

// Strict makes the document use the name spaces of ISO/IEC 29500 Strict.
func (w *Word) Strict() *Word {
	w.strict = true
	return w
}

// Raw adds WordprocessingML to the body, for what no other method makes.
func (w *Word) Raw(ml string) *Word {
	w.body.WriteString(ml)
	return w
}

// Part adds a part to the package as it is, without a relation to it.
func (w *Word) Part(name, contentType string, content []byte) *Word {
	w.parts[name] = part{contentType, content}
	return w
}

// Bytes returns the file.
func (w *Word) Bytes() []byte {
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	all := w.assemble()
	put(z, "[Content_Types].xml", []byte(w.transform(contentTypes(all))))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		put(z, name, all[name].content)
	}
	if err := z.Close(); err != nil { // a bytes.Buffer takes everything
		panic(err)
	}
	return file.Bytes()
}

func put(z *zip.Writer, name string, content []byte) {
	f, err := z.Create(name)
	if err == nil {
		_, err = f.Write(content)
	}
	if err != nil { // a bytes.Buffer takes everything
		panic(err)
	}
}

const (
	declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	relations   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageNS   = "http://schemas.openxmlformats.org/package/2006/"
	wordType    = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	officeType  = "application/vnd.openxmlformats-officedocument."
	names       = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
		` xmlns:r="` + relations + `"` +
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
		` xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"` +
		` xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"` +
		` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"` +
		` xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"`
	// page is A4 with the margins of Decree 30/2020/NĐ-CP, Appendix I, in twentieths of a point.
	page = `<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/>`
)

// assemble returns all parts but the content types.
func (w *Word) assemble() map[string]part {
	all := maps.Clone(w.parts)
	refs := slices.Clone(w.refs)
	section := ""
	add := func(name, kind, ml string) string {
		id := fmt.Sprintf("rIdPart%d", len(refs))
		refs = append(refs, relation(id, relations+"/"+kind, name+".xml"))
		all["word/"+name+".xml"] = part{wordType + kind + "+xml", w.xml(ml)}
		return id
	}
	if w.header.Len() > 0 {
		id := add("header1", "header", element("w:hdr", w.header.String()))
		section += `<w:headerReference w:type="default" r:id="` + id + `"/>`
	}
	if w.footer.Len() > 0 {
		id := add("footer1", "footer", element("w:ftr", w.footer.String()))
		section += `<w:footerReference w:type="default" r:id="` + id + `"/>`
	}
	if w.footnotes.Len() > 0 {
		add("footnotes", "footnotes", element("w:footnotes", separators("footnote")+w.footnotes.String()))
	}
	if w.endnotes.Len() > 0 {
		add("endnotes", "endnotes", element("w:endnotes", separators("endnote")+w.endnotes.String()))
	}
	if w.comments.Len() > 0 {
		add("comments", "comments", element("w:comments", w.comments.String()))
	}
	add("styles", "styles", element("w:styles", standardStyles+w.styles.String()))
	body := "<w:body>" + w.body.String() + "<w:sectPr>" + section + page + "</w:sectPr></w:body>"
	all["word/document.xml"] = part{wordType + "document.main+xml", w.xml(element("w:document", body))}
	all["word/_rels/document.xml.rels"] = part{content: w.xml(relationships(refs))}
	w.addProperties(all)
	return all
}

// addProperties adds the parts that the package itself refers to.
func (w *Word) addProperties(all map[string]part) {
	refs := []string{relation("rId1", relations+"/officeDocument", "word/document.xml")}
	if len(w.core) > 0 {
		var ml strings.Builder
		for _, name := range slices.Sorted(maps.Keys(w.core)) {
			fmt.Fprintf(&ml, "<%[1]s>%[2]s</%[1]s>", name, escape(w.core[name]))
		}
		all["docProps/core.xml"] = part{"application/vnd.openxmlformats-package.core-properties+xml", w.xml(`<cp:coreProperties xmlns:cp="` + packageNS +
			`metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` + ml.String() + `</cp:coreProperties>`)}
		refs = append(refs, relation("rId2", packageNS+"relationships/metadata/core-properties", "docProps/core.xml"))
	}
	if w.custom.Len() > 0 {
		all["docProps/custom.xml"] = part{officeType + "custom-properties+xml", w.xml(
			`<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"` +
				` xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">` + w.custom.String() + `</Properties>`)}
		refs = append(refs, relation("rId3", relations+"/custom-properties", "docProps/custom.xml"))
	}
	all["_rels/.rels"] = part{content: w.xml(relationships(refs))}
}

func contentTypes(all map[string]part) string {
	var ml strings.Builder
	ml.WriteString(declaration + `<Types xmlns="` + packageNS + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>`)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if t := all[name].contentType; t != "" {
			fmt.Fprintf(&ml, `<Override PartName="/%s" ContentType="%s"/>`, escape(name), escape(t))
		}
	}
	return ml.String() + "</Types>"
}

func (w *Word) xml(ml string) []byte { return []byte(declaration + w.transform(ml)) }

// transform puts the name spaces of Strict documents for those of Transitional ones.
func (w *Word) transform(ml string) string {
	if !w.strict {
		return ml
	}
	return strings.NewReplacer(
		"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties", "http://purl.oclc.org/ooxml/officeDocument/customProperties",
		"http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/",
		"http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main",
		"http://schemas.openxmlformats.org/drawingml/2006/", "http://purl.oclc.org/ooxml/drawingml/",
	).Replace(ml)
}

func element(name, content string) string {
	return "<" + name + " " + names + ">" + content + "</" + name + ">"
}

func relation(id, kind, target string) string {
	return fmt.Sprintf(`<Relationship Id="%s" Type="%s" Target="%s"/>`, id, kind, escape(target))
}

func relationships(refs []string) string {
	return `<Relationships xmlns="` + packageNS + `relationships">` + strings.Join(refs, "") + "</Relationships>"
}

func escape(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil { // a strings.Builder takes everything
		panic(err)
	}
	return b.String()
}

func (w *Word) id() int {
	w.ids++
	return w.ids
}
