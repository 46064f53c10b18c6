package wire

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"dateline/internal/slug"
	"dateline/newsroom/body"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// Copy is what an item becomes: a story that still names its tags and photos
// instead of numbering them. In a newsroom "copy" is text that is ready to be
// edited.
type Copy struct {
	URI      string
	Version  Version
	Status   string // usable, withheld or canceled
	Embargo  time.Time
	Hold     string        // why it must wait for an editor whatever was asked for; empty where it need not
	Expires  time.Time     // when the agency no longer stands behind it
	FirstAt  time.Time     // when it was first published elsewhere; zero where unsaid
	Content  story.Content // photos have the numbers that photoNumber gives
	Section  Want
	Series   Want
	Part     int // of the series, 0 for no number
	Dateline Want
	Places   []Want
	Topics   []Want
	People   []Want
	Byline   []Want // one for each of Content.Byline
	Pictures []Picture
	Lead     int  // index in Pictures, -1 for none
	Unsaid   bool // the item does not say in what language it is
	Photo    bool // the item is a picture by itself and no story
}

// Want is a tag that an item names.
type Want struct {
	Tag  tag.Tag
	Make bool // where there is none yet
	id   tag.ID
	path string
}

// photoNumber stands for picture i of a copy until it has a number of its own.
// Real numbers never come near.
func photoNumber(i int) int64 { return 1<<50 + int64(i) }

// composer turns one item into copy.
type composer struct {
	*decoder
	it *Item
	c  Copy
}

// Compose reads what an item says into copy. It is pure: nothing is looked up
// or fetched. What has no place in a story it names.
func Compose(it Item, problems []Problem) (Copy, []Problem) {
	m := &composer{decoder: &decoder{problems: problems}, it: &it, c: Copy{URI: it.URI, Version: versionOf(it), Status: it.PubStatus, Embargo: it.EmbargoedUntil, Expires: it.Expires, Lead: -1}}
	m.timing()
	if it.Type == "picture" || it.Type == "graphic" {
		m.c.Photo = true
		m.c.Pictures = []Picture{m.picture(&it, "")}
	} else {
		m.content()
		m.tags()
		m.credits()
		m.located()
		m.pictures()
	}
	for i := range m.problems {
		m.problems[i].URI = it.URI
	}
	return m.c, m.problems
}

// timing says when the story was published and whether it must wait.
func (m *composer) timing() {
	for _, t := range []time.Time{m.it.FirstCreated, m.it.ContentCreated, m.it.VersionCreated} {
		if t.Year() > 1900 { // before that agencies had wires, but no ninjs
			m.c.FirstAt = t
			break
		}
	}
	if m.it.EmbargoUnclear {
		m.c.Hold = "its embargo cannot be read"
	}
}

func (m *composer) content() {
	it, c := m.it, &m.c.Content
	c.Headline, c.Deck, c.Kicker = m.headlines()
	c.Language = m.language(it.Language, "")
	c.Genre = m.genre()
	c.Body = m.body()
	c.Origin = m.origin()
	c.Copyright = it.CopyrightNotice
	c.UsageTerms = strings.Join(nonEmpty(it.UsageTerms, it.EncodedRights, it.LinkedRights), " ")
	c.EditorialNote = it.EdNote
	if it.Urgency >= 1 && it.Urgency <= urgent {
		c.EditorialNote = strings.TrimSpace("Agency urgency " + string(rune('0'+it.Urgency)) + " of 9.\n" + c.EditorialNote)
	}
	if r := []rune(c.EditorialNote); len(r) > story.MaxNote {
		c.EditorialNote = string(r[:story.MaxNote])
		m.problem("ednote", "is longer than %d characters; the rest is left out", story.MaxNote)
	}
	for _, s := range []struct {
		text *string
		path string
		most int
	}{
		{&c.Copyright, "copyrightnotice", story.MaxReason},
		{&c.UsageTerms, "usageterms", story.MaxReason},
		{&c.Origin, "infosources", story.MaxName},
		{&c.Deck, "headlines", story.MaxDeck},
		{&c.Kicker, "headlines", story.MaxKicker},
	} {
		if len([]rune(*s.text)) > s.most {
			m.problem(s.path, "“%s” is longer than %d characters and left out", short(*s.text), s.most)
			*s.text = ""
		}
	}
	if u := it.DigitalSource.URI + it.DigitalSource.Literal; strings.Contains(strings.ToLower(u), "algorithmicmedia") {
		m.problem("digitalsourcetype", "the agency says that this was made by a machine (%s): an editor should look at it", short(u))
	}
}

// urgent is the last urgency that the desk is told of.
const urgent = 3

func nonEmpty(all ...string) []string {
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func (m *composer) language(s, path string) string {
	s = strings.ReplaceAll(s, "_", "-")
	if s != "" && !languageTag.MatchString(s) {
		m.problem(join(path, "language"), "“%s” is not a language tag such as en or ar; the publication's language is taken", short(s))
		return ""
	}
	return s
}

// genres gives the genre for the names of the IPTC genre list, in lower case.
var genres = map[string]string{
	"analysis": "analysis", "opinion": "opinion", "background": "explainer", "explainer": "explainer", "feature": "feature", "obituary": "obituary",
	"interview": "interview", "review": "review", "live": "live", "question-and-answer-session": "interview", "question and answer session": "interview",
	"current": "", "news": "", "article": "", "update": "", "actuality": "",
}

func (m *composer) genre() string {
	found := ""
	for _, g := range m.it.Genres {
		name := strings.ToLower(g.Name)
		genre, ok := genres[name]
		if !ok {
			name = strings.ToLower(lastPart(g.URI + g.Literal))
			genre, ok = genres[name]
		}
		switch {
		case !ok:
			m.problem(g.path, "“%s” is not a genre of ours; the story comes in as news", short(g.Name+g.URI))
		case found == "":
			found = genre
		}
	}
	return found
}

func lastPart(s string) string {
	return s[strings.LastIndexAny(s, "/:#")+1:]
}

// origin gives the agency that the text came from.
func (m *composer) origin() string {
	best := ""
	for _, s := range m.it.InfoSources {
		switch name := s.name(); {
		case slices.Contains([]string{"creditline", "credit"}, s.Rel):
			return name
		case best == "":
			best = name
		}
	}
	return best
}

func (c Concept) name() string {
	if c.Name != "" {
		return c.Name
	}
	return c.Literal
}

// tags sorts what the item is about into section, series, topics, places and
// people.
func (m *composer) tags() {
	for _, s := range m.it.Subjects {
		switch s.Rel {
		case "section":
			m.one(&m.c.Section, tag.Section, s)
		case "series":
			m.one(&m.c.Series, tag.Series, s)
		default:
			m.want(&m.c.Topics, tag.Topic, s)
		}
	}
	for _, p := range m.it.Places {
		if p.Rel == "dateline" {
			m.one(&m.c.Dateline, tag.Place, p)
			continue
		}
		m.want(&m.c.Places, tag.Place, p)
	}
	for _, p := range m.it.People {
		if p.Rel != relAuthor {
			m.want(&m.c.People, tag.Person, p)
		}
	}
	for _, o := range m.it.Organisations {
		m.want(&m.c.People, tag.Organisation, o)
	}
	if m.c.Series.Tag.Kind != "" {
		m.part()
	}
}

// rolePart is the role of the alternative id that holds a story's number
// within its series.
const rolePart = "series-part"

func (m *composer) part() {
	for _, id := range m.it.AltIDs {
		if id.Role != rolePart {
			continue
		}
		n := 0
		for _, r := range id.Value {
			if r < '0' || r > '9' || n > 9999 {
				m.problem(id.path, "“%s” is not the number of a part", short(id.Value))
				return
			}
			n = n*10 + int(r-'0')
		}
		m.c.Part = n
	}
}

func (m *composer) one(into *Want, kind tag.Kind, c Concept) {
	if into.Tag.Kind != "" {
		m.problem(c.path, "“%s” is a second %s; a story has one", short(c.name()), kind)
		return
	}
	if w, ok := m.wanted(kind, c); ok {
		*into = w
	}
}

func (m *composer) want(into *[]Want, kind tag.Kind, c Concept) {
	if len(m.c.Places)+len(m.c.Topics)+len(m.c.People) >= story.MaxTags {
		m.problem(c.path, "“%s” is beyond the %d tags that a story may have", short(c.name()), story.MaxTags)
		return
	}
	if w, ok := m.wanted(kind, c); ok {
		*into = append(*into, w)
	}
}

func (m *composer) wanted(kind tag.Kind, c Concept) (Want, bool) {
	w := Want{Make: true, path: c.path, Tag: tag.Tag{Kind: kind, Name: c.name()}}
	if c.URI != "" {
		w.Tag.URIs = conceptURIs(c.URI)
		if len(c.URI) > tag.MaxURI {
			m.problem(c.path+".uri", "is longer than %d bytes and left out", tag.MaxURI)
			w.Tag.URIs = nil
		}
	}
	switch {
	case w.Tag.Name == "" && w.Tag.URIs == nil:
		m.problem(c.path, "names nothing")
		return w, false
	case len([]rune(w.Tag.Name)) > tag.MaxName:
		m.problem(c.path, "“%s” is longer than %d characters and left out", short(w.Tag.Name), tag.MaxName)
		return w, false
	case w.Tag.Name != "" && slug.Make(w.Tag.Name) == "":
		m.problem(c.path, "“%s” has no letter or digit to make an address of", short(w.Tag.Name))
		return w, false
	}
	w.Make = w.Tag.Name != ""
	if kind == tag.Place {
		placeDetails(&w.Tag, c)
	}
	return w, true
}

// conceptURIs gives the address of a concept, also in full where it is the
// short form of an IPTC Media Topic.
func conceptURIs(uri string) []string {
	if code, ok := strings.CutPrefix(uri, "medtop:"); ok {
		return []string{"http://cv.iptc.org/newscodes/mediatopic/" + code}
	}
	return []string{uri}
}

func placeDetails(t *tag.Tag, c Concept) {
	t.Located, t.Latitude, t.Longitude = c.Located, c.Latitude, c.Longitude
	t.Country = c.Country
	if slices.Contains([]string{"city", "region", "country", "world-region"}, c.Kind) {
		t.PlaceKind = c.Kind
	}
	if code := strings.ToUpper(lastPart(c.URI)); strings.Contains(c.URI, "iso3166-1a2") && len(code) == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z' {
		t.Country, t.PlaceKind = code, "country"
	}
}

// textOf gives the plain text of something that may be markup.
func textOf(w Wording) string {
	s := w.Value
	if strings.Contains(w.MediaType, "html") || strings.Contains(s, "</") || strings.Contains(s, "<br") || entity.MatchString(s) {
		s = body.TextFromHTML(s).String()
	}
	return strings.Join(strings.Fields(s), " ")
}

var entity = regexp.MustCompile(`&(#\d{1,6}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});`)
