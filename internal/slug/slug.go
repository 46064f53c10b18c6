// Package slug makes the part of an address that names a thing: lower-case
// words joined by hyphens. Latin, Greek and Cyrillic letters are written in
// ASCII; other scripts, Arabic among them, keep their own letters, because a
// transliteration would say nothing to their readers.
package slug

import (
	"strings"
	"unicode"
	"unicode/utf8"

	gosimple "github.com/gosimple/slug"
	"golang.org/x/text/unicode/norm"
)

// MaxBytes is the length of a slug at most; longer ones end at a word.
const MaxBytes = 90

// Make gives the slug of text, or "" where nothing in it can stand in an
// address.
func Make(text string) string {
	text = norm.NFC.String(text)
	if keepsScript(text) {
		return shorten(unicodeSlug(text))
	}
	return shorten(gosimple.Make(strings.ReplaceAll(text, "’", "")))
}

// keepsScript says whether most letters are of a script that is not written
// in ASCII.
func keepsScript(text string) bool {
	foreign, letters := 0, 0
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) {
			foreign++
		}
	}
	return foreign*2 > letters
}

func unicodeSlug(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Mn, r) || r == 'ـ': // vowel signs and the Arabic stretching mark
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		default:
			gap = true
		}
	}
	return b.String()
}

func shorten(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '_' }), "-")
	if len(s) <= MaxBytes {
		return s
	}
	cut := s[:MaxBytes+1]
	if i := strings.LastIndexByte(cut, '-'); i > 0 {
		return cut[:i]
	}
	cut = cut[:MaxBytes]
	for !utf8.ValidString(cut) {
		cut = cut[:len(cut)-1]
	}
	return cut
}

// Valid says whether s may be a slug as it stands: what Make would leave alone.
func Valid(s string) bool {
	if s == "" || len(s) > MaxBytes || strings.HasPrefix(s, "-") || strings.HasSuffix(s, "-") || strings.Contains(s, "--") {
		return false
	}
	for _, r := range s {
		if r != '-' && !unicode.IsDigit(r) && (!unicode.IsLetter(r) || unicode.IsUpper(r)) {
			return false
		}
	}
	return true
}
