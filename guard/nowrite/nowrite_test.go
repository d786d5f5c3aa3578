package nowrite

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fakeRegistry is a registry with knobs. A value stands under its key, a backslash and its name.
type fakeRegistry struct {
	values   map[string]uint32
	readOnly bool // no rights to write
	changes  int  // after which writing fails; negative for never
}

func newFake(values map[string]uint32) *fakeRegistry {
	r := &fakeRegistry{values: map[string]uint32{}, changes: -1}
	maps.Copy(r.values, values)
	return r
}

func (r *fakeRegistry) Number(key, name string) (uint32, error) {
	n, ok := r.values[key+`\`+name]
	if !ok {
		return 0, fs.ErrNotExist
	}
	return n, nil
}

func (r *fakeRegistry) SetNumber(key, name string, n uint32) error {
	if err := r.change(); err != nil {
		return err
	}
	r.values[key+`\`+name] = n
	return nil
}

func (r *fakeRegistry) Delete(key, name string) error {
	if err := r.change(); err != nil {
		return err
	}
	if _, ok := r.values[key+`\`+name]; !ok {
		return fs.ErrNotExist
	}
	delete(r.values, key+`\`+name)
	return nil
}

var errStop = errors.New("power failure")

func (r *fakeRegistry) change() error {
	switch {
	case r.readOnly:
		return fmt.Errorf("access is denied: %w", fs.ErrPermission)
	case r.changes == 0:
		return errStop
	}
	r.changes--
	return nil
}

// Where the values are, as Microsoft's page has them.
const (
	disksValue   = `SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices\{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}\Deny_Write`
	phonesValue  = `SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices\{6AC27878-A6FA-4155-BA85-F98F491D4F33}\Deny_Write`
	phonesValue2 = `SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices\{F33FDC04-D1AC-4E8E-9A30-19BBD4B108AE}\Deny_Write`
	allValue     = `SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices\Deny_All`
)

type values = map[string]uint32

func note(c class) string { return own + `\` + string(c) }

func checkState(t *testing.T, what string, got State, err error, want State, wantErr error) {
	t.Helper()
	if got != want || !errors.Is(err, wantErr) || wantErr == nil && err != nil {
		t.Errorf("%s: %q, %v; want %q, %v", what, got, err, want, wantErr)
	}
}

// Each case begins with what others have set; then the policy is set, set again, taken back, and taken back again.
func TestPolicy(t *testing.T) {
	for _, c := range []struct {
		name        string
		others      values
		before      State
		denied      State
		deniedErr   error
		allowed     State
		alsoInPlace values // while it is denied, beside what others have set
	}{
		{
			"nobody set anything", nil, Off, On, nil, Off,
			values{disksValue: 1, phonesValue: 1, phonesValue2: 1, note(disks): 1, note(phones): 1, note(phones2): 1},
		},
		{
			"group policy denies disks",
			values{disksValue: 1},
			Partly, Others, nil, Partly,
			values{phonesValue: 1, phonesValue2: 1, note(phones): 1, note(phones2): 1},
		},
		{
			"group policy denies all three", values{disksValue: 1, phonesValue: 1, phonesValue2: 1}, Others, Others, nil, Others, nil,
		},
		{
			"group policy denies everything",
			values{allValue: 1},
			Others, Others, nil, Others,
			values{disksValue: 1, phonesValue: 1, phonesValue2: 1, note(disks): 1, note(phones): 1, note(phones2): 1},
		},
		{
			"group policy allows disks",
			values{disksValue: 0},
			Off, Partly, ErrOthersAllow, Off,
			values{phonesValue: 1, phonesValue2: 1, note(phones): 1, note(phones2): 1},
		},
		{
			"other settings of the same class",
			values{classes + `\` + disks + `\Deny_Read`: 1},
			Off, On, nil, Off,
			values{disksValue: 1, phonesValue: 1, phonesValue2: 1, note(disks): 1, note(phones): 1, note(phones2): 1},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newFake(c.others)
			p := New(r)
			state, err := p.State()
			checkState(t, "before", state, err, c.before, nil)
			inPlace := values{}
			maps.Copy(inPlace, c.others)
			maps.Copy(inPlace, c.alsoInPlace)
			for range 2 {
				state, err = p.Deny()
				checkState(t, "Deny", state, err, c.denied, c.deniedErr)
				if diff := cmp.Diff(inPlace, r.values); diff != "" {
					t.Errorf("registry after Deny (-want +got):\n%s", diff)
				}
			}
			for range 2 {
				state, err = p.Allow()
				checkState(t, "Allow", state, err, c.allowed, nil)
			}
			if diff := cmp.Diff(newFake(c.others).values, r.values); diff != "" {
				t.Errorf("registry after Allow (-want +got):\n%s", diff)
			}
		})
	}
}

// Somebody else changed what Deny had set.
func TestChangedByOthers(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  func(values)
		state   State
		denied  State
		err     error
		allowed State
		left    values
	}{
		{"taken away", func(v values) { delete(v, disksValue) }, Partly, On, nil, Off, values{}},
		{"allowed", func(v values) { v[disksValue] = 0 }, Partly, Partly, ErrOthersAllow, Off, values{disksValue: 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newFake(nil)
			p := New(r)
			state, err := p.Deny()
			checkState(t, "Deny", state, err, On, nil)
			c.change(r.values)
			state, err = p.State()
			checkState(t, "State", state, err, c.state, nil)
			state, err = p.Deny()
			checkState(t, "Deny again", state, err, c.denied, c.err)
			state, err = p.Allow()
			checkState(t, "Allow", state, err, c.allowed, nil)
			if diff := cmp.Diff(c.left, r.values); diff != "" {
				t.Errorf("registry (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoRights(t *testing.T) {
	r := newFake(nil)
	r.readOnly = true
	state, err := New(r).Deny()
	checkState(t, "Deny", state, err, Off, fs.ErrPermission)
	if got, want := err.Error(), "deny writing to removable drives: access is denied: permission denied"; got != want {
		t.Errorf("error %q, want %q", got, want)
	}
	r.readOnly = false
	state, err = New(r).Deny()
	checkState(t, "Deny", state, err, On, nil)
	r.readOnly = true
	state, err = New(r).Allow()
	checkState(t, "Allow", state, err, On, fs.ErrPermission)
	state, err = New(r).State()
	checkState(t, "State", state, err, On, nil)
}

// Wherever it is broken off, what Deny set can be taken away again, and what was not its own stays.
func TestBrokenOff(t *testing.T) {
	others := values{phonesValue: 1}
	for n := range 5 { // Deny and Allow make four changes each
		for _, denied := range []bool{false, true} {
			r := newFake(others)
			p := New(r)
			act := p.Deny
			if denied {
				if _, err := p.Deny(); err != nil {
					t.Fatal(err)
				}
				act = p.Allow
			}
			r.changes = n
			if _, err := act(); (err != nil) != (n < 4) {
				t.Errorf("broken off after %d changes: %v", n, err)
			}
			r.changes = -1
			state, err := p.Allow()
			checkState(t, "Allow", state, err, Partly, nil)
			if diff := cmp.Diff(others, r.values); diff != "" {
				t.Errorf("broken off after %d changes, the registry (-want +got):\n%s", n, diff)
			}
		}
	}
}

func TestSystem(t *testing.T) {
	if _, err := System(); runtime.GOOS != "windows" && !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("error %v", err)
	}
}
