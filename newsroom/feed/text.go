package feed

import (
	"html"
	"net/url"
	"slices"
	"strings"
	"time"

	xhtml "golang.org/x/net/html"
)

// summary gives the deck followed by the corrections, as plain text.
func (it *Item) summary() string {
	parts := []string{strings.TrimSpace(it.Summary)}
	for _, c := range it.Corrections {
		parts = append(parts, c.heading()+" "+strings.Join(strings.Fields(c.Text), " "))
	}
	return strings.TrimSpace(strings.Join(parts, "\n\n"))
}

// text gives the story followed by its corrections, as HTML that is safe to
// print elsewhere.
func (it *Item) text() string {
	var b strings.Builder
	b.Grow(len(it.HTML) + 256)
	portable(&b, it.HTML, it.URL)
	for _, c := range it.Corrections {
		b.WriteString("<aside>")
		for i, paragraph := range paragraphs(c.Text) {
			b.WriteString("<p>")
			if i == 0 {
				b.WriteString("<strong>" + html.EscapeString(c.heading()) + "</strong> ")
			}
			b.WriteString(html.EscapeString(paragraph) + "</p>")
		}
		b.WriteString("</aside>\n")
	}
	return b.String()
}

// heading gives "Correction (2026-11-19):", with the date written so that it
// needs no language.
func (c *Correction) heading() string {
	kind := firstOf(c.Kind, "Correction")
	if c.At.IsZero() {
		return kind + ":"
	}
	return kind + " (" + c.At.Format(time.DateOnly) + "):"
}

// paragraphs parts text at empty lines; there is always one.
func paragraphs(text string) []string {
	var out []string
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if part = strings.Join(strings.Fields(part), " "); part != "" {
			out = append(out, part)
		}
	}
	if out == nil {
		return []string{""}
	}
	return out
}

// portable copies HTML without what a feed must not carry: elements that run,
// frame, style or ask, handlers, comments, and relative addresses. Stories hold
// such things only inside raw HTML blocks; the rest is copied byte for byte.
func portable(b *strings.Builder, markup, base string) {
	origin, err := url.Parse(base)
	if err != nil {
		origin = &url.URL{}
	}
	z := xhtml.NewTokenizer(strings.NewReader(markup))
	hidden := false // inside an element whose text is not for reading
	for {
		switch kind := z.Next(); kind {
		case xhtml.ErrorToken:
			return
		case xhtml.TextToken:
			if !hidden {
				b.Write(z.Raw())
			}
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			raw := slices.Clone(z.Raw()) // Token unescapes in place
			t := z.Token()
			hidden = unread(t.Data)
			if hidden || unwanted(t.Data) {
				continue
			}
			if tidyAttributes(&t, origin) {
				b.WriteString(t.String())
			} else {
				b.Write(raw)
			}
		case xhtml.EndTagToken:
			name, _ := z.TagName()
			if hidden = false; !unread(string(name)) && !unwanted(string(name)) {
				b.Write(z.Raw())
			}
		case xhtml.CommentToken, xhtml.DoctypeToken:
		}
	}
}

// unread names the elements that go with everything inside.
func unread(name string) bool {
	switch name {
	case "script", "style", "iframe", "noscript", "noembed", "noframes", "xmp", "textarea", "title", "plaintext":
		return true
	}
	return false
}

// unwanted names the elements that go, but leave their text.
func unwanted(name string) bool {
	switch name {
	case "object", "embed", "applet", "form", "input", "button", "select", "option", "base", "link", "meta", "template", "frame", "frameset", "svg", "math", "html", "head", "body":
		return true
	}
	return false
}

// tidyAttributes drops what runs and completes addresses. It says whether it
// changed anything.
func tidyAttributes(t *xhtml.Token, origin *url.URL) bool {
	changed := false
	t.Attr = slices.DeleteFunc(t.Attr, func(a xhtml.Attribute) bool {
		bad := strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" || a.Key == "srcset" && relativeSet(a.Val)
		changed = changed || bad
		return bad
	})
	for i := range t.Attr {
		a := &t.Attr[i]
		switch a.Key {
		case "href", "src", "cite", "poster":
			if whole := absolute(a.Val, origin); whole != a.Val {
				a.Val, changed = whole, true
			}
		}
	}
	return changed
}

// absolute completes an address; one of a kind that runs becomes empty.
func absolute(address string, origin *url.URL) string {
	u, err := origin.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	switch u.Scheme {
	case "http", "https":
		if strings.HasPrefix(address, u.Scheme+"://") {
			return address
		}
		return u.String()
	case "mailto", "tel", "geo":
		return address
	}
	return ""
}

// relativeSet says whether a srcset names an address without a host.
func relativeSet(set string) bool {
	for candidate := range strings.SplitSeq(set, ", ") {
		if c := strings.TrimSpace(candidate); c != "" && !strings.HasPrefix(c, "https://") && !strings.HasPrefix(c, "http://") {
			return true
		}
	}
	return false
}
