// Package all is the list of all detectors: the only place that knows every one of them.
package all

import (
	"giumat/detectors"
	"giumat/detectors/docx"
	"giumat/detectors/ole2"
	"giumat/detectors/pdf"
	"giumat/detectors/rtf"
)

// Version numbers what the detectors read. It goes up with every change that could make one of them read a file in
// another way, so that no verdict from before is remembered.
const Version = "1"

// Open gives the detectors, in the order in which they are asked, and what closes them. cacheDir keeps PDFium compiled
// between runs; workers is how many files will be read at once.
func Open(cacheDir string, workers int) (list []detectors.Detector, closeAll func() error) {
	p := pdf.New(pdf.Config{CacheDir: cacheDir, Workers: workers})
	return []detectors.Detector{docx.New(), p, ole2.New(), rtf.New()}, p.Close
}
