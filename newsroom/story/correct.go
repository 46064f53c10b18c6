package story

import (
	"context"
	"slices"
	"strings"

	"dateline/internal/fault"
	"dateline/newsroom/account"
)

// CorrectionKinds lists what a correction may be.
func CorrectionKinds() []string { return []string{"correction", "clarification", "editors-note"} }

// maxCorrection is the length of a correction's text in runes.
const maxCorrection = 4000

// Notice is a correction to be made.
type Notice struct {
	Kind    string
	Text    string   // what was wrong and what is right
	Serious bool     // stands above the story's text
	Content *Content // the corrected content; nil where the latest saved one is right already
	Reason  string   // for the desk
	Check   Check
}

// Correct puts a correction on a live story and makes the corrected content
// public with it, in one step.
func (ss *Stories) Correct(ctx context.Context, actor account.Actor, id ID, rev int64, n Notice) (st Story, err error) {
	err = ss.Do(ctx, "correct", func(w *Work) error {
		st, err = w.Correct(ctx, actor, id, rev, n)
		return err
	})
	return st, err
}

// Correct corrects a live story; see Stories.Correct.
func (w *Work) Correct(ctx context.Context, actor account.Actor, id ID, rev int64, n Notice) (Story, error) {
	if err := actor.Check(account.CorrectStory); err != nil {
		return Story{}, err
	}
	if err := n.tidy(); err != nil {
		return Story{}, err
	}
	st, err := w.open(ctx, id, rev)
	if err != nil {
		return st, err
	}
	if st.Publication, err = st.Publication.Next(Correct); err != nil {
		return st, err
	}
	if n.Content != nil {
		st.ContentRev = st.Rev + 1 // a text that nobody else can have seen
	}
	if err := w.second(ctx, actor, st); err != nil {
		return st, err
	}
	if n.Content != nil {
		if err := n.Content.tidy(rightsOf(actor)); err != nil {
			return st, err
		}
		if err := w.checkTags(ctx, n.Content); err != nil {
			return st, err
		}
		st.Content = *n.Content
	}
	if err := w.preflight(ctx, &st, n.Check); err != nil {
		return st, err
	}
	c := Correction{Story: id, Kind: n.Kind, Text: n.Text, Serious: n.Serious, At: w.now, ActorID: actor.ID, Actor: actor.Name}
	if err := insertCorrection(ctx, w.tx, &c); err != nil {
		return st, err
	}
	st.UpdatedAt = w.now
	if err := w.givePath(ctx, &st); err != nil {
		return st, err
	}
	st.LiveRev = st.ContentRev
	if n.Content != nil {
		st.LiveRev = st.Rev + 1
	}
	if n.Reason == "" {
		n.Reason = n.Text
	}
	if err := w.keep(ctx, actor, &st, string(Correct), clip(n.Reason, MaxReason), n.Content != nil); err != nil {
		return st, err
	}
	return st, w.project(ctx, &st, true, true)
}

func (n *Notice) tidy() error {
	n.Text = strings.TrimSpace(n.Text)
	switch {
	case !slices.Contains(CorrectionKinds(), n.Kind):
		return fault.InvalidField("kind", "is one of %s", strings.Join(CorrectionKinds(), ", "))
	case n.Text == "":
		return fault.InvalidField("text", "is needed: say what was wrong and what is right")
	case len([]rune(n.Text)) > maxCorrection:
		return fault.InvalidField("text", "may have %d characters", maxCorrection)
	}
	return nil
}

func clip(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes])
	}
	return s
}
