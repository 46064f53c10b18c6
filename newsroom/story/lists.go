package story

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/tag"
)

// TagsInUse counts the public stories under each tag of a kind.
func (ss *Stories) TagsInUse(ctx context.Context, q database.Q, kind tag.Kind) (map[tag.ID]int, error) {
	type use struct {
		id tag.ID
		n  int
	}
	uses, err := database.List(ctx, q, func(s database.Scanner) (u use, err error) {
		err = s.Scan(&u.id, &u.n)
		return u, err
	}, `SELECT t.id, (SELECT COUNT(*) FROM published_tag p WHERE p.tag_id = t.id) FROM tag t WHERE t.kind = $1 AND t.merged_into = 0`, kind)
	if err != nil {
		return nil, fmt.Errorf("count stories a tag: %w", err)
	}
	counts := make(map[tag.ID]int, len(uses))
	for _, u := range uses {
		counts[u.id] = u.n
	}
	return counts, nil
}

// Listed is a public story as a sitemap lists it.
type Listed struct {
	ID          ID
	Path        string
	Headline    string
	Language    string
	PublishedAt time.Time
	UpdatedAt   time.Time
}

// Sitemap gives the public stories with numbers from one up to, but not
// including, another.
func (ss *Stories) Sitemap(ctx context.Context, q database.Q, from, to ID) ([]Listed, error) {
	return database.List(ctx, q, scanListed, `SELECT story_id, path, headline, language, published_at, updated_at FROM published WHERE story_id >= $1 AND story_id < $2 ORDER BY story_id`, from, to)
}

// Since gives the public stories published after a moment, newest first.
func (ss *Stories) Since(ctx context.Context, q database.Q, at time.Time, limit int) ([]Listed, error) {
	return database.List(ctx, q, scanListed, `SELECT story_id, path, headline, language, published_at, updated_at FROM published WHERE published_at > $1 ORDER BY published_at DESC, story_id DESC LIMIT $2`, database.Micros(at), limit)
}

func scanListed(s database.Scanner) (l Listed, err error) {
	var published, updated int64
	err = s.Scan(&l.ID, &l.Path, &l.Headline, &l.Language, &published, &updated)
	l.PublishedAt, l.UpdatedAt = database.Time(published), database.Time(updated)
	return l, err
}

// LastID gives the highest number a public story has, and when one of them was
// last updated.
func (ss *Stories) LastID(ctx context.Context, q database.Q) (ID, error) {
	return database.One(ctx, q, database.Value[ID], `SELECT COALESCE(MAX(story_id), 0) FROM published`)
}

// Pages gives all that readers see of the stories with the numbers ids, in
// their order: for feeds, which carry whole texts.
func (ss *Stories) Pages(ctx context.Context, q database.Q, ids []ID) ([]Page, error) {
	pages := make([]Page, 0, len(ids))
	for _, id := range ids {
		pg, err := ss.PublicByID(ctx, q, id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		pages = append(pages, pg)
	}
	return pages, nil
}

// RecentTags gives the tags of a kind that the newest public stories carry,
// the most frequent first.
func (ss *Stories) RecentTags(ctx context.Context, q database.Q, kind tag.Kind, limit int) ([]tag.ID, error) {
	return database.List(ctx, q, database.Value[tag.ID], `SELECT t.tag_id FROM published_tag t JOIN (SELECT story_id FROM published ORDER BY published_at DESC, story_id DESC LIMIT 200) AS newest
		ON newest.story_id = t.story_id WHERE t.kind = $1 AND t.direct GROUP BY t.tag_id ORDER BY COUNT(*) DESC, t.tag_id LIMIT $2`, kind, limit)
}

// Find gives the story that a person names by its number, its uri or its
// address.
func (ss *Stories) Find(ctx context.Context, q database.Q, ref string) (Story, error) {
	if n, err := strconv.ParseInt(ref, 10, 64); err == nil && n > 0 {
		return ss.ByID(ctx, q, ID(n))
	}
	if st, err := ss.ByURI(ctx, q, ref); !fault.Is(err, fault.NotFound) {
		return st, err
	}
	path := ref
	if i := strings.Index(ref, "://"); i >= 0 {
		if slash := strings.IndexByte(ref[i+3:], '/'); slash >= 0 {
			path = ref[i+3+slash:]
		}
	}
	id, err := database.One(ctx, q, database.Value[ID], `SELECT story_id FROM path WHERE path = $1`, path)
	if fault.Is(err, fault.NotFound) {
		return Story{}, fault.Wrap(fault.NotFound, err, "no story has the number, uri or address “%s”: `dateline story list` tells the numbers", ref)
	}
	if err != nil {
		return Story{}, err
	}
	return ss.ByID(ctx, q, id)
}

// Companion is a tag that stories carry beside another.
type Companion struct {
	Tag     tag.ID
	Stories int
}

// Companions gives the tags of a kind that the newest public stories under a
// tag carry, the most frequent first, and how many those stories are.
func (ss *Stories) Companions(ctx context.Context, q database.Q, id tag.ID, kind tag.Kind, newest int) (all []Companion, stories int, err error) {
	const under = `SELECT story_id FROM published_tag WHERE tag_id = $1 ORDER BY published_at DESC, story_id DESC LIMIT $2`
	stories, err = database.One(ctx, q, database.Value[int], `SELECT COUNT(*) FROM (`+under+`) AS n`, id, newest)
	if err != nil {
		return nil, 0, fmt.Errorf("count stories: %w", err)
	}
	all, err = database.List(ctx, q, func(s database.Scanner) (c Companion, err error) {
		err = s.Scan(&c.Tag, &c.Stories)
		return c, err
	}, `SELECT t.tag_id, COUNT(*) FROM published_tag t JOIN (`+under+`) AS n ON n.story_id = t.story_id WHERE t.kind = $3 AND t.direct AND t.tag_id <> $1
		GROUP BY t.tag_id ORDER BY COUNT(*) DESC, t.tag_id LIMIT 20`, id, newest, kind)
	if err != nil {
		return nil, 0, fmt.Errorf("read companions: %w", err)
	}
	return all, stories, nil
}
