package body

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// dialect is the kind of markup a writer prints.
type dialect int

const (
	web   dialect = iota // HTML for the reader's page, with class names
	mail                 // HTML for e-mail, with inline styles
	xhtml                // well-formed XML for exchange
)

// writer appends markup to a byte slice. It runs on every page view that the
// cache does not answer, so it neither formats nor reflects.
type writer struct {
	b       []byte
	res     Resolver
	dialect dialect
	base    string // put before addresses on this site; empty on the site itself
	lang    string // of the story
	rtl     bool   // direction of the story
	now     bool   // direction of the block being printed
	labels  map[string]string
}

func (w *writer) put(s string) { w.b = append(w.b, s...) }

func (w *writer) number(n int) { w.b = strconv.AppendInt(w.b, int64(n), 10) }

// attr prints an attribute with a space before it.
func (w *writer) attr(name, value string) {
	w.b = append(w.b, ' ')
	w.b = append(w.b, name...)
	w.b = append(w.b, '=', '"')
	w.escape(value, "&#10;")
	w.b = append(w.b, '"')
}

func (w *writer) numberAttr(name string, n int) {
	w.b = append(w.b, ' ')
	w.b = append(w.b, name...)
	w.b = append(w.b, '=', '"')
	w.number(n)
	w.b = append(w.b, '"')
}

// escape prints text for element content and attribute values alike. A line
// break becomes br; other control characters are left out.
func (w *writer) escape(s, br string) {
	if w.dialect == xhtml && !plain(s) {
		s = strings.Map(xmlRune, strings.ToValidUTF8(s, "\ufffd"))
	}
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c > '>' && c != 0x7f || c == ' ' {
			continue
		}
		var rep string
		switch {
		case c == '&':
			rep = "&amp;"
		case c == '<':
			rep = "&lt;"
		case c == '>':
			rep = "&gt;"
		case c == '"':
			rep = "&quot;"
		case c == '\n':
			rep = br
		case c > ' ' && c != 0x7f:
			continue
		}
		w.b = append(w.b, s[start:i]...)
		w.b = append(w.b, rep...)
		start = i + 1
	}
	w.b = append(w.b, s[start:]...)
}

// xmlRune drops the runes that XML 1.0 refuses or discourages.
func xmlRune(r rune) rune {
	if r != utf8.RuneError && dropped(r) {
		return -1
	}
	return r
}

// line prints a string that is one line without marks.
func (w *writer) line(s string) { w.escape(s, " ") }

func (w *writer) br() string {
	if w.dialect == xhtml {
		return "<br/>"
	}
	return "<br>"
}

// text prints running text. What neighbouring spans share stays open between
// them, so a link with a bold word in it is one link.
func (w *writer) text(t Text) {
	var open Span
	br := w.br()
	for i := range t {
		want := w.resolved(&t[i])
		if open != want {
			w.shift(&open, &want)
			open = want
		}
		w.escape(t[i].Text, br)
	}
	if open != (Span{}) {
		w.shift(&open, &Span{})
	}
}

// resolved gives a span's marks with the address where its link really goes.
func (w *writer) resolved(s *Span) Span {
	m := s.marks()
	if m.Story != 0 {
		m.Href, m.Story = "", 0
		if w.res != nil && s.Story > 0 {
			if path, ok := w.res.StoryPath(s.Story); ok {
				m.Href = path
			}
		}
	}
	if m.Href != "" && !printable(m.Href) {
		m.Href = ""
	}
	if m.Lang != "" && !validLang(m.Lang) {
		m.Lang = ""
	}
	return m
}

// The layers of marks, outermost first.
const (
	layerLink = iota
	layerLang
	layerBold
	layerItalic
	layerUnderline
	layerStrike
	layerSub
	layerSup
	layerCode
	layers
)

func (s *Span) has(layer int) bool {
	switch layer {
	case layerLink:
		return s.Href != ""
	case layerLang:
		return s.Lang != ""
	case layerBold:
		return s.Bold
	case layerItalic:
		return s.Italic
	case layerUnderline:
		return s.Underline
	case layerStrike:
		return s.Strike
	case layerSub:
		return s.Sub
	case layerSup:
		return s.Sup
	}
	return s.Code
}

func layerTag(layer int) string {
	return [layers]string{"a", "span", "strong", "em", "u", "s", "sub", "sup", "code"}[layer]
}

// shift closes and opens elements so that the marks change from one to the other.
func (w *writer) shift(from, to *Span) {
	first := layers
	for i := range layers {
		same := from.has(i) == to.has(i)
		switch i {
		case layerLink:
			same = from.Href == to.Href
		case layerLang:
			same = from.Lang == to.Lang
		}
		if !same {
			first = i
			break
		}
	}
	for i := layers - 1; i >= first; i-- {
		if from.has(i) {
			w.put("</")
			w.put(layerTag(i))
			w.put(">")
		}
	}
	for i := first; i < layers; i++ {
		if to.has(i) {
			w.openLayer(i, to)
		}
	}
}

func (w *writer) openLayer(layer int, s *Span) {
	w.put("<")
	w.put(layerTag(layer))
	switch layer {
	case layerLink:
		w.hrefAttr(s.Href)
	case layerLang:
		w.attr("lang", s.Lang)
		if rtl := rightToLeft(s.Lang); rtl != w.now {
			w.dirAttr(rtl)
		}
	}
	w.put(">")
}

// hrefAttr prints where a link goes. Links that leave the site do not hand the
// new page a way back into this one.
func (w *writer) hrefAttr(href string) {
	if w.base != "" && href[0] == '/' {
		w.put(` href="`)
		w.escape(w.base, "")
		w.escape(href, "")
		w.put(`"`)
	} else {
		w.attr("href", href)
	}
	if w.dialect == web && external(href) {
		w.put(` rel="noopener"`)
	}
	if w.dialect == mail {
		w.put(mailLink)
	}
}

func (w *writer) dirAttr(rtl bool) {
	if rtl {
		w.put(` dir="rtl"`)
	} else {
		w.put(` dir="ltr"`)
	}
}

// langAttrs prints lang and dir on a block's element where they differ from the
// story's, and notes the direction for what is inside.
func (w *writer) langAttrs(b *Block) {
	w.now = w.rtl
	switch {
	case b.Lang != "" && validLang(b.Lang):
		w.now = rightToLeft(b.Lang)
		if b.Lang != w.lang {
			w.attr("lang", b.Lang)
		}
	case len(b.Text) > 0:
		w.now = guessRTL(b.Text, w.rtl)
	case len(b.Items) > 0:
		w.now = guessRTL(b.Items[0].Text, w.rtl)
	case len(b.Caption) > 0:
		w.now = guessRTL(b.Caption, w.rtl)
	case len(b.Rows) > 0 && len(b.Rows[0].Cells) > 0:
		w.now = guessRTL(b.Rows[0].Cells[0].Text, w.rtl)
	}
	if w.now != w.rtl {
		w.dirAttr(w.now)
	}
}

// open prints the start of a block's element, the attributes of language and the end of the tag.
func (w *writer) open(start string, b *Block) {
	w.put(start)
	w.langAttrs(b)
	w.put(">")
}

// label gives a word of the program's own in the language of the block.
func (w *writer) label(b *Block, what string) string {
	if s, ok := w.labels[what]; ok {
		return s
	}
	if b.Lang != "" {
		return label(b.Lang, what)
	}
	return label(w.lang, what)
}
