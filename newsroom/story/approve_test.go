package story_test

import (
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

func TestASectionThatAsksForASecondPersonLetsNothingOutWithoutOne(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		ctx := t.Context()
		second := account.Actor{ID: 8, Name: "Sam", Role: account.Editor}
		courts, err := h.tags.Create(ctx, account.Operator("test"), tag.Tag{Kind: tag.Section, Name: "Courts", NeedsSecond: true})
		testkit.NoError(t, err)
		trials := h.tag(tag.Tag{Kind: tag.Section, Name: "Trials", Parent: courts.ID})
		content := h.content("A verdict")
		content.Section = trials // below the one that asks
		st, err := h.stories.Create(ctx, editor, story.Proposal{Content: content})
		testkit.NoError(t, err)
		publish := func(a account.Actor) error {
			_, err := h.stories.Publish(ctx, a, st.ID, st.Rev, story.PublishOptions{})
			return err
		}
		approve := func(a account.Actor) {
			t.Helper()
			_, err := h.stories.Approve(ctx, a, st.ID, st.Rev)
			testkit.NoError(t, err)
		}
		wantFault(t, publish(editor), fault.Conflict)
		_, err = h.stories.Schedule(ctx, editor, st.ID, st.Rev, story.Timing{PublishAt: noon.Add(time.Hour)})
		wantFault(t, err, fault.Conflict)
		approve(editor)
		wantFault(t, publish(editor), fault.Conflict) // one's own does not count
		_, err = h.stories.Approve(ctx, account.Actor{ID: 9, Name: "Rita", Role: account.Reporter}, st.ID, st.Rev)
		wantFault(t, err, fault.Forbidden)
		approve(second)

		// A change makes it void.
		content.Deck = "Changed after it was looked at."
		st, err = h.stories.Save(ctx, editor, st.ID, story.Change{Rev: st.Rev, Content: content})
		testkit.NoError(t, err)
		wantFault(t, publish(editor), fault.Conflict)
		approve(second)
		testkit.NoError(t, publish(editor))
		h.read(func(q *database.Snapshot) error {
			st, err = h.stories.ByID(ctx, q, st.ID)
			return err
		})

		// A correction is a text like any other.
		content.Deck = "Corrected."
		_, err = h.stories.Correct(ctx, editor, st.ID, st.Rev, story.Notice{Kind: "correction", Text: "It was wrong.", Content: &content})
		wantFault(t, err, fault.Conflict)
		st, err = h.stories.Save(ctx, editor, st.ID, story.Change{Rev: st.Rev, Content: content})
		testkit.NoError(t, err)
		approve(second)
		_, err = h.stories.Correct(ctx, editor, st.ID, st.Rev, story.Notice{Kind: "correction", Text: "It was wrong."})
		testkit.NoError(t, err)

		// An agency's item is no second person either; who holds the data folder is asked for nobody.
		bring := func(a account.Actor, uri string) error {
			return h.stories.Do(ctx, "import", func(w *story.Work) error {
				ready, err := story.Prepare(a, content)
				if err != nil {
					return err
				}
				_, err = w.Bring(ctx, a, ready, story.Proposal{URI: uri, Kind: "import", Workflow: "ready"}, &story.PublishOptions{})
				return err
			})
		}
		wantFault(t, bring(editor, "urn:x:1"), fault.Conflict)
		testkit.NoError(t, bring(account.Operator("test"), "urn:x:2"))

		// What is scheduled is changed: it does not go out at its time.
		later, err := h.stories.Create(ctx, editor, story.Proposal{Content: content})
		testkit.NoError(t, err)
		_, err = h.stories.Approve(ctx, second, later.ID, later.Rev)
		testkit.NoError(t, err)
		later, err = h.stories.Schedule(ctx, editor, later.ID, later.Rev, story.Timing{PublishAt: noon.Add(time.Hour)})
		testkit.NoError(t, err)
		content.Deck = "Changed again."
		_, err = h.stories.Save(ctx, editor, later.ID, story.Change{Rev: later.Rev, Content: content})
		testkit.NoError(t, err)
		h.clock.Advance(2 * time.Hour)
		_, _, err = h.stories.PublishDue(ctx)
		testkit.NoError(t, err)
		h.read(func(q *database.Snapshot) error {
			now, err := h.stories.ByID(ctx, q, later.ID)
			testkit.Equal(t, now.Publication, story.Draft)
			return err
		})
	})
}
