package site

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/site/markup"
	"dateline/site/view"
)

// Paging of lists.
const (
	perPage = 20
	maxPage = 500 // beyond it, search and the sitemap help more
)

// tagPage gathers the page of a section, place, topic, series, person or
// organisation.
func (s *Site) tagPage(sh *sheet, kind tag.Kind, slug string) (printed, error) {
	t, moved, ok := sh.drawer.BySlug(kind, slug)
	switch {
	case !ok:
		return printed{}, notFound()
	case moved || sh.drawer.Path(t) != sh.r.URL.Path:
		return printed{}, &redirect{sh.drawer.Path(t)}
	}
	number, err := pageNumber(sh.r)
	if err != nil {
		return printed{}, err
	}
	sh.carryTags(t.ID)
	sh.carry(listKey(t.ID))
	data := s.listing(sh, t)
	if t.Kind == tag.Series && number == 1 {
		err = s.seriesCards(sh, t, data)
	} else {
		err = s.listCards(sh, t, data, number)
	}
	if err != nil {
		return printed{}, err
	}
	if number > 1 && len(data.Cards) == 0 {
		return printed{}, notFound()
	}
	data.JSONLD = markup.Collection(s.pageMarkup(sh, &data.Page, data))
	data.OpenGraph = markup.PageMeta(s.pageMarkup(sh, &data.Page, data))
	return printed{name: "listing", data: data}, nil
}

func pageNumber(r *http.Request) (int, error) {
	text := r.URL.Query().Get("page")
	if text == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxPage || strconv.Itoa(n) != text {
		return 0, notFound()
	}
	if n == 1 {
		return 0, &redirect{r.URL.Path}
	}
	return n, nil
}

// listing fills what stands around the list.
func (s *Site) listing(sh *sheet, t tag.Tag) *view.Listing {
	path := sh.drawer.Path(t)
	data := &view.Listing{Page: s.page(sh.chrome, "tag", t.Name, path), Kind: string(t.Kind), Name: t.Name, Intro: t.Description, Colour: sh.links[t.ID].Colour, Role: t.Role}
	data.Description = plainSentence(t.Description, 200)
	data.Page.Feeds = feedLinks(t.Name, s.cfg.URL+path+"/")
	data.FeedLinks = feedLinks(t.Name, path+"/")
	ups := sh.drawer.Ancestors(t.ID)
	slices.Reverse(ups)
	data.Parents = sh.linksOf(ups)
	for _, child := range sh.drawer.Children(t.ID) {
		sh.carry(tagKey(child.ID))
		data.Children = append(data.Children, sh.links[child.ID])
	}
	switch t.Kind {
	case tag.Section:
		data.Page.Kind = "section"
		sh.inSection(&data.Page, t.ID)
	case tag.Place:
		data.Map = s.mapInline(sh, t.ID)
	case tag.Series:
		data.Page.Kind = "series"
	case tag.Person:
		data.Page.Kind = "person"
	case tag.Topic, tag.Organisation:
	}
	if len(data.Children) > maxChildren {
		data.Children = data.Children[:maxChildren]
	}
	return data
}

const maxChildren = 40

// seriesCards gives a series in its own order, first part first.
func (s *Site) seriesCards(sh *sheet, t tag.Tag, data *view.Listing) error {
	parts, err := s.Stories.Parts(sh.ctx, sh.q, t.ID)
	if err != nil {
		return err
	}
	photos, err := s.photosOf(sh, parts, nil)
	if err != nil {
		return err
	}
	data.Cards = s.viewCards(sh, parts, photos)
	data.SeriesParts = true
	data.Paging = view.Paging{Page: 1}
	return nil
}

func (s *Site) listCards(sh *sheet, t tag.Tag, data *view.Listing, number int) error {
	ids, err := s.Stories.ByTag(sh.ctx, sh.q, t.ID, story.Window{Limit: perPage + 1, Offset: (number - 1) * perPage})
	if err != nil {
		return err
	}
	more := len(ids) > perPage
	cards, err := s.cards(sh, ids[:min(len(ids), perPage)])
	if err != nil {
		return err
	}
	data.Cards = cards
	data.Paging = paging(sh.r.URL.Path, nil, number, more)
	data.Prev, data.Next = absolute(s.cfg.URL, data.Paging.Prev), absolute(s.cfg.URL, data.Paging.Next)
	if number > 1 {
		data.Canonical += "?page=" + strconv.Itoa(number)
	}
	if t.Kind == tag.Section && number == 1 {
		takeLead(data)
	}
	return nil
}

// takeLead lifts the first story with a photograph above a section's list.
func takeLead(data *view.Listing) {
	i := slices.IndexFunc(data.Cards[:min(len(data.Cards), perPage/2)], func(c view.Card) bool { return c.Picture != nil && !c.Picture.Map })
	if i < 0 {
		return
	}
	lead := data.Cards[i]
	data.Lead = &lead
	data.Cards = slices.Delete(data.Cards, i, i+1)
}

func absolute(base, path string) string {
	if path == "" {
		return ""
	}
	return base + path
}

// paging gives the addresses of the neighbouring pages. query holds what else
// stands in the address.
func paging(path string, query url.Values, number int, more bool) view.Paging {
	at := func(n int) string {
		q := url.Values{}
		for k, v := range query {
			q[k] = v
		}
		if n > 1 {
			q.Set("page", strconv.Itoa(n))
		}
		if len(q) == 0 {
			return path
		}
		return path + "?" + q.Encode()
	}
	p := view.Paging{Page: number}
	if number > 1 {
		p.Prev = at(number - 1)
	}
	if more && number < maxPage {
		p.Next = at(number + 1)
	}
	return p
}

// directoryPage lists all tags of a kind, by letter or by region.
func (s *Site) directoryPage(kind tag.Kind, title string) func(sh *sheet) (printed, error) {
	return func(sh *sheet) (printed, error) {
		sh.carry(latestKey, kindKey(kind))
		data := &view.Directory{Page: s.page(sh.chrome, "plain", title, sh.r.URL.Path), Heading: title}
		used, err := s.Stories.TagsInUse(sh.ctx, sh.q, kind)
		if err != nil {
			return printed{}, err
		}
		groups := map[string]int{}
		for _, t := range sh.drawer.Kind(kind) {
			n := used[t.ID]
			if n == 0 {
				continue
			}
			name := sh.groupOf(t)
			i, ok := groups[name]
			if !ok {
				i = len(data.Groups)
				groups[name] = i
				data.Groups = append(data.Groups, view.Group{Name: name})
			}
			l := sh.links[t.ID]
			l.Count = n
			data.Groups[i].Links = append(data.Groups[i].Links, l)
		}
		slices.SortFunc(data.Groups, func(a, b view.Group) int {
			if a.Name < b.Name {
				return -1
			}
			return 1
		})
		for _, g := range data.Groups {
			slices.SortFunc(g.Links, func(a, b view.Link) int {
				if a.Name < b.Name {
					return -1
				}
				return 1
			})
		}
		data.OpenGraph = markup.PageMeta(s.pageMarkup(sh, &data.Page, nil))
		return printed{name: "directory", data: data}, nil
	}
}

// groupOf gives the heading under which a tag stands in its directory: a
// place's topmost parent, the first letter of anything else.
func (c *chrome) groupOf(t tag.Tag) string {
	if t.Kind == tag.Place {
		ups := c.drawer.ByIDs(c.drawer.Ancestors(t.ID))
		if len(ups) > 0 {
			return ups[len(ups)-1].Name
		}
		return t.Name
	}
	for _, r := range t.Name {
		return string(r)
	}
	return ""
}

// sectionOrStory gathers whatever stands below the root: a section's page, or
// a story.
func (s *Site) sectionOrStory(sh *sheet) (printed, error) {
	path := sh.r.URL.Path
	if slug, ok := lastOfSection(path); ok {
		if _, _, ok := sh.drawer.BySlug(tag.Section, slug); ok {
			return s.tagPage(sh, tag.Section, slug)
		}
	}
	if sh.r.URL.Query().Get("page") != "" {
		return printed{}, &redirect{path}
	}
	return s.storyPage(sh)
}

// lastOfSection gives the last part of a path that may be a section's: all its
// parts are slugs and none is a year.
func lastOfSection(path string) (string, bool) {
	last := ""
	depth := 0
	for part := range splitPath(path) {
		if part == "" || (part[0] >= '0' && part[0] <= '9') || depth >= tag.MaxDepth {
			return "", false
		}
		last = part
		depth++
	}
	return last, last != ""
}
