package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// decoder reads JSON value by value, so that a foreign file costs memory for what it may hold and no more.
type decoder struct {
	json  *json.Decoder
	leash *leash
}

func newDecoder(in io.Reader) *decoder {
	l := &leash{in: in}
	d := &decoder{json: json.NewDecoder(l), leash: l}
	d.json.DisallowUnknownFields()
	d.loosen()
	return d
}

// object reads an object that is all there is, its fields by the functions given, which it takes off the map. After
// the first field it asks whether to go on.
func (d *decoder) object(fields map[string]func() error, goOn func() error) error {
	if err := d.open('{'); err != nil {
		return err
	}
	for first := true; d.json.More(); first = false {
		name, err := d.token()
		if err != nil {
			return err
		}
		read, known := fields[fmt.Sprint(name)]
		if !known {
			return fmt.Errorf("field %q is unknown, or there twice", shorten(fmt.Sprint(name), 40))
		}
		delete(fields, fmt.Sprint(name))
		if err := read(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !first {
			continue
		}
		if err := goOn(); err != nil {
			return err
		}
	}
	if _, err := d.token(); err != nil {
		return err
	}
	if _, err := d.token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more behind its end")
	}
	return nil
}

// value reads one value.
func (d *decoder) value(to any) error {
	d.loosen()
	return d.json.Decode(to)
}

// list reads a list of at most so many elements.
func list[T any](d *decoder, to *[]T, most int) error {
	if err := d.open('['); err != nil {
		return err
	}
	all := []T{}
	for d.json.More() {
		if len(all) == most {
			return fmt.Errorf("more than %d", most)
		}
		var one T
		if err := d.value(&one); err != nil {
			return fmt.Errorf("number %d: %w", len(all)+1, err)
		}
		all = append(all, one)
		d.loosen()
	}
	*to = all
	_, err := d.token()
	return err
}

func (d *decoder) open(want json.Delim) error {
	t, err := d.token()
	if err == nil && t != want {
		err = fmt.Errorf("want %q", want)
	}
	return err
}

func (d *decoder) token() (json.Token, error) {
	d.loosen()
	return d.json.Token()
}

// loosen lets the next value have its full length.
func (d *decoder) loosen() {
	d.leash.until = min(d.json.InputOffset()+maxValueBytes, maxJSONBytes)
}

// leash ends a reader with an error at a place that moves on with the decoder.
type leash struct {
	in          io.Reader
	read, until int64
}

func (l *leash) Read(p []byte) (int, error) {
	if l.read >= maxJSONBytes {
		return 0, fmt.Errorf("it is longer than %d bytes", maxJSONBytes)
	}
	if l.read >= l.until {
		return 0, fmt.Errorf("a value is longer than %d bytes", maxValueBytes)
	}
	n, err := l.in.Read(p[:min(int64(len(p)), l.until-l.read)])
	l.read += int64(n)
	return n, err
}
