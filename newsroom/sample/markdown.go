package sample

import (
	"errors"
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"dateline/newsroom/body"
)

// The text of a story file is Markdown with tables, and with these customs:
//
//	> Words that were said.
//	>
//	> — Who said them, and what they are      a quote with its attribution
//
//	> [!pull] Words of the story              a pull quote, attribution as above
//	> [!box] Title                            a boxed note, its title bold; paragraphs follow after ">"
//	> [!note]                                 the same without a title
//	![alt](photo:key "caption")               a photo; several in one paragraph are a gallery
//	[words](story:key)                        a link to another story

// storyLink begins the address of a link to another story of the sample.
const storyLink = "story:"

// photoLink begins the address of a photo of the sample.
const photoLink = "photo:"

// reader turns one Markdown text into blocks.
type reader struct {
	src      []byte
	pictures []string
}

// readBody reads the text of a story and the keys of the photos in it.
func readBody(src []byte) (body.Document, []string, error) {
	r := &reader{src: src}
	root := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(src))
	var doc body.Document
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		b, err := r.block(n)
		if err != nil {
			return body.Document{}, nil, err
		}
		b.ID = fmt.Sprintf("b%d", len(doc.Blocks)+1)
		doc.Blocks = append(doc.Blocks, b)
	}
	return doc, r.pictures, nil
}

func (r *reader) block(n ast.Node) (body.Block, error) {
	switch n := n.(type) {
	case *ast.Paragraph:
		if photos := r.photos(n); photos != nil {
			kind := body.Photo
			if len(photos) > 1 {
				kind = body.Gallery
			}
			return body.Block{Kind: kind, Photos: photos}, nil
		}
		return body.Block{Kind: body.Paragraph, Text: r.inline(n, body.Span{})}, nil
	case *ast.Heading:
		return body.Block{Kind: body.Heading, Level: n.Level, Text: r.inline(n, body.Span{})}, nil
	case *ast.List:
		b := body.Block{Kind: body.List, Ordered: n.IsOrdered()}
		b.Items = r.items(nil, n, 0)
		return b, nil
	case *ast.Blockquote:
		if !n.HasChildren() {
			return body.Block{}, errors.New("a quote says nothing")
		}
		return r.quote(n), nil
	case *ast.ThematicBreak:
		return body.Block{Kind: body.Divider}, nil
	case *east.Table:
		return r.table(n), nil
	}
	return body.Block{}, fmt.Errorf("a %s has no place in a story", n.Kind())
}

// photos are the photos of a paragraph that holds nothing else, or nil.
func (r *reader) photos(p ast.Node) []body.PhotoUse {
	var uses []body.PhotoUse
	var keys []string
	for c := p.FirstChild(); c != nil; c = c.NextSibling() {
		img, ok := c.(*ast.Image)
		if !ok {
			if t, soft := c.(*ast.Text); soft && len(strings.TrimSpace(string(t.Value(r.src)))) == 0 {
				continue
			}
			return nil
		}
		keys = append(keys, strings.TrimPrefix(string(img.Destination), photoLink))
		use := body.PhotoUse{Photo: int64(len(r.pictures) + len(keys)), Alt: plain(r.inline(img, body.Span{}))}
		if len(img.Title) > 0 {
			use.Caption = body.Text{{Text: string(img.Title)}}
		}
		uses = append(uses, use)
	}
	r.pictures = append(r.pictures, keys...)
	return uses
}

func (r *reader) items(into []body.Item, list *ast.List, level int) []body.Item {
	for li := list.FirstChild(); li != nil; li = li.NextSibling() {
		for c := li.FirstChild(); c != nil; c = c.NextSibling() {
			if inner, ok := c.(*ast.List); ok {
				into = r.items(into, inner, level+1)
				continue
			}
			into = append(into, body.Item{
				Text: r.inline(c, body.Span{}), Level: level,
				Ordered: level > 0 && list.IsOrdered(),
			})
		}
	}
	return into
}

// quote reads a blockquote: a quote, a pull quote or a note.
func (r *reader) quote(n ast.Node) body.Block {
	var paras []body.Text
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		paras = append(paras, r.inline(c, body.Span{}))
	}
	b := body.Block{Kind: body.Quote}
	first := plain(paras[0])
	for mark, kind := range map[string]string{"[!box]": "box", "[!note]": "note"} {
		if title, ok := strings.CutPrefix(first, mark); ok {
			b.Kind, b.NoteKind = body.Note, kind
			paras[0] = body.Text{{Text: strings.TrimSpace(title), Bold: true}}
			if paras[0][0].Text == "" && len(paras) > 1 {
				paras = paras[1:]
			}
		}
	}
	if pull, ok := strings.CutPrefix(first, "[!pull]"); ok {
		b.Kind = body.PullQuote
		paras[0] = body.Text{{Text: strings.TrimSpace(pull)}}
	}
	if last := len(paras) - 1; b.Kind != body.Note && last > 0 && strings.HasPrefix(plain(paras[last]), "— ") {
		b.Attribution, paras = paras[last], paras[:last]
		b.Attribution[0].Text = strings.TrimPrefix(b.Attribution[0].Text, "— ")
	}
	if len(paras) == 1 {
		b.Text = paras[0]
		return b
	}
	for _, p := range paras {
		b.Items = append(b.Items, body.Item{Text: p})
	}
	return b
}

// table reads a table; a caption is the bold text in its first header cell,
// which then holds nothing: a Markdown table has no other room for it.
func (r *reader) table(n ast.Node) body.Block {
	b := body.Block{Kind: body.Table, HeadRows: 1, HeadColumn: true}
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []body.Cell
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, body.Cell{Text: r.inline(c, body.Span{})})
		}
		b.Rows = append(b.Rows, body.Row{Cells: cells})
	}
	if corner := b.Rows[0].Cells[0].Text; len(corner) == 1 && corner[0].Bold {
		b.Caption = body.Text{{Text: corner[0].Text}}
		b.Rows[0].Cells[0].Text = nil
	}
	return b
}

// inline reads running text; marks are those of the nodes around it.
func (r *reader) inline(n ast.Node, marks body.Span) body.Text {
	var out body.Text
	add := func(s string) {
		if last := len(out) - 1; last >= 0 {
			same := out[last]
			same.Text = ""
			if same == marks {
				out[last].Text += s
				return
			}
		}
		span := marks
		span.Text = s
		out = append(out, span)
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			add(string(c.Value(r.src)))
			if c.HardLineBreak() {
				add("\n")
			} else if c.SoftLineBreak() {
				add(" ")
			}
		case *ast.String:
			add(string(c.Value))
		case *ast.Emphasis:
			inner := marks
			if c.Level == 2 {
				inner.Bold = true
			} else {
				inner.Italic = true
			}
			out = append(out, r.inline(c, inner)...)
		case *ast.Link:
			inner := marks
			inner.Href = string(c.Destination)
			out = append(out, r.inline(c, inner)...)
		default:
			out = append(out, r.inline(c, marks)...)
		}
	}
	return out
}

// plain is running text without its marks.
func plain(t body.Text) string {
	var b strings.Builder
	for _, s := range t {
		b.WriteString(s.Text)
	}
	return b.String()
}
