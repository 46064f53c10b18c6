package story

import (
	"context"
	"fmt"
	"strings"
)

// fileDraft writes which tags and photos a story's content names, so that the
// desk finds it by them before anything is public.
func (w *Work) fileDraft(ctx context.Context, st *Story, known bool) error {
	photos := st.Content.PhotoIDs()
	tags := make([]int64, 0, len(photos))
	for _, id := range st.Content.tagIDs() {
		tags = append(tags, int64(id))
	}
	for _, f := range []struct {
		table, column string
		ids           []int64
	}{{"story_tag", "tag_id", tags}, {"story_photo", "photo_id", photos}} {
		if err := w.fileUnder(ctx, f.table, f.column, st.ID, f.ids, known); err != nil {
			return fmt.Errorf("file story %d: %w", st.ID, err)
		}
	}
	return nil
}

func (w *Work) fileUnder(ctx context.Context, table, column string, id ID, ids []int64, known bool) error {
	if known {
		if _, err := w.tx.Exec(ctx, `DELETE FROM `+table+` WHERE story_id = $1`, id); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, args := make([]string, len(ids)), []any{id}
	for i, other := range ids {
		rows[i] = fmt.Sprintf("($%d, $1)", i+2)
		args = append(args, other)
	}
	_, err := w.tx.Exec(ctx, `INSERT INTO `+table+` (`+column+`, story_id) VALUES `+strings.Join(rows, ", "), args...)
	return err
}
