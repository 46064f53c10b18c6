package search

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Limits of what is indexed, so that one story can neither swell the index
// nor run into PostgreSQL's largest position (16,383).
const (
	maxWords     = 15000 // of one story, counted over all its parts
	maxWordRunes = 48
	maxCached    = 100_000 // spellings kept with their forms, over all languages
)

// word is one word of a text in the two forms in which it is found: folded
// ("elections", "صابون") and its stem ("elect"), empty where the language has
// none or where it is the folded form itself.
type word struct {
	exact string
	stem  string
}

// spans calls f with the bytes of each word of text in order: a run of
// letters, digits and marks, or a single ideograph, since Chinese and Japanese
// are written without spaces. It stops where f says so.
func spans(text string, f func(start, end int) bool) {
	start := -1
	for i, r := range text {
		switch {
		case r < utf8.RuneSelf && isASCIIWord(byte(r)), r >= utf8.RuneSelf && inWord(r):
			if ideograph(r) {
				if start >= 0 && !f(start, i) {
					return
				}
				start = -1
				if !f(i, i+utf8.RuneLen(r)) {
					return
				}
			} else if start < 0 {
				start = i
			}
		case start >= 0 && unicode.Is(unicode.Cf, r): // a soft hyphen or a joiner stands within the word
		case start >= 0:
			if !f(start, i) {
				return
			}
			start = -1
		}
	}
	if start >= 0 {
		f(start, len(text))
	}
}

func isASCIIWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func inWord(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.M) }

func ideograph(r rune) bool {
	return r >= 0x3040 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// fold gives the form in which spellings of one word meet: lower case, without
// accents and vowel signs, Arabic letters and all digits in their plainest
// shape. What it gives is letters and digits only, so it can be put between
// quotes in either engine's query language.
func fold(s string) string {
	ascii, lower := true, true
	for i := range len(s) {
		c := s[i]
		ascii = ascii && c < utf8.RuneSelf
		lower = lower && (c < 'A' || c > 'Z')
	}
	if ascii && lower {
		return s
	}
	if ascii {
		return strings.ToLower(s)
	}
	out := make([]byte, 0, len(s)+8)
	for _, r := range norm.NFKD.String(s) {
		out = appendFolded(out, unicode.ToLower(r))
	}
	return string(out)
}

// lastWesternMark is where the scripts end whose marks are accents and vowel
// signs that a searcher leaves out; beyond it they are letters in all but name.
const lastWesternMark = 0x08ff

// letters lists what decomposition leaves apart although a searcher's keyboard
// may not have it.
var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ı': "i", 'ħ': "h", 'ŋ': "n",
	'ى': "ي", 'ی': "ي", 'ة': "ه", 'ک': "ك", 'ٱ': "ا", 'ـ': "",
}

func appendFolded(out []byte, r rune) []byte {
	if plain, ok := letters[r]; ok {
		return append(out, plain...)
	}
	switch {
	case r <= lastWesternMark && unicode.Is(unicode.Mn, r):
		return out
	case r >= utf8.RuneSelf && unicode.Is(unicode.Nd, r):
		return append(out, digit(r))
	case inWord(r):
		return utf8.AppendRune(out, r)
	}
	return out
}

// digit gives the ASCII digit of a decimal digit of any script: Unicode keeps
// the ten of each script in a row.
func digit(r rune) byte {
	n := 0
	for unicode.Is(unicode.Nd, r-1) {
		r--
		n++
	}
	return '0' + byte(n%10)
}

func clip(s string) string {
	n := 0
	for i := range s {
		if n == maxWordRunes {
			return s[:i]
		}
		n++
	}
	return s
}

// lexicon remembers the forms of spellings it has met: a newsroom writes the
// same few ten thousand words every day.
type lexicon struct {
	mu    sync.RWMutex
	known map[string]map[string]word // by base language and spelling
	size  int
}

func newLexicon() *lexicon { return &lexicon{known: map[string]map[string]word{}} }

// forms gives the forms of one word as it is spelled in a text.
func (l *lexicon) forms(language, text string) word {
	l.mu.RLock()
	w, ok := l.known[language][text]
	l.mu.RUnlock()
	if !ok {
		w = l.learn(language, text)
	}
	return w
}

func (l *lexicon) learn(language, text string) word {
	w := word{exact: strings.Clone(fold(clip(text)))}
	if stem := stemOf(language, text, w.exact); stem != w.exact {
		w.stem = stem
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.size >= maxCached {
		clear(l.known)
		l.size = 0
	}
	if l.known[language] == nil {
		l.known[language] = map[string]word{}
	}
	l.known[language][strings.Clone(text)] = w // the text itself must not be kept alive
	l.size++
	return w
}

// read appends the words of text in the given base language to all, up to
// limit of them.
func (l *lexicon) read(all []word, language, text string, limit int) []word {
	l.mu.RLock()
	known := l.known[language]
	spans(text, func(start, end int) bool {
		w, ok := known[text[start:end]]
		if !ok {
			l.mu.RUnlock()
			w = l.learn(language, text[start:end])
			l.mu.RLock()
			known = l.known[language]
		}
		if w.exact != "" {
			all = append(all, w)
		}
		return len(all) < limit
	})
	l.mu.RUnlock()
	return all
}
