package setup

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Table writes how it stands with the browsers, one a line, in the words of a catalogue, and below it what somebody
// else has set otherwise.
func Table(w io.Writer, states []BrowserState, say func(key string, pairs ...string) string) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, say("doctor_browser"), "\t", say("doctor_present"))
	for _, f := range Features() {
		fmt.Fprint(t, "\t", say("doctor_feature_"+string(f)))
	}
	fmt.Fprintln(t)
	for _, b := range states {
		present := say("doctor_present_no")
		if b.Present {
			present = say("doctor_present_yes")
		}
		fmt.Fprint(t, b.Name, "\t", present)
		for _, f := range Features() {
			fmt.Fprint(t, "\t", say("doctor_condition_"+string(b.Conditions[f])))
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, b := range states {
		for _, name := range b.Foreign {
			if _, err := fmt.Fprintln(w, say("doctor_foreign", "browser", b.Name, "setting", name)); err != nil {
				return err
			}
		}
	}
	return nil
}
