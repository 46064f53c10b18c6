package search

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/internal/database"
	"dateline/newsroom/body"
	"dateline/newsroom/story"
)

// Size of a snippet, in words.
const (
	snippetWords = 32
	leadIn       = 8 // words before the first find
)

// clipped is what a hit's snippet is made from.
type clipped struct {
	slot     slot
	id       story.ID
	language string
	deck     string
	content  string
}

// hits gives the stories of slots in their order, with snippets. A story that
// is not public is left out, whatever the index says.
func (c *Clippings) hits(ctx context.Context, q database.Q, w wanted, slots []slot) ([]Hit, error) {
	if len(slots) == 0 {
		return nil, nil
	}
	where, arg := database.In(q, "e.slot", 1, slots)
	found, err := database.List(ctx, q, func(s database.Scanner) (k clipped, err error) {
		err = s.Scan(&k.slot, &k.id, &k.language, &k.deck, &k.content)
		return k, err
	}, `SELECT e.slot, p.story_id, p.language, p.deck, r.content FROM search_entry e JOIN published p ON p.story_id = e.story_id
		JOIN revision r ON r.story_id = p.story_id AND r.rev = p.rev WHERE `+where, arg)
	if err != nil {
		return nil, fmt.Errorf("read what was found: %w", err)
	}
	bySlot := make(map[slot]clipped, len(found))
	for _, k := range found {
		bySlot[k.slot] = k
	}
	m := newMarker(c, w)
	hits := make([]Hit, 0, len(found))
	for _, s := range slots {
		k, ok := bySlot[s]
		if !ok {
			continue
		}
		var content struct {
			Body body.Document `json:"body"`
		}
		if err := json.Unmarshal([]byte(k.content), &content); err != nil {
			return nil, fmt.Errorf("decode story %d: %w", k.id, err)
		}
		snippet := m.snippet(base(k.language), content.Body.PlainText())
		if snippet == "" {
			snippet = m.snippet(base(k.language), k.deck)
		}
		hits = append(hits, Hit{ID: k.id, Snippet: snippet})
	}
	return hits, nil
}

// marker finds the words of a query in running text.
type marker struct {
	c     *Clippings
	exact map[string]bool
	stems map[string]bool
	heads map[string]bool // first letters of the stems: other words need no stemming
}

// headLetters is how many bytes a Latin word and its stem have in common at
// least.
const headLetters = 2

func newMarker(c *Clippings, w wanted) *marker {
	m := &marker{c: c, exact: map[string]bool{}, stems: map[string]bool{}, heads: map[string]bool{}}
	for _, t := range w.all {
		for _, word := range t.words {
			if !t.phrase() || !c.small.everywhere(word) {
				m.exact[word] = true
			}
			if len(t.stems) > 0 {
				m.heads[head(word)] = true
			}
		}
		for _, s := range t.stems {
			m.stems[s] = true
			m.exact[s] = true
			m.heads[head(s)] = true
		}
	}
	return m
}

func head(s string) string { return s[:min(len(s), headLetters)] }

func (m *marker) marks(language, text string) bool {
	folded := fold(clip(text))
	if m.exact[folded] {
		return true
	}
	if len(m.stems) == 0 || language != arabic && !m.heads[head(folded)] {
		return false
	}
	return m.stems[m.c.lexicon.forms(language, text).stem]
}

// find is a word of the text that answers the query.
type find struct {
	start, end int // bytes
	word       int // which word of the text
}

// snippet gives the words around the finds in text, escaped, each find in
// <mark>. It is empty where there is none.
func (m *marker) snippet(language, text string) string {
	var finds []find
	var starts []int // of every word
	spans(text, func(start, end int) bool {
		if m.marks(language, text[start:end]) {
			finds = append(finds, find{start, end, len(starts)})
		}
		starts = append(starts, start)
		return len(starts) < maxWords
	})
	if len(finds) == 0 {
		return ""
	}
	first := densest(finds)
	from := max(0, min(finds[first].word-leadIn, len(starts)-snippetWords))
	start, end := starts[from], len(text)
	if from == 0 {
		start = 0
	}
	if from+snippetWords < len(starts) {
		end = starts[from+snippetWords]
	}
	var b strings.Builder
	if start > 0 {
		b.WriteString("… ")
	}
	at := start
	for _, f := range finds {
		if f.start < start || f.end > end {
			continue
		}
		escape(&b, text[at:f.start])
		b.WriteString("<mark>")
		escape(&b, text[f.start:f.end])
		b.WriteString("</mark>")
		at = f.end
	}
	escape(&b, strings.TrimRightFunc(text[at:end], func(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == '“' || r == '"' }))
	if end < len(text) {
		b.WriteString(" …")
	}
	return b.String()
}

// densest gives the find from which most others are within one snippet; of
// several, the first.
func densest(finds []find) int {
	best, most, end := 0, 0, 0
	for i := range finds {
		for end < len(finds) && finds[end].word < finds[i].word+snippetWords-leadIn {
			end++
		}
		if end-i > most {
			best, most = i, end-i
		}
	}
	return best
}

// escape writes text as HTML, white space collapsed to single spaces and
// without characters that print nothing.
func escape(b *strings.Builder, text string) {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError:
			return -1
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, text)
	for strings.Contains(clean, "  ") {
		clean = strings.ReplaceAll(clean, "  ", " ")
	}
	b.WriteString(html.EscapeString(clean))
}
