package deliver

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"

	"giumat/guard/redact"
)

// record is what is kept of a parcel's way.
type record struct {
	Deliveries map[string]Delivery `json:"deliveries"`    // by destination
	Done       time.Time           `json:"done,omitzero"` // when every destination had it
}

// Status is a parcel's way as people see it.
type Status struct {
	ID         string
	Deliveries map[string]Delivery // by destination: a folder's path or a mail address
	Done       time.Time           // zero while a destination is without it
}

// List gives every parcel that was ever put, the oldest first. What cannot be read is told in the error, beside the
// rest.
func (o *Outbox) List() ([]Status, error) {
	parcels, err := o.names(parcelSuffix)
	if err != nil {
		return nil, fmt.Errorf("list outbox: %w", err)
	}
	states, err := o.names(stateSuffix)
	if err != nil {
		return nil, fmt.Errorf("list outbox: %w", err)
	}
	names := append(parcels, states...)
	slices.Sort(names)
	var list []Status
	var errs []error
	for _, name := range slices.Compact(names) {
		r, err := o.record(name)
		if err != nil {
			errs = append(errs, fmt.Errorf("outbox, report %s: %w", name, err))
			continue
		}
		list = append(list, Status{ID: name, Deliveries: o.shown(r), Done: r.Done})
	}
	return list, errors.Join(errs...)
}

// shown adds the destinations that were not tried yet to an open parcel's deliveries.
func (o *Outbox) shown(r record) map[string]Delivery {
	shown := maps.Clone(r.Deliveries)
	if !r.Done.IsZero() {
		return shown
	}
	for _, d := range o.destinations {
		if _, known := shown[d.name()]; !known {
			shown[d.name()] = Delivery{State: Pending}
		}
	}
	return shown
}

// record reads how far a parcel has come. None yet is no error.
func (o *Outbox) record(name string) (record, error) {
	o.mu.Lock()
	r, ok := o.unsaved[name]
	o.mu.Unlock()
	if ok {
		return record{maps.Clone(r.Deliveries), r.Done}, nil
	}
	data, err := os.ReadFile(o.statePath(name))
	if errors.Is(err, fs.ErrNotExist) {
		return record{Deliveries: map[string]Delivery{}}, nil
	}
	if err != nil {
		return record{}, redact.Error(err)
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return record{}, fmt.Errorf("the state is damaged: %w", err)
	}
	if r.Deliveries == nil {
		return record{}, errors.New("the state is damaged: it has no deliveries")
	}
	return r, nil
}

// save writes a record. What cannot be written is remembered until it can: a parcel that has arrived is not sent again
// because the disk is full.
func (o *Outbox) save(name string, r record) error {
	data, err := json.MarshalIndent(r, "", "  ")
	if err == nil {
		err = o.disk.Write(o.statePath(name), append(data, '\n'))
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if err != nil {
		o.unsaved[name] = record{maps.Clone(r.Deliveries), r.Done}
		return fmt.Errorf("note the delivery: %w", err)
	}
	delete(o.unsaved, name)
	return nil
}
