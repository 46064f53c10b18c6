package story

import (
	"context"
	"strings"
	"time"

	"dateline/internal/fault"
	"dateline/newsroom/account"
)

// Withdraw takes a live story from the public. Its address then says that it
// was withdrawn, and why; it may be published again.
func (ss *Stories) Withdraw(ctx context.Context, actor account.Actor, id ID, rev int64, reason string) (Story, error) {
	return ss.end(ctx, actor, id, rev, Withdraw, account.WithdrawStory, reason)
}

// Kill takes a story from the public for good, or spikes a draft. Its address
// then answers "gone" and nothing of it is found anywhere.
func (ss *Stories) Kill(ctx context.Context, actor account.Actor, id ID, rev int64, reason string) (Story, error) {
	return ss.end(ctx, actor, id, rev, Kill, account.KillStory, reason)
}

func (ss *Stories) end(ctx context.Context, actor account.Actor, id ID, rev int64, act Act, right account.Action, reason string) (st Story, err error) {
	err = ss.Do(ctx, string(act), func(w *Work) error {
		st, err = w.endByID(ctx, actor, id, rev, act, right, reason)
		return err
	})
	return st, err
}

// Withdraw takes a live story from the public; see Stories.Withdraw.
func (w *Work) Withdraw(ctx context.Context, actor account.Actor, id ID, rev int64, reason string) (Story, error) {
	return w.endByID(ctx, actor, id, rev, Withdraw, account.WithdrawStory, reason)
}

// Kill takes a story from the public for good; see Stories.Kill.
func (w *Work) Kill(ctx context.Context, actor account.Actor, id ID, rev int64, reason string) (Story, error) {
	return w.endByID(ctx, actor, id, rev, Kill, account.KillStory, reason)
}

func (w *Work) endByID(ctx context.Context, actor account.Actor, id ID, rev int64, act Act, right account.Action, reason string) (Story, error) {
	if err := actor.Check(right); err != nil {
		return Story{}, err
	}
	st, err := w.open(ctx, id, rev)
	if err != nil {
		return st, err
	}
	return st, w.end(ctx, actor, &st, act, reason)
}

func (w *Work) end(ctx context.Context, actor account.Actor, st *Story, act Act, reason string) (err error) {
	wasPublic := st.Publication.Public()
	if st.Publication, err = st.Publication.Next(act); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.InvalidField("reason", "is needed: readers who come to the story's address are told why")
	}
	st.EndedAt, st.EndedReason, st.LiveRev, st.PublishAt = w.now, reason, 0, time.Time{}
	w.touched.Stories = append(w.touched.Stories, int64(st.ID))
	if wasPublic {
		if err := w.unproject(ctx, st); err != nil {
			return err
		}
	}
	if st.Path != "" {
		w.touched.Paths = append(w.touched.Paths, st.Path)
	}
	if err := w.keep(ctx, actor, st, string(act), reason, false); err != nil || st.Path == "" {
		return err // of what readers never saw they hear nothing
	}
	return w.moved(ctx, "story."+string(st.Publication), st)
}
