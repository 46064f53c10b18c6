package body

import "strconv"

// figure reads a figure by what it shows: a pull quote, a quotation, a table,
// an embed, several pictures or one.
func (r *reader) figure(n *node, m Span) {
	switch {
	case n.classed("wp-block-pullquote", "pullquote"):
		r.quote(n, m, PullQuote)
	case n.find("table") != nil:
		if t := n.find("table"); t.find("caption") == nil {
			moveCaption(n, t)
		}
		r.kids(n, m)
	case n.find("blockquote") != nil && n.find("img") == nil:
		r.figureQuote(n, m)
	case n.find("iframe") != nil && n.find("img") == nil:
		r.figureFrame(n, m)
	case n.count("img") > 1:
		r.gallery(n, m)
	case n.count("img") == 1:
		r.onePhoto(n, m)
	default:
		if n.classed("embed") {
			r.embedLink(n)
		}
		r.running(n, m, Block{})
	}
}

// figureFrame reads a player whose title is the figure's caption.
func (r *reader) figureFrame(n *node, m Span) {
	f, c := n.find("iframe"), n.find("figcaption")
	f.taken = true
	if c == nil || c.holds(f) {
		r.iframe(f, "")
	} else {
		c.taken = r.iframe(f, words(c))
	}
	r.running(n, m, Block{})
}

// moveCaption makes a figure's caption the table's.
func moveCaption(figure, table *node) {
	c := figure.find("figcaption")
	if c == nil || c.holds(table) {
		return
	}
	c.taken = true
	table.kids = append([]*node{{tag: "caption", kids: c.kids}}, table.kids...)
}

// figureQuote reads a quotation whose attribution is the figure's caption.
func (r *reader) figureQuote(n *node, m Span) {
	q := n.find("blockquote")
	if c := n.find("figcaption"); c != nil && !c.holds(q) && attributionOf(q) == nil {
		q.kids = append(q.kids, &node{tag: "footer", kids: c.kids})
		c.taken = true
	}
	r.kids(n, m)
	r.flush()
}

// embedLink reads the link that XHTML prints for an embed.
func (r *reader) embedLink(n *node) {
	a := n.find("a")
	if a == nil {
		return
	}
	b, ok := EmbedFrom(a.get("href"))
	if !ok {
		return
	}
	b.ID = n.get("data-block")
	b.Lang = r.langOf(n, "")
	b.Title = cleanLine(a.get("title"))
	r.add(b)
	a.taken = true
}

func (r *reader) onePhoto(n *node, m Span) {
	img := n.find("img")
	img.taken = true
	caption, credit := r.captionOf(n, m)
	r.image(img, n.get("data-block"), caption, credit)
	r.running(n, m, Block{})
}

// captionOf takes a figure's caption, with the credit apart where it is marked so.
func (r *reader) captionOf(n *node, m Span) (caption Text, credit string) {
	c := n.find("figcaption")
	if c == nil {
		return nil, ""
	}
	if by := creditIn(c); by != nil {
		credit = words(by)
		by.taken = true
	}
	texts, rest := asTexts(r.inside(c, m))
	c.taken = true
	r.addAll(rest)
	return r.joined(texts), credit
}

func creditIn(n *node) *node {
	for _, k := range n.kids {
		if k.classed("credit", "caption-credit", "photo-credit", "image-credit", "source", "byline") || k.tag == "cite" || k.tag == "small" {
			return k
		}
		if found := creditIn(k); found != nil {
			return found
		}
	}
	return nil
}

// gallery reads several pictures that belong together. A caption that belongs to
// none of them is the gallery's.
func (r *reader) gallery(n *node, m Span) {
	b := Block{ID: n.get("data-block"), Kind: Gallery, Lang: m.Lang}
	r.galleryPhotos(n, m, &b)
	if c := ownCaption(n); c != nil && !c.taken && len(b.Photos) > 0 {
		texts, rest := asTexts(r.inside(c, m))
		b.Caption = r.joined(texts)
		c.taken = true
		r.addAll(rest)
	}
	if len(b.Photos) > 0 {
		r.add(b)
	}
	r.running(n, m, Block{})
}

func (r *reader) galleryPhotos(n *node, m Span, b *Block) {
	for _, k := range n.kids {
		img, caption, credit := k, Text(nil), ""
		switch {
		case len(b.Photos) == MaxPhotos:
			return
		case k.taken:
			continue
		case (k.tag == "figure" || k.tag == "li") && k.count("img") == 1 && k.find("img") != nil:
			img = k.find("img")
			img.taken = true
			caption, credit = r.captionOf(k, m)
		case k.tag != "img":
			r.galleryPhotos(k, m, b)
			continue
		}
		img.taken = true
		if use, ok := r.photo(img, caption, credit); ok {
			b.Photos = append(b.Photos, use)
		}
	}
}

// ownCaption gives the figcaption that is not inside a figure or entry of its own.
func ownCaption(n *node) *node {
	for _, k := range n.kids {
		if k.tag == "figcaption" {
			return k
		}
		if k.tag != "figure" && k.tag != "li" {
			if found := ownCaption(k); found != nil {
				return found
			}
		}
	}
	return nil
}

// table reads a table of facts. Tables that only lay out a page are read as the
// blocks that they hold.
func (r *reader) table(n *node, m Span) {
	t := tableReader{reader: r, b: Block{ID: n.get("data-block"), Kind: Table, Lang: m.Lang}, marks: m, heading: true}
	if layout(n) {
		r.kids(n, m)
		r.flush()
		return
	}
	t.part(n, false)
	if len(t.b.Rows) > MaxRows {
		t.b.Rows = t.b.Rows[:MaxRows]
		r.tally.add(tooLong, "")
	}
	t.b.HeadColumn = t.sideHeads > 0 && t.sidePlain == 0
	r.addAll(t.before)
	if len(t.b.Rows) > 0 {
		r.add(t.b)
	}
	r.addAll(t.after)
}

// layout reports whether a table only arranges things: it holds tables,
// headings, lists, pictures or one cell.
func layout(n *node) bool {
	if oneOf(n.get("role"), "presentation", "none") || n.count("td")+n.count("th") < 2 || n.find("table") != nil {
		return true
	}
	return n.find("th", "caption") == nil && n.find("h1", "h2", "h3", "h4", "ul", "ol", "img", "figure", "blockquote", "hr", "iframe") != nil
}

// tableReader reads the rows of one table.
type tableReader struct {
	*reader
	b             Block
	marks         Span
	heading       bool // no row of the body was read yet
	sideHeads     int  // body rows that begin with a heading
	sidePlain     int  // body rows that do not
	until         int  // first row whose first column is free
	before, after []Block
}

func (t *tableReader) part(n *node, head bool) {
	for _, k := range n.kids {
		switch {
		case k.taken, k.tag != "" && hidden(k):
		case k.tag == "thead":
			t.part(k, true)
			if t.heading {
				t.b.HeadRows = len(t.b.Rows)
				t.heading = len(t.b.Rows) == 0
			}
		case k.tag == "tbody", k.tag == "tfoot":
			t.part(k, false)
		case k.tag == "tr":
			t.row(k, head)
		case k.tag == "caption":
			texts, rest := asTexts(t.inside(k, t.marks))
			t.b.Caption = t.joined(texts)
			t.after = append(t.after, rest...)
		default: // what stands between rows comes before the table
			s := t.sub()
			s.node(k, t.marks)
			s.flush()
			t.before = append(t.before, s.blocks...)
		}
	}
}

func (t *tableReader) row(n *node, head bool) {
	var row Row
	columnHeads := 0
	at := len(t.b.Rows)
	first := ""
	for _, k := range n.kids {
		if k.tag != "td" && k.tag != "th" {
			if k.tag != "" && !hidden(k) || k.tag == "" && !k.blank() {
				s := t.sub()
				s.node(k, t.marks)
				s.flush()
				t.before = append(t.before, s.blocks...)
			}
			continue
		}
		m := marked(k, Span{Lang: t.langOf(k, t.marks.Lang)})
		texts, rest := asTexts(t.inside(k, m))
		t.after = append(t.after, rest...)
		if len(row.Cells) == MaxColumns {
			t.tally.add(tooLong, "")
			continue
		}
		cell := Cell{Text: t.joined(texts), ColSpan: span(k.get("colspan"), MaxColumns), RowSpan: span(k.get("rowspan"), MaxRows)}
		if k.tag == "th" && !oneOf(k.get("scope"), "row", "rowgroup") {
			columnHeads++
		}
		if len(row.Cells) == 0 && t.until <= at {
			t.until = at + atLeastOne(cell.RowSpan)
			if len(cell.Text) > 0 {
				first = k.tag
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	if len(row.Cells) == 0 {
		return
	}
	t.b.Rows = append(t.b.Rows, row)
	if head && t.heading {
		return
	}
	if t.heading && columnHeads == len(row.Cells) {
		t.b.HeadRows = len(t.b.Rows)
		return
	}
	t.heading = false
	switch first {
	case "th":
		t.sideHeads++
	case "td":
		t.sidePlain++
	}
}

func span(s string, limit int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 2 {
		return 0
	}
	return min(n, limit)
}
