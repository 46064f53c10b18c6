package body

import "strings"

// sizesOf gives how wide a photo stands on the page, for the browser's choice
// of a file. The breakpoint and the measure are those of the default theme.
func sizesOf(size string, inGallery bool) string {
	switch {
	case inGallery:
		return "(min-width: 740px) 340px, 50vw"
	case size == "full":
		return "100vw"
	case size == "wide":
		return "(min-width: 1140px) 1020px, 100vw"
	case size == "half":
		return "(min-width: 740px) 340px, 100vw"
	}
	return "(min-width: 740px) 680px, 100vw"
}

// photo prints one figure. It prints nothing and gives false where the photo
// does not resolve.
func (p *page) photo(use *PhotoUse, b *Block, inGallery bool) bool {
	if p.res == nil {
		return false
	}
	pic, ok := p.res.Picture(*use)
	if !ok || !printable(pic.URL) {
		return false
	}
	p.put(`<figure class="photo`)
	if oneOf(use.Size, "wide", "full", "half") && !inGallery {
		p.put(" photo-")
		p.put(use.Size)
	}
	p.put(`"`)
	if !inGallery {
		p.langAttrs(b)
	}
	p.put("><picture>")
	sizes := sizesOf(use.Size, inGallery)
	if p.base != "" { // a feed reader wants one file with a full address
		pic.Sources, pic.SrcSet = nil, ""
	}
	for _, s := range pic.Sources {
		p.put("<source")
		p.attr("type", s.Type)
		p.attr("srcset", s.SrcSet)
		p.attr("sizes", sizes)
		p.put(">")
	}
	p.img(&pic, sizes)
	p.put("</picture>")
	p.caption(&pic)
	p.put("</figure>")
	return true
}

func (p *page) img(pic *Picture, sizes string) {
	p.put("<img")
	p.address("src", pic.URL)
	if pic.SrcSet != "" {
		p.attr("srcset", pic.SrcSet)
		p.attr("sizes", sizes)
	}
	if pic.Width > 0 && pic.Height > 0 {
		p.numberAttr("width", pic.Width)
		p.numberAttr("height", pic.Height)
	}
	p.attr("alt", pic.Alt)
	if p.eager {
		p.put(` loading="eager" fetchpriority="high"`)
		p.eager = false
	} else {
		p.put(` loading="lazy"`)
	}
	p.put(` decoding="async"`)
	if pic.FocalX > 0 || pic.FocalY > 0 {
		p.put(` class="fx-`)
		p.number(tenths(pic.FocalX))
		p.put(" fy-")
		p.number(tenths(pic.FocalY))
		p.put(`"`)
	}
	p.put(">")
}

// tenths gives a share of 0 to 1 in tenths, for a class name.
func tenths(f float64) int { return int(share(f)*10 + 0.5) }

// address prints an attribute that holds a file's address, absolute where a base is set.
func (w *writer) address(name, value string) {
	if w.base != "" && value != "" && value[0] == '/' {
		value = w.base + value
	}
	w.attr(name, value)
}

// caption prints the words under a photo: what it shows, then each part of the
// credit by itself, then the copyright notice.
func (p *page) caption(pic *Picture) {
	credited := pic.Creator != "" || pic.Agency != "" || pic.Source != ""
	if len(pic.Caption) == 0 && !credited && pic.Copyright == "" {
		return
	}
	p.put("<figcaption>")
	sep := ""
	if len(pic.Caption) > 0 {
		p.put(`<span class="caption">`)
		p.text(pic.Caption)
		p.put("</span>")
		sep = " "
	}
	if credited {
		p.put(sep)
		p.put(`<span class="credit">`)
		between := p.creditPart("", "creator", pic.Creator)
		between = p.creditPart(between, "agency", pic.Agency)
		p.creditPart(between, "distributor", pic.Source)
		p.put("</span>")
		sep = " "
	}
	if pic.Copyright != "" {
		p.put(sep)
		p.put(`<small class="copyright">`)
		p.line(copyrightLine(pic.Copyright))
		p.put("</small>")
	}
	p.put("</figcaption>")
}

func (p *page) creditPart(between, class, name string) string {
	if name == "" {
		return between
	}
	p.put(between)
	p.put(`<span class="`)
	p.put(class)
	p.put(`">`)
	p.line(name)
	p.put("</span>")
	return " / "
}

// copyrightLine puts the sign before a notice that has none.
func copyrightLine(notice string) string {
	lower := strings.ToLower(notice)
	if strings.HasPrefix(lower, "©") || strings.HasPrefix(lower, "(c)") || strings.HasPrefix(lower, "copyright") {
		return notice
	}
	return "© " + notice
}

// creditLine gives a photo's credit as one line of plain text.
func creditLine(pic *Picture) string {
	parts := make([]string, 0, 4)
	for _, s := range [...]string{pic.Creator, pic.Agency, pic.Source} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	line := strings.Join(parts, " / ")
	if pic.Copyright == "" {
		return line
	}
	if line != "" {
		line += ". "
	}
	return line + copyrightLine(pic.Copyright)
}

func (p *page) gallery(b *Block) {
	before := len(p.b)
	p.open(`<figure class="gallery"`, b)
	p.put("<ul>\n")
	shown := 0
	for i := range b.Photos {
		entry := len(p.b)
		p.put("<li>")
		if !p.photo(&b.Photos[i], b, true) {
			p.b = p.b[:entry]
			continue
		}
		p.put("</li>\n")
		shown++
	}
	if shown == 0 {
		p.b = p.b[:before]
		return
	}
	p.put("</ul>")
	if len(b.Caption) > 0 {
		p.put("<figcaption>")
		p.text(b.Caption)
		p.put("</figcaption>")
	}
	p.put("</figure>\n")
}
