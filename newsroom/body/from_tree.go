package body

import (
	"strings"

	"golang.org/x/net/html"
)

// node is an element of foreign markup, or a text where tag is empty. Reading
// markup into this tree takes time and memory in proportion to its length,
// whatever is open or misnested: unlike a browser's, this tree never copies an
// element.
type node struct {
	tag   string
	text  string
	attrs []attribute
	kids  []*node
	taken bool // read already, as part of something else
	depth int  // elements around it
}

type attribute struct{ key, value string }

func (n *node) get(key string) string {
	for _, a := range n.attrs {
		if a.key == key {
			return a.value
		}
	}
	return ""
}

// classed reports whether one of the element's classes is among the words.
func (n *node) classed(words ...string) bool {
	for _, c := range strings.Fields(n.get("class")) {
		if oneOf(c, words...) {
			return true
		}
	}
	return false
}

// find gives the first element below n that is one of the tags and not taken, or nil.
func (n *node) find(tags ...string) *node {
	for _, k := range n.kids {
		if k.taken {
			continue
		}
		if oneOf(k.tag, tags...) {
			return k
		}
		if found := k.find(tags...); found != nil {
			return found
		}
	}
	return nil
}

// holds reports whether another node is somewhere below n.
func (n *node) holds(other *node) bool {
	for _, k := range n.kids {
		if k == other || k.holds(other) {
			return true
		}
	}
	return false
}

// count counts the elements below n that are tag and not taken.
func (n *node) count(tag string) int {
	c := 0
	for _, k := range n.kids {
		if k.taken {
			continue
		}
		if k.tag == tag {
			c++
		}
		c += k.count(tag)
	}
	return c
}

// blank reports whether nothing below n could become anything.
func (n *node) blank() bool {
	if n.taken {
		return true
	}
	if n.tag == "" {
		return tidy(Text{{Text: n.text}}, breakNone, true) == nil
	}
	if oneOf(n.tag, "img", "iframe", "hr") {
		return false
	}
	for _, k := range n.kids {
		if !k.blank() {
			return false
		}
	}
	return true
}

// grower builds a tree from tokens.
type grower struct {
	z     *html.Tokenizer
	open  []*node
	nodes int
	tally *tally
	word  bool // an office program wrote this

	skip  string // element whose content is being skipped
	depth int    // how many of it are open
}

// grow reads markup into a tree under a root element "html-root".
func grow(markup string, t *tally) (root *node, word bool) {
	if len(markup) > MaxBytes {
		markup = clipString(markup, MaxBytes)
		t.add(tooLong, "")
	}
	root = &node{tag: "html-root"}
	g := grower{z: html.NewTokenizer(strings.NewReader(strings.ToValidUTF8(markup, ""))), open: []*node{root}, tally: t}
	g.z.AllowCDATA(true)
	for {
		kind := g.z.Next()
		if kind == html.ErrorToken {
			return root, g.word
		}
		if g.nodes > maxNodes {
			t.add(tooLong, "")
			return root, g.word
		}
		g.token(kind)
	}
}

func (g *grower) token(kind html.TokenType) {
	switch kind {
	case html.TextToken:
		if g.skip == "" {
			g.append(&node{text: string(g.z.Text())})
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		name, more := g.z.TagName()
		tag := localName(string(name))
		if g.skip != "" {
			if tag == g.skip && kind == html.StartTagToken {
				g.depth++
			}
			return
		}
		n := &node{tag: tag, attrs: g.attributes(more)}
		if strings.HasPrefix(n.tag, "o:") || strings.HasPrefix(n.tag, "w:") {
			g.word = true
		}
		g.start(n, kind == html.SelfClosingTagToken)
	case html.EndTagToken:
		name, _ := g.z.TagName()
		tag := localName(string(name))
		if g.skip != "" {
			if tag == g.skip {
				if g.depth--; g.depth == 0 {
					g.skip = ""
				}
			}
			return
		}
		g.end(tag)
	case html.ErrorToken, html.CommentToken, html.DoctypeToken:
	}
}

// localName drops the prefixes under which XML writes HTML.
func localName(tag string) string {
	for _, prefix := range [...]string{"html:", "xhtml:", "h:"} {
		if strings.HasPrefix(tag, prefix) {
			return tag[len(prefix):]
		}
	}
	return tag
}

// attributes keeps what the reader may ask for.
func (g *grower) attributes(more bool) []attribute {
	var kept []attribute
	for more && len(kept) < 30 {
		var k, v []byte
		k, v, more = g.z.TagAttr()
		key := string(k)
		switch key {
		case "xml:lang":
			key = "lang"
		case "alt", "cite", "class", "colspan", "data-block", "data-src", "height", "hidden", "href", "lang", "role", "rowspan",
			"scope", "src", "style", "title", "width":
		default:
			continue
		}
		value := string(v)
		if key == "style" && strings.Contains(value, "mso-") || key == "class" && strings.HasPrefix(value, "Mso") {
			g.word = true
		}
		kept = append(kept, attribute{key, value})
	}
	return kept
}

// start puts an element into the tree, after closing what it ends.
func (g *grower) start(n *node, closed bool) {
	if noun, drop := droppedElement(n.tag); drop {
		g.tally.add(noun, "")
		if (!closed || raw(n.tag)) && !void(n.tag) {
			g.skip, g.depth = n.tag, 1
		}
		return
	}
	switch n.tag {
	case "li":
		g.closeTo([]string{"li"}, "ul", "ol", "menu", "table", "td", "th")
	case "dt", "dd":
		g.closeTo([]string{"dt", "dd"}, "dl", "table", "td", "th")
	case "td", "th":
		g.closeTo([]string{"td", "th", "caption"}, "table", "tr")
	case "tr":
		g.closeTo([]string{"tr", "caption", "colgroup"}, "table", "tbody", "thead", "tfoot")
	case "thead", "tbody", "tfoot":
		g.closeTo([]string{"thead", "tbody", "tfoot", "caption", "colgroup"}, "table")
	case "a":
		g.closeInline("a")
	case "h1", "h2", "h3", "h4", "h5", "h6":
		g.closeTo([]string{"h1", "h2", "h3", "h4", "h5", "h6"}, "table", "td", "th", "div", "section", "blockquote", "li")
	}
	if block(n.tag) && !oneOf(n.tag, "td", "th", "tr", "thead", "tbody", "tfoot", "html", "body") {
		g.closeTo([]string{"p"}, "table", "td", "th", "caption", "li", "blockquote", "div", "figcaption", "aside")
	}
	g.append(n)
	switch {
	case raw(n.tag) && closed: // only XML closes an iframe like this
		g.z.NextIsNotRawText()
	case raw(n.tag): // an iframe: keep the element, not its text
		g.skip, g.depth = n.tag, 1
	case !void(n.tag) && !closed && n.depth < maxDepth:
		g.open = append(g.open, n)
	}
}

func (g *grower) append(n *node) {
	top := g.open[len(g.open)-1]
	n.depth = top.depth + 1
	top.kids = append(top.kids, n)
	g.nodes++
}

// closeTo closes the innermost open element that is one of the tags, and all
// in it, unless a fence stands in between.
func (g *grower) closeTo(tags []string, fences ...string) bool {
	for i := len(g.open) - 1; i > 0; i-- {
		if oneOf(g.open[i].tag, tags...) {
			g.open = g.open[:i]
			return true
		}
		if oneOf(g.open[i].tag, fences...) {
			return false
		}
	}
	return false
}

// closeInline takes the innermost open element of that tag off the list of open
// ones. Blocks inside it stay open.
func (g *grower) closeInline(tag string) {
	for i := len(g.open) - 1; i > 0; i-- {
		switch {
		case g.open[i].tag == tag:
			g.open = append(g.open[:i], g.open[i+1:]...)
			return
		case oneOf(g.open[i].tag, "table", "td", "th", "caption"):
			return
		}
	}
}

func (g *grower) end(tag string) {
	switch {
	case tag == "br":
		g.append(&node{tag: "br"})
	case tag == "p":
		if !g.closeTo([]string{"p"}, "table", "td", "th", "caption") {
			g.append(&node{tag: "p"})
		}
	case len(tag) == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6':
		g.closeTo([]string{"h1", "h2", "h3", "h4", "h5", "h6"}, "table", "td", "th")
	case oneOf(tag, "table", "tr", "thead", "tbody", "tfoot"):
		g.closeTo([]string{tag}, fenceOf(tag)...)
	case oneOf(tag, "td", "th", "caption"):
		g.closeTo([]string{tag}, "table")
	case block(tag):
		g.closeTo([]string{tag}, "table", "td", "th", "caption")
	default:
		g.closeInline(tag)
	}
}

func fenceOf(tag string) []string {
	if tag == "table" {
		return nil
	}
	return []string{"table"}
}

func void(tag string) bool {
	return oneOf(tag, "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "frame")
}

// raw tells the elements after which the tokenizer reads text, not tags.
func raw(tag string) bool {
	return oneOf(tag, "iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp")
}

func block(tag string) bool {
	switch tag {
	case "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
		"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "li",
		"main", "menu", "ol", "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul":
		return true
	}
	return false
}

// droppedElement tells the elements that are left out with all they hold, and
// the noun to report them by; an empty noun is not worth a word.
func droppedElement(tag string) (noun string, drop bool) {
	switch tag {
	case "script", "object", "video", "audio", "canvas":
		return tag, true
	case "embed", "applet":
		return "object", true
	case "nav":
		return "navigation", true
	case "svg":
		return "drawing", true
	case "math":
		return "formula", true
	case "select", "textarea", "input", "button":
		return "form field", true
	case "style", "title", "template", "noscript", "noembed", "noframes", "xml", "plaintext", "xmp", "link", "meta", "base",
		"param", "source", "track", "frame", "frameset", "rp", "rt", "colgroup", "col", "area", "datalist":
		return "", true
	}
	if strings.HasPrefix(tag, "v:") { // drawings of old office programs
		return "", true
	}
	return "", false
}
