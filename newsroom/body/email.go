package body

import "strings"

// EmailOptions say how a body becomes part of an e-mail.
type EmailOptions struct {
	Resolver     Resolver
	BaseURL      string // scheme and host of the site, put before its paths
	Lang         string // BCP 47, of the story
	Dateline     string // plain text, run in with the first paragraph
	DatelinePath string
	Labels       map[string]string // own words over the built-in ones, as in HTMLOptions
}

// The widest a picture stands in an e-mail, in pixels.
const mailWidth = 600

// Inline styles: mail programs drop style sheets, and no colour is set on text
// so that their dark modes keep working.
const (
	mailLink    = ` style="text-decoration:underline"`
	mailP       = ` style="margin:0 0 16px;line-height:1.55"`
	mailHead    = ` style="margin:28px 0 10px;line-height:1.25"`
	mailList    = ` style="margin:0 0 16px;padding:0 24px"`
	mailFigure  = ` style="margin:0 0 20px"`
	mailImg     = ` style="display:block;max-width:100%;height:auto;border:0"`
	mailCaption = ` style="margin:6px 0 0;font-size:13px;line-height:1.4"`
	mailCite    = ` style="margin:0;font-size:14px"`
	mailTable   = ` style="margin:0 0 16px;border-collapse:collapse"`
	mailHeadTH  = ` style="padding:6px 10px;border-bottom:2px solid #888888;font-weight:bold;text-align:left"`
	mailHeadRTL = ` style="padding:6px 10px;border-bottom:2px solid #888888;font-weight:bold;text-align:right"`
	mailCell    = ` style="padding:6px 10px;border-bottom:1px solid #bbbbbb;vertical-align:top"`
	mailRule    = ` style="margin:24px 0;border:0;border-top:1px solid #bbbbbb"`
	mailNote    = ` style="margin:0 0 20px;padding:12px 16px 0;border:1px solid #bbbbbb"`
)

// letter prints a document for an e-mail.
type letter struct {
	writer
	dateline     string
	datelinePath string
}

// Email prints the document as HTML for an e-mail: styles inline, addresses
// absolute, pictures at most 600 pixels wide, embeds as links.
func Email(doc Document, opts EmailOptions) string {
	l := letter{
		writer: writer{
			b: make([]byte, 0, 1024+2*guessSize(doc)), res: opts.Resolver, dialect: mail, lang: opts.Lang,
			rtl: rightToLeft(opts.Lang), base: strings.TrimSuffix(opts.BaseURL, "/"), labels: opts.Labels,
		},
		datelinePath: opts.DatelinePath,
	}
	var alone bool
	if l.dateline, alone = datelineFor(doc, opts.Dateline); alone {
		l.paragraph(nil, nil)
	}
	for i := range doc.Blocks {
		l.block(&doc.Blocks[i])
	}
	return string(l.b)
}

func (l *letter) block(b *Block) {
	switch b.Kind {
	case Paragraph:
		l.paragraph(b, b.Text)
	case Heading:
		l.heading(b)
	case List:
		l.items(b, func(ordered bool, level int) {
			l.put(listTag(ordered))
			l.put(mailList)
			if level == 0 {
				l.langAttrs(b)
			}
			l.put(">\n")
		}, `<li style="margin:0 0 6px">`)
	case Quote, PullQuote:
		l.quote(b)
	case Note:
		l.note(b)
	case Photo, Gallery:
		for i := range b.Photos {
			l.photo(&b.Photos[i], b)
		}
		if len(b.Caption) > 0 {
			l.smallPrint(b.Caption)
		}
	case Table:
		l.table(b)
	case Embed:
		l.embed(b)
	case Divider:
		l.put("<hr" + mailRule + ">\n")
	case RawHTML:
		inner, _ := FromHTML(b.HTML, FromOptions{Lang: l.lang})
		for i := range inner.Blocks {
			l.block(&inner.Blocks[i])
		}
	}
}

func (l *letter) paragraph(b *Block, t Text) {
	l.put("<p")
	l.put(mailP)
	if b != nil {
		l.langAttrs(b)
	}
	l.put(">")
	if l.dateline != "" {
		l.place(l.dateline, l.datelinePath)
		l.dateline = ""
		if b != nil {
			l.put(" ")
		}
	}
	l.text(t)
	l.put("</p>\n")
}

func (l *letter) heading(b *Block) {
	level := max(2, min(b.Level, 4))
	l.put("<h")
	l.number(level)
	l.put(mailHead)
	l.open("", b)
	l.text(b.Text)
	l.put("</h")
	l.number(level)
	l.put(">\n")
}

// quote prints quotes and pull quotes with a rule at the side where lines start.
func (l *letter) quote(b *Block) {
	l.put("<blockquote")
	mark := len(l.b)
	l.langAttrs(b)
	attrs := string(l.b[mark:])
	l.b = l.b[:mark]
	if l.now {
		l.put(` style="margin:0 0 20px;padding:4px 16px 4px 0;border-right:3px solid #888888"`)
	} else {
		l.put(` style="margin:0 0 20px;padding:4px 0 4px 16px;border-left:3px solid #888888"`)
	}
	l.put(attrs)
	l.put(">")
	l.styled(b, b.Kind == PullQuote)
	if len(b.Attribution) > 0 {
		l.put("<p" + mailCite + ">— ")
		l.text(b.Attribution)
		l.put("</p>")
	}
	l.put("</blockquote>\n")
}

// styled prints the paragraphs of a quote or note.
func (l *letter) styled(b *Block, big bool) {
	p := `<p style="margin:0 0 8px;line-height:1.5">`
	if big {
		p = `<p style="margin:0 0 8px;font-size:22px;line-height:1.3">`
	}
	if len(b.Text) > 0 {
		l.put(p)
		l.text(b.Text)
		l.put("</p>")
	}
	for i := range b.Items {
		l.put(p)
		l.text(b.Items[i].Text)
		l.put("</p>")
	}
}

func (l *letter) note(b *Block) {
	l.put("<div")
	l.put(mailNote)
	l.open("", b)
	if words := l.label(b, b.NoteKind); words != "" {
		l.put(`<p style="margin:0 0 6px"><strong>`)
		l.line(words)
		l.put("</strong></p>")
	}
	l.styled(b, false)
	l.put("</div>\n")
}

func (l *letter) photo(use *PhotoUse, b *Block) {
	if l.res == nil {
		return
	}
	pic, ok := l.res.Picture(*use)
	if !ok || !printable(pic.URL) {
		return
	}
	width, height := pic.Width, pic.Height
	if width > mailWidth {
		width, height = mailWidth, height*mailWidth/width
	}
	l.put("<div")
	l.put(mailFigure)
	l.open("", b)
	l.put("<img")
	l.address("src", pic.URL)
	if width > 0 && height > 0 {
		l.numberAttr("width", width)
		l.numberAttr("height", height)
	}
	l.attr("alt", pic.Alt)
	l.put(mailImg)
	l.put(">")
	credit := creditLine(&pic)
	if len(pic.Caption) > 0 || credit != "" {
		l.put("<p" + mailCaption + ">")
		l.text(pic.Caption)
		if len(pic.Caption) > 0 && credit != "" {
			l.put(" ")
		}
		l.line(credit)
		l.put("</p>")
	}
	l.put("</div>\n")
}

func (l *letter) smallPrint(t Text) {
	l.put("<p style=\"margin:0 0 20px;font-size:13px;line-height:1.4\">")
	l.text(t)
	l.put("</p>\n")
}

func (l *letter) table(b *Block) {
	if len(b.Rows) == 0 {
		return
	}
	l.put("<table")
	l.put(mailTable)
	l.open("", b)
	if len(b.Caption) > 0 {
		l.put("<caption>")
		l.text(b.Caption)
		l.put("</caption>")
	}
	l.put("\n")
	head := mailHeadTH
	if l.now {
		head = mailHeadRTL
	}
	l.tableRows(b, head, mailCell)
	l.put("</table>\n")
}

func (l *letter) embed(b *Block) {
	address, name := b.URL, hostOf(b.URL)
	if p, ok := playerOf(b.URL); ok {
		address, name = p.url, p.name
	}
	if !external(address) || !printable(address) {
		return
	}
	l.put("<p")
	l.put(mailP)
	l.open("", b)
	l.put("<a")
	l.hrefAttr(address)
	l.put(">")
	l.line(name)
	if b.Title != "" {
		l.put(": ")
		l.line(b.Title)
	}
	l.put("</a></p>\n")
}
