package search

import (
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/turkish"
	"golang.org/x/text/unicode/norm"
)

// snowball lists the languages whose stems come from the Snowball project, by
// their base BCP 47 tag.
var snowball = map[string]func(*snowballstem.Env) bool{
	"da": danish.Stem, "de": german.Stem, "en": english.Stem, "es": spanish.Stem, "fi": finnish.Stem, "fr": french.Stem, "it": italian.Stem,
	"nb": norwegian.Stem, "nl": dutch.Stem, "nn": norwegian.Stem, "no": norwegian.Stem, "pt": portuguese.Stem, "ru": russian.Stem, "sv": swedish.Stem, "tr": turkish.Stem,
}

// arabic is set apart: Lucene's light stemmer finds انتخابات where Snowball
// does not.
const arabic = "ar"

// base gives the language of a BCP 47 tag without its region and script.
func base(language string) string {
	b, _, _ := strings.Cut(language, "-")
	return strings.ToLower(b)
}

func hasStems(language string) bool { return language == arabic || snowball[language] != nil }

// stemOf gives the folded stem of a word as it is spelled in a text, or its
// folded form where there is nothing to take off.
func stemOf(language, spelled, exact string) string {
	if !hasStems(language) || utf8.RuneCountInString(exact) < 3 || exact[0] >= '0' && exact[0] <= '9' {
		return exact
	}
	if language == arabic {
		stream := ar.NewArabicStemmerFilter().Filter(analysis.TokenStream{{Term: []byte(exact)}})
		return string(stream[0].Term)
	}
	env := snowballstem.NewEnv(strings.ToLower(norm.NFC.String(clip(spelled))))
	snowball[language](env)
	if s := fold(env.Current()); s != "" {
		return s
	}
	return exact
}

// smallWords are the words that a query can do without when it has others:
// articles, prepositions and the like, folded, by language.
type smallWords map[string]map[string]bool

func newSmallWords() smallWords {
	lists := map[string][]byte{"ar": ar.ArabicStopWords, "de": de.GermanStopWords, "en": en.EnglishStopWords, "es": es.SpanishStopWords, "fr": fr.FrenchStopWords}
	all := smallWords{}
	for language, list := range lists {
		words := analysis.NewTokenMap()
		if err := words.LoadBytes(list); err != nil {
			continue // a list that cannot be read only makes queries stricter
		}
		all[language] = make(map[string]bool, len(words))
		for w := range words {
			all[language][fold(w)] = true
		}
	}
	return all
}

// in says whether w is a small word in one of the languages.
func (s smallWords) in(languages []string, w string) bool {
	for _, l := range languages {
		if s[l][w] {
			return true
		}
	}
	return false
}

// everywhere says whether w is a small word in any language there is a list for.
func (s smallWords) everywhere(w string) bool {
	for _, words := range s {
		if words[w] {
			return true
		}
	}
	return false
}
