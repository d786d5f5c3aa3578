package docx

import (
	"bytes"

	"giumat/detectors"
	"giumat/detectors/internal/lines"
	"giumat/detectors/internal/xmlscan"
)

// labelling says what a value in XML data is called.
type labelling int

const (
	valuesOnly    labelling = iota
	nameAttribute           // by the name attribute of an element around it, if any: <property name="Độ mật">
	elementName             // by its element: <do_mat>Mật</do_mat>
)

// maxLabel is how much of a label is kept, in bytes.
const maxLabel = 256

// data reads XML that holds values rather than a text that flows.
type data struct {
	x      *xmlscan.Scanner
	b      *lines.Builder
	place  detectors.Place
	by     labelling
	labels []string // of the open elements
	value  []byte
}

// readData sends each value as "label: value". The root element has been read.
func readData(x *xmlscan.Scanner, b *lines.Builder, place detectors.Place, by labelling) error {
	d := &data{x: x, b: b, place: place, by: by}
	d.open()
	for {
		kind, err := x.Next()
		if err != nil {
			d.send()
			return err
		}
		switch kind {
		case xmlscan.Start:
			d.send()
			d.open()
		case xmlscan.End:
			d.send()
			d.labels = d.labels[:max(len(d.labels)-1, 0)]
		case xmlscan.Text:
			d.add(x.Text())
		}
	}
}

func (d *data) open() {
	label := ""
	switch d.by {
	case elementName:
		label = short(string(d.x.Name()))
		for name, v := range d.x.Attrs() {
			d.b.Line(d.place, short(name)+": "+v)
		}
	case nameAttribute:
		if v, ok := d.x.Attr("name"); ok {
			label = short(v)
		} else if len(d.labels) > 0 {
			label = d.labels[len(d.labels)-1]
		}
	}
	d.labels = append(d.labels, label)
}

func (d *data) add(piece []byte) {
	d.value = append(d.value, piece...)
	if len(d.value) > detectors.MaxLineBytes/2 {
		d.send()
	}
}

func (d *data) send() {
	v := bytes.TrimSpace(d.value)
	d.value = d.value[:0]
	if len(v) == 0 {
		return
	}
	text := string(bytes.ToValidUTF8(v, []byte("\uFFFD")))
	if n := len(d.labels); n > 0 && d.labels[n-1] != "" {
		text = d.labels[n-1] + ": " + text
	}
	d.b.Line(d.place, text)
}

func short(label string) string { return label[:min(len(label), maxLabel)] }
