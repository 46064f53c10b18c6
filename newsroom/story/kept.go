package story

import (
	"context"

	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

// KindKept is a revision that holds words which are not the story's: of
// somebody whose place was taken over before they were saved.
const KindKept = "kept"

// KeepWords puts a content into the history of a story without making it the
// story's. The story's revision counts up, its content stays: a save that was
// made on the one before finds that only this happened, and fits.
func (ss *Stories) KeepWords(ctx context.Context, actor account.Actor, id ID, content Content, reason string) (rev int64, err error) {
	err = ss.Do(ctx, KindKept, func(w *Work) error {
		rev, err = w.KeepWords(ctx, actor, id, content, reason)
		return err
	})
	return rev, err
}

// KeepWords puts a content into the history; see Stories.KeepWords.
func (w *Work) KeepWords(ctx context.Context, actor account.Actor, id ID, content Content, reason string) (int64, error) {
	if err := actor.Check(account.WriteStory); err != nil {
		return 0, err
	}
	if err := checkReason(reason); err != nil {
		return 0, err
	}
	st, err := selectStory(ctx, w.tx, id)
	if err != nil {
		return 0, err
	}
	if err := content.tidy(rightsOf(actor)); err != nil {
		return 0, err
	}
	was := st.Rev
	st.Rev++
	if err := updateStory(ctx, w.tx, &st, was); err != nil {
		return 0, err
	}
	st.Content = content
	if err := insertRevision(ctx, w.tx, &st, KindKept, reason, w.now, actor, true); err != nil {
		return 0, err
	}
	return st.Rev, audit.Record(ctx, w.tx, w.now, actor, KindKept, "story", int64(id), reason)
}
