package body

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// LinkStyle says where a plain text puts the addresses of its links.
type LinkStyle int

// The styles. Footnotes number the links and list them under the text.
const (
	LinkFootnotes LinkStyle = iota
	LinkInline              // in parentheses after the words
	LinkOmit                // nowhere
)

// PlainOptions say how a body becomes plain text.
type PlainOptions struct {
	Resolver Resolver
	BaseURL  string // scheme and host of the site, put before its paths
	Lang     string // BCP 47, of the story
	Dateline string // run in with the first paragraph
	Links    LinkStyle
	Width    int               // wrap lines at this many characters; 0 for one line a paragraph
	Labels   map[string]string // own words over the built-in ones, as in HTMLOptions
}

// Plain prints the document as text that reads well without any markup, such
// as the text half of an e-mail. Blocks are parted by one empty line. Pull quotes
// are left out: without their looks they only say something twice.
func Plain(doc Document, opts PlainOptions) string {
	p := plainer{opts: opts, base: strings.TrimSuffix(opts.BaseURL, "/"), noted: map[string]int{}}
	p.writer = writer{res: opts.Resolver, lang: opts.Lang, labels: opts.Labels}
	for i := range doc.Blocks {
		p.block(&doc.Blocks[i])
	}
	if p.opts.Dateline != "" {
		p.paras = append([]string{p.opts.Dateline}, p.paras...)
	}
	if len(p.notes) > 0 {
		p.paras = append(p.paras, strings.Join(p.notes, "\n"))
	}
	if len(p.paras) == 0 {
		return ""
	}
	return strings.Join(p.paras, "\n\n") + "\n"
}

// plainer gathers the paragraphs of a plain text.
type plainer struct {
	writer
	opts  PlainOptions
	base  string
	paras []string
	notes []string       // footnotes
	noted map[string]int // their numbers by address
}

func (p *plainer) add(first, rest, s string) {
	if s == "" {
		return
	}
	p.paras = append(p.paras, prefixed(first, rest, s, p.opts.Width))
}

func (p *plainer) block(b *Block) {
	switch b.Kind {
	case Paragraph:
		s := p.inline(b.Text)
		if d := p.opts.Dateline; d != "" {
			if !strings.HasPrefix(s, d) {
				s = d + " " + s
			}
			p.opts.Dateline = ""
		}
		p.add("", "", s)
	case Heading:
		p.add("", "", strings.Repeat("#", max(2, min(b.Level, 4)))+" "+p.inline(b.Text))
	case List:
		p.list(b)
	case Quote:
		p.quote(b)
	case Note:
		s := p.flow(b)
		if words := p.label(b, b.NoteKind); words != "" {
			s = words + ": " + s
		}
		p.add("", "", s)
	case Photo, Gallery:
		for i := range b.Photos {
			p.photo(&b.Photos[i])
		}
		p.add("", "", p.inline(b.Caption))
	case Table:
		p.table(b)
	case Embed:
		p.embed(b)
	case Divider:
		p.add("", "", "* * *")
	case RawHTML:
		inner, _ := FromHTML(b.HTML, FromOptions{Lang: p.lang})
		for i := range inner.Blocks {
			p.block(&inner.Blocks[i])
		}
	case PullQuote: // it stands in the text already
	}
}

// inline gives running text with its links' addresses where the options want them.
func (p *plainer) inline(t Text) string {
	var b strings.Builder
	for i := range t {
		m := p.resolved(&t[i])
		b.WriteString(t[i].Text)
		if m.Href == "" || i+1 < len(t) && p.resolved(&t[i+1]).Href == m.Href {
			continue // the address follows the last span of the link
		}
		if m.Href[0] == '/' {
			m.Href = p.base + m.Href
		}
		p.cite(&b, m.Href)
	}
	return b.String()
}

func (p *plainer) cite(b *strings.Builder, href string) {
	switch p.opts.Links {
	case LinkInline:
		if !strings.HasSuffix(b.String(), href) {
			b.WriteString(" (" + strings.TrimPrefix(href, "mailto:") + ")")
		}
	case LinkOmit:
	case LinkFootnotes:
		n, ok := p.noted[href]
		if !ok {
			n = len(p.notes) + 1
			p.noted[href] = n
			p.notes = append(p.notes, "["+strconv.Itoa(n)+"] "+href)
		}
		b.WriteString(" [" + strconv.Itoa(n) + "]")
	}
}

// flow joins the paragraphs of a quote or note.
func (p *plainer) flow(b *Block) string {
	parts := make([]string, 0, 1+len(b.Items))
	if len(b.Text) > 0 {
		parts = append(parts, p.inline(b.Text))
	}
	for i := range b.Items {
		parts = append(parts, p.inline(b.Items[i].Text))
	}
	return strings.Join(parts, "\n\n")
}

func (p *plainer) quote(b *Block) {
	s := p.flow(b)
	if s == "" {
		return
	}
	if len(b.Attribution) > 0 {
		s += "\n— " + p.inline(b.Attribution)
	}
	p.add("> ", "> ", s)
}

func (p *plainer) list(b *Block) {
	lines := make([]string, 0, len(b.Items))
	var count [MaxListLevel + 2]int
	last := -1
	for i := range b.Items {
		it := &b.Items[i]
		level := max(0, min(it.Level, last+1, MaxListLevel))
		if level > last {
			count[level] = 0
		}
		last = level
		count[level]++
		sign := "- "
		if level == 0 && b.Ordered || level > 0 && it.Ordered {
			sign = strconv.Itoa(count[level]) + ". "
		}
		indent := strings.Repeat("  ", level)
		lines = append(lines, prefixed(indent+sign, indent+strings.Repeat(" ", len(sign)), p.inline(it.Text), p.opts.Width))
	}
	if len(lines) > 0 {
		p.paras = append(p.paras, strings.Join(lines, "\n"))
	}
}

// photo prints the caption and credit: the picture itself is not there to see.
func (p *plainer) photo(use *PhotoUse) {
	if p.res == nil {
		return
	}
	pic, ok := p.res.Picture(*use)
	if !ok {
		return
	}
	words := p.inline(pic.Caption)
	if words == "" {
		words = pic.Alt
	}
	credit := creditLine(&pic)
	if words != "" && credit != "" {
		credit = " (" + credit + ")"
	}
	if words+credit != "" {
		p.add("", "", "["+words+credit+"]")
	}
}

func (p *plainer) table(b *Block) {
	lines := make([]string, 0, 1+len(b.Rows))
	if len(b.Caption) > 0 {
		lines = append(lines, p.inline(b.Caption))
	}
	for r := range b.Rows {
		cells := make([]string, 0, len(b.Rows[r].Cells))
		for c := range b.Rows[r].Cells {
			cells = append(cells, strings.ReplaceAll(p.inline(b.Rows[r].Cells[c].Text), "\n", " "))
		}
		lines = append(lines, strings.TrimRight(strings.Join(cells, " | "), " "))
	}
	if len(lines) > 0 {
		p.paras = append(p.paras, strings.Join(lines, "\n"))
	}
}

func (p *plainer) embed(b *Block) {
	if !external(b.URL) || !printable(b.URL) {
		return
	}
	name := hostOf(b.URL)
	if known, ok := playerOf(b.URL); ok {
		name = known.name
	}
	if b.Title != "" {
		name += ": " + b.Title
	}
	if p.opts.Links != LinkOmit {
		name += "\n" + b.URL
	}
	p.add("", "", name)
}

// prefixed puts a prefix before the first and the other lines of s, and wraps
// at width where it is above 0.
func prefixed(first, rest, s string, width int) string {
	lines := strings.Split(s, "\n")
	if width > 0 {
		lines = wrapped(lines, max(width-utf8.RuneCountInString(first), 20))
	}
	if first == "" && rest == "" {
		return strings.Join(lines, "\n")
	}
	for i := range lines {
		prefix := rest
		if i == 0 {
			prefix = first
		}
		lines[i] = strings.TrimRight(prefix+lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// wrapped breaks lines at spaces so that each has at most width characters; a
// longer word stays whole.
func wrapped(lines []string, width int) []string {
	var out []string
	for _, line := range lines {
		cur, n := "", 0
		for _, word := range strings.Split(line, " ") {
			w := utf8.RuneCountInString(word)
			if n > 0 && n+1+w > width {
				out = append(out, cur)
				cur, n = "", 0
			}
			if n > 0 {
				cur += " "
				n++
			}
			cur += word
			n += w
		}
		out = append(out, cur)
	}
	return out
}
