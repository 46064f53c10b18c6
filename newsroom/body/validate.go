package body

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Problem is one thing that keeps a document from being published.
type Problem struct {
	Block   int    // index of the block, from 0
	BlockID string // its id
	Field   string // the field by its JSON name
	Message string // what to do about it, for the person who writes
	// Unfinished says that the document may be kept like this, as somebody who
	// writes leaves it half done, but not be published.
	Unfinished bool
}

// checker gathers the problems of the block it stands at.
type checker struct {
	at       int
	id       string
	problems []Problem
}

func (c *checker) add(field, message string) {
	c.problems = append(c.problems, Problem{Block: c.at, BlockID: c.id, Field: field, Message: message})
}

// finish is require for what may be left for later.
func (c *checker) finish(ok bool, field, message string) {
	if !ok {
		c.problems = append(c.problems, Problem{Block: c.at, BlockID: c.id, Field: field, Message: message, Unfinished: true})
	}
}

func (c *checker) require(ok bool, field, message string) {
	if !ok {
		c.add(field, message)
	}
}

// Validate lists everything that keeps the document from being published, in
// reading order; nil where nothing does.
func (d Document) Validate(rights Rights) []Problem {
	c := checker{problems: overLimits(d)}
	if len(c.problems) > 0 {
		return c.problems
	}
	seen := make(map[string]bool, len(d.Blocks))
	level := 1 // of the last heading; the headline is 1
	for i := range d.Blocks {
		b := &d.Blocks[i]
		c.at, c.id = i, b.ID
		c.require(validID(b.ID), "id", "The block has no usable id: save the story again.")
		c.require(!seen[b.ID], "id", "Two blocks have the same id: save the story again.")
		seen[b.ID] = true
		c.require(b.Lang == "" || validLang(b.Lang), "lang", "Name the language by its code, such as “fr” or “pt-BR”.")
		c.block(b, rights)
		c.strangers(b)
		if b.Kind == Heading {
			c.finish(b.Level < 2 || b.Level > 4 || b.Level <= level+1, "level",
				"The heading skips a level: make it a level "+strconv.Itoa(level+1)+" heading.")
			level = max(2, min(b.Level, 4))
		}
	}
	return c.problems
}

func (c *checker) block(b *Block, rights Rights) {
	c.text("text", b.Text)
	c.text("caption", b.Caption)
	c.text("attribution", b.Attribution)
	for i := range b.Items {
		c.text("items", b.Items[i].Text)
	}
	switch b.Kind {
	case Paragraph:
		c.words(b.Text, "text", "The paragraph is empty: write something or remove it.")
	case Heading:
		c.words(b.Text, "text", "The heading is empty: write it or remove it.")
		c.require(b.Level >= 2 && b.Level <= 4, "level", "A heading inside a story is level 2, 3 or 4.")
	case List:
		c.list(b)
	case Quote:
		c.paragraphs(b, "The quote is empty: put in what was said or remove it.")
		_, ok := SafeHref(b.Source)
		c.finish(b.Source == "" || ok && external(b.Source), "source", "The source of a quote is a web address that starts with https://.")
	case PullQuote:
		c.words(b.Text, "text", "The pull quote is empty: put in the words or remove it.")
	case Note:
		c.paragraphs(b, "The note is empty: write it or remove it.")
		c.require(validNote(b.NoteKind), "note_kind", "Choose what the note is: note, correction, clarification, editors-note or box.")
	case Photo:
		c.finish(len(b.Photos) == 1, "photos", "Choose one photo, or remove the block.")
		c.photos(b.Photos)
	case Gallery:
		c.finish(len(b.Photos) > 0, "photos", "Choose the photos of the gallery, or remove it.")
		c.photos(b.Photos)
	case Table:
		c.table(b)
	case Embed:
		c.embed(b)
	case Divider:
	case RawHTML:
		c.require(rights.RawHTML, "html", "Only people with the right to raw HTML may put it into a story.")
		c.require(strings.TrimSpace(b.HTML) != "", "html", "The HTML block is empty: remove it.")
		c.require(cleanedHTML(b.HTML), "html", "The HTML holds something that a story may not: save again to have it cleaned.")
	default:
		c.add("kind", "This program does not know the kind of block “"+clipString(string(b.Kind), 40)+"”: remove it.")
	}
}

// strangers refuses fields that do not belong to the block's kind.
func (c *checker) strangers(b *Block) {
	own := Block{ID: b.ID, Kind: b.Kind, Lang: b.Lang}
	switch b.Kind {
	case Paragraph:
		own.Text = b.Text
	case Heading:
		own.Text, own.Level = b.Text, b.Level
	case List:
		own.Items, own.Ordered = b.Items, b.Ordered
	case Quote:
		own.Text, own.Items, own.Attribution, own.Source = b.Text, b.Items, b.Attribution, b.Source
	case PullQuote:
		own.Text, own.Attribution = b.Text, b.Attribution
	case Note:
		own.Text, own.Items, own.NoteKind = b.Text, b.Items, b.NoteKind
	case Photo:
		own.Photos = b.Photos
	case Gallery:
		own.Photos, own.Caption = b.Photos, b.Caption
	case Table:
		own.Rows, own.HeadRows, own.HeadColumn, own.Caption = b.Rows, b.HeadRows, b.HeadColumn, b.Caption
	case Embed:
		own.URL, own.Provider, own.Title = b.URL, b.Provider, b.Title
	case Divider:
	case RawHTML:
		own.HTML = b.HTML
	default:
		return
	}
	c.require(reflect.DeepEqual(own, *b), "kind", "The block carries fields that a “"+string(b.Kind)+"” does not have: remove them.")
}

func (c *checker) words(t Text, field, message string) {
	c.finish(tidy(t, breakNone, false) != nil, field, message)
}

func (c *checker) paragraphs(b *Block, message string) {
	if len(b.Items) == 0 {
		c.words(b.Text, "text", message)
		return
	}
	for _, it := range b.Items {
		c.words(it.Text, "items", "One of the paragraphs is empty: write it or remove it.")
		c.require(it.Level == 0 && !it.Ordered, "items", "The paragraphs of a quote or note have no level: make a list of them instead.")
	}
}

func (c *checker) list(b *Block) {
	c.finish(len(b.Items) > 0, "items", "The list is empty: add an entry or remove it.")
	last := -1
	for _, it := range b.Items {
		c.words(it.Text, "items", "An entry of the list is empty: write it or remove it.")
		c.require(it.Level >= 0 && it.Level <= MaxListLevel, "items", "Lists go five levels deep: move the entry outward.")
		c.require(it.Level <= last+1, "items", "An entry skips a level: move it outward by one.")
		c.require(it.Level > 0 || !it.Ordered, "items", "Number the list as a whole, not its outermost entries.")
		last = it.Level
	}
}

func (c *checker) photos(photos []PhotoUse) {
	for _, p := range photos {
		c.require(p.Photo > 0, "photos", "The photo was not saved: choose it again.")
		c.require(oneOf(p.Size, "", "wide", "full", "half"), "photos", "Choose the photo's size: normal, wide, full or half.")
		c.require(share(p.FocalX) == p.FocalX && share(p.FocalY) == p.FocalY, "photos", "Set the photo's focal point inside the photo.")
		c.require(plain(p.Alt), "photos", "The photo's description holds invisible control characters: type it again.")
		c.text("photos", p.Caption)
	}
}

func (c *checker) table(b *Block) {
	cells := 0
	for r := range b.Rows {
		cells += len(b.Rows[r].Cells)
		for i := range b.Rows[r].Cells {
			c.text("rows", b.Rows[r].Cells[i].Text)
		}
	}
	c.finish(cells >= 2, "rows", "A table needs at least two cells: write a paragraph instead.")
	c.finish(hasWords(b.Rows), "rows", "The table is empty: fill it or remove it.")
	if b.HeadRows < 0 || len(b.Rows) > 0 && b.HeadRows >= len(b.Rows) {
		c.finish(false, "head_rows", "The table has only heading rows: leave at least one row below them.")
		return
	}
	if field, message := tableProblem(b); field != "" {
		c.finish(false, field, message)
	}
}

func (c *checker) embed(b *Block) {
	p, ok := playerOf(b.URL)
	c.finish(ok, "url", "This address is not from a provider that can be embedded: make it a link in the text.")
	c.finish(!ok || b.Provider == p.key && b.URL == p.url, "provider", "Paste the address of the embed again.")
	c.require(plain(b.Title), "title", "The title holds invisible control characters: type it again.")
}

func (c *checker) text(field string, t Text) {
	for _, s := range t {
		c.require(plain(s.Text), field, "The text holds invisible control characters: type it again.")
		if s.Href != "" {
			clean, ok := SafeHref(s.Href)
			c.require(ok && clean == s.Href, field,
				fmt.Sprintf("The link “%s” is not an address that a story may link to: use one that starts with https://.", clipString(s.Href, 80)))
		}
		c.require(s.Story >= 0, field, "The link to an own story is broken: choose the story again.")
		c.require(s.Lang == "" || validLang(s.Lang), field, "Name the language by its code, such as “fr” or “pt-BR”.")
	}
}

// plain reports whether a string holds nothing that tidy would drop as unprintable.
func plain(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, dropped)
}

// overLimits lists what exceeds the limits of this package.
func overLimits(d Document) []Problem {
	var c checker
	c.require(len(d.Blocks) <= MaxBlocks, "blocks", fmt.Sprintf("The story has more than %d blocks: split it.", MaxBlocks))
	size := 0
	for i := range d.Blocks {
		b := &d.Blocks[i]
		c.at, c.id = i, b.ID
		c.most(len(b.Items), MaxItems, "items")
		c.most(len(b.Rows), MaxRows, "rows")
		c.most(len(b.Photos), MaxPhotos, "photos")
		c.most(len(b.HTML), MaxHTML, "html")
		c.most(max(len(b.Source), len(b.URL)), MaxHref, "url")
		c.most(len(b.Title), MaxLine, "title")
		for _, t := range texts(b) {
			n := 0
			for j := range t {
				n += len(t[j].Text)
				size += spanSize(&t[j])
				c.most(len(t[j].Href), MaxHref, "text")
			}
			c.most(n, MaxTextBytes, "text")
			c.most(len(t), MaxSpans, "text")
		}
		for j := range b.Photos {
			c.most(len(b.Photos[j].Alt), MaxLine, "photos")
		}
		for j := range b.Rows {
			c.most(len(b.Rows[j].Cells), MaxColumns, "rows")
		}
	}
	c.require(size <= MaxBytes, "blocks", "The story is too long to be stored: split it.")
	return c.problems
}

func (c *checker) most(n, limit int, field string) {
	if n > limit {
		c.add(field, fmt.Sprintf("This is too long: %d where %d is the most. Split it.", n, limit))
	}
}

// spanSize is about what a span takes as JSON.
func spanSize(s *Span) int { return len(s.Text) + len(s.Href) + len(s.Lang) + 16 }

// texts gives every running text of a block.
func texts(b *Block) []Text {
	out := make([]Text, 0, 3+len(b.Items)+len(b.Photos))
	out = append(out, b.Text, b.Attribution, b.Caption)
	for i := range b.Items {
		out = append(out, b.Items[i].Text)
	}
	for i := range b.Photos {
		out = append(out, b.Photos[i].Caption)
	}
	for r := range b.Rows {
		for c := range b.Rows[r].Cells {
			out = append(out, b.Rows[r].Cells[c].Text)
		}
	}
	return out
}
