package detectors

import "slices"

// Kind names a file format, as it stands in the results.
type Kind string

// The kinds that are told apart. Zip and OLE2 are documents or hold them, but are not read yet.
const (
	DOCX  Kind = "docx"
	PDF   Kind = "pdf"
	Zip   Kind = "zip"   // a zip that is not a Word package: XLSX, PPTX, ODT, plain archives
	OLE2  Kind = "ole2"  // Word 97-2003 and its kin, and encrypted OOXML
	RTF   Kind = "rtf"   // Rich Text Format
	Other Kind = "other" // not a document as far as we know
)

// Place says where in a document a line stands.
type Place string

// The places, in the words of OOXML and PDF.
const (
	Body       Place = "body"
	Table      Place = "table" // a table cell in the body
	Box        Place = "box"   // a text box or shape
	Header     Place = "header"
	Footer     Place = "footer"
	Footnote   Place = "footnote"
	Endnote    Place = "endnote"
	Comment    Place = "comment"
	Watermark  Place = "watermark"
	Property   Place = "property" // document properties, custom XML data, content control names
	Chart      Place = "chart"
	Diagram    Place = "diagram"
	Numbering  Place = "numbering"
	AltText    Place = "alt_text"
	Field      Place = "field" // field codes
	Annotation Place = "annotation"
	FormField  Place = "form_field"
	FileName   Place = "file_name"
)

// Span is one line of a document: a paragraph, the piece of one between line breaks, a table cell, a property.
// Neighbouring spans of one document differ by one in Line.
type Span struct {
	Text  string
	Place Place
	Part  string // the part of the package, "word/header1.xml"; inner files are "outer!inner"; empty in a PDF
	Page  int    // from 1; 0 in formats without pages
	Line  int    // running number in the file, set by the Collector
	Nth   int    // running number in the part or page, from 1, set by the Collector
	Block int    // lines with the same Block stand together in one cell, box or paragraph; 0 means unknown
	Row   bool   // the cells of one table row, joined by tabs; each cell was sent as a span of its own too

	Hidden   bool // in the file but not shown: w:vanish, an invisible text mode
	Deleted  bool // struck out by tracked changes, still in the file
	Fallback bool // only in the copy for old programs (mc:Fallback)
	Decoded  bool // Text was in a TCVN3 or VNI font and has been decoded
}

// Note says that a part of the file could not be inspected, or how. It holds no text of the document.
type Note struct {
	Code string `json:"code"`           // lower-case words joined by hyphens, "encrypted", "part-too-large"
	Part string `json:"part,omitempty"` // the part of the package or "page 3"
}

// Reach tells how far an inspection got.
type Reach int

// In rising order: a worse reach covers a better one.
const (
	Complete   Reach = iota
	Partial          // a limit or a broken part stopped it
	Unreadable       // nothing could be read
)

// Evidence is what the detectors found in one file.
type Evidence struct {
	Kind  Kind
	Reach Reach
	Spans []Span // in document order; only lines that the judge asked for, and their neighbours
	Notes []Note
}

// note adds n once.
func (e *Evidence) note(n Note) {
	if !slices.Contains(e.Notes, n) && len(e.Notes) < maxNotes {
		e.Notes = append(e.Notes, n)
	}
}

const maxNotes = 100
