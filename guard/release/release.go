// Package release lets a security officer give a file in the quarantine free by telephone, with no network between the
// two PCs. It takes a request number that the user reads out, and gives a code that the officer reads back; on the
// user's PC it takes the code once, for that one file, for a short time. It refuses what was mistyped, what is for
// another file, what is too late, what was used, and guessing. It moves no file, and knows of a file only the digest.
//
// The two PCs share a [Secret], made on one of them and carried to the other once. [RequestFor] gives the number,
// [Grant] the code, [Verify] the answer.
//
// What it protects against: a user who would release a file with nobody asked, who uses the code of one file for
// another, who uses a code twice or keeps it for next week, and who tries codes at random. A guess is right with a
// chance of 1 in 2^39 (about 550,000 million), and a PC takes fewer than 12 wrong codes a day for long, so that a year
// of guessing succeeds with a chance of less than 1 in 100 million. A code that is overheard opens the one file on the
// one PC, once.
//
// What it does not protect against:
//   - Whoever is administrator of the user's PC, or runs programs as the user whose guard it is, can read the secret
//     there and make codes, put back the list of used codes, or copy the file out of the quarantine without any code.
//     A code is a rule of the office that leaves a trace, not a lock.
//   - The officer grants what the user says by telephone: the number binds the code to one file, it does not say what
//     is in it. An officer who has the incident can compare the number ([RequestFor]). A user who can write both files
//     can make two with one number in about 2^22 tries; a code still releases only one of them.
//   - Who has the PC's secret from elsewhere, such as from a photograph of the screen that showed it, grants as the
//     officer does. Make a new secret then.
//   - A clock that is put back gives an unused code its time again, and one that is put forward ends a wait. Setting it
//     is the administrator's. A used code stays used whatever the clock says: none is ever forgotten.
package release

import (
	"errors"
	"fmt"
	"time"
)

// What Verify and the parsing functions answer. Each is a sentence of its own for the user.
var (
	ErrTyping    = errors.New("mistyped or misheard")                        // the check symbol or the length is wrong
	ErrOtherFile = errors.New("the code is not for this file on this PC")    // or it is days old, or a guess
	ErrExpired   = errors.New("the code has expired")                        // ask for another
	ErrNotYet    = errors.New("the code is from later than this PC's clock") // one of the two clocks is wrong
	ErrUsed      = errors.New("the code has been used")                      // ask for another
)

// WaitError means that too many wrong codes were entered. No code is looked at before Until.
type WaitError struct {
	Until time.Time
}

// Error says until when to wait, in the local time of the PC.
func (e WaitError) Error() string {
	return "too many wrong codes: wait until " + e.Until.Local().Format(time.DateTime)
}

// Grant makes the code that releases the file of a request for one of the Lengths from now. Two codes for one request
// and length made within the same minute are the same code.
func Grant(s Secret, r Request, validFor time.Duration, now time.Time) (string, error) {
	for i, length := range Lengths() {
		if length == validFor {
			return newCode(s, r, ticket{length: i, minute: minuteOf(now)}).String(), nil
		}
	}
	return "", fmt.Errorf("grant release: a code is valid for one of %v, not for %v", Lengths(), validFor)
}
