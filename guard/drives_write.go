package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"

	"giumat/guard/nowrite"
)

// runDrives says whether this PC may write to removable drives and phones, and changes that.
func runDrives(_ context.Context, p *program, args []string) (int, error) {
	plain, err := p.parse(flag.NewFlagSet("drives", flag.ContinueOnError), args)
	if err != nil {
		return 0, err
	}
	verb := map[string]func(*nowrite.Policy) (nowrite.State, error){
		"status": (*nowrite.Policy).State, "deny-write": (*nowrite.Policy).Deny, "allow-write": (*nowrite.Policy).Allow,
	}
	if len(plain) != 1 || verb[plain[0]] == nil {
		return 0, errUsage{p.texts.Say("drives_verb")}
	}
	policy, err := nowrite.System()
	if err == nil {
		var state nowrite.State
		state, err = verb[plain[0]](policy)
		p.sayWriting(plain[0], state, err)
	}
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return 0, errors.New(p.texts.Say("nowrite_unsupported"))
	case errors.Is(err, fs.ErrPermission):
		return 0, errors.New(p.texts.Say("nowrite_needs_admin"))
	case errors.Is(err, nowrite.ErrOthersAllow):
		return 0, errors.New(p.texts.Say("nowrite_others_allow"))
	}
	return exitOK, err
}

// sayWriting says what was done and what holds now.
func (p *program) sayWriting(verb string, state nowrite.State, err error) {
	say := func(key string) { fmt.Fprintln(p.stdout, p.texts.Say(key)) }
	switch {
	case err != nil:
	case verb == "deny-write":
		say("nowrite_denied")
		say("nowrite_when")
	case verb == "allow-write" && state == nowrite.Off:
		say("nowrite_allowed")
		say("nowrite_when")
	case verb == "allow-write":
		say("nowrite_others_remain")
	default:
		say("nowrite_" + string(state))
	}
}
