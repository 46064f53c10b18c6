package markup

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"dateline/site/view"
)

// sheet collects properties; those without content are left out.
type sheet []view.Meta

func (s *sheet) add(property, content string) {
	if content != "" {
		*s = append(*s, view.Meta{Property: property, Content: content})
	}
}

// StoryMeta gives the Open Graph and Twitter properties of a story's page.
func StoryMeta(a *Article) []view.Meta {
	s := make(sheet, 0, 24+len(a.Tags))
	s.frame("article", a.Headline, a.URL, a.Description, a.SiteName, a.Language)
	if !a.Published.IsZero() {
		s.add("article:published_time", in(a.Published, a.Location).Format(time.RFC3339))
		s.add("article:modified_time", in(a.modified(), a.Location).Format(time.RFC3339))
	}
	for _, by := range a.Authors {
		if by.URL != "" {
			s.add("article:author", by.URL)
		} else {
			s.add("article:author", strings.TrimPrefix(by.Name, "By "))
		}
	}
	s.add("article:section", a.Section)
	for _, tag := range a.Tags {
		s.add("article:tag", tag)
	}
	var lead *Image
	if len(a.Images) > 0 {
		lead = &a.Images[0]
	}
	s.picture(lead, a.ImageAlt)
	return s
}

// PageMeta gives the Open Graph and Twitter properties of any other page.
func PageMeta(p *Page) []view.Meta {
	s := make(sheet, 0, 12)
	s.frame("website", p.Title, p.URL, p.Description, p.SiteName, p.Language)
	s.picture(p.Image, "")
	return s
}

func (s *sheet) frame(kind, title, address, description, site, bcp47 string) {
	s.add("og:type", kind)
	s.add("og:title", title)
	s.add("og:url", address)
	s.add("og:description", description)
	s.add("og:site_name", site)
	s.add("og:locale", locale(bcp47))
}

// picture adds the image, described by alt or else by its caption. The large
// card needs one.
func (s *sheet) picture(im *Image, alt string) {
	if im == nil || im.URL == "" {
		s.add("twitter:card", "summary")
		return
	}
	if alt == "" {
		alt = im.Caption
	}
	s.add("og:image", im.URL)
	s.size("og:image:width", im.Width)
	s.size("og:image:height", im.Height)
	s.add("og:image:alt", alt)
	s.add("twitter:card", "summary_large_image")
	s.add("twitter:image:alt", alt)
}

func (s *sheet) size(property string, pixels int) {
	if pixels > 0 {
		s.add(property, strconv.Itoa(pixels))
	}
}

// locale gives language_TERRITORY for a BCP 47 tag. Open Graph wants a
// territory even where a page names none: then it is the language's likely one.
func locale(bcp47 string) string {
	t, err := language.Parse(bcp47)
	if err != nil || t.IsRoot() {
		return ""
	}
	base, _ := t.Base()
	region, _ := t.Region()
	return base.String() + "_" + region.String()
}
