package story

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
	"dateline/newsroom/tag"
)

// Approval is what one person said of one text: it may go out.
type Approval struct {
	Rev     int64 // of the content
	Account int64
	Name    string
	At      time.Time
}

// Approvals gives who approved the text of st as it stands. A change of the
// text makes all earlier ones void.
func (ss *Stories) Approvals(ctx context.Context, q database.Q, st Story) ([]Approval, error) {
	return database.List(ctx, q, func(s database.Scanner) (a Approval, err error) {
		var at int64
		err = s.Scan(&a.Rev, &a.Account, &a.Name, &at)
		a.At = database.Time(at)
		return a, err
	}, `SELECT rev, account_id, name, at FROM approval WHERE story_id = $1 AND rev = $2 ORDER BY at`, st.ID, st.ContentRev)
}

// Approve says of the text of a story, as it stands at rev, that it may go
// out.
func (ss *Stories) Approve(ctx context.Context, actor account.Actor, id ID, rev int64) (st Story, err error) {
	if err := actor.Check(account.PublishStory); err != nil {
		return st, err
	}
	if actor.ID == 0 {
		return st, fault.New(fault.Forbidden, "only a person with an account can approve a story")
	}
	err = ss.Do(ctx, "approve", func(w *Work) error {
		if st, err = w.open(ctx, id, rev); err != nil {
			return err
		}
		if st.Publication == Killed {
			return fault.New(fault.Conflict, "this story was killed")
		}
		_, err := w.tx.Exec(ctx, `INSERT INTO approval (story_id, rev, account_id, name, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (story_id, rev, account_id) DO NOTHING`,
			id, st.ContentRev, actor.ID, actor.Name, database.Micros(w.now))
		if err != nil {
			return fmt.Errorf("approve story %d: %w", id, err)
		}
		if _, err := w.tx.Exec(ctx, `UPDATE story SET changed_at = $1 WHERE id = $2`, database.Micros(w.now), id); err != nil { // for those who look on
			return fmt.Errorf("approve story %d: %w", id, err)
		}
		return audit.Record(ctx, w.tx, w.now, actor, "approve", "story", int64(id), fmt.Sprintf("revision %d", st.ContentRev))
	})
	return st, err
}

// NeedsSecond gives the section, of those that st stands in, which lets nothing
// out that only one person has looked at; false where there is none.
func NeedsSecond(d *tag.Drawer, st Story) (tag.Tag, bool) {
	for _, id := range append([]tag.ID{st.Content.Section}, d.Ancestors(st.Content.Section)...) {
		if t, ok := d.ByID(id); ok && t.NeedsSecond {
			return t, true
		}
	}
	return tag.Tag{}, false
}

// second refuses what needs a second person and has none besides actor. Who
// holds the data folder is asked for nobody else.
func (w *Work) second(ctx context.Context, actor account.Actor, st Story) error {
	d, err := w.tags(ctx)
	if err != nil {
		return err
	}
	section, needed := NeedsSecond(d, st)
	if !needed || actor.ID == 0 && actor.Name != program.Name {
		return nil
	}
	approvals, err := w.ss.Approvals(ctx, w.tx, st)
	if err != nil {
		return fmt.Errorf("read approvals of story %d: %w", st.ID, err)
	}
	if slices.ContainsFunc(approvals, func(a Approval) bool { return a.Account != actor.ID }) {
		return nil
	}
	own := ""
	if len(approvals) > 0 {
		own = "; your own approval does not count"
	}
	roles := strings.Join([]string{string(account.Owner), string(account.Editor)}, " or ")
	return fault.New(fault.Conflict, "in %s a second person must approve the text as it stands before it goes out: ask an %s%s", section.Name, roles, own)
}
