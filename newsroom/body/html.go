package body

import "strings"

// HTMLOptions say how a body becomes part of a page.
type HTMLOptions struct {
	Resolver        Resolver
	Lang            string            // BCP 47, of the story
	Dateline        string            // plain text, for example "TRIPOLI, Libya —"; run in with the first paragraph
	DatelinePath    string            // where the place of the dateline has its page; empty for no link
	FirstPhotoEager bool              // the first photo loads at once, because nothing stands above it
	BaseURL         string            // put before addresses on this site, for feeds; empty on the site itself
	Labels          map[string]string // own words for note kinds, "pull-quote" and "table", over the built-in ones
}

// page prints a document for the reader's page.
type page struct {
	writer
	dateline     string
	datelinePath string
	eager        bool
	level        int // of the last heading
}

// HTML prints the document for the reader's page. The class names are stable,
// for themes. What does not resolve leaves nothing behind: no photo, no link.
func HTML(doc Document, opts HTMLOptions) string {
	p := page{
		writer: writer{
			b: make([]byte, 0, 1024+guessSize(doc)), res: opts.Resolver, lang: opts.Lang, rtl: rightToLeft(opts.Lang),
			base: strings.TrimSuffix(opts.BaseURL, "/"), labels: opts.Labels,
		},
		datelinePath: opts.DatelinePath, eager: opts.FirstPhotoEager, level: 1,
	}
	var alone bool
	if p.dateline, alone = datelineFor(doc, opts.Dateline); alone {
		p.put("<p>")
		p.runIn()
		p.put("</p>\n")
	}
	for i := range doc.Blocks {
		p.block(&doc.Blocks[i])
	}
	return string(p.b)
}

// guessSize gives about the bytes that a document prints.
func guessSize(doc Document) int {
	n := 0
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		n += 64 + len(b.HTML)
		for j := range b.Text {
			n += len(b.Text[j].Text) + 32
		}
		n += 96*len(b.Items) + 512*len(b.Photos) + 256*len(b.Rows)
	}
	return n
}

// datelineFor decides where the dateline goes: into the first paragraph, or
// alone before everything where there is none; nowhere if the text has it.
func datelineFor(doc Document, dateline string) (line string, alone bool) {
	for i := range doc.Blocks {
		if doc.Blocks[i].Kind == Paragraph {
			if dateline == "" || strings.HasPrefix(doc.Blocks[i].Text.String(), dateline) {
				return "", false
			}
			return dateline, false
		}
	}
	return dateline, dateline != ""
}

// place prints a dateline. The dash at its end is not part of the link.
func (w *writer) place(dateline, path string) {
	name := strings.TrimRight(dateline, " —–-")
	if name == "" || !printable(path) {
		w.line(dateline)
		return
	}
	w.put("<a")
	w.hrefAttr(path)
	w.put(">")
	w.line(name)
	w.put("</a>")
	w.line(dateline[len(name):])
}

// runIn prints the dateline once.
func (p *page) runIn() {
	p.put(`<span class="dateline">`)
	p.place(p.dateline, p.datelinePath)
	p.put("</span>")
	p.dateline = ""
}

func (p *page) block(b *Block) {
	switch b.Kind {
	case Paragraph:
		p.open("<p", b)
		if p.dateline != "" {
			p.runIn()
			p.put(" ")
		}
		p.text(b.Text)
		p.put("</p>\n")
	case Heading:
		p.heading(b)
	case List:
		p.items(b, func(ordered bool, level int) {
			p.put(listTag(ordered))
			if level == 0 {
				p.langAttrs(b)
			}
			p.put(">\n")
		}, "<li>")
	case Quote:
		p.quote(b)
	case PullQuote:
		p.put(`<aside class="pullquote"`)
		p.attr("aria-label", p.label(b, labelPullQuote))
		p.open("", b)
		p.put("<blockquote><p>")
		p.text(b.Text)
		p.put("</p>")
		p.attribution(b)
		p.put("</blockquote></aside>\n")
	case Note:
		p.note(b)
	case Photo:
		if len(b.Photos) > 0 && p.photo(&b.Photos[0], b, false) {
			p.put("\n")
		}
	case Gallery:
		p.gallery(b)
	case Table:
		p.table(b)
	case Embed:
		p.embed(b)
	case Divider:
		p.put("<hr class=\"divider\">\n")
	case RawHTML:
		p.open(`<div class="raw"`, b)
		p.put(b.HTML)
		p.put("</div>\n")
	}
}

// Anchor gives the id that the block's element has on the page, without "#":
// headings and notes have one, other kinds give "".
func (b Block) Anchor() string {
	switch {
	case b.ID == "":
	case b.Kind == Heading:
		return "h-" + b.ID
	case b.Kind == Note:
		return "note-" + b.ID
	}
	return ""
}

func (p *page) heading(b *Block) {
	p.level = max(2, min(b.Level, 4))
	p.put("<h")
	p.number(p.level)
	p.anchor(b)
	p.open("", b)
	p.text(b.Text)
	p.put("</h")
	p.number(p.level)
	p.put(">\n")
}

func (p *page) anchor(b *Block) {
	if id := b.Anchor(); id != "" {
		p.attr("id", id)
	}
}

func (p *page) quote(b *Block) {
	p.put(`<blockquote class="quote"`)
	if external(b.Source) && printable(b.Source) {
		p.attr("cite", b.Source)
	}
	p.open("", b)
	p.paragraphs(b)
	p.attribution(b)
	p.put("</blockquote>\n")
}

// paragraphs prints the text and the items of a quote or note.
func (p *page) paragraphs(b *Block) {
	if len(b.Text) > 0 {
		p.put("<p>")
		p.text(b.Text)
		p.put("</p>")
	}
	for i := range b.Items {
		p.put("<p>")
		p.text(b.Items[i].Text)
		p.put("</p>")
	}
}

// attribution prints who said it, linked to where it was said.
func (p *page) attribution(b *Block) {
	source := ""
	if external(b.Source) && printable(b.Source) {
		source = b.Source
	}
	if len(b.Attribution) == 0 && source == "" {
		return
	}
	who := b.Attribution
	if len(who) == 0 {
		who = Text{{Text: hostOf(source)}}
	}
	for i := range who {
		if who[i].linked() {
			source = ""
		}
	}
	p.put("<footer><cite>")
	if source != "" {
		p.put("<a")
		p.hrefAttr(source)
		p.put(">")
	}
	p.text(who)
	if source != "" {
		p.put("</a>")
	}
	p.put("</cite></footer>")
}

// note prints a note with its label as a heading one level below where it stands.
func (p *page) note(b *Block) {
	kind := b.NoteKind
	if !validNote(kind) {
		kind = NoteNote
	}
	p.put(`<aside class="note note-`)
	p.put(kind)
	p.put(`"`)
	p.anchor(b)
	p.open("", b)
	if words := p.label(b, kind); words != "" {
		level := min(p.level+1, 4)
		p.put("<h")
		p.number(level)
		p.put(` class="note-label">`)
		p.line(words)
		p.put("</h")
		p.number(level)
		p.put(">")
	}
	p.paragraphs(b)
	p.put("</aside>\n")
}

func (p *page) table(b *Block) {
	if len(b.Rows) == 0 {
		return
	}
	name := b.Caption.String()
	if name == "" {
		name = p.label(b, labelTable)
	}
	p.put(`<div class="table-scroll" tabindex="0" role="region"`)
	p.attr("aria-label", strings.ReplaceAll(name, "\n", " "))
	p.open("", b)
	p.put("<table>")
	if len(b.Caption) > 0 {
		p.put("<caption>")
		p.text(b.Caption)
		p.put("</caption>")
	}
	p.put("\n")
	p.tableRows(b, "", "")
	p.put("</table></div>\n")
}

// embed prints a link that the page's script turns into a player after a click.
func (p *page) embed(b *Block) {
	player, known := playerOf(b.URL)
	address, name := player.url, player.name
	if !known {
		if !external(b.URL) || !printable(b.URL) {
			return
		}
		address, name = b.URL, hostOf(b.URL)
	}
	p.put(`<figure class="embed`)
	if known {
		p.put(" embed-")
		p.put(player.key)
	}
	p.open(`"`, b)
	p.put(`<a class="embed-link"`)
	p.attr("href", address)
	p.put(` rel="noopener noreferrer"`)
	if player.src != "" && known {
		p.attr("data-embed-src", player.src)
	}
	p.put(`><span class="embed-provider">`)
	p.line(name)
	p.put("</span>")
	if b.Title != "" {
		p.put(` <span class="embed-title">`)
		p.line(b.Title)
		p.put("</span>")
	}
	p.put("</a></figure>\n")
}
