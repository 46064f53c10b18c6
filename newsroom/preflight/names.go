package preflight

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameLeast is the length in letters from which one letter more or less is a
// slip rather than another name.
const nameLeast = 5

// maxNames bounds how many names are compared with one another.
const maxNames = 400

// names asks about names that stand spelled two ways: the same first letter,
// one letter apart, each within a name of two words or more.
func names(g *Galley, report func(Finding)) {
	type met struct {
		word string
		at   passage
	}
	var all []met
	known := map[string]bool{}
	for _, p := range g.passages() {
		for _, w := range nameWords(p.text) {
			if !known[w] && len(all) < maxNames {
				known[w] = true
				all = append(all, met{w, p})
			}
		}
	}
	for i, b := range all {
		for _, a := range all[:i] {
			if slip(a.word, b.word) {
				report(b.at.finding(b.word, "“"+b.word+"” here, “"+a.word+"” before: is that one name?"))
				break
			}
		}
	}
}

// nameWords gives the capitalised words that stand beside another one.
func nameWords(text string) []string {
	words := wordsOf(text)
	capital := func(i int) bool {
		if i < 0 || i >= len(words) {
			return false
		}
		r, _ := utf8.DecodeRuneInString(words[i])
		return unicode.IsUpper(r)
	}
	var found []string
	for i, w := range words {
		if utf8.RuneCountInString(w) >= nameLeast && capital(i) && (capital(i-1) || capital(i+1)) {
			found = append(found, strings.TrimSuffix(strings.TrimSuffix(w, "’s"), "'s"))
		}
	}
	return found
}

// slip says whether b may be a misspelling of a: one letter replaced, left out
// or put in, not the first, and not a plural's or an adjective's ending.
func slip(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 || len(x) < nameLeast || x[0] != y[0] {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	j := 0
	for j < len(x)-i && x[len(x)-1-j] == y[len(y)-1-j] {
		j++
	}
	if len(x) == len(y) {
		return i+j == len(x)-1
	}
	ending := i == len(x) && strings.ContainsRune("snie", y[len(y)-1])
	return i+j >= len(x) && !ending
}
