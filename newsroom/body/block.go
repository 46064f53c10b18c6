// Package body is the text of a story as a structured document: an ordered
// list of typed blocks with marked-up text inside. In a newsroom the "body" is
// everything under the byline; here it is data, so that one document can be
// printed as a web page, an e-mail, plain text or ninjs without any of them
// guessing at markup. The package is pure: no database, no clock, no network.
package body

import "slices"

// Kind names what a block is.
type Kind string

// The kinds of block. The list is closed: an unknown kind fails validation and
// is never rendered.
const (
	Paragraph Kind = "paragraph"
	Heading   Kind = "heading"   // Level 2 to 4; the story's headline is the only level 1
	List      Kind = "list"      // Items, Ordered
	Quote     Kind = "quote"     // Text or Children-free paragraphs in Items, Attribution, Source
	PullQuote Kind = "pullquote" // Text, Attribution; repeats words of the story, so renderers mark it as an aside
	Photo     Kind = "photo"     // Photos[0]
	Gallery   Kind = "gallery"   // Photos, Caption
	Table     Kind = "table"     // Rows, HeadRows, HeadColumn, Caption
	Embed     Kind = "embed"     // URL, Provider, Title: click-to-load, never a third-party script on load
	Divider   Kind = "divider"
	Note      Kind = "note" // NoteKind, Text or Items
	RawHTML   Kind = "html" // HTML: for the few who hold the right
)

// Document is a whole body. The zero value is an empty body.
type Document struct {
	Blocks []Block `json:"blocks"`
}

// Block is one piece of the body. Which fields count depends on Kind (see the
// constants); the others are empty.
type Block struct {
	ID   string `json:"id,omitempty"` // stable within the document, for anchors, diffs and merges
	Kind Kind   `json:"kind"`
	Text Text   `json:"text,omitempty"`

	Level       int    `json:"level,omitempty"`
	Ordered     bool   `json:"ordered,omitempty"`
	Items       []Item `json:"items,omitempty"`
	Attribution Text   `json:"attribution,omitempty"`
	Source      string `json:"source,omitempty"` // URL a quote was taken from

	Photos []PhotoUse `json:"photos,omitempty"`

	Rows       []Row `json:"rows,omitempty"`
	HeadRows   int   `json:"head_rows,omitempty"` // how many of Rows, from the top, are column headers
	HeadColumn bool  `json:"head_column,omitempty"`
	Caption    Text  `json:"caption,omitempty"`

	URL      string `json:"url,omitempty"`
	Provider string `json:"provider,omitempty"`
	Title    string `json:"title,omitempty"`

	NoteKind string `json:"note_kind,omitempty"` // "note", "correction", "clarification", "editors-note", "box"
	HTML     string `json:"html,omitempty"`
	Lang     string `json:"lang,omitempty"` // BCP 47, where the block is in another language than the story
}

// Item is one entry of a list, or one paragraph of a quote or note. Level 0 is
// the outermost list level.
type Item struct {
	Text    Text `json:"text"`
	Level   int  `json:"level,omitempty"`
	Ordered bool `json:"ordered,omitempty"` // for entries of Level 1 and deeper
}

// Row is one row of a table.
type Row struct {
	Cells []Cell `json:"cells"`
}

// Cell is one cell of a table. Spans below 2 mean one column or row.
type Cell struct {
	Text    Text `json:"text"`
	ColSpan int  `json:"col_span,omitempty"`
	RowSpan int  `json:"row_span,omitempty"`
}

// Text is running text: spans in reading order.
type Text []Span

// Span is a stretch of text that carries the same marks and link throughout.
// A line break inside a block is the character U+000A.
type Span struct {
	Text      string `json:"t"`
	Bold      bool   `json:"b,omitempty"`
	Italic    bool   `json:"i,omitempty"`
	Underline bool   `json:"u,omitempty"`
	Strike    bool   `json:"s,omitempty"`
	Code      bool   `json:"code,omitempty"`
	Sub       bool   `json:"sub,omitempty"`
	Sup       bool   `json:"sup,omitempty"`
	Href      string `json:"href,omitempty"`  // http, https, mailto, tel, or a path on this site
	Story     int64  `json:"story,omitempty"` // a link to an own story, which survives a change of its address
	Lang      string `json:"lang,omitempty"`
}

// PhotoUse is one photo as this story uses it: the words here override the
// photo's own for this use only and never change the original.
type PhotoUse struct {
	Photo   int64   `json:"photo"`
	Caption Text    `json:"caption,omitempty"`
	Alt     string  `json:"alt,omitempty"`
	Size    string  `json:"size,omitempty"` // "", "wide", "full" or "half"
	FocalX  float64 `json:"focal_x,omitempty"`
	FocalY  float64 `json:"focal_y,omitempty"`
}

// With gives the use with another photo. Words and crop were about the old one
// and go with it; the size stays.
func (u PhotoUse) With(photo int64) PhotoUse { return PhotoUse{Photo: photo, Size: u.Size} }

// WithPhoto gives the document with one photo in the place of another.
func (d Document) WithPhoto(from, to int64) Document {
	blocks := slices.Clone(d.Blocks)
	for i := range blocks {
		blocks[i].Photos = slices.Clone(blocks[i].Photos)
		for j, use := range blocks[i].Photos {
			if use.Photo == from {
				blocks[i].Photos[j] = use.With(to)
			}
		}
	}
	d.Blocks = blocks
	return d
}

// Picture is what a renderer needs to print a photo. The resolver has already
// put the use's own words in place of the photo's.
type Picture struct {
	URL       string   // the fallback file, absolute or site-relative
	Width     int      // pixels of URL
	Height    int      // pixels of URL
	Sources   []Source // modern formats first
	SrcSet    string   // for the fallback's format
	Alt       string
	Caption   Text
	Creator   string  // photographer
	Agency    string  // credit line, for example "AFP"
	Source    string  // distributor, for example "Getty Images"
	Copyright string  // copyright notice, for example "2013 AFP"
	FocalX    float64 // 0 to 1 from the left
	FocalY    float64 // 0 to 1 from the top
}

// Source is one <source> of a picture element.
type Source struct {
	Type   string // media type, for example "image/avif"
	SrcSet string
}

// Resolver answers what a document only names by number. Renderers call it for
// each photo and own-story link; ok is false where the thing is not public.
type Resolver interface {
	Picture(use PhotoUse) (p Picture, ok bool)
	StoryPath(id int64) (path string, ok bool)
}
