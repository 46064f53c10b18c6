package preflight

import (
	"strings"
	"unicode"
)

// wordsOf gives the words of a text: letters and digits, with the apostrophes
// and hyphens within them.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '’' && r != '\'' && r != '-'
	})
}

// folded gives a text as it is compared: words in small letters, one space
// between them.
func folded(text string) string { return strings.ToLower(strings.Join(wordsOf(text), " ")) }
