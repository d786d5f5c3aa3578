package rules

// countSignals notes the signs of an official document in a line. Each counts once a file.
func (d *document) countSignals(s sheet) {
	for _, g := range d.pack.signals {
		if d.points[g] {
			continue
		}
		found := g.in(s.line)
		for _, cell := range s.cells {
			found = found || g.in(cell)
		}
		if found {
			d.points[g] = true
		}
	}
}

// official tells whether enough signs were found, and one of them such as only an office writes: a citizen's
// application has the country's name and a date too.
func (d *document) official() bool {
	points, issuer := 0, false
	for g := range d.points {
		points += g.Weight
		issuer = issuer || g.Issuer
	}
	return issuer && points >= d.pack.threshold
}
