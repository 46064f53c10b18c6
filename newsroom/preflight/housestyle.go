package preflight

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/newsroom/housestyle"
)

// houseStyle finds what the style book writes in another way. A phrase in
// quotation marks in the book's own language is found like any other: who
// quotes may accept it.
func houseStyle(g *Galley, report func(Finding)) {
	look := func(text string, f func(words, message string) Finding) {
		for _, e := range g.Style {
			for _, words := range uses(text, e) {
				finding := f(words, styleMessage(e, words))
				finding.Instead = insteadOf(e, words)
				report(finding)
			}
		}
	}
	c := &g.Story.Content
	for _, field := range []struct{ name, text string }{{"headline", c.Headline}, {"deck", c.Deck}, {"kicker", c.Kicker}} {
		look(field.text, func(words, message string) Finding { return Finding{Field: field.name, Words: words, Message: message} })
	}
	for _, p := range g.passages() {
		look(p.text, p.finding)
	}
}

func styleMessage(e housestyle.Line, words string) string {
	message := "House style leaves it out."
	if e.Instead != "" {
		message = "House style writes “" + insteadOf(e, words) + "”."
	}
	if e.Note != "" {
		message += " " + e.Note
	}
	return message
}

// insteadOf gives the replacement, with a capital letter where the words had
// one that their entry does not have.
func insteadOf(e housestyle.Line, words string) string {
	first, _ := utf8.DecodeRuneInString(words)
	entry, _ := utf8.DecodeRuneInString(e.Word)
	to, size := utf8.DecodeRuneInString(e.Instead)
	if unicode.IsUpper(first) && unicode.IsLower(entry) && size > 0 {
		return string(unicode.ToUpper(to)) + e.Instead[size:]
	}
	return e.Instead
}

// maxStyleUses is how often one entry is reported in one passage.
const maxStyleUses = 5

// uses gives the words of text that an entry is about, as they stand, whole
// words only.
func uses(text string, e housestyle.Line) (found []string) {
	fold := func(s string) string {
		if e.Cased {
			return s
		}
		return lower(s)
	}
	hay, needle := fold(text), fold(e.Word)
	for at := 0; len(found) < maxStyleUses; {
		i := strings.Index(hay[at:], needle)
		if i < 0 {
			return found
		}
		start, end := at+i, at+i+len(needle)
		before, _ := utf8.DecodeLastRuneInString(hay[:start])
		after, _ := utf8.DecodeRuneInString(hay[end:])
		inReplacement := e.Instead != "" && strings.Contains(fold(e.Instead), needle) && standsIn(hay, start, fold(e.Instead), needle)
		if !ofWord(before) && !ofWord(after) && !inReplacement {
			found = append(found, text[start:end])
		}
		at = end
	}
	return found
}

// standsIn says whether what was found is part of the replacement that stands
// there already: “Kyiv” for “Kyiv city” and the like.
func standsIn(hay string, start int, instead, needle string) bool {
	for offset := 0; ; {
		i := strings.Index(instead[offset:], needle)
		if i < 0 {
			return false
		}
		from := start - offset - i
		if from >= 0 && strings.HasPrefix(hay[from:], instead) {
			return true
		}
		offset += i + 1
	}
}

func ofWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '-')
}

// lower gives small letters in as many bytes, so that places in the one are
// places in the other.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if l := unicode.ToLower(r); utf8.RuneLen(l) == utf8.RuneLen(r) {
			return l
		}
		return r
	}, s)
}
