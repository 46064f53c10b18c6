package body

import "strings"

// block reads an element that stands by itself.
func (r *reader) block(n *node, m Span) {
	r.flush()
	if r.depth > maxInside && oneOf(n.tag, "ul", "ol", "menu", "dir", "blockquote", "aside", "figure", "table") {
		r.running(n, m, Block{})
		return
	}
	switch n.tag {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		r.running(n, m, Block{Kind: Heading, Level: max(2, min(int(n.tag[1]-'0'), 4))})
	case "ul", "ol", "menu", "dir":
		r.list(n, m)
	case "blockquote":
		r.quote(n, m, Quote)
	case "aside":
		r.aside(n, m)
	case "figure":
		if r.figures == maxInside/2 {
			r.running(n, m, Block{})
			return
		}
		r.figures++
		r.figure(n, m)
		r.figures--
	case "table":
		r.table(n, m)
	case "hr":
		r.add(Block{ID: n.get("data-block"), Kind: Divider})
	case "p":
		r.paragraph(n, m)
	case "pre":
		keepLines(n)
		r.running(n, m, Block{})
	case "form":
		r.tally.add("form", "")
		r.running(n, m, Block{})
	case "div":
		if n.classed("gallery", "wp-block-gallery") && n.find("img") != nil {
			r.gallery(n, m)
			return
		}
		r.running(n, m, Block{})
	default:
		r.running(n, m, Block{})
	}
}

// running reads the text of a block element. Blocks inside it end its text and
// stand by themselves; text of a heading stays heading throughout.
func (r *reader) running(n *node, m Span, as Block) {
	outer := r.as
	as.Lang = m.Lang
	if as.Kind == "" && outer.Kind == Heading {
		as.Kind, as.Level = outer.Kind, outer.Level
	}
	r.as = as
	r.marked = n.get("data-block")
	r.kids(n, m)
	r.flush()
	r.as = outer
}

// paragraph reads a p, which office programs use for everything.
func (r *reader) paragraph(n *node, m Span) {
	list, level, ok := wordItem(n)
	switch {
	case ok:
		r.wordListItem(n, m, list, level)
	case n.classed("MsoTitle"):
		r.running(n, m, Block{Kind: Heading, Level: 2})
	case n.classed("MsoQuote", "MsoIntenseQuote"):
		r.quote(n, m, Quote)
	default:
		r.running(n, m, Block{})
	}
}

// wordListItem appends a paragraph that is a list entry to the list before it,
// if that is the same one.
func (r *reader) wordListItem(n *node, m Span, list string, level int) {
	ordered := wordOrdered(n)
	texts, rest := asTexts(r.inside(n, m))
	item := Item{Text: r.joined(texts), Level: level, Ordered: ordered && level > 0}
	if r.listID == list && len(r.blocks) > 0 {
		if last := &r.blocks[len(r.blocks)-1]; len(last.Items) < MaxItems {
			last.Items = append(last.Items, item)
		}
	} else {
		r.add(Block{Kind: List, Ordered: ordered, Items: []Item{item}, Lang: m.Lang})
	}
	r.listID = list
	r.addAll(rest)
}

func (r *reader) addAll(blocks []Block) {
	for _, b := range blocks {
		r.add(b)
	}
}

// keepLines makes the line ends of preformatted text line breaks.
func keepLines(n *node) {
	n.text = strings.ReplaceAll(strings.Trim(n.text, "\n"), "\n", "\u2028")
	for _, k := range n.kids {
		keepLines(k)
	}
}

// list reads a list with the lists inside it. What is neither text nor list
// follows after it.
func (r *reader) list(n *node, m Span) {
	b := Block{ID: n.get("data-block"), Kind: List, Ordered: n.tag == "ol", Lang: m.Lang}
	var rest []Block
	r.entries(n, m, &b, 0, &rest)
	if len(b.Items) > MaxItems {
		b.Items = b.Items[:MaxItems]
		r.tally.add(tooLong, "")
	}
	if len(b.Items) > 0 {
		r.add(b)
	}
	r.addAll(rest)
}

func (r *reader) entries(n *node, m Span, b *Block, level int, rest *[]Block) {
	ordered := n.tag == "ol" && level > 0
	for _, k := range n.kids {
		if k.taken || k.tag != "" && hidden(k) || k.tag == "" && k.blank() {
			continue
		}
		inner := m
		if k.tag != "" {
			inner.Lang = r.langOf(k, m.Lang)
			inner = marked(k, inner)
		}
		if oneOf(k.tag, "ul", "ol", "menu", "dir") { // a list in a list without an entry around it
			r.entries(k, inner, b, min(level+1, MaxListLevel), rest)
			continue
		}
		s := r.sub()
		if k.tag == "li" {
			s.kids(k, inner)
		} else {
			s.node(k, m)
		}
		s.flush()
		nested, others := apart(s.blocks)
		texts, others := asTexts(others)
		if t := r.joined(texts); len(t) > 0 {
			b.Items = append(b.Items, Item{Text: t, Level: level, Ordered: ordered})
		}
		for _, l := range nested {
			for _, it := range l.Items {
				deeper := it.Ordered || it.Level == 0 && l.Ordered
				b.Items = append(b.Items, Item{Text: it.Text, Level: min(it.Level+level+1, MaxListLevel), Ordered: deeper})
			}
		}
		*rest = append(*rest, others...)
	}
}

// apart parts the lists from the other blocks.
func apart(blocks []Block) (lists, others []Block) {
	for _, b := range blocks {
		if b.Kind == List {
			lists = append(lists, b)
		} else {
			others = append(others, b)
		}
	}
	return lists, others
}

// asTexts gives the running texts of blocks, and the blocks that are none.
// Entries of a list get a bullet.
func asTexts(blocks []Block) (texts []Text, rest []Block) {
	for _, b := range blocks {
		switch b.Kind {
		case Paragraph, Heading, PullQuote, Quote, Note:
			if len(b.Text) > 0 {
				texts = append(texts, b.Text)
			}
			for _, it := range b.Items {
				texts = append(texts, it.Text)
			}
			if len(b.Attribution) > 0 {
				texts = append(texts, append(Text{{Text: "— "}}, b.Attribution...))
			}
		case List:
			for _, it := range b.Items {
				texts = append(texts, append(Text{{Text: "• "}}, it.Text...))
			}
		case Divider:
		default:
			rest = append(rest, b)
		}
	}
	return texts, rest
}

// joined makes one text of several, a line each. It gives false where the text
// had to be cut.
func joined(texts []Text) (t Text, whole bool) {
	var out Text
	for i, t := range texts {
		if i > 0 {
			out = append(out, Span{Text: "\n"})
		}
		out = append(out, t...)
	}
	head, left := clipText(tidy(out, breakLine, false))
	return head, left == nil
}

func (r *reader) joined(texts []Text) Text {
	t, whole := joined(texts)
	if !whole {
		r.tally.add(tooLong, "")
	}
	return t
}

// quote reads a quotation. Its attribution is a footer, a figcaption, or a cite
// at its end; a post that was embedded becomes an embed again.
func (r *reader) quote(n *node, m Span, kind Kind) {
	if n.classed("twitter-tweet", "instagram-media", "tiktok-embed", "bluesky-embed", "twitter-video") && r.post(n) {
		return
	}
	if n.classed("pullquote", "pull-quote", "has-pullquote") {
		kind = PullQuote
	}
	b := Block{ID: n.get("data-block"), Kind: kind, Lang: m.Lang}
	if source, ok := foreignHref(n.get("cite"), r.opts.Base); ok && external(source) && kind == Quote {
		b.Source = source
	}
	if who := attributionOf(n); who != nil {
		who.taken = true
		if n.blank() { // nothing else is quoted: then it is the quote
			who.taken = false
		} else {
			inner := m
			inner.Italic = false
			texts, rest := asTexts(r.insideCite(who, inner))
			b.Attribution = attributionText(r.joined(texts), "")
			r.addAll(rest)
		}
	}
	texts, rest := asTexts(r.inside(n, m))
	for len(b.Attribution) > 0 && len(texts) > 0 && attributionText(texts[len(texts)-1], "") == nil {
		texts = texts[:len(texts)-1] // the dash before the name
	}
	texts = r.most(texts)
	if kind == PullQuote {
		b.Text = r.joined(texts)
	} else {
		b.Items = asItems(texts)
	}
	if len(texts) > 0 {
		r.add(b)
	}
	r.addAll(rest)
}

func (r *reader) most(texts []Text) []Text {
	if len(texts) <= MaxItems {
		return texts
	}
	r.tally.add(tooLong, "")
	return texts[:MaxItems]
}

// insideCite reads an attribution, whose cite elements are not set in italics.
func (r *reader) insideCite(n *node, m Span) []Block {
	for _, k := range n.kids {
		if k.tag == "cite" {
			k.tag = "span"
		}
	}
	return r.inside(n, m)
}

func asItems(texts []Text) []Item {
	items := make([]Item, len(texts))
	for i, t := range texts {
		items[i] = Item{Text: t}
	}
	return items
}

// attributionOf finds the element that says who is quoted.
func attributionOf(n *node) *node {
	if found := n.find("footer", "figcaption"); found != nil {
		return found
	}
	return lastCite(n)
}

// lastCite gives the cite at the very end of an element, or nil.
func lastCite(n *node) *node {
	for i := len(n.kids) - 1; i >= 0; i-- {
		k := n.kids[i]
		if k.blank() {
			continue
		}
		if k.tag == "cite" {
			return k
		}
		if oneOf(k.tag, "p", "div", "span", "b", "i", "em", "strong", "small", "blockquote") {
			return lastCite(k)
		}
		return nil
	}
	return nil
}

// post makes an embed of the blockquote that a network's embed code consists of.
func (r *reader) post(n *node) bool {
	address := n.get("cite")
	if _, ok := EmbedFrom(address); !ok {
		address = lastPost(n)
	}
	b, ok := EmbedFrom(address)
	if !ok {
		return false
	}
	b.Title = cleanLine(clipString(words(n), 300))
	r.add(b)
	return true
}

func lastPost(n *node) string {
	for i := len(n.kids) - 1; i >= 0; i-- {
		if href := n.kids[i].get("href"); href != "" {
			if _, ok := EmbedFrom(href); ok {
				return href
			}
		}
		if href := lastPost(n.kids[i]); href != "" {
			return href
		}
	}
	return ""
}

// aside reads what stands beside the text: a pull quote, or else a note.
func (r *reader) aside(n *node, m Span) {
	if n.classed("pullquote", "pull-quote") {
		r.quote(n, m, PullQuote)
		return
	}
	b := Block{ID: n.get("data-block"), Kind: Note, NoteKind: NoteBox, Lang: m.Lang}
	for _, kind := range [...]string{NoteNote, NoteCorrection, NoteClarification, NoteEditors} {
		if n.classed("note-" + kind) {
			b.NoteKind = kind
		}
	}
	texts, rest := asTexts(r.inside(n, m))
	texts = r.most(texts)
	b.Items = asItems(texts)
	if len(texts) > 0 {
		r.add(b)
	}
	r.addAll(rest)
}
