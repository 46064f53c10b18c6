// Package related finds Related News: under a story, the others that a reader
// of it may want, each with the reason. What counts is what an editor filed
// the stories under: places and topics that both share, the rarer the better,
// and the series they are parts of; fresh stories come before stale ones.
// Where nothing is truly related the list is empty: it is never filled up.
package related

import (
	"context"
	"slices"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// Item is one related story and why it is related.
type Item struct {
	ID           story.ID `json:"id"`
	SharedPlaces []tag.ID `json:"places,omitempty"` // strongest first; none that lies around another of them
	SharedTopics []tag.ID `json:"topics,omitempty"` // strongest first
	Series       tag.ID   `json:"series,omitempty"` // both are parts of it
	Pinned       bool     `json:"-"`                // an editor chose it
	Score        float64  `json:"score"`
	Parts        Parts    `json:"parts"`
}

// Parts tells what a score is made of: (Places + Topics) × Freshness.
type Parts struct {
	Places    float64 `json:"places"`
	Topics    float64 `json:"topics"`
	Freshness float64 `json:"freshness"` // 1 for a story of today, towards 0.2 with age
}

// Related keeps the Related News of every public story.
type Related struct {
	db      *database.DB
	stories *story.Stories
	tags    *tag.Tags
	clock   clock.Clock
	made    chan list // for a reader, to be kept
}

// New opens Related News.
func New(db *database.DB, stories *story.Stories, tags *tag.Tags, c clock.Clock) *Related {
	return &Related{db: db, stories: stories, tags: tags, clock: c, made: make(chan list, madeMost)}
}

// spare is how many more of a kept list are read than are asked for, should
// some of its stories not be public any more.
const spare = 4

// For gives the Related News of a public story with their cards, at most limit
// of them: those that its editors pinned, then its kept list, or one made now
// where none is kept. Only stories that are public in q are in it.
func (r *Related) For(ctx context.Context, q database.Q, page story.Page, limit int) ([]Item, []story.Card, error) {
	limit = max(limit, 0)
	for most := limit + len(page.Content.Excluded) + spare; ; most = keep {
		items, whole, err := r.listed(ctx, q, page.ID, most)
		if err != nil {
			return nil, nil, err
		}
		items = curate(items, page.ID, page.Content.Pinned, page.Content.Excluded)
		shown, cards, err := r.withCards(ctx, q, items)
		if err != nil {
			return nil, nil, err
		}
		if len(shown) >= limit || whole {
			n := min(limit, len(shown))
			return shown[:n], cards[:n], nil
		}
	}
}

// listed gives the first items of a story's list; whole says whether they are
// all of it.
func (r *Related) listed(ctx context.Context, q database.Q, id story.ID, most int) (items []Item, whole bool, err error) {
	items, kept, err := selectItems(ctx, q, id, most)
	if err == nil && !kept {
		if items, err = r.compute(ctx, q, id); err == nil {
			r.offer(list{id, items})
		}
		return items, true, err
	}
	return items, len(items) < most || most >= keep, err
}

// withCards leaves out the items whose stories are not public in q.
func (r *Related) withCards(ctx context.Context, q database.Q, items []Item) ([]Item, []story.Card, error) {
	ids := make([]story.ID, len(items))
	for i := range items {
		ids[i] = items[i].ID
	}
	cards, err := r.stories.Cards(ctx, q, ids)
	if err != nil {
		return nil, nil, err
	}
	shown := make([]Item, 0, len(cards))
	for _, it := range items {
		if len(shown) < len(cards) && cards[len(shown)].ID == it.ID {
			shown = append(shown, it)
		}
	}
	return shown, cards, nil
}

// curate puts the pinned stories first and takes out the excluded ones and the
// story itself.
func curate(items []Item, self story.ID, pinned, excluded []story.ID) []Item {
	out := make([]Item, 0, len(items)+len(pinned))
	for _, id := range pinned {
		at := slices.IndexFunc(items, func(it Item) bool { return it.ID == id })
		it := Item{ID: id}
		if at >= 0 {
			it = items[at]
		}
		it.Pinned = true
		out = append(out, it)
	}
	for _, it := range items {
		if !slices.Contains(pinned, it.ID) {
			out = append(out, it)
		}
	}
	return slices.DeleteFunc(out, func(it Item) bool { return it.ID == self || slices.Contains(excluded, it.ID) })
}
