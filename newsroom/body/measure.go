package body

import (
	"slices"
	"strings"
	"unicode"
)

// How fast people read, for ReadingMinutes.
const (
	wordsPerMinute      = 230
	charactersPerMinute = 500 // of Chinese and Japanese
)

// counter counts words rune by rune. Chinese and Japanese characters count one
// each; in the scripts of South-East Asia that write without spaces, six
// letters count as a word.
type counter struct {
	words, characters, unspaced int
	in                          bool // inside a word
}

func (c *counter) add(s string) {
	c.in = false
	for _, r := range s {
		c.next(r)
	}
}

func (c *counter) next(r rune) {
	switch {
	case ideographic(r):
		c.characters++
		c.in = false
	case unspaced(r):
		c.unspaced++
		c.in = false
	case wordRune(r):
		if !c.in {
			c.words++
		}
		c.in = true
	case space(r), r == '—', r == '–', r == '/':
		c.in = false
	}
}

func (c *counter) spaced() int { return c.words + (c.unspaced+5)/6 }

// wordRune reports letters and figures: marks and joiners only continue a word.
func wordRune(r rune) bool {
	if r < 0x80 {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

func ideographic(r rune) bool {
	return r >= 0x2e80 && (unicode.Is(unicode.Han, r) || unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Katakana, r))
}

func unspaced(r rune) bool {
	return r >= 0xe00 && r <= 0x17ff && unicode.IsLetter(r) &&
		(unicode.Is(unicode.Thai, r) || unicode.Is(unicode.Lao, r) || unicode.Is(unicode.Khmer, r) || unicode.Is(unicode.Myanmar, r))
}

func (d Document) count() counter {
	var c counter
	d.each(func(b *Block, t Text) {
		if b.Kind != Photo && b.Kind != Gallery {
			c.add(t.String())
		}
	})
	return c
}

// each calls f with every running text in reading order, captions included.
// Pull quotes are left out, because they repeat words of the story.
func (d Document) each(f func(*Block, Text)) {
	for i := range d.Blocks {
		b := &d.Blocks[i]
		if b.Kind == PullQuote {
			continue
		}
		if b.Kind == RawHTML {
			inner, _ := FromHTML(b.HTML, FromOptions{})
			inner.each(f)
			continue
		}
		if b.Kind == Table && len(b.Caption) > 0 {
			f(b, b.Caption)
		}
		if len(b.Text) > 0 {
			f(b, b.Text)
		}
		for j := range b.Items {
			f(b, b.Items[j].Text)
		}
		for r := range b.Rows {
			for c := range b.Rows[r].Cells {
				if t := b.Rows[r].Cells[c].Text; len(t) > 0 {
					f(b, t)
				}
			}
		}
		for j := range b.Photos {
			if t := b.Photos[j].Caption; len(t) > 0 {
				f(b, t)
			}
		}
		if b.Kind == Gallery && len(b.Caption) > 0 {
			f(b, b.Caption)
		}
		if len(b.Attribution) > 0 {
			f(b, b.Attribution)
		}
	}
}

// Words counts the words of the story as a newsroom pays for them: captions and
// pull quotes are not counted. Chinese and Japanese count by the character.
func (d Document) Words() int {
	c := d.count()
	return c.spaced() + c.characters
}

// ReadingMinutes says how long the story takes to read, in whole minutes and at
// least one; 0 for an empty body.
func (d Document) ReadingMinutes() int {
	c := d.count()
	if c.spaced()+c.characters == 0 {
		return 0
	}
	minutes := float64(c.spaced())/wordsPerMinute + float64(c.characters)/charactersPerMinute
	return max(1, int(minutes+0.5))
}

// PlainText gives all words for search and summaries, one line a running text,
// without addresses, pull quotes and words that the renderers would add.
func (d Document) PlainText() string {
	var s strings.Builder
	d.each(func(_ *Block, t Text) {
		if s.Len() > 0 {
			s.WriteByte('\n')
		}
		for i := range t {
			s.WriteString(strings.ReplaceAll(t[i].Text, "\n", " "))
		}
	})
	return s.String()
}

// PhotoUses lists the photos of the body in reading order, as often as they are used.
func (d Document) PhotoUses() []PhotoUse {
	var uses []PhotoUse
	for i := range d.Blocks {
		if k := d.Blocks[i].Kind; k == Photo || k == Gallery {
			uses = append(uses, d.Blocks[i].Photos...)
		}
	}
	return uses
}

// StoryLinks lists the own stories that the body links to, each once, in reading order.
func (d Document) StoryLinks() []int64 {
	var ids []int64
	seen := map[int64]bool{}
	for i := range d.Blocks {
		for _, t := range texts(&d.Blocks[i]) {
			for _, s := range t {
				if s.Story > 0 && !seen[s.Story] {
					seen[s.Story] = true
					ids = append(ids, s.Story)
				}
			}
		}
	}
	return ids
}

// OutsideLinks lists the addresses outside that the body links to, each once,
// in reading order.
func (d Document) OutsideLinks() []string {
	var all []string
	for i := range d.Blocks {
		for _, t := range texts(&d.Blocks[i]) {
			for _, s := range t {
				if (strings.HasPrefix(s.Href, "https://") || strings.HasPrefix(s.Href, "http://")) && !slices.Contains(all, s.Href) {
					all = append(all, s.Href)
				}
			}
		}
	}
	return all
}

// FirstWords gives the first n words of the running text on one line, with an
// ellipsis where it goes on. Headings, captions and notes are skipped.
func FirstWords(doc Document, n int) string {
	var s strings.Builder
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if b.Kind != Paragraph && b.Kind != Quote && b.Kind != List {
			continue
		}
		for _, t := range append([]Text{b.Text}, itemTexts(b)...) {
			words := strings.ReplaceAll(t.String(), "\n", " ")
			if words == "" {
				continue
			}
			if n <= 0 {
				return finished(s.String()) + "…"
			}
			if s.Len() > 0 {
				s.WriteByte(' ')
			}
			head, took, all := firstWords(words, n)
			s.WriteString(head)
			if !all {
				return finished(s.String()) + "…"
			}
			n -= took
		}
	}
	return s.String()
}

func itemTexts(b *Block) []Text {
	out := make([]Text, len(b.Items))
	for i := range b.Items {
		out[i] = b.Items[i].Text
	}
	return out
}

// firstWords cuts a line before its word n+1 and tells how many words it took
// and whether that was everything.
func firstWords(line string, n int) (head string, took int, all bool) {
	var c counter
	for i, r := range line {
		c.next(r)
		if c.spaced()+c.characters > n {
			return line[:i], n, false
		}
	}
	return line, c.spaced() + c.characters, true
}

// finished drops what cannot stand before an ellipsis.
func finished(s string) string {
	return strings.TrimRightFunc(s, func(r rune) bool { return space(r) || strings.ContainsRune(",;:.–—-(«“‘\"", r) })
}
