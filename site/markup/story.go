package markup

import (
	"html/template"
	"strings"
	"time"

	"dateline/site/view"
)

// Story gives the script element of a story's page: one graph of the article
// and its breadcrumb.
func Story(a *Article) template.HTML {
	p := script(4096 + 4*len(a.Headline) + 512*(len(a.About)+len(a.Mentions)+len(a.Images)+len(a.Corrections)))
	p.node(articleType(a.Genre))
	p.id(a.URL, "article")
	p.ref("mainEntityOfPage", a.URL, "")
	p.text("url", a.URL)
	p.text("headline", a.Headline)
	p.text("description", a.Description)
	p.text("inLanguage", a.Language)
	p.date("datePublished", a.Published, a.Location)
	p.date("dateModified", a.modified(), a.Location)
	p.authors(a)
	p.key("publisher")
	p.publisher(&a.Publisher)
	p.images(a.Images)
	p.text("articleSection", a.Section)
	p.number("wordCount", a.Words)
	p.texts("keywords", a.Tags)
	p.key("isAccessibleForFree")
	p.b = append(p.b, "true"...)
	p.filed(a)
	p.subjects(a)
	p.corrections(a)
	if a.Series != nil {
		p.key("isPartOf")
		p.thing(a.Series)
		p.number("position", a.Part)
	}
	p.ref("breadcrumb", crumbed(a.Breadcrumb, a.URL), "breadcrumb")
	p.end()
	p.breadcrumb(a.URL, a.Breadcrumb)
	return p.close()
}

// modified is never before the story was published.
func (a *Article) modified() time.Time {
	if a.Updated.After(a.Published) {
		return a.Updated
	}
	return a.Published
}

// authors lists one object a name; a story without a byline is the
// newsroom's own.
func (p *printer) authors(a *Article) {
	p.list("author")
	named := false
	for i := range a.Authors {
		by := &a.Authors[i]
		name := strings.TrimPrefix(by.Name, "By ")
		if name == "" {
			continue
		}
		named = true
		if by.Agency {
			p.node("Organization")
		} else {
			p.node("Person")
		}
		p.text("name", name)
		p.text("url", by.URL)
		p.end()
	}
	if !named {
		p.node("Organization")
		p.text("name", a.Publisher.Name)
		p.text("url", a.Publisher.URL)
		p.end()
	}
	p.endList()
}

func (p *printer) publisher(pub *Publisher) {
	p.node("NewsMediaOrganization")
	p.id(pub.URL, "publisher")
	p.text("name", pub.Name)
	p.text("url", pub.URL)
	if pub.Logo != "" {
		p.key("logo")
		p.node("ImageObject")
		p.text("url", pub.Logo)
		p.end()
	}
	p.text("correctionsPolicy", pub.CorrectionsURL)
	p.text("ethicsPolicy", pub.EthicsURL)
	p.text("publishingPrinciples", pub.EthicsURL)
	p.text("verificationFactCheckingPolicy", pub.EthicsURL)
	p.text("masthead", pub.AboutURL)
	p.text("ownershipFundingInfo", pub.AboutURL)
	p.end()
}

func (p *printer) images(all []Image) {
	if len(all) == 0 {
		return
	}
	p.list("image")
	for i := range all {
		p.image(&all[i])
	}
	p.endList()
}

func (p *printer) image(im *Image) {
	p.node("ImageObject")
	p.text("url", im.URL)
	p.text("contentUrl", im.URL)
	p.number("width", im.Width)
	p.number("height", im.Height)
	p.text("caption", im.Caption)
	if im.Creator != "" {
		p.key("creator")
		p.node("Person")
		p.text("name", im.Creator)
		p.end()
	}
	p.text("creditText", im.Credit)
	p.text("copyrightNotice", im.Copyright)
	p.text("license", im.License)
	p.text("acquireLicensePage", im.LicensePage)
	p.end()
}

// filed says where the story was written, which is not what it is about.
func (p *printer) filed(a *Article) {
	p.text("dateline", strings.TrimRight(a.Dateline, " —–-"))
	if a.DatelinePlace != nil {
		p.key("locationCreated")
		p.thing(a.DatelinePlace)
	}
}

// subjects says what the story is about. Places are written out as the
// content's location and only pointed to from about, so that about keeps the
// editors' order.
func (p *printer) subjects(a *Article) {
	open := false
	for i := range a.About {
		if a.About[i].Kind != "place" {
			continue
		}
		if !open {
			p.list("contentLocation")
			open = true
		}
		p.thing(&a.About[i])
	}
	if open {
		p.endList()
	}
	if len(a.About) > 0 {
		p.list("about")
		for i := range a.About {
			p.about(&a.About[i])
		}
		p.endList()
	}
	if len(a.Mentions) > 0 {
		p.list("mentions")
		for i := range a.Mentions {
			p.thing(&a.Mentions[i])
		}
		p.endList()
	}
}

func (p *printer) about(t *Thing) {
	if t.Kind != "place" || t.URL == "" {
		p.thing(t)
		return
	}
	p.node("Place")
	p.id(t.URL, t.Kind)
	p.text("name", t.Name)
	p.end()
}

func (p *printer) thing(t *Thing) {
	p.node(thingType(t.Kind))
	p.id(t.URL, fragment(t.Kind))
	p.text("name", t.Name)
	p.text("url", t.URL)
	p.texts("sameAs", t.SameAs)
	if t.Located && t.Kind == "place" {
		p.key("geo")
		p.node("GeoCoordinates")
		p.degrees("latitude", t.Lat)
		p.degrees("longitude", t.Lon)
		p.end()
	}
	p.end()
}

// fragment names a thing within its page: the place is not the page about it.
func fragment(kind string) string {
	switch kind {
	case "place", "topic", "person", "organisation", "section", "series":
		return kind
	}
	return "thing"
}

func (p *printer) corrections(a *Article) {
	if len(a.Corrections) == 0 {
		return
	}
	p.list("correction")
	for i := range a.Corrections {
		c := &a.Corrections[i]
		p.node("CorrectionComment")
		p.text("name", c.Kind)
		p.text("text", c.Text)
		p.date("datePublished", c.At, a.Location)
		p.text("url", c.URL)
		p.end()
	}
	p.endList()
}

// crumbed gives address where there is a breadcrumb to point to: one of a
// single step says nothing and is not printed.
func crumbed(links []view.Link, address string) string {
	if len(links) < 2 {
		return ""
	}
	return address
}

func (p *printer) breadcrumb(address string, links []view.Link) {
	if crumbed(links, address) == "" {
		return
	}
	p.node("BreadcrumbList")
	p.id(address, "breadcrumb")
	p.list("itemListElement")
	for i := range links {
		p.node("ListItem")
		p.number("position", i+1)
		p.text("name", links[i].Name)
		p.text("item", links[i].URL)
		p.end()
	}
	p.endList()
	p.end()
}
