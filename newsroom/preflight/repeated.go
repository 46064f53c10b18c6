package preflight

import (
	"regexp"
	"strings"
)

var sentenceEnd = regexp.MustCompile(`[.!?؟…]["”»’]?(\s+|$)`)

// sentenceLeast is how many words a sentence has whose coming twice is no
// accident of speech.
const sentenceLeast = 6

// repeated asks about paragraphs and sentences that stand twice, which is what
// moving text about leaves behind.
func repeated(g *Galley, report func(Finding)) {
	seen := map[string]bool{}
	for _, p := range g.prose() {
		whole := folded(p.text)
		if len(strings.Fields(whole)) >= sentenceLeast {
			if seen["¶"+whole] {
				report(p.finding(clip(p.text), "This paragraph stands twice."))
				continue
			}
			seen["¶"+whole] = true
		}
		for _, s := range sentences(p.text) {
			key := folded(s)
			if len(strings.Fields(key)) < sentenceLeast {
				continue
			}
			if seen[key] {
				report(p.finding(clip(s), "This sentence stands twice."))
			}
			seen[key] = true
		}
	}
}

func sentences(text string) []string {
	var all []string
	at := 0
	for _, end := range sentenceEnd.FindAllStringIndex(text, -1) {
		all = append(all, strings.TrimSpace(text[at:end[1]]))
		at = end[1]
	}
	if rest := strings.TrimSpace(text[at:]); rest != "" {
		all = append(all, rest)
	}
	return all
}

// clipLength is how much of a text a finding quotes, in runes.
const clipLength = 120

func clip(s string) string {
	if r := []rune(s); len(r) > clipLength {
		return strings.TrimSpace(string(r[:clipLength])) + "…"
	}
	return s
}
