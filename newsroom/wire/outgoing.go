package wire

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dateline/newsroom/body"
	"dateline/newsroom/masthead"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// Outgoing is a story as it leaves the house.
type Outgoing struct {
	ID             story.ID
	URI            string
	Version        string // empty where the reader side does not know it
	VersionCreated time.Time
	FirstCreated   time.Time
	Embargo        time.Time
	Status         string // usable, withheld or canceled
	Path           string // on the reader site, empty for none
	EdNote         string
	Content        story.Content
}

// FromStory gives a story as the desk exports it, its note for editors
// included.
func FromStory(st story.Story) Outgoing {
	o := Outgoing{
		ID: st.ID, URI: st.URI, Version: strconv.FormatInt(st.Rev, 10), VersionCreated: st.ChangedAt, FirstCreated: st.FirstPublishedAt, Embargo: st.EmbargoUntil,
		Status: "usable", Path: st.Path, EdNote: st.Content.EditorialNote, Content: st.Content,
	}
	if st.WireVersion != "" {
		v := parseVersion(st.WireVersion)
		o.Version = v.Number
		if !v.Created.IsZero() {
			o.VersionCreated = v.Created
		}
	}
	if o.FirstCreated.IsZero() {
		o.FirstCreated = st.CreatedAt
	}
	switch st.Publication {
	case story.Draft, story.Withdrawn:
		o.Status = "withheld"
	case story.Killed:
		o.Status = "canceled"
	case story.Scheduled:
		o.Embargo = later(o.Embargo, st.PublishAt)
	case story.Live, story.Corrected:
		o.Embargo = time.Time{}
	}
	return o
}

// FromPage gives a story as readers see it: nothing in it is for the desk
// alone.
func FromPage(pg story.Page) Outgoing {
	o := Outgoing{ID: pg.ID, URI: pg.URI, VersionCreated: pg.UpdatedAt, FirstCreated: pg.PublishedAt, Status: "usable", Path: pg.Path, Content: pg.Content}
	var notes []string
	for _, c := range pg.Corrections {
		notes = append(notes, fmt.Sprintf("%s, %s: %s", c.Kind, c.At.UTC().Format("2 January 2006"), c.Text))
	}
	o.EdNote = strings.Join(notes, "\n")
	return o
}

// Paper is what an export says besides the story.
type Paper struct {
	Tags     *tag.Drawer              // needed
	Photos   map[photo.ID]photo.Photo // of the story
	Resolver body.Resolver            // nil leaves photos and links to own stories out
	Masthead masthead.Masthead
	BaseURL  string // of the reader site, without a slash at its end
	Standard string // "3.1", which is also what empty means, or "2.2"
	Indent   bool   // for people to read
}

// Encode gives a story as one ninjs item that is valid by the official schema.
func Encode(o Outgoing, p Paper) ([]byte, error) {
	switch p.Standard {
	case "":
		p.Standard = "3.1"
	case "3.1", "2.2":
	default:
		return nil, fmt.Errorf("there is no ninjs %s among 3.1 and 2.2", p.Standard)
	}
	if p.Tags == nil {
		return nil, errors.New("an export needs the tags")
	}
	e := &encoder{o: &o, c: &o.Content, p: &p}
	return e.item().encode(p.Standard == "2.2", p.Indent)
}

// URI gives the name under which a story or photo of our own is known
// elsewhere (RFC 4151 where the site has an address).
func URI(base, noun string, id int64) string {
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		return fmt.Sprintf("tag:%s,2026:%s:%d", u.Hostname(), noun, id)
	}
	return fmt.Sprintf("urn:x-dateline:%s:%d", noun, id)
}

type encoder struct {
	o *Outgoing
	c *story.Content
	p *Paper
}

func (e *encoder) item() object {
	o, c := e.o, e.c
	uri := o.URI
	if uri == "" {
		uri = URI(e.p.BaseURL, "story", int64(o.ID))
	}
	pictures := e.pictures()
	kind := "text"
	if len(pictures) > 0 {
		kind = "composite"
	}
	return object{
		{"standard", object{{"name", "ninjs"}, {"version", e.p.Standard}, {"schema", "http://www.iptc.org/std/ninjs/ninjs-schema_" + e.p.Standard + ".json"}}},
		{"uri", uri},
		{"type", kind},
		{"version", o.Version},
		{"versionCreated", stamp(o.VersionCreated)},
		{"firstCreated", stamp(o.FirstCreated)},
		{"embargoedUntil", stamp(o.Embargo)},
		{"pubStatus", o.Status},
		{"language", c.Language},
		{"headlines", e.headlines()},
		{"by", e.by()},
		{"located", e.located()},
		{"bodies", e.bodies()},
		{"subjects", e.subjects()},
		{"places", e.places()},
		{"people", e.people()},
		{"organisations", e.kind(tag.Organisation)},
		{"genres", e.genres()},
		{"infoSources", sources(c.Origin, "")},
		{"copyrightHolder", firstOf(e.p.Masthead.Copyright, e.p.Masthead.Name)},
		{"copyrightNotice", c.Copyright},
		{"usageTerms", c.UsageTerms},
		{"edNote", o.EdNote},
		{"altIds", e.altIDs()},
		{"associations", pictures},
	}
}

func firstOf(all ...string) string { return first(nonEmpty(all...)) }

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func (e *encoder) headlines() (all []object) {
	for _, h := range [][2]string{{"main", e.c.Headline}, {"deck", e.c.Deck}, {"kicker", e.c.Kicker}} {
		if h[1] != "" {
			all = append(all, object{{"role", h[0]}, {"contentType", "text/plain"}, {"value", h[1]}})
		}
	}
	return all
}

// by gives the byline as people write it.
func (e *encoder) by() string {
	var names []string
	for _, b := range e.c.Byline {
		if name := e.creditName(b); b.Role == "" && name != "" {
			names = append(names, name)
		}
	}
	if len(names) > 1 && strings.HasPrefix(e.c.Language, "en") {
		return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	}
	return strings.Join(names, "; ")
}

func (e *encoder) creditName(b story.Credit) string {
	if t, ok := e.p.Tags.ByID(b.Person); ok && b.Name == "" {
		return t.Name
	}
	return b.Name
}

func (e *encoder) located() string {
	if t, ok := e.p.Tags.ByID(e.c.Dateline); ok && e.c.DatelineText == "" {
		return t.Name
	}
	return e.c.DatelineText
}

func (e *encoder) bodies() []object {
	if len(e.c.Body.Blocks) == 0 {
		return nil
	}
	res := absolute{e.p.Resolver, e.p.BaseURL}
	return []object{
		{{"role", "main"}, {"contentType", "application/xhtml+xml"}, {"wordCount", e.c.Body.Words()}, {"value", body.XHTML(e.c.Body, res)}},
		{{"role", "main"}, {"contentType", "text/plain"}, {"value", body.Plain(e.c.Body, body.PlainOptions{Lang: e.c.Language})}},
	}
}

// absolute gives addresses that hold away from the site.
type absolute struct {
	body.Resolver
	base string
}

// Picture gives a photo with its full address.
func (a absolute) Picture(use body.PhotoUse) (body.Picture, bool) {
	if a.Resolver == nil {
		return body.Picture{}, false
	}
	pic, ok := a.Resolver.Picture(use)
	pic.URL = a.full(pic.URL)
	return pic, ok
}

// StoryPath gives the full address of a story.
func (a absolute) StoryPath(id int64) (string, bool) {
	if a.Resolver == nil {
		return "", false
	}
	path, ok := a.Resolver.StoryPath(id)
	return a.full(path), ok
}

func (a absolute) full(path string) string {
	if strings.HasPrefix(path, "/") {
		return a.base + path
	}
	return path
}

// concept gives a tag as ninjs writes it.
func (e *encoder) concept(t tag.Tag, rel string) object {
	uri := ""
	switch {
	case len(t.URIs) > 0:
		uri = t.URIs[0]
	case e.p.BaseURL != "":
		uri = e.p.BaseURL + e.p.Tags.Path(t)
	}
	return object{{"name", t.Name}, {"rel", rel}, {"uri", uri}}
}

func (e *encoder) subjects() (all []object) {
	if t, ok := e.p.Tags.ByID(e.c.Section); ok {
		all = append(all, e.concept(t, "section"))
	}
	if t, ok := e.p.Tags.ByID(e.c.Series); ok {
		all = append(all, e.concept(t, "series"))
	}
	for _, t := range e.p.Tags.ByIDs(e.c.Topics) {
		all = append(all, e.concept(t, "about"))
	}
	return all
}

func (e *encoder) places() (all []object) {
	add := func(t tag.Tag, rel string) {
		place := e.concept(t, rel)
		if t.Located {
			point := object{{"type", "Point"}, {"coordinates", []float64{t.Longitude, t.Latitude}}}
			place = append(place, member{"geoJSON", object{{"type", "Feature"}, {"geometry", point}, {"properties", object{{"name", t.Name}, {"country", t.Country}, {"kind", t.PlaceKind}}}}})
		}
		all = append(all, place)
	}
	for _, t := range e.p.Tags.ByIDs(e.c.Places) {
		add(t, "about")
	}
	if t, ok := e.p.Tags.ByID(e.c.Dateline); ok {
		add(t, "dateline")
	}
	return all
}

// people gives who wrote the story, and then whom it is about.
func (e *encoder) people() (all []object) {
	for _, b := range e.c.Byline {
		person := object{{"name", e.creditName(b)}, {"rel", relAuthor}}
		if t, ok := e.p.Tags.ByID(b.Person); ok {
			person = e.concept(t, relAuthor)
			person[0].value = e.creditName(b)
		}
		all = append(all, append(person, member{"literal", b.Role}))
	}
	return append(all, e.kind(tag.Person)...)
}

func (e *encoder) kind(kind tag.Kind) (all []object) {
	for _, t := range e.p.Tags.ByIDs(e.c.People) {
		if t.Kind == kind {
			all = append(all, e.concept(t, "about"))
		}
	}
	return all
}

// genreNames gives the IPTC genre for ours. A live story has none.
var genreNames = map[string]string{
	"analysis": "Analysis", "opinion": "Opinion", "explainer": "Background", "feature": "Feature", "obituary": "Obituary", "interview": "Interview", "review": "Review",
}

func (e *encoder) genres() []object {
	if e.c.Genre == "" {
		return nil
	}
	name := genreNames[e.c.Genre]
	if name == "" {
		return []object{{{"name", e.c.Genre}}}
	}
	return []object{{{"name", name}, {"uri", "http://cv.iptc.org/newscodes/genre/" + name}}}
}

func (e *encoder) altIDs() (all []object) {
	if e.c.Part > 0 && e.c.Series != 0 {
		all = append(all, object{{"role", rolePart}, {"value", strconv.Itoa(e.c.Part)}})
	}
	if e.o.Path != "" && e.p.BaseURL != "" {
		all = append(all, object{{"role", "web"}, {"value", e.p.BaseURL + e.o.Path}})
	}
	return all
}

func sources(credit, distributor string) (all []object) {
	if credit != "" {
		all = append(all, object{{"name", credit}, {"role", "creditline"}})
	}
	if distributor != "" {
		all = append(all, object{{"name", distributor}, {"role", "distributor"}})
	}
	return all
}
