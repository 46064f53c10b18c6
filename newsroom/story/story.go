// Package story is the heart of the newsroom: a story from its first draft to
// its last correction. It knows what a story says, where it stands, who changed
// it and why, and it alone decides what the public may see.
package story

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"dateline/internal/fault"
	"dateline/internal/slug"
	"dateline/newsroom/body"
	"dateline/newsroom/tag"
)

// ID numbers a story.
type ID int64

// Content is everything in a story that is written or chosen: what a revision
// keeps and what an editor edits.
type Content struct {
	Headline      string        `json:"headline"`
	Deck          string        `json:"deck,omitempty"`
	Kicker        string        `json:"kicker,omitempty"` // in place of the section's name
	Slug          string        `json:"slug,omitempty"`   // last part of the address; made from the headline where empty
	Language      string        `json:"language"`         // BCP 47
	Genre         string        `json:"genre,omitempty"`  // one of Genres; empty for news
	Section       tag.ID        `json:"section,omitempty"`
	Places        []tag.ID      `json:"places,omitempty"` // in order, the lead place first
	Topics        []tag.ID      `json:"topics,omitempty"` // in order, the lead topic first
	People        []tag.ID      `json:"people,omitempty"` // people and organisations the story is about
	Series        tag.ID        `json:"series,omitempty"`
	Part          int           `json:"part,omitempty"` // of the series, 1 for the first; 0 for no number
	Byline        []Credit      `json:"byline,omitempty"`
	Dateline      tag.ID        `json:"dateline,omitempty"`      // the place it was filed from
	DatelineText  string        `json:"dateline_text,omitempty"` // in place of the place's name
	Body          body.Document `json:"body"`
	Lead          *Lead         `json:"lead,omitempty"`
	Origin        string        `json:"origin,omitempty"` // the agency that the text came from
	Copyright     string        `json:"copyright,omitempty"`
	UsageTerms    string        `json:"usage_terms,omitempty"`
	EditorialNote string        `json:"editorial_note,omitempty"` // for the desk only
	Pinned        []ID          `json:"pinned,omitempty"`         // Related News, first
	Excluded      []ID          `json:"excluded,omitempty"`       // never in Related News
	NoAgeNotice   bool          `json:"no_age_notice,omitempty"`
}

// Credit is one name under the headline.
type Credit struct {
	Person tag.ID `json:"person,omitempty"` // where the person is known
	Name   string `json:"name"`
	Role   string `json:"role,omitempty"` // "Photography", "Additional reporting"; empty for the writer
}

// Lead is what stands above the text: a photo, or a chart, or a map of the
// lead place where neither is given.
type Lead struct {
	body.PhotoUse
	Chart json.RawMessage `json:"chart,omitempty"` // data that internal/chart draws
	NoMap bool            `json:"no_map,omitempty"`
}

// Story is a story as the desk sees it.
type Story struct {
	ID               ID
	Rev              int64 // counts up with every change of any kind
	ContentRev       int64 // the revision that holds Content
	LiveRev          int64 // the revision that readers see, 0 for none
	URI              string
	WireVersion      string // of the agency's item this came from
	Publication      Publication
	Workflow         Workflow
	Content          Content
	Plan             Plan   // changed by SetPlan alone
	Path             string // current address, empty until first published
	EmbargoUntil     time.Time
	PublishAt        time.Time
	Zone             string // in which the desk names those two times
	FirstPublishedAt time.Time
	UpdatedAt        time.Time // last change that a reader would care about
	CreatedAt        time.Time
	ChangedAt        time.Time
	EndedAt          time.Time // when it was withdrawn or killed
	EndedReason      string    // for readers

	words, wordsRev int64 // length of Content, and the ContentRev that it was counted at
}

// length counts the words of st once a content.
func (st *Story) length() int {
	if st.wordsRev != st.ContentRev {
		st.words, st.wordsRev = int64(st.Content.Body.Words()), st.ContentRev
	}
	return int(st.words)
}

// Limits of a story's fields, in runes unless named otherwise.
const (
	MaxHeadline  = 300
	MaxDeck      = 1000
	MaxKicker    = 80
	MaxName      = 160
	MaxCredits   = 40
	MaxTags      = 60
	MaxReason    = 2000
	MaxNote      = 10000
	MaxURI       = 500 // bytes
	MaxRelations = 40
	MaxContent   = 4 << 20 // bytes of the encoded content
)

// Genres lists what a story may be besides news.
func Genres() []string {
	return []string{"analysis", "opinion", "explainer", "feature", "obituary", "interview", "review", "live"}
}

var language = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// tidy normalises c and says what is wrong with it. An incomplete draft is
// fine; what is needed to publish is preflight's business.
func (c *Content) tidy(rights body.Rights) error {
	for _, s := range []*string{&c.Headline, &c.Deck, &c.Kicker, &c.DatelineText, &c.Origin, &c.Copyright, &c.UsageTerms} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	if c.Slug != "" {
		c.Slug = slug.Make(c.Slug)
	}
	c.Body = body.Normalise(c.Body, rights)
	c.Places, c.Topics, c.People = unique(c.Places), unique(c.Topics), unique(c.People)
	if bad := c.problems(rights); len(bad) > 0 {
		return &fault.Error{Kind: fault.Invalid, Message: "the story cannot be saved as it is", Fields: bad}
	}
	return nil
}

func (c *Content) problems(rights body.Rights) (bad []fault.Field) {
	limit := func(field, text string, most int) {
		if n := len([]rune(text)); n > most {
			bad = append(bad, fault.Field{Name: field, Message: fmt.Sprintf("has %d characters and may have %d", n, most)})
		}
	}
	add := func(field, message string) { bad = append(bad, fault.Field{Name: field, Message: message}) }
	limit("headline", c.Headline, MaxHeadline)
	limit("deck", c.Deck, MaxDeck)
	limit("kicker", c.Kicker, MaxKicker)
	limit("dateline_text", c.DatelineText, MaxName)
	limit("origin", c.Origin, MaxName)
	limit("copyright", c.Copyright, MaxReason)
	limit("usage_terms", c.UsageTerms, MaxReason)
	limit("editorial_note", c.EditorialNote, MaxNote)
	if !language.MatchString(c.Language) {
		add("language", "is a language tag such as en or ar")
	}
	if c.Genre != "" && !slices.Contains(Genres(), c.Genre) {
		add("genre", "is empty for news, or one of "+strings.Join(Genres(), ", "))
	}
	if len(c.Places)+len(c.Topics)+len(c.People) > MaxTags {
		add("topics", fmt.Sprintf("places, topics and people together may be %d", MaxTags))
	}
	if len(c.Byline) > MaxCredits {
		add("byline", fmt.Sprintf("may have %d names", MaxCredits))
	}
	for i, b := range c.Byline {
		limit(fmt.Sprintf("byline[%d].name", i), b.Name+b.Role, MaxName)
	}
	if c.Part < 0 || (c.Part > 0 && c.Series == 0) {
		add("part", "is a number within a series: choose the series first")
	}
	if len(c.Pinned)+len(c.Excluded) > MaxRelations {
		add("pinned", fmt.Sprintf("pinned and excluded stories together may be %d", MaxRelations))
	}
	for _, p := range c.Body.Validate(rights) {
		if !p.Unfinished {
			add(fieldOf(p), p.Message)
		}
	}
	return bad
}

// Unfinished lists what a draft may have and a public story may not.
func (c *Content) Unfinished() (bad []fault.Field) {
	for i, b := range c.Byline {
		if b.Name == "" && b.Person == 0 {
			bad = append(bad, fault.Field{Name: fmt.Sprintf("byline[%d]", i), Message: "needs a name"})
		}
	}
	for _, p := range c.Body.Validate(body.Rights{RawHTML: true}) { // who might not write it could not save it
		if p.Unfinished {
			bad = append(bad, fault.Field{Name: fieldOf(p), Message: p.Message})
		}
	}
	return bad
}

func fieldOf(p body.Problem) string { return fmt.Sprintf("body.blocks[%d].%s", p.Block, p.Field) }

func unique[T comparable](items []T) []T {
	var out []T
	for _, it := range items {
		if !slices.Contains(out, it) {
			out = append(out, it)
		}
	}
	return out
}

// tagIDs gives the tags that c names, each once.
func (c *Content) tagIDs() []tag.ID {
	all := slices.Concat([]tag.ID{c.Section, c.Series}, c.Places, c.Topics, c.People)
	for _, b := range c.Byline {
		all = append(all, b.Person)
	}
	return slices.DeleteFunc(unique(all), func(id tag.ID) bool { return id == 0 })
}

// PhotoIDs gives the photos that c uses, the lead first.
func (c *Content) PhotoIDs() []int64 {
	var ids []int64
	if c.Lead != nil && c.Lead.Photo != 0 {
		ids = append(ids, c.Lead.Photo)
	}
	for _, use := range c.Body.PhotoUses() {
		ids = append(ids, use.Photo)
	}
	return unique(ids)
}

// LeadPhoto gives the use of the lead photo, and whether there is one.
func (c *Content) LeadPhoto() (body.PhotoUse, bool) {
	if c.Lead == nil || c.Lead.Photo == 0 {
		return body.PhotoUse{}, false
	}
	return c.Lead.PhotoUse, true
}

// illustrated says whether a photo or a chart stands above the text.
func (c *Content) illustrated() bool {
	return c.Lead != nil && (c.Lead.Photo != 0 || len(c.Lead.Chart) > 0)
}

func decodeContent(text string) (c Content, err error) {
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("decode content: %w", err)
	}
	return c, nil
}
