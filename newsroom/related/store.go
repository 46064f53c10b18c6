package related

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// Bounds of one computation; they keep its cost the same in an archive of any
// size.
const (
	tagsAsked   = 14 // tags of the subject whose newest stories are looked at
	newestByTag = 30 // stories a tag
	lookedAt    = 40 // candidates that are looked at closely
)

// compute gives the Related News of a public story as it should be now, in
// four queries. It is empty for a story that is not public.
func (r *Related) compute(ctx context.Context, q database.Q, id story.ID) ([]Item, error) {
	d, err := r.tags.Drawer(ctx)
	if err != nil {
		return nil, err
	}
	s, err := selectSubject(ctx, q, d, id)
	if err != nil || len(s.marks) == 0 {
		return nil, err
	}
	now := r.clock.Now()
	candidates, err := selectCandidates(ctx, q, s, s.ask())
	if err != nil || len(candidates) == 0 {
		return nil, err
	}
	if candidates, err = selectClosely(ctx, q, s, promising(s, candidates, now)); err != nil {
		return nil, err
	}
	return order(s, candidates, now), nil
}

// promising gives the candidates that are worth a closer look.
func promising(s subject, candidates []candidate, now time.Time) []story.ID {
	type promise struct {
		candidate
		worth float64
	}
	all := make([]promise, 0, len(candidates))
	for _, c := range candidates {
		it := relate(s, c, now)
		worth := it.Score
		if it.Series != 0 {
			worth += rarityCap // a part of the same series always is
		}
		all = append(all, promise{c, worth})
	}
	slices.SortFunc(all, func(a, b promise) int { return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(b.id, a.id)) })
	ids := make([]story.ID, 0, lookedAt)
	for _, p := range all[:min(lookedAt, len(all))] {
		ids = append(ids, p.id)
	}
	return ids
}

// ask gives the tags whose newest stories are candidates: the series, then
// what was chosen, rarest first, then what lies around it.
func (s subject) ask() []tag.ID {
	ids := make([]tag.ID, 0, len(s.marks))
	for id, m := range s.marks {
		if m.direct || m.count < rarityCap {
			ids = append(ids, id)
		}
	}
	rank := func(id tag.ID) int {
		switch m := s.marks[id]; {
		case m.kind == tag.Series:
			return 0
		case m.direct:
			return 1
		}
		return 2
	}
	slices.SortFunc(ids, func(a, b tag.ID) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(s.marks[a].count, s.marks[b].count), cmp.Compare(a, b))
	})
	return ids[:min(tagsAsked, len(ids))]
}

// selectSubject reads a story's own tags, with how many stories each has.
func selectSubject(ctx context.Context, q database.Q, d *tag.Drawer, id story.ID) (subject, error) {
	s := subject{id: id, marks: map[tag.ID]mark{}}
	_, err := database.List(ctx, q, func(row database.Scanner) (none struct{}, err error) {
		var t tag.ID
		var m mark
		var position int
		var published int64
		if err := row.Scan(&t, &m.kind, &m.direct, &position, &s.headline, &published, &s.part, &m.count); err != nil {
			return none, err
		}
		s.published = database.Time(published)
		m.lead = m.direct && position == 0
		if m.kind == tag.Place {
			m.above = d.Ancestors(t)
		}
		if m.kind == tag.Series {
			s.series = t
		}
		s.marks[t] = m
		return none, nil
	}, `SELECT t.tag_id, t.kind, t.direct, t.position, p.headline, p.published_at, p.part,
			(SELECT COUNT(*) FROM (SELECT 1 FROM published_tag n WHERE n.tag_id = t.tag_id LIMIT `+strconv.Itoa(rarityCap)+`) AS few)
		FROM published_tag t JOIN published p ON p.story_id = t.story_id WHERE t.story_id = $1 AND t.kind IN ('place', 'topic', 'series')`, id)
	if err != nil {
		return s, fmt.Errorf("read the tags of story %d: %w", id, err)
	}
	return s, nil
}

// selectCandidates reads the newest stories under each of tags, with those of
// the tags under which they were met.
func selectCandidates(ctx context.Context, q database.Q, s subject, tags []tag.ID) ([]candidate, error) {
	if len(tags) == 0 {
		return nil, nil
	}
	var query strings.Builder
	args := []any{s.id}
	for i, id := range tags {
		if i > 0 {
			query.WriteString(" UNION ALL ")
		}
		args = append(args, id)
		fmt.Fprintf(&query, `SELECT * FROM (SELECT tag_id, story_id, published_at, direct FROM published_tag WHERE tag_id = $%d AND story_id <> $1
			ORDER BY published_at DESC, story_id DESC LIMIT %d) AS newest%d`, len(args), newestByTag, i)
	}
	byID := map[story.ID]*candidate{}
	var ids []story.ID
	_, err := database.List(ctx, q, func(row database.Scanner) (none struct{}, err error) {
		var t tag.ID
		var id story.ID
		var published int64
		var direct bool
		if err := row.Scan(&t, &id, &published, &direct); err != nil {
			return none, err
		}
		c, ok := byID[id]
		if !ok {
			c = &candidate{id: id, published: database.Time(published), shared: map[tag.ID]bool{}}
			byID[id] = c
			ids = append(ids, id)
		}
		c.shared[t] = direct
		return none, nil
	}, query.String(), args...)
	if err != nil {
		return nil, fmt.Errorf("look for stories related to %d: %w", s.id, err)
	}
	slices.Sort(ids)
	all := make([]candidate, 0, len(ids))
	for _, id := range ids {
		all = append(all, *byID[id])
	}
	return all, nil
}

// selectClosely reads all that candidates share with s, and their headlines.
func selectClosely(ctx context.Context, q database.Q, s subject, ids []story.ID) ([]candidate, error) {
	where, arg := database.In(q, "story_id", 1, ids)
	byID := make(map[story.ID]*candidate, len(ids))
	_, err := database.List(ctx, q, func(row database.Scanner) (none struct{}, err error) {
		c := candidate{shared: map[tag.ID]bool{}}
		var published int64
		err = row.Scan(&c.id, &published, &c.headline, &c.part)
		c.published = database.Time(published)
		byID[c.id] = &c
		return none, err
	}, `SELECT story_id, published_at, headline, part FROM published WHERE `+where, arg)
	if err != nil {
		return nil, fmt.Errorf("look closely at stories related to %d: %w", s.id, err)
	}
	_, err = database.List(ctx, q, func(row database.Scanner) (none struct{}, err error) {
		var id story.ID
		var t tag.ID
		var direct bool
		if err := row.Scan(&id, &t, &direct); err != nil {
			return none, err
		}
		if _, ok := s.marks[t]; ok && byID[id] != nil {
			byID[id].shared[t] = direct
		}
		return none, nil
	}, `SELECT story_id, tag_id, direct FROM published_tag WHERE `+where, arg)
	if err != nil {
		return nil, fmt.Errorf("read the tags of stories related to %d: %w", s.id, err)
	}
	all := make([]candidate, 0, len(ids))
	for _, id := range ids {
		if c := byID[id]; c != nil {
			all = append(all, *c)
		}
	}
	return all, nil
}

// selectItems reads the first items of the kept list of a story; kept is false
// where there is none.
func selectItems(ctx context.Context, q database.Q, id story.ID, most int) (items []Item, kept bool, err error) {
	text, err := database.One(ctx, q, database.Value[string], `SELECT items FROM related WHERE story_id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read what is related to story %d: %w", id, err)
	}
	if items, err = decodeItems(text, most); err != nil {
		return nil, false, fmt.Errorf("decode what is related to story %d: %w", id, err)
	}
	return items, true, nil
}

// decodeItems reads a list item by item, because a page shows only the first
// few.
func decodeItems(text string, most int) ([]Item, error) {
	list := json.NewDecoder(strings.NewReader(text))
	if _, err := list.Token(); err != nil { // the bracket
		return nil, err
	}
	var items []Item
	for len(items) < most && list.More() {
		var it Item
		if err := list.Decode(&it); err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	return items, nil
}

// upsertItems keeps a list in the place of the one before.
func upsertItems(ctx context.Context, tx *database.Tx, id story.ID, items []Item, now time.Time) error {
	return putItems(ctx, tx, `DO UPDATE SET at = excluded.at, items = excluded.items`, id, items, now)
}

// insertItems keeps a list where none is kept.
func insertItems(ctx context.Context, tx *database.Tx, id story.ID, items []Item, now time.Time) error {
	return putItems(ctx, tx, `DO NOTHING`, id, items, now)
}

func putItems(ctx context.Context, tx *database.Tx, taken string, id story.ID, items []Item, now time.Time) error {
	if items == nil {
		items = []Item{}
	}
	text, err := database.JSON(items)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO related (story_id, at, items) VALUES ($1, $2, $3) ON CONFLICT (story_id) `+taken, id, database.Micros(now), text)
	if err != nil {
		return fmt.Errorf("keep what is related to story %d: %w", id, err)
	}
	return nil
}

func deleteItems(ctx context.Context, tx *database.Tx, id story.ID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM related WHERE story_id = $1`, id); err != nil {
		return fmt.Errorf("drop what is related to story %d: %w", id, err)
	}
	return nil
}

// selectPublic says which of ids are public.
func selectPublic(ctx context.Context, q database.Q, ids []story.ID) (map[story.ID]bool, error) {
	where, arg := database.In(q, "story_id", 1, ids)
	found, err := database.List(ctx, q, database.Value[story.ID], `SELECT story_id FROM published WHERE `+where, arg)
	if err != nil {
		return nil, fmt.Errorf("see which stories are public: %w", err)
	}
	public := make(map[story.ID]bool, len(found))
	for _, id := range found {
		public[id] = true
	}
	return public, nil
}
