package story_test

import (
	"slices"
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// list gives the headlines of a list, and follows it to its end.
func (h *house) list(f story.Filter) (headlines []string) {
	h.t.Helper()
	f.Limit = 2 // so that most lists have more than one stretch
	for range 20 {
		var rows []story.Brief
		h.read(func(q *database.Snapshot) (err error) {
			rows, err = h.stories.List(h.t.Context(), q, f)
			return err
		})
		for _, r := range rows {
			headlines = append(headlines, r.Headline)
			f.Before = r.Place(f.Sort)
		}
		if len(rows) < f.Limit {
			return headlines
		}
	}
	h.t.Fatal("the list does not end")
	return nil
}

func (h *house) wantList(f story.Filter, want ...string) {
	h.t.Helper()
	if got := h.list(f); !slices.Equal(got, want) {
		h.t.Errorf("%+v gives %q, want %q", f, got, want)
	}
}

func ptr[T any](v T) *T { return &v }

func TestAPlanIsChangedColumnByColumnAndDisturbsNobody(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		ctx := t.Context()
		st := h.draft("Talks go on")
		due := noon.Add(6 * time.Hour)
		_, err := h.stories.SetPlan(ctx, editor, st.ID, story.Planning{Due: &due, Desk: ptr("  Foreign   desk ")})
		testkit.NoError(t, err)
		plan, err := h.stories.SetPlan(ctx, editor, st.ID, story.Planning{Assignee: ptr(int64(9))})
		testkit.NoError(t, err)
		if want := (story.Plan{Due: due, Assignee: 9, Desk: "Foreign desk"}); plan != want {
			t.Errorf("the plan is %+v, want %+v", plan, want)
		}
		// Whoever was writing saves as if nothing had happened, and the plan stays.
		st, err = h.stories.Save(ctx, editor, st.ID, story.Change{Rev: st.Rev, Content: h.content("Talks end")})
		testkit.NoError(t, err)
		if st.Plan != plan {
			t.Errorf("after a save the plan is %+v, want %+v", st.Plan, plan)
		}
		_, err = h.stories.SetPlan(ctx, editor, st.ID, story.Planning{Workflow: ptr(story.Workflow("checking")), Due: &time.Time{}})
		testkit.NoError(t, err)
		h.read(func(q *database.Snapshot) error {
			now, err := h.stories.ByID(ctx, q, st.ID)
			if now.Workflow != "checking" || !now.Plan.Due.IsZero() || now.Content.Headline != "Talks end" {
				t.Errorf("the story is %+v", now)
			}
			return err
		})
		_, err = h.stories.SetPlan(ctx, editor, st.ID, story.Planning{Workflow: ptr(story.Workflow("asleep"))})
		wantFault(t, err, fault.Invalid)
		_, err = h.stories.SetPlan(ctx, account.Actor{Name: "Rita", Role: account.Reader}, st.ID, story.Planning{Desk: ptr("Sport")})
		wantFault(t, err, fault.Forbidden)
		_, err = h.stories.SetPlan(ctx, editor, 4711, story.Planning{Desk: ptr("Sport")})
		wantFault(t, err, fault.NotFound)
	})
}

func TestTheListIsNarrowedAndSorted(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		ctx := t.Context()
		france := h.tag(tag.Tag{Kind: tag.Place, Name: "France"})
		paris := h.tag(tag.Tag{Kind: tag.Place, Name: "Paris", Parent: france})
		trade := h.tag(tag.Tag{Kind: tag.Topic, Name: "Trade"})
		write := func(headline string, change func(*story.Content)) story.Story {
			c := h.content(headline)
			change(&c)
			h.clock.Advance(time.Minute)
			st, err := h.stories.Create(ctx, editor, story.Proposal{Content: c})
			testkit.NoError(t, err)
			return st
		}
		a := write("Apples", func(c *story.Content) { c.Places, c.Topics, c.Slug = []tag.ID{paris}, []tag.ID{trade}, "cider" })
		b := write("Bread", func(c *story.Content) {
			c.Places = []tag.ID{france}
			c.Body = body.FromText("A long story of a great many words indeed.")
		})
		c := write("Cheese", func(c *story.Content) { c.Topics = []tag.ID{trade} })

		h.wantList(story.Filter{}, "Cheese", "Bread", "Apples")
		h.wantList(story.Filter{Tags: [][]tag.ID{{trade}}}, "Cheese", "Apples")
		drawer, err := h.tags.Drawer(ctx)
		testkit.NoError(t, err)
		h.wantList(story.Filter{Tags: [][]tag.ID{drawer.Below(france)}}, "Bread", "Apples")
		h.wantList(story.Filter{Tags: [][]tag.ID{drawer.Below(france), {trade}}}, "Apples")
		h.wantList(story.Filter{Words: "CIDER"}, "Apples")
		h.wantList(story.Filter{Sort: story.ByWords}, "Bread", "Cheese", "Apples")
		h.wantList(story.Filter{NeedsPhoto: true, Sections: []tag.ID{h.section}}, "Cheese", "Bread", "Apples")

		// A tag that is taken off, or merged away, is followed.
		saved := h.content("Cheese")
		c, err = h.stories.Save(ctx, editor, c.ID, story.Change{Rev: c.Rev, Content: saved})
		testkit.NoError(t, err)
		h.wantList(story.Filter{Tags: [][]tag.ID{{trade}}}, "Apples")
		commerce := h.tag(tag.Tag{Kind: tag.Topic, Name: "Commerce"})
		_, err = h.stories.MergeTag(ctx, editor, trade, commerce)
		testkit.NoError(t, err)
		drawer, err = h.tags.Drawer(ctx)
		testkit.NoError(t, err)
		h.wantList(story.Filter{Tags: [][]tag.ID{drawer.Below(commerce)}}, "Apples")

		plan := func(id story.ID, p story.Planning) {
			_, err := h.stories.SetPlan(ctx, editor, id, p)
			testkit.NoError(t, err)
		}
		now := h.clock.Now()
		plan(a.ID, story.Planning{Due: ptr(now.Add(3 * time.Hour)), Assignee: ptr(int64(11))})
		plan(b.ID, story.Planning{Due: ptr(now.Add(time.Hour)), Desk: ptr("Food")})
		plan(c.ID, story.Planning{Due: ptr(now.Add(48 * time.Hour))})
		h.wantList(story.Filter{Sort: story.ByDue}, "Bread", "Apples", "Cheese")
		h.wantList(story.Filter{Sort: story.ByDue, When: story.Span{From: now.Add(2 * time.Hour), To: now.Add(24 * time.Hour)}}, "Apples")
		h.wantList(story.Filter{Desk: "Food"}, "Bread")
		h.wantList(story.Filter{Assignee: 11}, "Apples")
		h.wantList(story.Filter{Hand: 11}, "Apples")
		if got := h.list(story.Filter{Hand: editor.ID}); len(got) != 3 {
			t.Errorf("%q are by the hand of who wrote all three", got)
		}

		b, err = h.stories.Embargo(ctx, editor, b.ID, b.Rev, story.Timing{EmbargoUntil: now.Add(time.Hour)})
		testkit.NoError(t, err)
		h.wantList(story.Filter{Embargoed: now}, "Bread")
		h.wantList(story.Filter{Embargoed: now.Add(2 * time.Hour)})
		_, err = h.stories.Schedule(ctx, editor, b.ID, b.Rev, story.Timing{PublishAt: now.Add(2 * time.Hour)})
		testkit.NoError(t, err)
		_, err = h.stories.Publish(ctx, editor, a.ID, a.Rev, story.PublishOptions{})
		testkit.NoError(t, err)
		h.wantList(story.Filter{Sort: story.BySchedule}, "Bread")
		h.wantList(story.Filter{Sort: story.ByPublished}, "Apples")
		h.wantList(story.Filter{NeedsPhoto: true, Sort: story.ByDue}, "Bread", "Cheese")
		h.read(func(q *database.Snapshot) error {
			desks, err := h.stories.Desks(ctx, q)
			if !slices.Equal(desks, []string{"Food"}) {
				t.Errorf("the desks are %q", desks)
			}
			return err
		})
	})
}
