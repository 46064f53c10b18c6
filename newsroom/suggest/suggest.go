// Package suggest proposes what a story might be filed under: the places,
// topics, people and organisations of the newsroom's own vocabulary that its
// text names, and the topics that stories about the same carry. An editor
// decides; each suggestion says why it is made.
package suggest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"dateline/internal/database"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// Limits of suggesting.
const (
	MaxSuggestions = 12
	companionsOf   = 3    // named tags whose other stories are looked at
	recentStories  = 200  // of them, the newest
	enoughStories  = 4    // fewer tell nothing
	enoughShare    = 0.34 // of the stories about the same, that carry a topic
	maxTextWords   = 20000
)

// Suggestion is one tag that a story might carry.
type Suggestion struct {
	Tag    tag.Tag
	Weight float64 // 0 to 1: how sure
	Why    string  // "named in the headline"
}

// Suggester knows the newsroom's vocabulary and its archive.
type Suggester struct {
	stories *story.Stories
	tags    *tag.Tags
}

// New makes a Suggester.
func New(stories *story.Stories, tags *tag.Tags) *Suggester {
	return &Suggester{stories: stories, tags: tags}
}

// For gives what a content might be filed under and is not yet, surest first.
func (s *Suggester) For(ctx context.Context, q database.Q, c story.Content) ([]Suggestion, error) {
	d, err := s.tags.Drawer(ctx)
	if err != nil {
		return nil, err
	}
	named := Named(d, c)
	more, err := s.companions(ctx, q, d, c, named)
	if err != nil {
		return nil, err
	}
	all := named
	for _, m := range more {
		if !slices.ContainsFunc(all, func(o Suggestion) bool { return o.Tag.ID == m.Tag.ID }) {
			all = append(all, m)
		}
	}
	taken := covered(d, c)
	all = slices.DeleteFunc(all, func(o Suggestion) bool { return taken[o.Tag.ID] })
	slices.SortStableFunc(all, func(a, b Suggestion) int { return cmp.Compare(b.Weight, a.Weight) })
	return all[:min(len(all), MaxSuggestions)], nil
}

// covered gives the tags that c carries, and the places around them.
func covered(d *tag.Drawer, c story.Content) map[tag.ID]bool {
	all := map[tag.ID]bool{}
	for _, ids := range [][]tag.ID{c.Places, c.Topics, c.People} {
		for _, id := range ids {
			t, _ := d.ByID(id)
			all[id], all[t.ID] = true, true
			if t.Kind == tag.Place {
				for _, up := range d.Ancestors(t.ID) {
					all[up] = true
				}
			}
		}
	}
	return all
}

// Named gives the tags whose names stand in a content as whole words.
func Named(d *tag.Drawer, c story.Content) []Suggestion {
	ix := newIndex(d)
	hits := map[tag.ID]*hit{}
	count := 0
	read := func(text string, part int) {
		words := split(text)
		for i := 0; i < len(words) && count < maxTextWords; i++ {
			count++
			t, length := ix.at(words, i, part >= inOpening)
			if t.ID != 0 {
				hitOf(hits, t).add(part)
			}
			i += max(0, length-1)
		}
	}
	read(c.Headline, inHeadline)
	read(c.Deck, inDeck)
	for i, p := range strings.Split(c.Body.PlainText(), "\n") {
		part := inText
		if i < openingLines {
			part = inOpening
		}
		read(p, part)
	}
	var all []Suggestion
	for _, h := range hits {
		all = append(all, Suggestion{Tag: h.tag, Weight: h.weight(), Why: h.why()})
	}
	slices.SortFunc(all, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Tag.Name, b.Tag.Name))
	})
	return all
}

// Parts of a story, in the order of what they say about its subject.
const (
	inHeadline = iota
	inDeck
	inOpening
	inText
	partsOfAStory
)

const openingLines = 3

// hit counts where a tag is named.
type hit struct {
	tag tag.Tag
	in  [partsOfAStory]int
}

func hitOf(hits map[tag.ID]*hit, t tag.Tag) *hit {
	if hits[t.ID] == nil {
		hits[t.ID] = &hit{tag: t}
	}
	return hits[t.ID]
}

func (h *hit) add(part int) { h.in[part]++ }

func (h *hit) total() (n int) {
	for _, k := range h.in {
		n += k
	}
	return n
}

// weight is more for a name higher up, and grows with how often it stands
// there.
func (h *hit) weight() float64 {
	w := 0.35
	switch {
	case h.in[inHeadline] > 0:
		w = 0.85
	case h.in[inDeck] > 0:
		w = 0.7
	case h.in[inOpening] > 0:
		w = 0.6
	}
	return min(0.99, w+0.04*float64(min(h.total()-1, 5)))
}

func (h *hit) why() string {
	where := "named in the text"
	switch {
	case h.in[inHeadline] > 0:
		where = "named in the headline"
	case h.in[inDeck] > 0:
		where = "named in the deck"
	case h.in[inOpening] > 0:
		where = "named in the first paragraphs"
	}
	if n := h.total(); n > 1 {
		where += fmt.Sprintf(", %d times in all", n)
	}
	return where
}

// companions gives the topics that many stories carry that are about what this
// one names most.
func (s *Suggester) companions(ctx context.Context, q database.Q, d *tag.Drawer, c story.Content, named []Suggestion) (all []Suggestion, err error) {
	for _, about := range subjects(d, c, named) {
		topics, stories, err := s.stories.Companions(ctx, q, about.ID, tag.Topic, recentStories)
		if err != nil {
			return nil, err
		}
		if stories < enoughStories {
			continue
		}
		for _, topic := range topics {
			share := float64(topic.Stories) / float64(stories)
			t, ok := d.ByID(topic.Tag)
			if !ok || share < enoughShare {
				continue
			}
			all = append(all, Suggestion{Tag: t, Weight: 0.55 * share, Why: fmt.Sprintf("on %d of the last %d stories about %s", topic.Stories, stories, about.Name)})
		}
	}
	slices.SortStableFunc(all, func(a, b Suggestion) int { return cmp.Compare(b.Weight, a.Weight) })
	return all, nil
}

// subjects gives the tags that tell most of what a story is about: what it
// carries first, then what it names.
func subjects(d *tag.Drawer, c story.Content, named []Suggestion) (all []tag.Tag) {
	for _, ids := range [][]tag.ID{c.Places, c.People} {
		all = append(all, d.ByIDs(ids)...)
	}
	for _, n := range named {
		if n.Tag.Kind != tag.Topic && n.Weight >= 0.6 {
			all = append(all, n.Tag)
		}
	}
	return all[:min(len(all), companionsOf)]
}
