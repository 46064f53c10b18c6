// Package svg is the paper and ink under the newsroom's own drawings, its maps and charts: one style sheet
// for both ways in which a drawing is used, text that cannot break the markup, and an estimate of how
// wide a word will be.
package svg

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Image is one finished drawing as markup: an svg element, without an XML declaration.
type Image string

// Mode says where an image will live.
type Mode int

const (
	// Inline goes into a page: colours are CSS custom properties with fallbacks, no style is carried along.
	Inline Mode = iota
	// File stands alone behind an img element: it carries its own colours, light and dark.
	File
)

// Page collects the elements of one image.
type Page struct {
	look    Look
	mode    Mode
	id      string
	classes []string // in use, for the sheet of a file
	body    strings.Builder
}

// NewPage starts an image. Its ids start with id or, where that is empty, with a short hash of seed.
func NewPage(look Look, mode Mode, id, seed string) *Page {
	if id = Clean(id); id == "" {
		h := fnv.New32a()
		h.Write([]byte(seed))
		id = fmt.Sprintf("%s-%08x", look.Name, h.Sum32())
	}
	id = strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, id)
	return &Page{look: look, mode: mode, id: id}
}

// ID is what the ids of this image start with.
func (p *Page) ID() string { return p.id }

// Use returns the class attribute of an element and, inline, its looks as presentation attributes.
func (p *Page) Use(class string) string {
	if !slices.Contains(p.classes, class) {
		p.classes = append(p.classes, class)
	}
	if p.mode == File {
		return ` class="` + class + `"`
	}
	return p.look.attributes(class)
}

// Add appends markup; texts in it must have gone through Escape.
func (p *Page) Add(parts ...string) {
	for _, s := range parts {
		p.body.WriteString(s)
	}
}

// Path appends a path with that data, or nothing where there is none.
func (p *Page) Path(class string, data []byte) {
	if len(data) > 0 {
		p.Add("<path", p.Use(class), ` d="`, string(data), `"/>`)
	}
}

// Label sets lines of text, the middle of them at the given height.
func (p *Page) Label(lines []string, x, y float64) {
	p.Text(lines, x, y, 0.35-0.575*float64(len(lines)-1), "")
}

// Text sets lines of text below each other. The first hangs lift em below y; extra goes into the element.
func (p *Page) Text(lines []string, x, y, lift float64, extra string) {
	p.Add(`<text x="`, Num(x), `" y="`, Num(y), `"`, extra)
	if len(lines) == 1 {
		p.Add(` dy="`, em(lift), `">`, Escape(lines[0]), "</text>")
		return
	}
	p.Add(">")
	for i, l := range lines {
		dy := lift
		if i > 0 {
			dy = 1.15
		}
		p.Add(`<tspan x="`, Num(x), `" dy="`, em(dy), `">`, Escape(l), "</tspan>")
	}
	p.Add("</text>")
}

func em(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) + "em"
}

// Num prints a coordinate for an attribute, with one decimal at most.
func Num(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}

// Frame is what the outermost element says of an image.
type Frame struct {
	Kind          string // becomes the class NAME-KIND
	Role          string // img, or group where there are links inside
	Width, Height float64
	Title         string // accessible name; empty hides the image from assistive technology
	Desc          string // accessible description
	Plain         bool   // there is no text inside
}

// Finish wraps what was added into an svg element.
func (p *Page) Finish(f Frame) Image {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="%[1]s %[1]s-%[2]s" viewBox="0 0 %[3]s %[4]s" width="%[3]s" height="%[4]s"`,
		p.look.Name, f.Kind, Num(f.Width), Num(f.Height))
	if !f.Plain {
		b.WriteString(` direction="ltr"`)
		if p.mode == Inline {
			b.WriteString(` font-family="` + Escape("var(--"+p.look.Name+"-sans,"+sans+")") + `"`)
		}
	}
	if f.Title == "" {
		b.WriteString(` aria-hidden="true" focusable="false">`)
	} else {
		fmt.Fprintf(&b, ` role="%[1]s" aria-labelledby="%[2]s-t" aria-describedby="%[2]s-d"><title id="%[2]s-t">%[3]s</title><desc id="%[2]s-d">%[4]s</desc>`,
			f.Role, p.id, Escape(f.Title), Escape(f.Desc))
	}
	if p.mode == File {
		b.WriteString("<style>" + p.look.fileSheet(p.classes) + "</style>")
	}
	b.WriteString(p.body.String())
	b.WriteString("</svg>")
	return Image(b.String())
}
