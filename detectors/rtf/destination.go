package rtf

import (
	"strings"

	"giumat/detectors"
)

// destination is where the text of a group goes.
type destination int

const (
	toText    destination = iota
	toNothing             // pictures, tables of styles and colours, data of other programs
	toFonts
	toCollect // into one line outside the flow
	toUnicode // the first half of \upr, which repeats the second for old readers
)

// asides are destinations whose text stands in another place than the text around them.
var asides = map[string]detectors.Place{
	"header": detectors.Header, "headerl": detectors.Header, "headerr": detectors.Header, "headerf": detectors.Header,
	"footer": detectors.Footer, "footerl": detectors.Footer, "footerr": detectors.Footer, "footerf": detectors.Footer,
	"footnote": detectors.Footnote, "annotation": detectors.Comment,
}

// collected are destinations whose text is one line by itself.
var collected = map[string]detectors.Place{
	"title": detectors.Property, "subject": detectors.Property, "author": detectors.Property, "manager": detectors.Property,
	"company": detectors.Property, "operator": detectors.Property, "category": detectors.Property,
	"keywords": detectors.Property, "comment": detectors.Property, "doccomm": detectors.Property,
	"fldinst": detectors.Field, "atnauthor": detectors.Comment,
}

// silent are destinations without text of the document. List numbers are there for old readers only.
var silent = map[string]bool{
	"colortbl": true, "stylesheet": true, "pict": true, "nonshppict": true, "listtext": true, "pntext": true, "pntxta": true,
	"pntxtb": true, "objname": true, "bkmkstart": true, "bkmkend": true, "revtbl": true, "filetbl": true, "nonesttables": true,
	"xe": true, "tc": true, "private": true, "datafield": true,
}

// begin acts on a control word that begins a destination, and tells whether it was one.
func (r *reader) begin(word string) bool {
	g := r.group()
	switch {
	case g.to == toUnicode:
		if word == "ud" {
			g.to = g.was
		}
		return true
	case g.to == toNothing:
		return true
	case word == "upr":
		g.to, g.was = toUnicode, g.to
	case word == "fonttbl":
		g.to = toFonts
	case silent[word]:
		g.to = toNothing
	case asides[word] != "":
		r.b.OpenAside(asides[word])
		r.beginStory()
	case word == "shptxt", word == "dptxbxtext":
		r.b.OpenBox()
		r.beginStory()
	case collected[word] != "":
		place := collected[word]
		r.collect(func(text string) { r.b.Line(place, text) })
	default:
		return r.beginShape(word)
	}
	return true
}

// beginShape acts on the parts of shapes, user properties and objects.
func (r *reader) beginShape(word string) bool {
	g := r.group()
	switch word {
	case "info", "userprops", "object", "sp", "do":
	case "shp": // a shape comes twice: in full, and as a picture or drawing for old readers
		r.b.OpenAlternatives()
		g.close = r.b.CloseAlternatives
	case "shpinst", "shprslt":
		r.b.OpenBranch()
		g.to, g.close = toText, r.b.CloseBranch
	case "sn":
		r.collect(func(text string) { r.shape = text })
	case "sv":
		r.collect(r.shapeValue)
	case "propname":
		r.collect(func(text string) { r.property = text })
	case "staticval":
		r.collect(func(text string) { r.b.Line(detectors.Property, r.property+": "+text) })
	case "objclass":
		r.collect(func(text string) { r.object = text })
	case "objdata":
		g.to = toNothing
		if !strings.HasPrefix(r.object, "Equation") {
			r.out.Partial("embedded-ole-not-read", "")
		}
	default:
		return false
	}
	return true
}

// shapeValue sends the shape properties that are text: WordArt, which is how a watermark is stored, and the
// description.
func (r *reader) shapeValue(text string) {
	switch r.shape {
	case "gtextUNICODE":
		r.b.Line(detectors.Watermark, text)
	case "wzDescription":
		r.b.Line(detectors.AltText, text)
	}
}

// collect makes the text of the current group one string.
func (r *reader) collect(use func(string)) {
	g := r.group()
	g.to, g.text = toCollect, new([]byte)
	text := g.text
	g.close = func() { use(string(*text)) }
}

// beginStory begins a text with tables of its own. The caller has opened a place for it.
func (r *reader) beginStory() {
	g := r.group()
	g.to, g.inTable = toText, false
	r.stories = append(r.stories, story{})
	g.close = func() {
		r.endRow()
		r.stories = r.stories[:len(r.stories)-1]
		r.b.Close()
	}
}
