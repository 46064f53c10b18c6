package body

// XHTML prints the document as a well-formed fragment for exchange, such as
// body_xhtml in ninjs. FromHTML reads it back into the same blocks. Addresses
// of own stories are what the resolver gives: make them absolute there.
func XHTML(doc Document, resolver Resolver) string {
	x := exchange{writer{b: make([]byte, 0, 512+guessSize(doc)), res: resolver, dialect: xhtml}}
	for i := range doc.Blocks {
		x.block(&doc.Blocks[i])
	}
	return string(x.b)
}

// exchange prints a document as XHTML.
type exchange struct{ writer }

// open prints the start of a block's element with what is needed to read it back.
func (x *exchange) open(start string, b *Block) {
	x.put(start)
	if b.ID != "" {
		x.attr("data-block", b.ID)
	}
	x.langAttrs(b)
	x.put(">")
}

func (x *exchange) block(b *Block) {
	switch b.Kind {
	case Paragraph:
		x.element("p", b, b.Text)
	case Heading:
		x.element("h"+string(rune('0'+max(2, min(b.Level, 4)))), b, b.Text)
	case List:
		x.items(b, func(ordered bool, level int) {
			if level > 0 {
				x.put(listTag(ordered) + ">\n")
				return
			}
			x.open(listTag(ordered), b)
			x.put("\n")
		}, "<li>")
	case Quote:
		x.put("<blockquote")
		if external(b.Source) && printable(b.Source) {
			x.attr("cite", b.Source)
		}
		x.open("", b)
		x.paragraphs(b)
		x.put("</blockquote>\n")
	case PullQuote:
		x.open(`<aside class="pullquote"`, b)
		x.put("<blockquote>")
		x.paragraphs(b)
		x.put("</blockquote></aside>\n")
	case Note:
		if validNote(b.NoteKind) {
			x.open(`<aside class="note note-`+b.NoteKind+`"`, b)
			x.paragraphs(b)
			x.put("</aside>\n")
		}
	default:
		x.figure(b)
	}
}

// figure prints the kinds of block that are not running text.
func (x *exchange) figure(b *Block) {
	switch b.Kind {
	case Photo:
		for i := range b.Photos {
			x.photo(&b.Photos[i], b)
		}
	case Gallery:
		before := len(x.b)
		x.open(`<figure class="gallery"`, b)
		after := len(x.b)
		for i := range b.Photos {
			x.photo(&b.Photos[i], nil)
		}
		if len(x.b) == after {
			x.b = x.b[:before]
			return
		}
		if len(b.Caption) > 0 {
			x.element("figcaption", nil, b.Caption)
		}
		x.put("</figure>\n")
	case Table:
		if len(b.Rows) == 0 {
			return
		}
		x.open("<table", b)
		if len(b.Caption) > 0 {
			x.element("caption", nil, b.Caption)
		}
		x.tableRows(b, "", "")
		x.put("</table>\n")
	case Embed:
		x.embed(b)
	case Divider:
		x.put("<hr")
		if b.ID != "" {
			x.attr("data-block", b.ID)
		}
		x.put("/>\n")
	case RawHTML:
		inner, _ := FromHTML(b.HTML, FromOptions{})
		for i := range inner.Blocks {
			inner.Blocks[i].ID = ""
			x.block(&inner.Blocks[i])
		}
	default: // running text: see block
	}
}

func (x *exchange) element(tag string, b *Block, t Text) {
	x.put("<")
	x.put(tag)
	if b != nil {
		x.open("", b)
	} else {
		x.put(">")
	}
	x.text(t)
	x.put("</")
	x.put(tag)
	x.put(">\n")
}

func (x *exchange) paragraphs(b *Block) {
	if len(b.Text) > 0 {
		x.put("<p>")
		x.text(b.Text)
		x.put("</p>")
	}
	for i := range b.Items {
		x.put("<p>")
		x.text(b.Items[i].Text)
		x.put("</p>")
	}
	if len(b.Attribution) > 0 {
		x.put("<footer><cite>")
		x.text(b.Attribution)
		x.put("</cite></footer>")
	}
}

func (x *exchange) photo(use *PhotoUse, b *Block) {
	if x.res == nil {
		return
	}
	pic, ok := x.res.Picture(*use)
	if !ok || !printable(pic.URL) {
		return
	}
	if b != nil {
		x.open("<figure", b)
	} else {
		x.put("<figure>")
	}
	x.put("<img")
	x.attr("src", pic.URL)
	if pic.Width > 0 && pic.Height > 0 {
		x.numberAttr("width", pic.Width)
		x.numberAttr("height", pic.Height)
	}
	x.attr("alt", pic.Alt)
	x.put("/>")
	credit := creditLine(&pic)
	if len(pic.Caption) > 0 || credit != "" {
		x.put("<figcaption>")
		x.text(pic.Caption)
		if len(pic.Caption) > 0 && credit != "" {
			x.put(" ")
		}
		if credit != "" {
			x.put(`<span class="credit">`)
			x.line(credit)
			x.put("</span>")
		}
		x.put("</figcaption>")
	}
	x.put("</figure>\n")
}

func (x *exchange) embed(b *Block) {
	if !external(b.URL) || !printable(b.URL) {
		return
	}
	x.open(`<figure class="embed"`, b)
	x.put("<a")
	x.attr("href", b.URL)
	if b.Title != "" {
		x.attr("title", b.Title)
	}
	x.put(">")
	if b.Title != "" {
		x.line(b.Title)
	} else {
		x.line(b.URL)
	}
	x.put("</a></figure>\n")
}
