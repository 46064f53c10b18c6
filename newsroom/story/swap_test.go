package story_test

import (
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
)

// illustrated gives a content with a photo above the text and another in it.
func (h *house) illustrated(headline string, lead, inside int64) story.Content {
	c := h.content(headline)
	c.Lead = &story.Lead{PhotoUse: body.PhotoUse{Photo: lead, Alt: "As the old one shows", FocalX: 0.2}}
	c.Body.Blocks = append(c.Body.Blocks, body.Block{ID: "p", Kind: body.Photo, Photos: []body.PhotoUse{{Photo: inside, Size: "wide", Alt: "x"}}})
	return c
}

func TestARightThatEndedHoldsBackWhatIsNewAndNoCorrection(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		ctx := t.Context()
		ends := noon.Add(24 * time.Hour)
		h.photos[1] = photo.Photo{ID: 1, Agency: "AFP", Alt: "x", Filename: "talks.jpg", Rights: photo.Rights{Class: photo.Licensed, ExpiresAt: ends}}
		write := func(headline string) story.Story {
			c := h.content(headline)
			c.Lead = &story.Lead{PhotoUse: body.PhotoUse{Photo: 1}}
			st, err := h.stories.Create(ctx, editor, story.Proposal{Content: c})
			testkit.NoError(t, err)
			return st
		}
		live := write("In time")
		live, err := h.stories.Publish(ctx, editor, live.ID, live.Rev, story.PublishOptions{})
		testkit.NoError(t, err)
		later := write("Too late")
		_, err = h.stories.Schedule(ctx, editor, later.ID, later.Rev, story.Timing{PublishAt: ends.Add(time.Hour)})
		wantFault(t, err, fault.Invalid)
		later, err = h.stories.Schedule(ctx, editor, later.ID, later.Rev, story.Timing{PublishAt: ends.Add(-time.Hour)})
		testkit.NoError(t, err)

		// The right is shortened after it was scheduled: the schedule does not publish it.
		p := h.photos[1]
		p.Rights.ExpiresAt = noon.Add(time.Hour)
		h.photos[1] = p
		h.clock.Set(ends.Add(-time.Minute))
		_, _, err = h.stories.PublishDue(ctx)
		testkit.NoError(t, err)
		h.read(func(q *database.Snapshot) error {
			st, err := h.stories.ByID(ctx, q, later.ID)
			testkit.Equal(t, st.Publication, story.Draft)
			return err
		})
		// What readers see already is corrected all the same.
		live, err = h.stories.Correct(ctx, editor, live.ID, live.Rev, story.Notice{Kind: "correction", Text: "It was Tuesday."})
		testkit.NoError(t, err)
		testkit.Equal(t, live.Publication, story.Corrected)
	})
}

func TestASwapChangesEveryStoryAndLosesNoWords(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		ctx := t.Context()
		for id := photo.ID(1); id <= 3; id++ {
			h.photos[id] = photo.Photo{ID: id, Agency: "AFP", Alt: "x"}
		}
		create := func(c story.Content) story.Story {
			st, err := h.stories.Create(ctx, editor, story.Proposal{Content: c})
			testkit.NoError(t, err)
			return st
		}
		publish := func(st story.Story) story.Story {
			st, err := h.stories.Publish(ctx, editor, st.ID, st.Rev, story.PublishOptions{})
			testkit.NoError(t, err)
			return st
		}
		draft := create(h.illustrated("A draft", 1, 3))
		live := publish(create(h.illustrated("Live", 1, 1)))
		ahead := publish(create(h.illustrated("Live and ahead", 1, 3)))
		changed := h.illustrated("Live and ahead", 3, 1)
		changed.Deck = "Not for readers yet."
		ahead, err := h.stories.Save(ctx, editor, ahead.ID, story.Change{Rev: ahead.Rev, Content: changed})
		testkit.NoError(t, err)
		other := publish(create(h.illustrated("Another photo", 3, 3)))
		killed := create(h.illustrated("Killed", 1, 1))
		killed, err = h.stories.Kill(ctx, editor, killed.ID, killed.Rev, "no")
		testkit.NoError(t, err)

		_, err = h.stories.SwapPhoto(ctx, account.Actor{Name: "Rita", Role: account.Reporter}, 1, 2)
		wantFault(t, err, fault.Forbidden)
		h.photos[2] = photo.Photo{ID: 2} // no credit: readers may not see it
		report, err := h.stories.SwapPhoto(ctx, editor, 1, 2)
		testkit.NoError(t, err)
		refused := 0
		for _, s := range report {
			if s.Problem != "" {
				refused++
			}
		}
		testkit.Equal(t, []int{len(report), refused}, []int{4, 3}) // the two that are live, and the killed one
		h.photos[2] = photo.Photo{ID: 2, Agency: "AFP", Alt: "x"}
		_, err = h.stories.SwapPhoto(ctx, editor, 1, 2) // goes on where it ended
		testkit.NoError(t, err)

		h.read(func(q *database.Snapshot) error {
			shown := func(id story.ID) []int64 {
				pg, err := h.stories.PublicByID(ctx, q, id)
				testkit.NoError(t, err)
				c := pg.Content
				return c.PhotoIDs()
			}
			kept := func(id story.ID) *story.Content {
				st, err := h.stories.ByID(ctx, q, id)
				testkit.NoError(t, err)
				return &st.Content
			}
			testkit.Equal(t, kept(draft.ID).PhotoIDs(), []int64{2, 3})
			testkit.Equal(t, kept(draft.ID).Lead.PhotoUse, body.PhotoUse{Photo: 2})
			testkit.Equal(t, shown(live.ID), []int64{2})
			testkit.Equal(t, kept(live.ID).Body.PhotoUses()[0], body.PhotoUse{Photo: 2, Size: "wide"})
			testkit.Equal(t, shown(ahead.ID), []int64{2, 3})
			testkit.Equal(t, kept(ahead.ID).PhotoIDs(), []int64{3, 2})
			testkit.Equal(t, kept(ahead.ID).Deck, "Not for readers yet.")
			testkit.Equal(t, shown(other.ID), []int64{3})
			testkit.Equal(t, kept(killed.ID).PhotoIDs(), []int64{1})
			pg, err := h.stories.PublicByID(ctx, q, ahead.ID)
			testkit.Equal(t, pg.Content.Deck, "")
			testkit.Equal(t, pg.UpdatedAt, ahead.UpdatedAt)
			uses, err2 := h.stories.PhotoUses(ctx, q, 1)
			testkit.Equal(t, len(uses), 1) // the killed one
			testkit.NoError(t, err2)
			return err
		})
	})
}
