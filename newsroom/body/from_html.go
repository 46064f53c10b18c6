package body

import (
	"strconv"
	"strings"
)

// FromOptions say what the reader of foreign markup may ask its caller.
type FromOptions struct {
	// Image is asked for each picture, with its address, its description, its
	// caption as inline HTML (for TextFromHTML) and its credit as plain text. It
	// gives the photo to use, or false to leave the picture out. Nil leaves all out.
	Image func(src, alt, caption, credit string) (PhotoUse, bool)
	// Story is asked for each link and gives the own story behind an address.
	Story func(href string) (id int64, ok bool)
	// Base is the address that relative links are resolved against.
	Base string
	// Lang is the language of the story, BCP 47; parts in it are not marked.
	Lang string
}

// FromHTML reads any HTML or XHTML into blocks: a wire's body, an old system's,
// or what a word processor puts on the clipboard. The result is valid but for
// what only people can supply. The strings name what was left out, such as
// "1 script" or "2 iframes from example.com". Text is never left out with its
// markup, but for navigation, form fields and what a browser would not show.
func FromHTML(markup string, opts FromOptions) (Document, []string) {
	t := &tally{}
	root, word := grow(markup, t)
	budget := MaxBytes / 2
	r := &reader{opts: &opts, tally: t, budget: &budget, word: word, lang: opts.Lang}
	if html := root.find("html"); html != nil && r.lang == "" && validLang(html.get("lang")) {
		r.lang = html.get("lang")
	}
	r.kids(root, Span{Lang: r.lang})
	r.flush()
	for i := range r.blocks { // so that Normalise clears the spans' languages too
		if r.blocks[i].Lang == "" {
			r.blocks[i].Lang = r.lang
		}
	}
	doc := Normalise(Document{Blocks: r.blocks}, Rights{})
	r.settle(&doc)
	return doc, t.list()
}

// TextFromHTML reads inline HTML such as a caption. What would be several
// blocks becomes lines.
func TextFromHTML(markup string) Text {
	doc, _ := FromHTML(markup, FromOptions{})
	texts, _ := asTexts(doc.Blocks)
	text, _ := joined(texts)
	return text
}

// reader turns a tree into blocks. For the inside of a list entry, a quote or a
// cell it makes a reader of its own.
type reader struct {
	opts   *FromOptions
	tally  *tally
	budget *int // bytes of text that may still be read
	word   bool // the markup is an office program's
	lang   string

	blocks  []Block
	text    Text // running text that waits for its end
	as      Block
	marked  string // id that the waiting text's element carries
	listID  string // list of an office program that the last block is
	depth   int    // readers around this one
	figures int    // figures around what is read
}

// Lists, quotes and tables inside each other are read as such down to here.
const maxInside = 8

func (r *reader) sub() *reader {
	return &reader{opts: r.opts, tally: r.tally, budget: r.budget, word: r.word, lang: r.lang, depth: r.depth + 1}
}

// inside reads an element's content by itself.
func (r *reader) inside(n *node, m Span) []Block {
	s := r.sub()
	s.kids(n, m)
	s.flush()
	return s.blocks
}

func (r *reader) kids(n *node, m Span) {
	for _, k := range n.kids {
		r.node(k, m)
	}
}

// node reads one node. The span carries the marks that are in force.
func (r *reader) node(n *node, m Span) {
	switch {
	case n.taken:
	case n.tag == "":
		r.write(n.text, m)
	case n.tag == "br":
		r.write("\u2028", m)
	case hidden(n):
	default:
		m.Lang = r.langOf(n, m.Lang)
		m = marked(n, m)
		if block(n.tag) {
			r.block(n, m)
			return
		}
		r.inline(n, m)
	}
}

func (r *reader) write(s string, m Span) {
	*r.budget -= len(m.Href) + 16
	m.Text = clipString(s, max(*r.budget, 0))
	*r.budget -= len(m.Text)
	if len(m.Text) < len(s) {
		r.tally.add(tooLong, "")
	}
	if m.Text == "" {
		return
	}
	r.text = append(r.text, m)
}

// langOf gives the language in force inside an element. Office programs mark
// each word with the language of their spelling, so they are not believed.
func (r *reader) langOf(n *node, outer string) string {
	lang := n.get("lang")
	if lang == "" || r.word || !validLang(lang) || n.tag == "html" || n.tag == "body" {
		return outer
	}
	return lang
}

func (r *reader) inline(n *node, m Span) {
	switch n.tag {
	case "a":
		r.link(n, m)
	case "img":
		r.image(n, "", Text{}, "")
	case "iframe":
		r.iframe(n, "")
	case "q":
		r.write("“", m)
		r.kids(n, m)
		r.write("”", m)
	default:
		r.kids(n, m)
	}
}

func (r *reader) link(n *node, m Span) {
	raw := strings.TrimSpace(n.get("href"))
	if raw == "" || raw[0] == '#' {
		r.kids(n, m)
		return
	}
	href, ok := foreignHref(raw, r.opts.Base)
	if !ok {
		r.tally.add("unsafe link", "")
		r.kids(n, m)
		return
	}
	m.Href, m.Story = href, 0
	if r.opts.Story != nil {
		if id, ok := r.opts.Story(href); ok && id > 0 {
			m.Href, m.Story = "", id
		}
	}
	r.kids(n, m)
}

// image asks for a picture and makes it a block, which ends the running text.
func (r *reader) image(n *node, id string, caption Text, credit string) {
	use, ok := r.photo(n, caption, credit)
	if !ok {
		return
	}
	r.flush()
	r.add(Block{ID: id, Kind: Photo, Photos: []PhotoUse{use}})
}

func (r *reader) photo(n *node, caption Text, credit string) (PhotoUse, bool) {
	src := n.get("src")
	if later := n.get("data-src"); later != "" && (src == "" || strings.HasPrefix(src, "data:")) {
		src = later
	}
	if tiny(n.get("width")) && tiny(n.get("height")) {
		r.tally.add("tracking picture", "")
		return PhotoUse{}, false
	}
	if r.opts.Image == nil {
		r.tally.add("picture", "")
		return PhotoUse{}, false
	}
	if href, ok := foreignHref(src, r.opts.Base); ok {
		src = href
	}
	use, ok := r.opts.Image(src, cleanLine(n.get("alt")), caption.HTML(nil), credit)
	if !ok || use.Photo <= 0 {
		r.tally.add("picture", "")
		return PhotoUse{}, false
	}
	return use, true
}

func tiny(s string) bool { return s == "0" || s == "1" }

// iframe makes a known player an embed; it gives false for any other.
func (r *reader) iframe(n *node, title string) bool {
	src := n.get("src")
	if src == "" {
		src = n.get("data-src")
	}
	if strings.HasPrefix(src, "//") {
		src = "https:" + src
	}
	b, ok := EmbedFrom(src)
	if !ok {
		r.tally.add("iframe", hostOf(src))
		return false
	}
	r.flush()
	if b.Title = cleanLine(title); b.Title == "" {
		b.Title = cleanLine(n.get("title"))
	}
	r.add(b)
	return true
}

// flush ends the running text and makes it paragraphs, or what r.as says.
func (r *reader) flush() {
	pieces := splitText(tidy(r.text, breakParagraph, true))
	r.text = nil
	for _, t := range pieces {
		b := r.as
		if b.Kind == "" {
			b.Kind = Paragraph
		}
		for len(t) > 0 { // an endless paragraph becomes several
			b.ID = r.marked
			r.marked = ""
			b.Text, t = clipText(t)
			r.add(b)
		}
	}
	r.marked = ""
}

// add appends a finished block.
func (r *reader) add(b Block) {
	if len(r.blocks) > MaxBlocks {
		return
	}
	r.listID = ""
	r.blocks = append(r.blocks, b)
}

// settle brings what Normalise leaves to people into order: languages that are
// the story's own, headings that skip a level, tables of one cell, too many
// blocks.
func (r *reader) settle(doc *Document) {
	if len(doc.Blocks) > MaxBlocks {
		doc.Blocks = doc.Blocks[:MaxBlocks]
		r.tally.add(tooLong, "")
	}
	level := 1
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if strings.EqualFold(b.Lang, r.lang) {
			b.Lang = ""
		}
		switch {
		case b.Kind == Heading:
			b.Level = max(2, min(b.Level, level+1, 4))
			level = b.Level
		case b.Kind == Table && len(b.Rows) == 1 && len(b.Rows[0].Cells) == 1:
			*b = Block{ID: b.ID, Kind: Paragraph, Text: r.joined([]Text{b.Caption, b.Rows[0].Cells[0].Text}), Lang: b.Lang}
		}
	}
}

// tally counts what was left out, in the order in which it was first met.
type tally struct {
	names  []string
	counts map[string]int
}

// tooLong is what a tally says, without a number, where a limit was reached.
const tooLong = "the rest of what was too long"

// The most kinds of things that a tally names one by one.
const maxTally = 50

func (t *tally) add(noun, host string) {
	if noun == "" {
		return
	}
	name := noun
	if host != "" {
		name += "\x00" + host
	}
	if t.counts == nil {
		t.counts = map[string]int{}
	}
	if t.counts[name] == 0 {
		if len(t.names) == maxTally && host != "" {
			t.add(noun, "")
			return
		}
		t.names = append(t.names, name)
	}
	t.counts[name]++
}

func (t *tally) list() []string {
	var out []string
	for _, name := range t.names {
		noun, host, from := strings.Cut(name, "\x00")
		n := t.counts[name]
		if noun == tooLong {
			out = append(out, noun)
			continue
		}
		line := strconv.Itoa(n) + " " + noun
		if n > 1 {
			line += "s"
		}
		if from {
			line += " from " + host
		}
		out = append(out, line)
	}
	return out
}
