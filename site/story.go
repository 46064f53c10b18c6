package site

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"dateline/internal/fault"
	"dateline/newsroom/body"
	"dateline/newsroom/photo"
	"dateline/newsroom/related"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/site/markup"
	"dateline/site/view"
)

// relatedShown is how many stories stand under Related News.
const relatedShown = 6

// storyPage gathers an article: the story, its Related News, their cards, the
// photos of all of them. About five queries, in this order.
func (s *Site) storyPage(sh *sheet) (printed, error) {
	pg, err := s.Stories.ByPath(sh.ctx, sh.q, sh.r.URL.Path)
	if err != nil {
		return printed{}, err
	}
	return s.printStory(sh, pg)
}

// printStory prints an article, public or not.
func (s *Site) printStory(sh *sheet, pg story.Page) (printed, error) {
	sh.carry(storyKey(pg.ID), relatedKey(pg.ID))
	sh.carryContent(&pg.Content)
	kin, cards, err := s.Related.For(sh.ctx, sh.q, pg, relatedShown)
	if err != nil {
		return printed{}, err
	}
	linked, err := s.linked(sh, &pg)
	if err != nil {
		return printed{}, err
	}
	photos, err := s.photosOf(sh, cards, pg.Content.PhotoIDs())
	if err != nil {
		return printed{}, err
	}
	data := s.article(sh, &pg, photos)
	data.Body = s.articleBody(sh, &pg, linked, photos)
	data.Related = s.relatedCards(sh, kin, cards, photos)
	if pg.Series != 0 {
		if data.Parts, err = s.parts(sh, &pg); err != nil {
			return printed{}, err
		}
	}
	s.describe(sh, &pg, data, photos)
	return printed{name: "story", data: data}, nil
}

// linked gives the cards of the own stories that a story's text links to.
func (s *Site) linked(sh *sheet, pg *story.Page) ([]story.Card, error) {
	var ids []story.ID
	for _, id := range pg.Content.Body.StoryLinks() {
		ids = append(ids, story.ID(id))
		sh.carry(storyKey(story.ID(id)))
	}
	return s.Stories.Cards(sh.ctx, sh.q, ids)
}

// article fills what stands around the text.
func (s *Site) article(sh *sheet, pg *story.Page, photos map[photo.ID]photo.Photo) *view.Story {
	c := &pg.Content
	data := &view.Story{Page: s.page(sh.chrome, "story", c.Headline, pg.Path), Card: s.viewCard(sh, &pg.Card, photos), Words: pg.Words, Minutes: minutes(pg.Words)}
	data.Page.Language, data.Page.Dir = c.Language, body.Dir(c.Language)
	sh.inSection(&data.Page, c.Section)
	data.Description = c.Deck
	if data.Description == "" {
		data.Description = plainSentence(body.FirstWords(c.Body, 40), 200)
	}
	tell := newTeller(s.Clock.Now(), sh.location, c.Language)
	data.Published = tell.tell(pg.PublishedAt)
	if !data.Updated.Zero() {
		data.Updated = tell.tell(pg.UpdatedAt)
	}
	data.Lead = s.leadPicture(sh, pg, photos)
	data.Corrections, data.CorrectionsAtTop = corrections(tell, pg.Corrections)
	data.PlaceLinks, data.TopicLinks, data.PeopleLinks = sh.linksOf(c.Places), sh.linksOf(c.Topics), sh.linksOf(c.People)
	s.drawPlaces(sh, c.Places, data.PlaceLinks)
	if !c.NoAgeNotice {
		data.AgeNotice = tell.ageNotice(pg.PublishedAt)
	}
	data.Origin = c.Origin
	data.Rights = rightsLine(c)
	address := s.cfg.URL + pg.Path
	data.Share = []view.Link{
		{Name: "E-mail", URL: "mailto:?subject=" + url.PathEscape(c.Headline) + "&body=" + url.PathEscape(address), Kind: "mail"},
		{Name: "Copy link", URL: address, Kind: "copy"},
	}
	return data
}

func rightsLine(c *story.Content) string {
	var parts []string
	if c.Copyright != "" {
		text := c.Copyright
		if !strings.Contains(text, "©") && !strings.Contains(strings.ToLower(text), "copyright") {
			text = "© " + text
		}
		parts = append(parts, text)
	}
	if c.UsageTerms != "" {
		parts = append(parts, c.UsageTerms)
	}
	return strings.Join(parts, " · ")
}

// leadPicture gives what stands above the text: the photo, the chart, or the
// map of the lead place, the two drawn ones inside the page.
func (s *Site) leadPicture(sh *sheet, pg *story.Page, photos map[photo.ID]photo.Photo) *view.Picture {
	if pg.Lead != nil && len(pg.Lead.Chart) > 0 {
		return s.chartInline(&pg.Card)
	}
	if pg.Photo == 0 && (pg.Lead == nil || !pg.Lead.NoMap) {
		return s.mapInline(sh, pg.Place)
	}
	return s.cardPicture(sh, &pg.Card, photos)
}

// articleBody prints the text with its dateline.
func (s *Site) articleBody(sh *sheet, pg *story.Page, cards []story.Card, photos map[photo.ID]photo.Photo) template.HTML {
	paths := make(map[story.ID]string, len(cards))
	for i := range cards {
		paths[cards[i].ID] = cards[i].Path
	}
	opts := body.HTMLOptions{Resolver: resolver{s, photos, paths, sh.pictures}, Lang: pg.Content.Language}
	opts.Dateline, opts.DatelinePath = sh.dateline(&pg.Content)
	return template.HTML(body.HTML(pg.Content.Body, opts)) //nolint:gosec // the renderer escapes, and was given a validated document
}

// dateline gives "TRIPOLI, Libya —" and the address of the place's page.
func (c *chrome) dateline(content *story.Content) (text, path string) {
	t, ok := c.drawer.ByID(content.Dateline)
	if content.DatelineText != "" {
		return content.DatelineText + " —", ""
	}
	if !ok || content.Dateline == 0 {
		return "", ""
	}
	text = strings.ToUpper(t.Name)
	for _, up := range c.drawer.ByIDs(c.drawer.Ancestors(t.ID)) {
		if up.PlaceKind == "country" {
			text += ", " + up.Name
			break
		}
	}
	return text + " —", c.links[t.ID].URL
}

var correctionNames = map[string]string{"correction": "Correction", "clarification": "Clarification", "editors-note": "Editor’s note"}

func corrections(tell teller, all []story.Correction) (out []view.Correction, serious bool) {
	for _, c := range all {
		out = append(out, viewCorrection(tell, c))
		serious = serious || c.Serious
	}
	return out, serious
}

func viewCorrection(tell teller, c story.Correction) view.Correction {
	return view.Correction{Anchor: "correction-" + strconv.FormatInt(c.ID, 10), Kind: correctionNames[c.Kind], Text: paragraphs(c.Text), Time: tell.tell(c.At)}
}

// relatedCards gives the cards of Related News with the reason of each.
func (s *Site) relatedCards(sh *sheet, kin []related.Item, cards []story.Card, photos map[photo.ID]photo.Photo) []view.Card {
	byID := make(map[story.ID]*story.Card, len(cards))
	for i := range cards {
		byID[cards[i].ID] = &cards[i]
	}
	var out []view.Card
	for i := range kin {
		c, ok := byID[kin[i].ID]
		if !ok || len(out) == relatedShown {
			continue
		}
		v := s.viewCard(sh, c, photos)
		v.Reason = sh.reason(kin[i])
		out = append(out, v)
	}
	return out
}

// reason says in few words why a story is related: "Also in Syria · Diplomacy".
func (c *chrome) reason(it related.Item) string {
	var parts []string
	if series, ok := c.link(it.Series); ok && it.Series != 0 {
		parts = append(parts, "Series: "+series.Name)
	}
	names := func(ids []tag.ID, most int) []string {
		var out []string
		for _, t := range c.drawer.ByIDs(ids) {
			if len(out) < most {
				out = append(out, t.Name)
			}
		}
		return out
	}
	if places := names(it.SharedPlaces, 2); len(places) > 0 {
		parts = append(parts, "Also in "+strings.Join(places, ", "))
	}
	parts = append(parts, names(it.SharedTopics, 2)...)
	if len(parts) == 0 && it.Pinned {
		return "Chosen by the editors"
	}
	return strings.Join(parts, " · ")
}

func (s *Site) parts(sh *sheet, pg *story.Page) ([]view.Link, error) {
	parts, err := s.Stories.Parts(sh.ctx, sh.q, pg.Series)
	if err != nil {
		return nil, err
	}
	sh.carry(listKey(pg.Series))
	if len(parts) < 2 {
		return nil, nil
	}
	var links []view.Link
	for i := range parts {
		sh.carry(storyKey(parts[i].ID))
		links = append(links, view.Link{Name: parts[i].Headline, URL: parts[i].Path, Active: parts[i].ID == pg.ID, Count: parts[i].Part})
	}
	return links, nil
}

// describe fills what machines read.
func (s *Site) describe(sh *sheet, pg *story.Page, data *view.Story, photos map[photo.ID]photo.Photo) {
	m := s.storyMarkup(sh, pg, data, photos)
	data.JSONLD = markup.Story(m)
	data.OpenGraph = markup.StoryMeta(m)
}

// notFound is what a handler says about an address that leads nowhere.
func notFound() error { return fault.New(fault.NotFound, "there is nothing at this address") }
