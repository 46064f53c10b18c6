package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a query; what is beyond them is not looked for.
const (
	maxQuery   = 300 // runes
	maxTerms   = 8   // that must be found
	maxNone    = 6   // that must not
	maxPhrase  = 12  // words
	elisionLen = 2   // letters before or after an apostrophe that a query can do without: l’, d’, qu’, ’s
)

// term is one thing looked for: a word in any of its forms, or a phrase.
type term struct {
	words []string // folded; more than one is a phrase
	stems []string // of a single word that was not quoted
}

func (t term) phrase() bool { return len(t.words) > 1 }

// wanted is a query as it is understood.
type wanted struct {
	all   []term
	none  []term
	small bool // all of it is small words, which every text has: only the head is searched
}

func (w wanted) empty() bool { return len(w.all) == 0 }

// parse understands a query. languages are those that stories are written in:
// a word is found under its stem in any of them.
func (c *Clippings) parse(text string, languages []string) wanted {
	var w wanted
	var optional []term
	r := reader{rest: clipRunes(strings.ToValidUTF8(text, " "), maxQuery)}
	for {
		piece, quoted, minus, ok := r.next()
		if !ok {
			break
		}
		for _, t := range c.terms(piece, quoted, languages) {
			switch {
			case minus && len(w.none) < maxNone:
				w.none = append(w.none, t)
			case minus:
			case !quoted && !t.phrase() && c.small.in(languages, t.words[0]):
				optional = append(optional, t)
			case len(w.all) < maxTerms:
				w.all = append(w.all, t)
			}
		}
	}
	if len(w.all) == 0 {
		w.all = optional[:min(len(optional), maxTerms)]
	}
	w.small = len(w.none) == 0 && !slices.ContainsFunc(w.all, func(t term) bool {
		return slices.ContainsFunc(t.words, func(word string) bool { return !c.small.in(languages, word) })
	})
	w.all = slices.CompactFunc(w.all, func(a, b term) bool { return slices.Equal(a.words, b.words) })
	return w
}

// terms gives what one piece of a query asks for. A piece such as "covid-19"
// is a phrase; one with an apostrophe is its longer words.
func (c *Clippings) terms(piece string, quoted bool, languages []string) []term {
	if quoted {
		if words := c.folded(piece); len(words) > 0 {
			return []term{{words: words}}
		}
		return nil
	}
	var all []term
	pieces := strings.FieldsFunc(piece, apostrophe)
	for _, p := range pieces {
		words := c.folded(p)
		switch {
		case len(words) == 0, len(pieces) > 1 && len(words) == 1 && utf8.RuneCountInString(words[0]) <= elisionLen && !allShort(pieces):
		case len(words) > 1:
			all = append(all, term{words: words})
		default:
			all = append(all, c.word(p, words[0], languages))
		}
	}
	return all
}

func (c *Clippings) word(text, exact string, languages []string) term {
	t := term{words: []string{exact}, stems: []string{exact}} // what is typed may be the stem of what is written
	spans(text, func(start, end int) bool {
		for _, l := range languages {
			stem := cmp.Or(c.lexicon.forms(l, text[start:end]).stem, exact)
			if !slices.Contains(t.stems, stem) {
				t.stems = append(t.stems, stem)
			}
		}
		return false
	})
	return t
}

func (c *Clippings) folded(text string) (words []string) {
	for _, w := range c.lexicon.read(nil, "", text, maxPhrase) {
		words = append(words, w.exact)
	}
	return words
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '‘' }

func allShort(pieces []string) bool {
	return !slices.ContainsFunc(pieces, func(p string) bool { return utf8.RuneCountInString(p) > elisionLen })
}

func clipRunes(s string, limit int) string {
	n := 0
	for i := range s {
		if n == limit {
			return s[:i]
		}
		n++
	}
	return s
}

// reader cuts a query into its pieces.
type reader struct{ rest string }

const quotes = "\"“”„‟«»"

// next gives the next piece: what stands between quotes (a quote that is never
// closed runs to the end), or what stands between spaces.
func (r *reader) next() (piece string, quoted, minus, ok bool) {
	r.rest = strings.TrimLeftFunc(r.rest, unicode.IsSpace)
	if after, found := strings.CutPrefix(r.rest, "-"); found && after != "" && !unicode.IsSpace(firstRune(after)) {
		minus, r.rest = true, after
	}
	if r.rest == "" {
		return "", false, false, false
	}
	if strings.ContainsRune(quotes, firstRune(r.rest)) {
		_, size := utf8.DecodeRuneInString(r.rest)
		inside := r.rest[size:]
		end := strings.IndexAny(inside, quotes)
		if end < 0 {
			r.rest = ""
			return inside, true, minus, true
		}
		_, size = utf8.DecodeRuneInString(inside[end:])
		r.rest = inside[end+size:]
		return inside[:end], true, minus, true
	}
	end := strings.IndexFunc(r.rest, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(quotes, c) })
	if end < 0 {
		end = len(r.rest)
	}
	piece, r.rest = r.rest[:end], r.rest[end:]
	return piece, false, minus, true
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
