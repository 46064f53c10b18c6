package markup

import "html/template"

// WebSite gives the script element of the front: the publication, who
// publishes it and how it is searched.
func WebSite(s *Site) template.HTML {
	p := script(2048)
	p.node("WebSite")
	p.id(s.URL, "website")
	p.text("url", s.URL)
	p.text("name", s.Name)
	p.text("description", s.Description)
	p.text("inLanguage", s.Language)
	p.key("publisher")
	p.publisher(&s.Publisher)
	if s.SearchURL != "" {
		p.key("potentialAction")
		p.node("SearchAction")
		p.key("target")
		p.node("EntryPoint")
		p.text("urlTemplate", s.SearchURL)
		p.end()
		p.text("query-input", "required name=search_term_string")
		p.end()
	}
	p.end()
	return p.close()
}

// Collection gives the script element of a page that lists stories: what the
// page is about, the stories in their order, and the way to it.
func Collection(c *Page) template.HTML {
	size := 2048
	for _, address := range c.Items {
		size += 64 + len(address)
	}
	p := script(size)
	profile := c.Kind == "person" || c.Thing != nil && c.Thing.Kind == "person"
	if profile {
		p.node("ProfilePage")
	} else {
		p.node(pageType(c.Kind))
	}
	p.id(c.URL, "page")
	p.text("url", c.URL)
	p.text("name", c.Title)
	p.text("description", c.Description)
	p.text("inLanguage", c.Language)
	p.key("publisher")
	p.publisher(&c.Publisher)
	if c.Image != nil {
		p.key("primaryImageOfPage")
		p.image(c.Image)
	}
	// A profile is a profile of somebody; any other page is first of all its list.
	subject, list := "about", "mainEntity"
	if profile {
		subject, list = "mainEntity", "hasPart"
	}
	if c.Thing != nil {
		p.key(subject)
		p.thing(c.Thing)
	}
	if len(c.Items) > 0 {
		p.ref(list, c.URL, "stories")
	}
	p.ref("breadcrumb", crumbed(c.Breadcrumb, c.URL), "breadcrumb")
	p.end()
	p.items(c)
	p.breadcrumb(c.URL, c.Breadcrumb)
	return p.close()
}

func (p *printer) items(c *Page) {
	if len(c.Items) == 0 {
		return
	}
	p.node("ItemList")
	p.id(c.URL, "stories")
	p.number("numberOfItems", len(c.Items))
	p.list("itemListElement")
	for i, address := range c.Items {
		p.node("ListItem")
		p.number("position", i+1)
		p.text("url", address)
		p.end()
	}
	p.endList()
	p.end()
}
