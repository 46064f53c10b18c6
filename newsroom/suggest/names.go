package suggest

import (
	"slices"
	"strings"
	"unicode"

	"dateline/newsroom/tag"
)

// index finds names in texts, by their first word.
type index map[string][]entry

type entry struct {
	words  []word
	proper bool // it counts only as it is written
	tag    tag.Tag
}

func newIndex(d *tag.Drawer) index {
	ix := index{}
	for _, kind := range []tag.Kind{tag.Place, tag.Topic, tag.Person, tag.Organisation} {
		for _, t := range d.Kind(kind) {
			ix.put(t.Name, t)
		}
	}
	for _, old := range d.All() { // what a tag was called before it was merged
		if now, ok := d.ByID(old.ID); ok && old.MergedInto != 0 {
			ix.put(old.Name, now)
		}
	}
	for first := range ix { // the longest name wins: New York State before New York
		slices.SortStableFunc(ix[first], func(a, b entry) int { return len(b.words) - len(a.words) })
	}
	return ix
}

func (ix index) put(name string, t tag.Tag) {
	words := split(name)
	if len([]rune(name)) < 3 || len(words) == 0 || t.Kind == tag.Section || t.Kind == tag.Series {
		return
	}
	first := strings.ToLower(words[0].text)
	ix[first] = append(ix[first], entry{words: words, proper: t.Kind != tag.Topic, tag: t})
}

// at gives the tag whose name begins at word i and is the longest there.
// running says that the text is prose, where a capital letter begins a name; in
// a headline every word may have one.
func (ix index) at(words []word, i int, running bool) (t tag.Tag, length int) {
	for _, e := range ix[strings.ToLower(words[i].text)] {
		end := i + len(e.words)
		if end > len(words) || !slices.EqualFunc(words[i:end], e.words, e.same) {
			continue
		}
		if running && e.tag.Kind == tag.Place && end < len(words) && !words[end-1].stop && capital(words[end].text) {
			return t, len(e.words) // a longer name, of somebody else: Paris Hilton
		}
		return e.tag, len(e.words)
	}
	return t, 0
}

func (e entry) same(a, b word) bool {
	if e.proper {
		return a.text == b.text
	}
	return strings.EqualFold(a.text, b.text)
}

func capital(text string) bool {
	for _, r := range text {
		return unicode.IsUpper(r)
	}
	return false
}

// word is one word of a text; stop says that a mark stands between it and the
// next.
type word struct {
	text string
	stop bool
}

// split gives the words of a text. An apostrophe ends one: Syria’s names
// Syria.
func split(text string) (words []word) {
	start := -1
	end := func(at int) {
		if start >= 0 {
			words = append(words, word{text: text[start:at]})
			start = -1
		}
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '-' && start >= 0:
			if start < 0 {
				start = i
			}
		default:
			end(i)
			if !unicode.IsSpace(r) && len(words) > 0 {
				words[len(words)-1].stop = true
			}
		}
	}
	end(len(text))
	return words
}
