package docx

import "giumat/detectors"

// element is what an element means to the reader, whatever its prefix: WordprocessingML, DrawingML, VML and Office
// Math use the same local names for the same things.
type element uint8

const (
	other element = iota
	paragraph
	run
	text
	deletedText
	fieldCode
	fieldChar
	simpleField
	deleted
	inserted
	paragraphFormat
	paragraphStyle
	runFormat
	runStyle
	formatChange
	property
	box
	ruby
	table
	tableStyle
	tableRow
	tableCell
	tab
	lineBreak
	hyphen
	softHyphen
	symbol
	alternatives
	branch
	value
	textPath
	drawingName
	shape
	link
	levelText
	commentHead
	controlName
	variable
	formField
	formChoice
	formResult
	formDefault
	description
)

var elements = map[string]element{
	"p": paragraph, "r": run, "t": text, "delText": deletedText,
	"instrText": fieldCode, "delInstrText": fieldCode, "fldChar": fieldChar, "fldSimple": simpleField,
	"del": deleted, "moveFrom": deleted, "ins": inserted, "moveTo": inserted,
	"pPr": paragraphFormat, "pStyle": paragraphStyle, "rPr": runFormat, "rStyle": runStyle,
	"rPrChange": formatChange, "pPrChange": formatChange, "tblPrChange": formatChange,
	"caps": property, "smallCaps": property, "vanish": property, "rFonts": property, "latin": property,
	"txbxContent": box, "rt": ruby,
	"tbl": table, "tblStyle": tableStyle, "tr": tableRow, "tc": tableCell,
	"tab": tab, "ptab": tab, "br": lineBreak, "cr": lineBreak,
	"noBreakHyphen": hyphen, "softHyphen": softHyphen, "sym": symbol,
	"AlternateContent": alternatives, "Choice": branch, "Fallback": branch,
	"v": value, "textpath": textPath, "docPr": drawingName, "cNvPr": drawingName,
	"shape": shape, "rect": shape, "roundrect": shape, "oval": shape, "group": shape,
	"hyperlink": link, "hlinkClick": link, "lvlText": levelText, "comment": commentHead,
	"alias": controlName, "tag": controlName, "docVar": variable,
	"ffData": formField, "listEntry": formChoice, "result": formResult, "default": formDefault,
	"tblCaption": description, "tblDescription": description,
}

// stories are the root elements of the parts whose text Word lays out, and where that text stands.
var stories = map[string]detectors.Place{
	"document": detectors.Body, "glossaryDocument": detectors.Body, "wordDocument": detectors.Body, "package": detectors.Body,
	"hdr": detectors.Header, "ftr": detectors.Footer, "footnotes": detectors.Footnote, "endnotes": detectors.Endnote,
	"comments": detectors.Comment, "numbering": detectors.Numbering, "settings": detectors.Property,
	"chartSpace": detectors.Chart, "userShapes": detectors.Chart, "dataModel": detectors.Diagram, "drawing": detectors.Diagram,
	"xml": detectors.Box, // VML on its own
}

// silent are the root elements of parts without any text of the document.
var silent = map[string]bool{
	"Types": true, "Relationships": true, "theme": true, "fonts": true, "webSettings": true, "styles": true, "people": true,
	"layoutDef": true, "styleDef": true, "colorsDef": true, "colorStyle": true, "chartStyle": true, "ocx": true,
}
