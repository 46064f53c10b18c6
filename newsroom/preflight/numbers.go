package preflight

import (
	"regexp"
	"strings"
)

var figure = regexp.MustCompile(`\d[\d.,]*\d|\d`)

// spelled are the numbers that a text writes out.
var spelled = map[string]string{
	"1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine", "10": "ten", "11": "eleven", "12": "twelve",
	"13": "thirteen", "14": "fourteen", "15": "fifteen", "16": "sixteen", "17": "seventeen", "18": "eighteen", "19": "nineteen", "20": "twenty",
	"30": "thirty", "40": "forty", "50": "fifty", "60": "sixty", "70": "seventy", "80": "eighty", "90": "ninety", "100": "hundred",
}

// numbers asks whether the text bears out the figures of the headline.
func numbers(g *Galley, report func(Finding)) {
	var text strings.Builder
	text.WriteString(g.Story.Content.Deck + "\n")
	for _, p := range g.passages() {
		text.WriteString(p.text + "\n")
	}
	said := map[string]bool{}
	for _, f := range figure.FindAllString(text.String(), -1) {
		said[plainNumber(f)] = true
	}
	for _, w := range wordsOf(strings.ToLower(text.String())) {
		said[w] = true
	}
	for _, f := range figure.FindAllString(g.Story.Content.Headline, -1) {
		n := plainNumber(f)
		if !said[n] && (spelled[n] == "" || !said[spelled[n]]) {
			report(Finding{Field: "headline", Words: f, Message: "The text does not say " + f + "."})
		}
	}
}

// plainNumber drops the marks between thousands: 1,200 is 1200, 2.5 stays.
func plainNumber(s string) string {
	if i := strings.IndexByte(s, ','); i >= 0 && len(s)-i == 4 {
		return strings.ReplaceAll(s, ",", "")
	}
	return s
}
