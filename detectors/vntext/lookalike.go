package vntext

// Letters of other scripts that are drawn like Latin ones; the two strings run side by side. Decomposed accents
// follow their letter, so the bare letters are enough.
const (
	alikes = "АВЕКМНОРСТУХІЈЅаеорсухіјѕ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοι" + "ÐƉ" + "‐‑"
	latins = "ABEKMHOPCTYXIJSaeopcyxijs" + "ABEZHIKMNOPTYXoi" + "ĐĐ" + "--"
)

// latin replaces a look-alike by the Latin letter; any other rune stays.
func latin(r rune) rune {
	if r < 0x80 {
		return r
	}
	if l, ok := latinOf[r]; ok {
		return l
	}
	return r
}

var latinOf = pairs(alikes, latins)

// pairs maps each rune of from to the rune at the same place in to.
func pairs(from, to string) map[rune]rune {
	m := make(map[rune]rune)
	targets := []rune(to)
	for i, r := range []rune(from) {
		m[r] = targets[i]
	}
	return m
}
