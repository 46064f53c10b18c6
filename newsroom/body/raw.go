package body

import (
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// cleanHTML makes raw HTML safe and well-formed: structure, words and links
// only. Pictures are left out because they need a credit, so they are blocks.
func cleanHTML(markup string) string {
	policy := rawPolicy()
	out := clipString(strings.ToValidUTF8(markup, ""), MaxHTML)
	for range 4 { // balancing may bare something new; stop when nothing changes
		next := balanced(policy.Sanitize(out))
		if next == out {
			return out
		}
		out = next
	}
	return ""
}

// cleanedHTML reports whether cleanHTML would leave the markup as it is.
func cleanedHTML(markup string) bool {
	return len(markup) <= MaxHTML && balanced(rawPolicy().Sanitize(markup)) == markup
}

func rawPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(
		"p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "figure", "figcaption", "div", "span",
		"strong", "b", "em", "i", "u", "s", "sub", "sup", "small", "code", "pre", "abbr", "cite", "details", "summary", "bdi", "time",
		"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
	)
	p.AllowAttrs("href").Matching(regexp.MustCompile(`^(?:https?://[^/\\@\s]|mailto:|tel:|/(?:[^/\\]|$))[^\\]*$`)).OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(false)
	p.AllowAttrs("colspan", "rowspan").Matching(regexp.MustCompile(`^[1-9][0-9]?$`)).OnElements("th", "td")
	p.AllowAttrs("scope").Matching(regexp.MustCompile(`^(?:row|col|rowgroup|colgroup)$`)).OnElements("th")
	p.AllowAttrs("datetime").Matching(regexp.MustCompile(`^[0-9A-Z:.+-]{4,35}$`)).OnElements("time")
	p.AllowAttrs("title").Matching(bluemonday.Paragraph).OnElements("abbr")
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*$`)).Globally()
	p.AllowAttrs("dir").Matching(regexp.MustCompile(`^(?:ltr|rtl|auto)$`)).Globally()
	p.SkipElementsContent("script", "style", "iframe", "object", "svg", "math", "template", "noscript", "textarea", "select", "title")
	return p
}

// balanced closes what is open and opens what is closed, as a browser would
// when it reads the markup inside a div.
func balanced(markup string) string {
	div := &html.Node{Type: html.ElementNode, DataAtom: atom.Div, Data: "div"}
	nodes, err := html.ParseFragment(strings.NewReader(markup), div)
	if err != nil {
		return ""
	}
	var b strings.Builder
	for _, n := range nodes {
		if err := html.Render(&b, n); err != nil {
			return ""
		}
	}
	return strings.TrimSpace(b.String())
}
