package related_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/jobs"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
	"dateline/newsroom/masthead"
	"dateline/newsroom/photo"
	"dateline/newsroom/related"
	"dateline/newsroom/search"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

var editor = account.Actor{ID: 7, Name: "Edith", Role: account.Editor}

// noPhotos is a photo desk without photos.
type noPhotos struct{}

func (noPhotos) ByIDs(context.Context, database.Q, []photo.ID) (map[photo.ID]photo.Photo, error) {
	return nil, nil
}

// house is a newsroom for one test.
type house struct {
	t       testing.TB
	db      *database.DB
	clock   *clock.Frozen
	tags    *tag.Tags
	stories *story.Stories
	related *related.Related
	section tag.ID
}

func openHouse(t testing.TB, db *database.DB) *house {
	h := &house{t: t, db: db, clock: clock.Freeze(noon)}
	h.tags = tag.New(db, h.clock)
	h.stories = story.New(story.Desk{
		DB: db, Clock: h.clock, Queue: jobs.New(db, slog.New(slog.DiscardHandler)), Tags: h.tags, Photos: noPhotos{}, Names: masthead.New(db, h.clock), Index: search.New(db, h.clock),
	})
	h.related = related.New(db, h.stories, h.tags, h.clock)
	db.AfterCommit(func(context.Context) { h.tags.Forget() })
	h.section = h.tag(tag.Section, "International", 0)
	return h
}

func (h *house) tag(kind tag.Kind, name string, parent tag.ID) tag.ID {
	h.t.Helper()
	made, err := h.tags.Create(context.Background(), account.Operator("test"), tag.Tag{Kind: kind, Name: name, Parent: parent})
	testkit.NoError(h.t, err)
	return made.ID
}

// live publishes a story that is some days old.
func (h *house) live(days int, c story.Content) story.Story {
	h.t.Helper()
	st := h.draft(c)
	st, err := h.stories.Publish(context.Background(), editor, st.ID, st.Rev, story.PublishOptions{At: noon.AddDate(0, 0, -days)})
	testkit.NoError(h.t, err)
	return st
}

func (h *house) draft(c story.Content) story.Story {
	h.t.Helper()
	c.Language, c.Section, c.Body = "en", h.section, body.FromText("The talks went on.")
	st, err := h.stories.Create(context.Background(), editor, story.Proposal{Content: c})
	testkit.NoError(h.t, err)
	return st
}

// beside gives what a reader of a story finds beside it, and what it cost.
func (h *house) beside(id story.ID) (items []related.Item, queries int64) {
	h.t.Helper()
	testkit.NoError(h.t, h.db.Read(context.Background(), func(q *database.Snapshot) error {
		page, err := h.stories.PublicByID(context.Background(), q, id)
		if err != nil {
			return err
		}
		before := q.Queries()
		items, _, err = h.related.For(context.Background(), q, page, 12)
		queries = q.Queries() - before
		return err
	}))
	return items, queries
}

func (h *house) ids(id story.ID) (ids []story.ID) {
	h.t.Helper()
	items, _ := h.beside(id)
	for _, it := range items {
		ids = append(ids, it.ID)
	}
	return ids
}

func (h *house) refresh(ids ...story.ID) []int64 {
	h.t.Helper()
	plain := make([]int64, len(ids))
	for i, id := range ids {
		plain[i] = int64(id)
	}
	changed, err := h.related.Refresh(context.Background(), plain)
	testkit.NoError(h.t, err)
	return changed
}
