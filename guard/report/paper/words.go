package paper

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"giumat/guard/report"
	"giumat/guard/texts"
	"giumat/rules"
)

// words turns numbers, times and codes into words of one language.
type words struct {
	t    *texts.Catalog
	pack *rules.Pack // for what the guard would take for a mark
}

func newWords(t *texts.Catalog) words { return words{t: t, pack: rules.Default()} }

func (w words) say(key string, pairs ...string) string { return w.t.Say(key, pairs...) }

// code gives the word for a code, or the code where a later program wrote one that this catalogue does not know.
func (w words) code(prefix, code string) string {
	if said := w.say(prefix + code); said != prefix+code {
		return capital(said)
	}
	return clean(code)
}

func (w words) level(level string) string     { return w.code("paper_level_", level) }
func (w words) channel(channel string) string { return w.code("channel_", channel) }
func (w words) outcome(outcome string) string { return w.code("paper_outcome_", outcome) }

// number writes n in groups of three digits.
func (w words) number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + w.say("paper_group") + digits[i:]
	}
	return digits
}

// hours writes a time in hours, to one decimal.
func (w words) hours(d time.Duration) string {
	tenths := int(math.Round(d.Hours() * 10))
	if tenths == 0 && d > 0 {
		tenths = 1 // a little is not nothing
	}
	out := w.number(tenths / 10)
	if tenths%10 != 0 {
		out += w.say("paper_decimal") + strconv.Itoa(tenths%10)
	}
	return out
}

func (w words) date(t time.Time) string { return t.In(report.Zone()).Format("02/01/2006") }
func (w words) time(t time.Time) string { return t.In(report.Zone()).Format("02/01/2006 15:04") }

// trend says in words and numbers how n stands to what it was in the period before.
func (w words) trend(n, before int) string {
	switch {
	case n == before:
		return w.say("paper_trend_same", "before", w.number(before))
	case before == 0:
		return w.say("paper_trend_new")
	case n > before:
		return w.say("paper_trend_up", "by", w.number(n-before), "percent", percent(n-before, before), "before", w.number(before))
	}
	return w.say("paper_trend_down", "by", w.number(before-n), "percent", percent(before-n, before), "before", w.number(before))
}

func percent(part, whole int) string {
	return strconv.Itoa(int(math.Round(100 * float64(part) / float64(whole))))
}

// or gives s, or else where s is empty.
func or(s, other string) string {
	if s = clean(s); s != "" {
		return s
	}
	return other
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// join puts the parts that are not empty together.
func join(sep string, parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, sep)
}
