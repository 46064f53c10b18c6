package search

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/story"
)

// rebuildBatch is how many stories are filed in one transaction, so that the
// desk never waits long for the database.
const rebuildBatch = 500

const rebuildName = "rebuild"

// Rebuild files every public story anew and takes out what is not public. It
// works in small batches beside normal work; interrupted, it goes on from
// there the next time. progress, where not nil, is told how many stories are
// done after each batch.
func (c *Clippings) Rebuild(ctx context.Context, progress func(done int)) (err error) {
	if err := c.sweep(ctx); err != nil {
		return err
	}
	if err := c.setMerging(ctx, mergeNever); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.setMerging(context.WithoutCancel(ctx), mergeOften)) }()
	if err := c.refileAll(ctx, progress); err != nil {
		return err
	}
	if err := c.merge(ctx); err != nil {
		return err
	}
	return c.db.Write(ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM search_progress WHERE name = $1`, rebuildName); err != nil {
			return fmt.Errorf("end the rebuild: %w", err)
		}
		return nil
	})
}

// refileAll files every public story after the one at which the last rebuild
// stopped.
func (c *Clippings) refileAll(ctx context.Context, progress func(done int)) error {
	var last story.ID
	err := c.db.Read(ctx, func(q *database.Snapshot) (err error) {
		last, err = database.One(ctx, q, database.Value[story.ID], `SELECT value FROM search_progress WHERE name = $1`, rebuildName)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("find where the last rebuild stopped: %w", err)
	}
	for done := 0; ; {
		ids, err := c.nextPublic(ctx, last)
		if err != nil || len(ids) == 0 {
			return err
		}
		last = ids[len(ids)-1]
		if err := c.refile(ctx, ids, last); err != nil {
			return err
		}
		if done += len(ids); progress != nil {
			progress(done)
		}
	}
}

func (c *Clippings) nextPublic(ctx context.Context, after story.ID) (ids []story.ID, err error) {
	err = c.db.Read(ctx, func(q *database.Snapshot) error {
		ids, err = database.List(ctx, q, database.Value[story.ID], `SELECT story_id FROM published WHERE story_id > $1 ORDER BY story_id LIMIT $2`, after, rebuildBatch)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list public stories: %w", err)
	}
	return ids, nil
}

// Refile files stories anew, in batches: their words, or the names of their
// tags, are not what they were. Those that are not public are taken out.
func (c *Clippings) Refile(ctx context.Context, ids []story.ID) error {
	for batch := range slices.Chunk(ids, rebuildBatch) {
		if err := c.refile(ctx, batch, 0); err != nil {
			return err
		}
	}
	return nil
}

// refile reads and analyses a batch outside the transaction, and files what
// has not changed meanwhile: what has was filed by whoever changed it.
func (c *Clippings) refile(ctx context.Context, ids []story.ID, last story.ID) error {
	revs := map[story.ID]int64{}
	var filings []filing
	err := c.db.Read(ctx, func(q *database.Snapshot) error {
		found, err := c.selectClippings(ctx, q, ids)
		for _, k := range found {
			revs[k.id] = k.rev
			filings = append(filings, c.read(k.clipping))
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("read stories for the search index: %w", err)
	}
	return c.db.Write(ctx, func(tx *database.Tx) error {
		current, err := selectRevs(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if _, public := current[id]; !public {
				if err := c.Remove(ctx, tx, id); err != nil {
					return err
				}
			}
		}
		for _, f := range filings {
			if rev, public := current[f.id]; !public || rev != revs[f.id] {
				continue
			}
			if err := c.file(ctx, tx, f); err != nil {
				return err
			}
		}
		if last == 0 {
			return nil
		}
		_, err = tx.Exec(ctx, `INSERT INTO search_progress (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, rebuildName, last)
		return err
	})
}

// sweep takes out what is not public.
func (c *Clippings) sweep(ctx context.Context) error {
	var stray []story.ID
	err := c.db.Read(ctx, func(q *database.Snapshot) (err error) {
		stray, err = database.List(ctx, q, database.Value[story.ID], `SELECT e.story_id FROM search_entry e LEFT JOIN published p ON p.story_id = e.story_id WHERE p.story_id IS NULL`)
		return err
	})
	if err != nil {
		return fmt.Errorf("look for strays in the search index: %w", err)
	}
	return c.Refile(ctx, stray)
}

// Gaps counts the public stories that the index lacks, and the entries that
// it should not have. Both are zero unless something is broken.
func (c *Clippings) Gaps(ctx context.Context, q database.Q) (missing, stray int, err error) {
	missing, err = database.One(ctx, q, database.Value[int], `SELECT COUNT(*) FROM published p LEFT JOIN search_entry e ON e.story_id = p.story_id WHERE e.story_id IS NULL`)
	if err != nil {
		return 0, 0, fmt.Errorf("count what the search index lacks: %w", err)
	}
	stray, err = database.One(ctx, q, database.Value[int], `SELECT COUNT(*) FROM search_entry e LEFT JOIN published p ON p.story_id = e.story_id WHERE p.story_id IS NULL`)
	if err != nil {
		return 0, 0, fmt.Errorf("count strays in the search index: %w", err)
	}
	return missing, stray, nil
}

// storedClipping is a clipping with the revision that it was read from.
type storedClipping struct {
	clipping
	rev int64
}

// selectClippings reads what is public of stories, as Stories hands it to
// Index: the live content with the names of tags and bylines.
func (c *Clippings) selectClippings(ctx context.Context, q database.Q, ids []story.ID) ([]storedClipping, error) {
	where, arg := database.In(q, "p.story_id", 1, ids)
	contents := map[story.ID]*story.Content{}
	all, err := database.List(ctx, q, func(s database.Scanner) (k storedClipping, err error) {
		var text string
		var at int64
		if err := s.Scan(&k.id, &k.rev, &at, &text); err != nil {
			return k, err
		}
		var content story.Content
		if err := json.Unmarshal([]byte(text), &content); err != nil {
			return k, fmt.Errorf("decode story %d: %w", k.id, err)
		}
		contents[k.id] = &content
		k.at, k.language = database.Time(at), base(content.Language)
		k.headline, k.deck, k.body = content.Headline, content.Deck, content.Body.PlainText()
		return k, nil
	}, `SELECT p.story_id, p.rev, p.published_at, r.content FROM published p JOIN revision r ON r.story_id = p.story_id AND r.rev = p.rev WHERE `+where, arg)
	if err != nil {
		return nil, err
	}
	where, arg = database.In(q, "t.story_id", 1, ids)
	names := map[story.ID][]string{}
	_, err = database.List(ctx, q, func(s database.Scanner) (none struct{}, err error) {
		var id story.ID
		var name string
		err = s.Scan(&id, &name)
		names[id] = append(names[id], name)
		return none, err
	}, `SELECT t.story_id, g.name FROM published_tag t JOIN tag g ON g.id = t.tag_id WHERE `+where+` ORDER BY t.story_id, t.direct DESC, t.position, t.tag_id`, arg)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].names = names[all[i].id]
		for _, b := range contents[all[i].id].Byline {
			all[i].names = append(all[i].names, b.Name)
		}
	}
	return all, nil
}

func selectRevs(ctx context.Context, q database.Q, ids []story.ID) (map[story.ID]int64, error) {
	where, arg := database.In(q, "story_id", 1, ids)
	revs := map[story.ID]int64{}
	_, err := database.List(ctx, q, func(s database.Scanner) (none struct{}, err error) {
		var id story.ID
		var rev int64
		err = s.Scan(&id, &rev)
		revs[id] = rev
		return none, err
	}, `SELECT story_id, rev FROM published WHERE `+where, arg)
	if err != nil {
		return nil, fmt.Errorf("read public revisions: %w", err)
	}
	return revs, nil
}
