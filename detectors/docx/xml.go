package docx

import (
	"strings"

	"giumat/detectors"
	"giumat/detectors/internal/xmlscan"
)

// readXML reads an XML part by what its root element says it is: names and relations of parts can say anything.
func (p *pack) readXML(e entry, r *part) error {
	x := xmlscan.New(r, p.in.Limits.XMLDepth)
	for {
		kind, err := x.Next()
		if err != nil {
			return err
		}
		if kind == xmlscan.Start {
			break
		}
	}
	err := p.readRoot(e, x)
	if x.LongTag() {
		p.out.Partial("tag-too-long", e.name)
	}
	if x.UnknownEntity() {
		p.out.Partial("entity-not-expanded", e.name)
	}
	return err
}

func (p *pack) readRoot(e entry, x *xmlscan.Scanner) error {
	root := string(x.Name())
	data := strings.HasPrefix(e.lower(), "customxml/") && !strings.Contains(p.types.of(e.lower()), "wordprocessingml")
	place, story := stories[root]
	switch {
	case story && !data:
		return p.readStory(e, x, root, place)
	case root == "svg":
		p.b.Start(e.name, detectors.Box)
		return readData(x, p.b, detectors.Box, valuesOnly)
	case root == "coreProperties":
		p.b.Start(e.name, detectors.Property)
		return readData(x, p.b, detectors.Property, valuesOnly)
	case root == "Properties" && !data:
		p.b.Start(e.name, detectors.Property)
		return readData(x, p.b, detectors.Property, nameAttribute)
	case silent[root] && !data, root == "datastoreItem":
		return nil
	}
	p.b.Start(e.name, detectors.Property)
	return readData(x, p.b, detectors.Property, elementName)
}

func (p *pack) readStory(e entry, x *xmlscan.Scanner, root string, place detectors.Place) error {
	if root != "numbering" && root != "settings" {
		p.texts++
	}
	p.b.Start(e.name, place)
	s := &story{x: x, b: p.b, sheet: p.sheetFor(e), part: e.name, flat: root == "package" || root == "wordDocument"}
	return s.read()
}
