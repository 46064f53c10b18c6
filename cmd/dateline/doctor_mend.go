package main

import (
	"context"
	"fmt"
	"slices"

	"dateline/internal/database"
	"dateline/internal/journal"
)

// mendBatch is how many stories get their Related News before the bar moves.
const mendBatch = 100

// mend does again what can be done again without a loss. It can be stopped
// and goes on where it was.
func mend(ctx context.Context, g *globals, std streams) error {
	if !g.exists() {
		return nil
	}
	return g.with(ctx, std, func(h *house) error {
		if err := h.closeGate(ctx); err != nil {
			return err
		}
		if err := h.mendSearch(ctx, std); err != nil {
			return err
		}
		return h.mendRelated(ctx, std)
	})
}

// closeGate takes from readers what is not public, and tells every node. Only
// a fault in the program can have put it there.
func (h *house) closeGate(ctx context.Context) error {
	return h.db.Write(ctx, func(tx *database.Tx) error {
		ids, err := database.List(ctx, tx, database.Value[int64], leaked)
		if err != nil {
			return fmt.Errorf("look for what is not public: %w", err)
		}
		if len(ids) == 0 {
			return nil
		}
		where, arg := database.In(tx, "story_id", 1, ids)
		for _, table := range []string{"published_tag", "published_photo", "published"} {
			if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE `+where, arg); err != nil {
				return fmt.Errorf("take stories from readers: %w", err)
			}
		}
		return journal.Append(ctx, tx, journal.Entry{At: h.clock.Now(), Noun: "story", Kind: "mend", Touched: journal.Touched{All: true}})
	})
}

func (h *house) mendSearch(ctx context.Context, std streams) error {
	total, err := h.count(ctx, `SELECT COUNT(*) FROM published`)
	if err != nil {
		return err
	}
	bar := newProgress(std, "Filing stories in the search index")
	defer bar.end()
	return h.search.Rebuild(ctx, func(done int) { bar.set(done, int(total)) })
}

func (h *house) count(ctx context.Context, query string) (n int64, err error) {
	err = h.db.Read(ctx, func(q *database.Snapshot) error {
		n, err = database.One(ctx, q, database.Value[int64], query)
		return err
	})
	return n, err
}

func (h *house) mendRelated(ctx context.Context, std streams) error {
	var ids []int64
	err := h.db.Read(ctx, func(q *database.Snapshot) (err error) {
		ids, err = database.List(ctx, q, database.Value[int64], unrelated)
		return err
	})
	if err != nil {
		return fmt.Errorf("look for missing lists: %w", err)
	}
	bar := newProgress(std, "Making Related News")
	defer bar.end()
	done := 0
	for batch := range slices.Chunk(ids, mendBatch) {
		changed, err := h.related.Refresh(ctx, batch)
		if err != nil {
			return err
		}
		if len(changed) > 0 {
			err := h.db.Write(ctx, func(tx *database.Tx) error {
				return journal.Append(ctx, tx, journal.Entry{At: h.clock.Now(), Noun: "related", Kind: "refresh", Touched: journal.Touched{Stories: changed}})
			})
			if err != nil {
				return err
			}
		}
		done += len(batch)
		bar.set(done, len(ids))
	}
	return nil
}
