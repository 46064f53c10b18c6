package related

import (
	"context"
	"fmt"
	"log/slog"

	"dateline/internal/database"
	"dateline/newsroom/story"
)

// Bounds of keeping what was made for readers.
const (
	madeMost  = 512 // lists that wait to be kept; more are made again for the next reader
	madeBatch = 50  // kept in one transaction
)

// list is the Related News of one story.
type list struct {
	id    story.ID
	items []Item
}

// offer hands a list that was made for a reader to KeepMade, if that has room.
func (r *Related) offer(l list) {
	select {
	case r.made <- l:
	default:
	}
}

// KeepMade keeps, until ctx ends, the lists that had to be made for readers: of
// an archive that came in a moment ago most are not there yet.
func (r *Related) KeepMade(ctx context.Context, log *slog.Logger) {
	for {
		var batch []list
		select {
		case <-ctx.Done():
			return
		case l := <-r.made:
			batch = append(batch, l)
		}
		for len(batch) < madeBatch && len(r.made) > 0 {
			batch = append(batch, <-r.made)
		}
		if err := r.keepMade(ctx, batch); err != nil && ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelWarn, "related news cannot be kept", slog.String("error", err.Error()))
		}
	}
}

// keepMade keeps the lists of stories that are still public. One that was kept
// meanwhile is newer.
func (r *Related) keepMade(ctx context.Context, batch []list) error {
	ids := make([]story.ID, len(batch))
	for i := range batch {
		ids[i] = batch[i].id
	}
	return r.db.Write(ctx, func(tx *database.Tx) error {
		public, err := selectPublic(ctx, tx, ids)
		if err != nil {
			return err
		}
		now := r.clock.Now()
		for _, l := range batch {
			if !public[l.id] {
				continue
			}
			if err := insertItems(ctx, tx, l.id, l.items, now); err != nil {
				return fmt.Errorf("keep what was made for a reader: %w", err)
			}
		}
		return nil
	})
}
