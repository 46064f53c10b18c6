package related

import (
	"context"
	"fmt"
	"slices"
	"time"

	"dateline/internal/database"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// Bounds of what follows from one change.
const (
	refreshBatch = 20  // lists computed in one snapshot and kept in one transaction
	touchedByTag = 15  // newest stories a tag whose lists a change may alter
	touchedMost  = 200 // of them in all
	tagsTouched  = 40  // tags of a change that are followed
	atOnce       = 250 // lists; an import has more of them, and rests in between
	restFactor   = 3   // how long it rests, as a multiple of how long it worked
)

// Work is what follows from a change to stories: it computes anew the Related
// News of those stories and of those they touch, and gives the stories whose
// list is another one now. Interrupted, it keeps what it has done; run again,
// it writes only what is still to change.
func (r *Related) Work(ctx context.Context, c story.Changed) ([]int64, error) {
	ids := slices.Clone(c.Stories)
	touched, err := r.touched(ctx, c.Tags)
	if err != nil {
		return nil, err
	}
	for _, id := range touched {
		if !slices.Contains(c.Stories, id) {
			ids = append(ids, id)
		}
	}
	return r.Refresh(ctx, ids)
}

// touched gives the newest stories under tags: those on whose lists a change
// under these tags would first be seen.
func (r *Related) touched(ctx context.Context, tags []int64) (ids []int64, err error) {
	err = r.db.Read(ctx, func(q *database.Snapshot) error {
		d, err := r.tags.Drawer(ctx)
		if err != nil {
			return err
		}
		followed := 0
		for _, id := range tags {
			t, ok := d.ByID(tag.ID(id))
			if !ok || t.Kind != tag.Place && t.Kind != tag.Topic && t.Kind != tag.Series {
				continue
			}
			if followed++; followed > tagsTouched {
				break
			}
			newest, err := r.stories.ByTag(ctx, q, t.ID, story.Window{Limit: touchedByTag})
			if err != nil {
				return fmt.Errorf("read the newest stories under %s: %w", t.Name, err)
			}
			for _, n := range newest {
				if len(ids) < touchedMost && !slices.Contains(ids, int64(n)) {
					ids = append(ids, int64(n))
				}
			}
		}
		return nil
	})
	return ids, err
}

// Refresh computes the Related News of stories anew and keeps it, a few
// stories a transaction. It gives those whose list is another one now; where
// it stops early, with an error, those before.
func (r *Related) Refresh(ctx context.Context, ids []int64) (changed []int64, err error) {
	for batch := range slices.Chunk(ids, refreshBatch) {
		if err := ctx.Err(); err != nil {
			return changed, fmt.Errorf("related news is interrupted: %w", err)
		}
		began := r.clock.Now()
		more, err := r.refresh(ctx, batch)
		if err != nil {
			return changed, err
		}
		changed = append(changed, more...)
		if len(ids) > atOnce {
			rest(ctx, restFactor*r.clock.Now().Sub(began))
		}
	}
	return changed, nil
}

// rest waits for d, or until ctx ends.
func rest(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// revised is a list to be kept.
type revised struct {
	id     story.ID
	public bool
	items  []Item
}

func (r *Related) refresh(ctx context.Context, batch []int64) (changed []int64, err error) {
	var lists []revised
	err = r.db.Read(ctx, func(q *database.Snapshot) error {
		lists, changed, err = r.revise(ctx, q, batch)
		return err
	})
	if err != nil || len(lists) == 0 {
		return nil, err
	}
	return changed, r.db.Write(ctx, func(tx *database.Tx) error { return r.keep(ctx, tx, lists) })
}

// revise gives the lists of a batch that are not as they are kept, and the
// stories whose readers would see a difference.
func (r *Related) revise(ctx context.Context, q database.Q, batch []int64) (lists []revised, changed []int64, err error) {
	ids := make([]story.ID, len(batch))
	for i, id := range batch {
		ids[i] = story.ID(id)
	}
	public, err := selectPublic(ctx, q, ids)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range ids {
		list := revised{id: id, public: public[id]}
		before, kept, err := selectItems(ctx, q, id, keep)
		if err != nil {
			return nil, nil, err
		}
		if list.public {
			if list.items, err = r.compute(ctx, q, id); err != nil {
				return nil, nil, err
			}
		}
		differs := !slices.EqualFunc(before, list.items, same)
		if differs || kept != list.public {
			lists = append(lists, list)
		}
		if differs && list.public {
			changed = append(changed, int64(id))
		}
	}
	return lists, changed, nil
}

// keep writes lists; that of a story which was withdrawn meanwhile is dropped.
func (r *Related) keep(ctx context.Context, tx *database.Tx, lists []revised) error {
	ids := make([]story.ID, len(lists))
	for i := range lists {
		ids[i] = lists[i].id
	}
	public, err := selectPublic(ctx, tx, ids)
	if err != nil {
		return err
	}
	now := r.clock.Now()
	for _, list := range lists {
		if !list.public || !public[list.id] {
			err = deleteItems(ctx, tx, list.id)
		} else {
			err = upsertItems(ctx, tx, list.id, list.items, now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// same says whether two items read the same to a reader.
func same(a, b Item) bool {
	return a.ID == b.ID && a.Series == b.Series && slices.Equal(a.SharedPlaces, b.SharedPlaces) && slices.Equal(a.SharedTopics, b.SharedTopics)
}
