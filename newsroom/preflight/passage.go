package preflight

import (
	"fmt"
	"strings"

	"dateline/newsroom/body"
)

// part says what a passage is on the page.
type part int

const (
	running part = iota // paragraphs, headings, lists, quotes, notes, tables
	caption
	speaker // who said a quotation
)

// passage is one run of text and where it stands.
type passage struct {
	field string
	block *body.Block // nil for the lead photo's caption
	part  part
	text  string
}

// finding makes a finding about words of p.
func (p passage) finding(words, message string) Finding {
	f := Finding{Field: p.field, Words: words, Message: message}
	if p.block != nil {
		f.Block = p.block.ID
	}
	return f
}

// passages gives the texts of a story in reading order. Pull quotes repeat the
// text and raw HTML is nobody's prose, so both are left out.
func (g *Galley) passages() []passage {
	var all []passage
	add := func(field string, b *body.Block, p part, t body.Text) {
		if s := strings.TrimSpace(t.String()); s != "" {
			all = append(all, passage{field, b, p, s})
		}
	}
	c := &g.Story.Content
	if use, ok := c.LeadPhoto(); ok {
		add("lead.caption", nil, caption, use.Caption)
	}
	for i := range c.Body.Blocks {
		b := &c.Body.Blocks[i]
		if b.Kind == body.PullQuote || b.Kind == body.RawHTML {
			continue
		}
		field := blockField(i)
		add(field, b, running, b.Text)
		for j := range b.Items {
			add(field, b, running, b.Items[j].Text)
		}
		for _, row := range b.Rows {
			for _, cell := range row.Cells {
				add(field, b, running, cell.Text)
			}
		}
		for j := range b.Photos {
			add(fmt.Sprintf("%s.photos[%d].caption", field, j), b, caption, b.Photos[j].Caption)
		}
		add(field+".caption", b, caption, b.Caption)
		add(field+".attribution", b, speaker, b.Attribution)
	}
	return all
}

func blockField(i int) string { return fmt.Sprintf("body.blocks[%d]", i) }

// prose gives the running texts alone.
func (g *Galley) prose() []passage {
	var all []passage
	for _, p := range g.passages() {
		if p.part == running {
			all = append(all, p)
		}
	}
	return all
}

// shown is one photo as the story prints it.
type shown struct {
	field string // "lead" or "body.blocks[3].photos[0]"
	block *body.Block
	use   body.PhotoUse
}

func (s shown) finding(severity Severity, field, words, message string) Finding {
	f := Finding{Severity: severity, Field: s.field + field, Words: words, Message: message}
	if s.block != nil {
		f.Block = s.block.ID
	}
	return f
}

// shows lists the photos of a story, the lead first.
func (g *Galley) shows() []shown {
	var all []shown
	c := &g.Story.Content
	if use, ok := c.LeadPhoto(); ok {
		all = append(all, shown{"lead", nil, use})
	}
	for i := range c.Body.Blocks {
		b := &c.Body.Blocks[i]
		if b.Kind != body.Photo && b.Kind != body.Gallery {
			continue
		}
		for j := range b.Photos {
			all = append(all, shown{fmt.Sprintf("%s.photos[%d]", blockField(i), j), b, b.Photos[j]})
		}
	}
	return all
}
