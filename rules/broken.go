package rules

import (
	"strings"

	"giumat/detectors/vntext"
)

// judgeBroken finds degrees broken over lines that stand one below the other: TUYỆT over MẬT, or a letter a line.
func (d *document) judgeBroken() {
	for i := range d.spans {
		if d.covered[i] {
			continue
		}
		if v, n := d.join(i); n > 0 {
			d.tryJoined(i, n, v)
		}
	}
}

// join gives the degree that the n lines from i on spell, n being at least 2; 0 when they spell none.
func (d *document) join(i int) (v view, n int) {
	var texts []string
	var low string
	for k := i; k < len(d.spans) && k-i < maxPieces; k++ {
		s, first := d.spans[k], d.spans[i]
		letters, part := piece(s.Text)
		if part == "" || s.Row || s.Line != first.Line+k-i || s.Part != first.Part || s.Page != first.Page || s.Place != first.Place {
			break
		}
		texts = append(texts, letters)
		low += part
		if joined := newView(strings.Join(texts, " ")); joined.degree() != None && k > i {
			v, n = joined, k-i+1
		}
		if !strings.HasPrefix("tuyệtmật", low) && !strings.HasPrefix("tốimật", low) && !strings.HasPrefix("mật", low) {
			break
		}
	}
	return v, n
}

func (d *document) tryJoined(i, n int, v view) {
	plain := vntext.Reading{}
	for _, r := range d.pack.rules {
		if r.Reads != Joined || !r.sees(d.spans[i].Place) || !r.Find.MatchString(v.letters) {
			continue
		}
		if anyMatches(d.around(i, -1, -1, plain), &r.UnlessPrev) || anyMatches(d.around(i+n-1, -1, +1, plain), &r.UnlessNext) {
			continue
		}
		confidence, _ := d.belief(plain, v.degree(), d.spans[i])
		if r.Confidence == Suspected {
			confidence = Suspected
		}
		d.add(i, r, v.degree(), confidence, details(d.spans[i], ""))
		for k := i; k < i+n; k++ {
			d.covered[k] = true
		}
		return
	}
}
