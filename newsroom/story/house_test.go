package story_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/jobs"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
	"dateline/newsroom/masthead"
	"dateline/newsroom/photo"
	"dateline/newsroom/search"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// house is a newsroom with one section, for one test.
type house struct {
	t       *testing.T
	db      *database.DB
	clock   *clock.Frozen
	tags    *tag.Tags
	stories *story.Stories
	search  *search.Clippings
	section tag.ID
	photos  photoDrawer
}

// photoDrawer is a photo desk that holds what the test put in.
type photoDrawer map[photo.ID]photo.Photo

func (d photoDrawer) ByIDs(_ context.Context, _ database.Q, ids []photo.ID) (map[photo.ID]photo.Photo, error) {
	found := map[photo.ID]photo.Photo{}
	for _, id := range ids {
		if p, ok := d[id]; ok {
			found[id] = p
		}
	}
	return found, nil
}

var editor = account.Actor{ID: 7, Name: "Edith", Role: account.Editor}

func openHouse(t *testing.T, db *database.DB) *house {
	h := &house{t: t, db: db, clock: clock.Freeze(noon), photos: photoDrawer{}}
	h.tags = tag.New(db, h.clock)
	h.search = search.New(db, h.clock)
	h.stories = story.New(story.Desk{
		DB: db, Clock: h.clock, Queue: jobs.New(db, slog.New(slog.DiscardHandler)), Tags: h.tags, Photos: h.photos, Names: masthead.New(db, h.clock), Index: h.search,
	})
	db.AfterCommit(func(context.Context) { h.tags.Forget() })
	h.section = h.tag(tag.Tag{Kind: tag.Section, Name: "International"})
	return h
}

func (h *house) tag(t tag.Tag) tag.ID {
	h.t.Helper()
	made, err := h.tags.Create(h.t.Context(), account.Operator("test"), t)
	testkit.NoError(h.t, err)
	return made.ID
}

func (h *house) content(headline string) story.Content {
	return story.Content{Headline: headline, Language: "en", Section: h.section, Body: body.FromText("The talks went on.\n\nNobody left.")}
}

func (h *house) draft(headline string) story.Story {
	h.t.Helper()
	st, err := h.stories.Create(h.t.Context(), editor, story.Proposal{Content: h.content(headline)})
	testkit.NoError(h.t, err)
	return st
}

func (h *house) live(headline string) story.Story {
	h.t.Helper()
	st := h.draft(headline)
	st, err := h.stories.Publish(h.t.Context(), editor, st.ID, st.Rev, story.PublishOptions{})
	testkit.NoError(h.t, err)
	return st
}

func (h *house) read(f func(q *database.Snapshot) error) {
	h.t.Helper()
	testkit.NoError(h.t, h.db.Read(h.t.Context(), f))
}

// at gives what a reader finds at an address.
func (h *house) at(path string) (pg story.Page, err error) {
	err = h.db.Read(h.t.Context(), func(q *database.Snapshot) error {
		pg, err = h.stories.ByPath(h.t.Context(), q, path)
		return err
	})
	return pg, err
}

func (h *house) latest() (headlines []string) {
	h.t.Helper()
	h.read(func(q *database.Snapshot) error {
		ids, err := h.stories.Latest(h.t.Context(), q, story.Window{Limit: 50})
		if err != nil {
			return err
		}
		cards, err := h.stories.Cards(h.t.Context(), q, ids)
		for _, c := range cards {
			headlines = append(headlines, c.Headline)
		}
		return err
	})
	return headlines
}

func (h *house) under(id tag.ID) (ids []story.ID) {
	h.t.Helper()
	h.read(func(q *database.Snapshot) (err error) {
		ids, err = h.stories.ByTag(h.t.Context(), q, id, story.Window{Limit: 50})
		return err
	})
	return ids
}

func (h *house) found(words string) int {
	h.t.Helper()
	n := 0
	h.read(func(q *database.Snapshot) error {
		r, err := h.search.Search(h.t.Context(), q, search.Query{Text: words, Limit: 10})
		n = len(r.Hits)
		return err
	})
	return n
}

func wantFault(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Fatalf("got %v, want a fault of kind %s", err, kind)
	}
}

func wantEnded(t *testing.T, err error, p story.Publication) {
	t.Helper()
	var ended *story.Ended
	if !errors.As(err, &ended) || ended.Publication != p {
		t.Fatalf("got %v, want a story that is %s", err, p)
	}
}
