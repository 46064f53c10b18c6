package body

import (
	"strings"
	"unicode/utf8"
)

// marks gives the span without its words, so that == compares marks and link.
func (s Span) marks() Span {
	s.Text = ""
	return s
}

func (s Span) linked() bool { return s.Href != "" || s.Story > 0 }

// String gives the words without marks. A line break is U+000A.
func (t Text) String() string {
	if len(t) == 1 {
		return t[0].Text
	}
	var b strings.Builder
	for i := range t {
		b.WriteString(t[i].Text)
	}
	return b.String()
}

// HTML gives the words with their marks as inline HTML. A nil resolver, like
// one that does not know a story, leaves that link's words without a link.
func (t Text) HTML(resolver Resolver) string {
	w := writer{res: resolver}
	w.text(t)
	return string(w.b)
}

// TextFrom makes running text without marks out of plain words: white space is
// tidied, line breaks are kept.
func TextFrom(s string) Text {
	return tidy(Text{{Text: s}}, breakLine, false)
}

// breaks says what becomes of line breaks when text is tidied.
type breaks int

const (
	breakNone      breaks = iota // a space: headings
	breakLine                    // one break, however many there were: items, cells, captions
	breakParagraph               // two or more become two, which splitText cuts at
)

// tidier writes text anew rune by rune. White space waits in the gap until the
// next visible rune, so that the ends are trimmed and a space takes only the
// marks that both its neighbours have.
type tidier struct {
	breaks  breaks
	out     Text
	buf     []byte
	marks   Span // of buf
	prev    rune
	prevOf  Span // marks of prev
	visible bool

	gapRunes int  // white space waiting
	gapLines int  // line breaks among it
	gapRune  rune // the last of it
}

// tidy gives the text with white space collapsed, control characters dropped,
// equal neighbours merged and empty spans left out; nil where nothing visible
// remains. In markup a newline is only a space, and U+2028 is the line break.
// It is idempotent.
func tidy(t Text, br breaks, markup bool) Text {
	z := tidier{breaks: br}
	for _, s := range t {
		m := settledMarks(s)
		for i := 0; i < len(s.Text); {
			if end := plainRun(s.Text, i); end > i {
				z.putRun(s.Text[i:end], m)
				i = end
				continue
			}
			r, n := utf8.DecodeRuneInString(s.Text[i:])
			i += n
			switch {
			case r == utf8.RuneError && n == 1, dropped(r):
			case r == '\u2028', r == '\u2029', r == '\n' && !markup:
				z.gapRunes++
				z.gapLines++
			case space(r):
				z.gapRunes++
				z.gapRune = r
			default:
				z.put(r, m)
			}
		}
	}
	z.cut()
	if !z.visible {
		return nil
	}
	return z.out
}

// plainRun gives the end of the stretch from i on that is tidy as it stands:
// visible ASCII with single spaces between. Most text is, and takes no time.
func plainRun(s string, i int) int {
	visible := func(at int) bool { return at < len(s) && s[at] > ' ' && s[at] < 0x7f }
	for visible(i) || (i < len(s) && s[i] == ' ' && i > 0 && visible(i-1) && visible(i+1)) {
		i++
	}
	return i
}

// putRun puts a stretch that plainRun found.
func (z *tidier) putRun(run string, m Span) {
	if run[0] == ' ' { // it follows a rune of the same span
		z.gapRunes, z.gapRune = z.gapRunes+1, ' '
		run = run[1:]
	}
	z.put(rune(run[0]), m)
	z.write(run[1:], m)
	z.prev = rune(run[len(run)-1])
}

func (z *tidier) put(r rune, m Span) {
	if z.gapRunes > 0 {
		if len(z.out) > 0 || len(z.buf) > 0 {
			z.write(z.gap(r), meet(z.prevOf, m))
		}
		z.gapRunes, z.gapLines = 0, 0
	}
	z.write(string(r), m)
	z.prev, z.prevOf = r, m
	z.visible = z.visible || !unseen(r)
}

func (z *tidier) write(s string, m Span) {
	if m != z.marks {
		z.cut()
		z.marks = m
	}
	z.buf = append(z.buf, s...)
}

func (z *tidier) cut() {
	if len(z.buf) == 0 {
		return
	}
	s := z.marks
	s.Text = string(z.buf)
	z.out = append(z.out, s)
	z.buf = z.buf[:0]
}

// gap gives the white space to print before next.
func (z *tidier) gap(next rune) string {
	if z.gapLines > 0 && z.breaks != breakNone {
		if z.gapLines > 1 && z.breaks == breakParagraph {
			return "\n\n"
		}
		return "\n"
	}
	if z.gapRunes == 1 && z.gapLines == 0 && binds(z.prev, z.gapRune, next) {
		return string(z.gapRune)
	}
	return " "
}

// binds says whether a special space between two runes is meant: between a
// figure and its unit, or before the high punctuation of French. Every other
// no-break space is a left-over of an editor.
func binds(prev, gap, next rune) bool {
	switch gap {
	case '\u2009', '\u202f', '\u3000':
		return true
	case '\u00a0':
		return prev >= '0' && prev <= '9' || prev == '«' || prev == '‹' || strings.ContainsRune(":;!?»›%€$£°", next)
	}
	return false
}

func space(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\v', '\f', '\u0085', '\u00a0', '\u1680', '\u202f', '\u205f', '\u3000':
		return true
	}
	return r >= '\u2000' && r <= '\u200a'
}

// dropped tells the runes that no text keeps: controls, the byte order mark,
// non-characters and the overrides that turn the direction of letters around.
func dropped(r rune) bool {
	switch {
	case r < 0x20:
		return !space(r)
	case r >= 0x7f && r <= 0x9f:
		return r != '\u0085'
	case r == '\ufeff', r == '\u202d', r == '\u202e', r >= '\ufff9' && r <= '\ufffb', r >= '\ufdd0' && r <= '\ufdef':
		return true
	}
	return r&0xfffe == 0xfffe
}

// unseen tells the runes that print nothing by themselves.
func unseen(r rune) bool {
	switch r {
	case '\u00ad', '\u061c', '\u2060', '\ufe0e', '\ufe0f':
		return true
	}
	return r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202c' || r >= '\u2066' && r <= '\u2069'
}

// settledMarks resolves marks that contradict each other: an own story beats an
// address, and a link is underlined anyway.
func settledMarks(s Span) Span {
	s.Text = ""
	if s.Story < 0 {
		s.Story = 0
	}
	if s.Story > 0 {
		s.Href = ""
	}
	if s.linked() {
		s.Underline = false
	}
	return s
}

// meet gives the marks that both have.
func meet(a, b Span) Span {
	if a == b {
		return a
	}
	m := Span{
		Bold: a.Bold && b.Bold, Italic: a.Italic && b.Italic, Underline: a.Underline && b.Underline,
		Strike: a.Strike && b.Strike, Code: a.Code && b.Code, Sub: a.Sub && b.Sub, Sup: a.Sup && b.Sup,
	}
	if a.Href == b.Href {
		m.Href = a.Href
	}
	if a.Story == b.Story {
		m.Story = a.Story
	}
	if a.Lang == b.Lang {
		m.Lang = a.Lang
	}
	return m
}

// splitText cuts tidied text at its double line breaks.
func splitText(t Text) []Text {
	var pieces []Text
	var cur Text
	for _, s := range t {
		rest := s.Text
		for {
			before, after, found := strings.Cut(rest, "\n\n")
			if before != "" {
				part := s
				part.Text = before
				cur = append(cur, part)
			}
			if !found {
				break
			}
			if len(cur) > 0 {
				pieces = append(pieces, cur)
				cur = nil
			}
			rest = after
		}
	}
	if len(cur) > 0 {
		pieces = append(pieces, cur)
	}
	return pieces
}

// clipText cuts text at the limits of one running text, at a rune's edge. What
// is over is left; nil where nothing is.
func clipText(t Text) (head, left Text) {
	room := MaxTextBytes
	for i := range t {
		if i == MaxSpans {
			return t[:i:i], t[i:]
		}
		if len(t[i].Text) > room {
			first, second := t[i], t[i]
			first.Text = clipString(first.Text, room)
			second.Text = second.Text[len(first.Text):]
			head = append(t[:i:i], first)
			if first.Text == "" {
				head = t[:i:i]
			}
			return head, append(Text{second}, t[i+1:]...)
		}
		room -= len(t[i].Text)
	}
	return t, nil
}

func clipString(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

// cleanLine tidies a string that is one line without marks, such as an alt text.
func cleanLine(s string) string {
	return strings.TrimRight(clipString(tidy(Text{{Text: s}}, breakNone, true).String(), MaxLine), " ")
}
