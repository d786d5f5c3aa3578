package sample

import (
	"fmt"
	"path"
	"strings"
)

// Header adds paragraphs to the header of every page.
func (w *Word) Header(texts ...string) *Word {
	w.header.WriteString(paragraphs(texts))
	return w
}

// HeaderBox adds a text box to the header.
func (w *Word) HeaderBox(lines ...string) *Word {
	w.header.WriteString("<w:p>" + w.boxML(lines, lines) + "</w:p>")
	return w
}

// Footer adds paragraphs to the footer of every page.
func (w *Word) Footer(texts ...string) *Word {
	w.footer.WriteString(paragraphs(texts))
	return w
}

// Watermark adds a watermark as Word does: a text drawn aslant, as VML in the header.
func (w *Word) Watermark(text string) *Word {
	fmt.Fprintf(&w.header, `<w:p><w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"`+
		` path="m@7,l@8,m@5,21600l@6,21600e"><v:path textpathok="t"/><v:textpath on="t" fitshape="t"/></v:shapetype>`+
		`<v:shape id="PowerPlusWaterMarkObject%d" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:412pt;height:103pt;`+
		`rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;`+
		`mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="silver" stroked="f">`+
		`<v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt" string="%s"/></v:shape></w:pict></w:r></w:p>`, w.id(), escape(text))
	return w
}

// Footnote adds a paragraph and a footnote to it.
func (w *Word) Footnote(text, note string) *Word {
	id := w.id() + 10
	fmt.Fprintf(&w.footnotes, `<w:footnote w:id="%d">%s</w:footnote>`, id, paragraphs([]string{note}))
	return w.Raw(fmt.Sprintf(`<w:p>%s<w:r><w:footnoteReference w:id="%d"/></w:r></w:p>`, R(text).ml(), id))
}

// Endnote adds a paragraph and an endnote to it.
func (w *Word) Endnote(text, note string) *Word {
	id := w.id() + 10
	fmt.Fprintf(&w.endnotes, `<w:endnote w:id="%d">%s</w:endnote>`, id, paragraphs([]string{note}))
	return w.Raw(fmt.Sprintf(`<w:p>%s<w:r><w:endnoteReference w:id="%d"/></w:r></w:p>`, R(text).ml(), id))
}

func separators(kind string) string {
	return fmt.Sprintf(`<w:%[1]s w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:%[1]s>`+
		`<w:%[1]s w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:%[1]s>`, kind)
}

// Comment adds a paragraph and a comment to it.
func (w *Word) Comment(text, author, comment string) *Word {
	id := w.id()
	fmt.Fprintf(&w.comments, `<w:comment w:id="%d" w:author="%s" w:date="2026-01-05T08:00:00Z" w:initials="x">%s</w:comment>`,
		id, escape(author), paragraphs([]string{comment}))
	return w.Raw(fmt.Sprintf(`<w:p><w:commentRangeStart w:id="%[1]d"/>%[2]s<w:commentRangeEnd w:id="%[1]d"/><w:r><w:commentReference w:id="%[1]d"/></w:r></w:p>`,
		id, R(text).ml()))
}

// Property adds a custom property.
func (w *Word) Property(name, value string) *Word {
	fmt.Fprintf(&w.custom, `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="%d" name="%s"><vt:lpwstr>%s</vt:lpwstr></property>`,
		w.id()+1, escape(name), escape(value))
	return w
}

// Core sets a core property by its element: "dc:title", "dc:subject", "cp:keywords", "dc:description", "cp:category".
func (w *Word) Core(name, value string) *Word {
	w.core[name] = value
	return w
}

// standardStyles makes Times New Roman 14 the font of everything.
const standardStyles = `<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>` +
	`<w:sz w:val="28"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults>` +
	`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>`

// Style adds a style: kind is "paragraph", "character" or "table"; basedOn may be empty.
func (w *Word) Style(kind, id, basedOn string, looks ...Look) *Word {
	if basedOn != "" {
		basedOn = `<w:basedOn w:val="` + escape(basedOn) + `"/>`
	}
	look := ""
	for _, l := range looks {
		look += string(l)
	}
	fmt.Fprintf(&w.styles, `<w:style w:type="%s" w:customStyle="1" w:styleId="%[2]s"><w:name w:val="%[2]s"/>%s<w:rPr>%s</w:rPr></w:style>`,
		kind, escape(id), basedOn, look)
	return w
}

// AltChunk adds a part that Word takes into the document when it opens it: HTML, MHT, RTF, plain text or another
// Word document.
func (w *Word) AltChunk(name, contentType string, content []byte) *Word {
	id := w.refer("aFChunk", name)
	w.Part(name, contentType, content)
	return w.Raw(`<w:altChunk r:id="` + id + `"/>`)
}

// CustomXML adds a part of custom data.
func (w *Word) CustomXML(content string) *Word {
	name := fmt.Sprintf("customXml/item%d.xml", w.id())
	w.refs = append(w.refs, relation(fmt.Sprintf("rIdData%d", w.ids), relations+"/customXml", "../"+name))
	return w.Part(name, "", []byte(declaration+content))
}

// refer adds a relation of the main document to a part and returns its id.
func (w *Word) refer(kind, name string) string {
	id := fmt.Sprintf("rIdRef%d", w.id())
	target := strings.TrimPrefix(name, "word/")
	if path.Dir(name) == "." {
		target = "../" + name
	}
	w.refs = append(w.refs, relation(id, relations+"/"+kind, target))
	return id
}
