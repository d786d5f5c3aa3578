package release

import (
	"fmt"
	"strings"
)

// alphabet has no letter that is taken for a digit or another letter (Crockford, "Base 32"): no I, L, O, U.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// layout is how a number is written: so many symbols, the last of which is for checking, in groups of so many.
type layout struct {
	symbols int // at most 31, see checkSymbol
	group   int
}

// write gives the text of values below 32, one for each symbol but the last.
func (l layout) write(values []byte) string {
	var b strings.Builder
	for i := range l.symbols {
		if i > 0 && i%l.group == 0 {
			b.WriteByte('-')
		}
		v := checkSymbol(values)
		if i < len(values) {
			v = values[i]
		}
		b.WriteByte(alphabet[v])
	}
	return b.String()
}

// read gives the values back. It takes small letters for capital ones, O for 0, I and L for 1, and passes over spaces
// and hyphens wherever they are. Its errors are ErrTyping, and never repeat what was typed: it may be a secret.
func (l layout) read(typed string) ([]byte, error) {
	values := make([]byte, 0, l.symbols)
	for _, r := range typed {
		if r == ' ' || r == '-' {
			continue
		}
		v, ok := valueOf(r)
		if !ok {
			return nil, fmt.Errorf("symbol %d of %d is none of the alphabet: %w", len(values)+1, l.symbols, ErrTyping)
		}
		if len(values) == l.symbols {
			return nil, fmt.Errorf("more than %d symbols: %w", l.symbols, ErrTyping)
		}
		values = append(values, v)
	}
	if len(values) < l.symbols {
		return nil, fmt.Errorf("%d symbols of %d: %w", len(values), l.symbols, ErrTyping)
	}
	last := l.symbols - 1
	if checkSymbol(values[:last]) != values[last] {
		return nil, fmt.Errorf("the check symbol is wrong: %w", ErrTyping)
	}
	return values[:last], nil
}

func valueOf(r rune) (byte, bool) {
	if 'a' <= r && r <= 'z' {
		r += 'A' - 'a'
	}
	switch r {
	case 'O':
		r = '0'
	case 'I', 'L':
		r = '1'
	}
	v := strings.IndexRune(alphabet, r)
	return byte(v), v >= 0
}

// checkSymbol is the sum of the values, each times a power of x of its own, in the field of 32 elements (polynomials
// modulo x^5+x^2+1, in which x has order 31). Among up to 31 symbols, itself included, it tells any one that is wrong,
// and any two, side by side or not, that changed places.
func checkSymbol(values []byte) byte {
	var sum byte
	for _, v := range values {
		sum = (sum ^ v) << 1
		if sum&0x20 != 0 {
			sum ^= 0b100101
		}
	}
	return sum
}

// spread cuts the lowest bits of n into values of 5 bits, the highest first.
func spread(n uint64, count int) []byte {
	values := make([]byte, count)
	for i := range values {
		values[i] = byte(n>>(5*(count-1-i))) & 31
	}
	return values
}

// join undoes spread.
func join(values []byte) (n uint64) {
	for _, v := range values {
		n = n<<5 | uint64(v)
	}
	return n
}
