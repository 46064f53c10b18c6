package theme

import (
	"html/template"
	"strconv"
	"strings"

	"dateline/site/view"
)

// metas prints what other sites show of a page when somebody shares it.
func metas(all []view.Meta) template.HTML {
	var b strings.Builder
	b.Grow(128 * len(all))
	for _, m := range all {
		b.WriteString("\n<meta property=\"")
		b.WriteString(template.HTMLEscapeString(m.Property))
		b.WriteString(`" content="`)
		b.WriteString(template.HTMLEscapeString(m.Content))
		b.WriteString(`">`)
	}
	return template.HTML(b.String()) // every value above is escaped
}

// link prints an <a>. Like when and photo it is code and not a template because
// a page holds hundreds of them; every value is escaped here.
func link(url, name string) template.HTML {
	var b strings.Builder
	b.Grow(32 + len(url) + len(name))
	b.WriteString(`<a href="`)
	if safeLink(url) {
		b.WriteString(template.HTMLEscapeString(url))
	} else {
		b.WriteByte('#')
	}
	b.WriteString(`">`)
	b.WriteString(template.HTMLEscapeString(name))
	b.WriteString("</a>")
	return template.HTML(b.String()) // every value above is escaped
}

// when prints a <time> with its full form as title.
func when(t view.Time) template.HTML {
	if t.ISO == "" {
		return ""
	}
	return template.HTML(`<time datetime="` + template.HTMLEscapeString(t.ISO) + `" title="` + template.HTMLEscapeString(t.Full) + `">` + template.HTMLEscapeString(t.Label) + "</time>")
}

// safeLink lets through paths of this site and the schemes that a newsroom
// links with.
func safeLink(url string) bool {
	end := strings.IndexAny(url, ":/?#")
	if end < 0 || url[end] != ':' {
		return url != ""
	}
	switch strings.ToLower(url[:end]) {
	case "http", "https", "mailto", "tel":
		return true
	}
	return false
}

// photo prints one picture element. Formats come first to last, as the reader's browser should try them.
func photo(p *view.Picture, sizes string, first bool) template.HTML {
	if p == nil {
		return ""
	}
	if p.Inline != "" {
		return p.Inline
	}
	if !safeURL(p.URL) {
		return ""
	}
	if p.Sizes != "" {
		sizes = p.Sizes
	}
	var b strings.Builder
	b.Grow(1024)
	attr := func(name, value string) {
		b.WriteString(name)
		b.WriteString(`="`)
		b.WriteString(template.HTMLEscapeString(value))
		b.WriteByte('"')
	}
	if len(p.Sources) > 0 {
		b.WriteString("<picture>")
	}
	for _, s := range p.Sources {
		attr(`<source type`, s.Type)
		attr(` srcset`, s.SrcSet)
		attr(` sizes`, sizes)
		b.WriteByte('>')
	}
	attr(`<img src`, p.URL)
	if p.SrcSet != "" {
		attr(` srcset`, p.SrcSet)
		attr(` sizes`, sizes)
	}
	if p.Width > 0 && p.Height > 0 {
		attr(` width`, strconv.Itoa(p.Width))
		attr(` height`, strconv.Itoa(p.Height))
	}
	attr(` alt`, p.Alt)
	class := "fx-" + strconv.Itoa(p.FocusX) + " fy-" + strconv.Itoa(p.FocusY)
	if p.Map {
		class = "map"
	}
	attr(` class`, class)
	if first {
		b.WriteString(` fetchpriority="high"`)
	} else {
		b.WriteString(` loading="lazy" decoding="async"`)
	}
	b.WriteByte('>')
	if len(p.Sources) > 0 {
		b.WriteString("</picture>")
	}
	return template.HTML(b.String()) // every value above is escaped
}

// safeURL lets through what a picture may come from: this site and the web.
func safeURL(url string) bool {
	return safeLink(url) && !strings.HasPrefix(url, "mailto:") && !strings.HasPrefix(url, "tel:")
}
