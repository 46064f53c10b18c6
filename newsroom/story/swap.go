package story

import (
	"context"
	"fmt"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
	"dateline/newsroom/photo"
)

// ShownPhotos gives the photos that readers see in a story.
func (ss *Stories) ShownPhotos(ctx context.Context, q database.Q, id ID) ([]photo.ID, error) {
	return database.List(ctx, q, database.Value[photo.ID], `SELECT photo_id FROM published_photo WHERE story_id = $1`, id)
}

// MaxUses is how many stories a photo's list of uses names, and how many one
// swap changes.
const MaxUses = 500

// PhotoUse is a story that uses a photo.
type PhotoUse struct {
	Brief
	Shown bool // readers see it there
	Draft bool // it stands in the story as the desk has it
}

// PhotoUses gives the stories that use a photo, the latest changed first.
func (ss *Stories) PhotoUses(ctx context.Context, q database.Q, id photo.ID) ([]PhotoUse, error) {
	l := listing{q: q}
	photo := l.arg(id)
	l.text.WriteString(`SELECT ` + briefColumns + ` FROM story WHERE id IN (SELECT story_id FROM story_photo WHERE photo_id = ` + photo + `
		UNION SELECT story_id FROM published_photo WHERE photo_id = ` + photo + `) ORDER BY changed_at DESC, id DESC LIMIT ` + l.arg(MaxUses))
	rows, err := database.List(ctx, q, scanBrief, l.text.String(), l.args...)
	if err != nil {
		return nil, fmt.Errorf("read uses of photo %d: %w", id, err)
	}
	shown, err := database.List(ctx, q, database.Value[ID], `SELECT story_id FROM published_photo WHERE photo_id = $1`, id)
	if err != nil {
		return nil, fmt.Errorf("read uses of photo %d: %w", id, err)
	}
	drafts, err := database.List(ctx, q, database.Value[ID], `SELECT story_id FROM story_photo WHERE photo_id = $1`, id)
	if err != nil {
		return nil, fmt.Errorf("read uses of photo %d: %w", id, err)
	}
	in := func(ids []ID) map[ID]bool {
		m := map[ID]bool{}
		for _, id := range ids {
			m[id] = true
		}
		return m
	}
	isShown, isDraft := in(shown), in(drafts)
	uses := make([]PhotoUse, len(rows))
	for i, b := range rows {
		uses[i] = PhotoUse{Brief: b, Shown: isShown[b.ID], Draft: isDraft[b.ID]}
	}
	return uses, nil
}

// Swapped is what became of one story in a swap.
type Swapped struct {
	Brief
	Problem string // why it was left as it was; empty where it was changed
}

// KindSwap is the kind of a revision in which one photo took another's place.
const KindSwap = "swap"

// SwapPhoto puts one photo in the place of another, in every story that uses
// it and for its readers at once. Each story is a transaction of its own, on
// the story as it then stands, so nobody's words are lost; what is not changed
// is told with the reason, and doing it again goes on where it ended.
func (ss *Stories) SwapPhoto(ctx context.Context, actor account.Actor, from, to photo.ID) (report []Swapped, err error) {
	if err := actor.Check(account.KillPhoto); err != nil {
		return nil, err
	}
	if from == to {
		return nil, fault.InvalidField("to", "is the same photo")
	}
	var uses []PhotoUse
	err = ss.db.Read(ctx, func(q *database.Snapshot) error {
		uses, err = ss.PhotoUses(ctx, q, from)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, u := range uses {
		err := ss.Do(ctx, KindSwap, func(w *Work) error { return w.swapPhoto(ctx, actor, u.ID, from, to) })
		s := Swapped{Brief: u.Brief}
		if err != nil {
			if fault.KindOf(err) == fault.Internal || ctx.Err() != nil {
				return report, err
			}
			s.Problem = err.Error()
		}
		report = append(report, s)
	}
	return report, nil
}

// swapPhoto does one story. What readers see and what the desk is working on
// may be two texts: each keeps its words.
func (w *Work) swapPhoto(ctx context.Context, actor account.Actor, id ID, from, to photo.ID) error {
	st, err := selectStory(ctx, w.tx, id)
	if err != nil {
		return err
	}
	if st.Publication == Killed {
		return fault.New(fault.Conflict, "this story was killed and stays as it is")
	}
	reason := fmt.Sprintf("photo %d in the place of photo %d", to, from)
	draft, ahead := st.Content, false
	if st.Publication.Public() {
		ahead = st.LiveRev != st.ContentRev
		live, err := w.ss.Revision(ctx, w.tx, id, st.LiveRev)
		if err != nil {
			return err
		}
		if live.Content.usesPhoto(from) {
			if err := w.swapShown(ctx, actor, &st, live.Content.withPhoto(from, to), reason); err != nil || !ahead {
				return err
			}
		}
	}
	if !ahead && !draft.usesPhoto(from) {
		return nil
	}
	st.Content = draft.withPhoto(from, to)
	return w.keep(ctx, actor, &st, KindSwap, reason, true)
}

// swapShown changes what readers see. It is no news to them: the time of the
// last update stays.
func (w *Work) swapShown(ctx context.Context, actor account.Actor, st *Story, content Content, reason string) error {
	st.Content = content
	bad, err := w.photoProblems(ctx, st, content.PhotoIDs())
	if err != nil {
		return err
	}
	if len(bad) > 0 {
		return &fault.Error{Kind: fault.Invalid, Message: "the photo cannot be put there", Fields: bad}
	}
	st.LiveRev = st.Rev + 1
	if err := w.keep(ctx, actor, st, KindSwap, reason, true); err != nil {
		return err
	}
	return w.project(ctx, st, st.Publication == Corrected, true)
}

func (c *Content) usesPhoto(id photo.ID) bool {
	for _, used := range c.PhotoIDs() {
		if used == int64(id) {
			return true
		}
	}
	return false
}

// withPhoto gives c with one photo in the place of another. Words and crop were
// about the old one and go with it; the size stays.
func (c Content) withPhoto(from, to photo.ID) Content {
	if c.Lead != nil && c.Lead.Photo == int64(from) {
		lead := *c.Lead
		lead.PhotoUse = lead.With(int64(to))
		c.Lead = &lead
	}
	c.Body = c.Body.WithPhoto(int64(from), int64(to))
	return c
}
