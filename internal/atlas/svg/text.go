package svg

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/width"
)

// Advance estimates the width of a line in em, for a plain grotesque; a little too wide rather than too narrow.
func Advance(s string) float64 {
	sum := 0.0
	for _, r := range s {
		sum += runeWidth(r)
	}
	return sum
}

func runeWidth(r rune) float64 {
	switch k := width.LookupRune(r).Kind(); {
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		return 0
	case k == width.EastAsianWide || k == width.EastAsianFullwidth:
		return 1
	case strings.ContainsRune("iljIft.,:;'’!|()[]- ", r):
		return 0.34
	case strings.ContainsRune("mwMW@%…—", r):
		return 0.92
	case unicode.IsUpper(r):
		return 0.69
	}
	return 0.58
}

// Wrap breaks a name into lines of at most the given width in em, three at most, the last one cut.
func Wrap(s string, most float64) []string {
	var lines []string
	for _, word := range strings.Fields(s) {
		if n := len(lines); n > 0 && Advance(lines[n-1]+" "+word) <= most {
			lines[n-1] += " " + word
			continue
		}
		lines = append(lines, Shorten(word, most))
	}
	if len(lines) > 3 {
		lines = append(lines[:2], Shorten(strings.Join(lines[2:], " "), most))
	}
	return lines
}

// Shorten cuts a text to a width in em, with an ellipsis where something was lost.
func Shorten(s string, most float64) string {
	if Advance(s) <= most {
		return s
	}
	sum := Advance("…")
	for i, r := range s {
		sum += runeWidth(r)
		if sum > most {
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}

// RightToLeft reports whether a name starts in a right-to-left script.
func RightToLeft(s string) bool {
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.R, bidi.AL:
			return true
		case bidi.L:
			return false
		default: // digits and signs belong to either
		}
	}
	return false
}

// Balance breaks a name into two lines of about the same width, or leaves a short one whole.
func Balance(s string, single float64) []string {
	words := strings.Fields(s)
	if Advance(s) <= single || len(words) < 2 {
		return []string{s}
	}
	best, at := Advance(s), 1
	for i := 1; i < len(words); i++ {
		longer := max(Advance(strings.Join(words[:i], " ")), Advance(strings.Join(words[i:], " ")))
		if longer < best {
			best, at = longer, i
		}
	}
	return []string{strings.Join(words[:at], " "), strings.Join(words[at:], " ")}
}

const maxText = 80 // runes; a longer text is cut, it would not fit on any drawing

// Clean keeps what can be printed on one line: no control or direction-changing characters, no invalid UTF-8.
func Clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d':
			return -1
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		case !unicode.IsPrint(r) && !unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > maxText {
		s = string([]rune(s)[:maxText-1]) + "…"
	}
	return s
}

// Escape makes a text safe between tags and inside double quotes.
func Escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
