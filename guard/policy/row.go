package policy

import (
	"slices"

	"giumat/detectors"
	"giumat/rules"
)

// Row is a line of the table: what the file is.
type Row string

// The rows.
const (
	TuyetMat    Row = "TUYET_MAT"
	ToiMat      Row = "TOI_MAT"
	Mat         Row = "MAT"
	Official    Row = "official"    // an official work document, marked or not
	Uninspected Row = "uninspected" // a document that could not be read, or not to its end
)

// rows stand in the order of the table.
var rows = []Row{TuyetMat, ToiMat, Mat, Official, Uninspected}

func (r Row) isLevel() bool { return slices.Contains([]Row{TuyetMat, ToiMat, Mat}, r) }

// rowsFor lists the rows that fit v, in the order of the table.
func rowsFor(v rules.Verdict) []Row {
	var fit []Row
	if v.Level != rules.None {
		fit = append(fit, Row(v.Level.String()))
	}
	if v.Official {
		fit = append(fit, Official)
	}
	if uninspected(v) {
		fit = append(fit, Uninspected)
	}
	return fit
}

// uninspected tells whether v is of a document that was not read to its end. What is no document (a program, a
// picture) is never read, and says nothing.
func uninspected(v rules.Verdict) bool {
	return (v.State == rules.Partial || v.State == rules.Unreadable) && v.Kind != detectors.Other
}
