package press_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dateline/internal/blob"
	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/imaging/imagingtest"
	"dateline/internal/jobs"
	"dateline/internal/journal"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
	"dateline/newsroom/masthead"
	"dateline/newsroom/photo"
	"dateline/newsroom/related"
	"dateline/newsroom/search"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/press"
	"dateline/site"
	"dateline/site/theme"
	"dateline/themes"
)

func TestMain(m *testing.M) { imagingtest.Main(m) }

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

var editor = account.Actor{ID: 7, Name: "Edith", Role: account.Editor}

// house is a newsroom whose press runs, for one test.
type house struct {
	*press.Press
	t       *testing.T
	clock   *clock.Frozen
	section tag.ID
	topic   tag.ID
}

func openHouse(t *testing.T, db *database.DB) *house {
	t.Helper()
	log, frozen := slog.New(slog.DiscardHandler), clock.Freeze(noon)
	blobs, err := blob.OpenDisk(t.TempDir(), noon)
	testkit.NoError(t, err)
	t.Cleanup(func() { _ = blobs.Close() })
	queue, tags, names := jobs.New(db, log), tag.New(db, frozen), masthead.New(db, frozen)
	photos, finder := photo.New(db, blobs, imagingtest.Builtin(t), frozen, queue), search.New(db, frozen)
	stories := story.New(story.Desk{DB: db, Clock: frozen, Queue: queue, Tags: tags, Photos: photos, Names: names, Index: finder})
	kin := related.New(db, stories, tags, frozen)
	look, err := theme.Load(theme.Options{Default: themes.Default(), Log: log})
	testkit.NoError(t, err)
	door := site.New(site.Config{URL: "https://news.example", CacheBytes: 8 << 20}, site.Deps{
		DB: db, Clock: frozen, Log: log, Stories: stories, Tags: tags, Photos: photos, Names: names, Search: finder, Related: kin, Theme: look,
	})
	h := &house{&press.Press{DB: db, Clock: frozen, Log: log, Jobs: queue, Stories: stories, Photos: photos, Related: kin, Site: door}, t, frozen, 0, 0}
	h.Consequences()
	follower, err := journal.Follow(t.Context(), db, log, h.Obey)
	testkit.NoError(t, err)
	db.AfterCommit(func(ctx context.Context) { _ = follower.Drain(context.WithoutCancel(ctx)) })
	for kind, id := range map[tag.Kind]*tag.ID{tag.Section: &h.section, tag.Topic: &h.topic} {
		made, err := tags.Create(t.Context(), account.Operator("test"), tag.Tag{Kind: kind, Name: "The " + string(kind)})
		testkit.NoError(t, err)
		*id = made.ID
	}
	testkit.NoError(t, queue.Start(t.Context()))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := queue.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return h
}

func (h *house) live(headline string, lead *story.Lead) story.Story {
	h.t.Helper()
	c := story.Content{Headline: headline, Language: "en", Section: h.section, Topics: []tag.ID{h.topic}, Body: body.FromText("The talks went on."), Lead: lead}
	st, err := h.Stories.Create(h.t.Context(), editor, story.Proposal{Content: c})
	testkit.NoError(h.t, err)
	st, err = h.Stories.Publish(h.t.Context(), editor, st.ID, st.Rev, story.PublishOptions{})
	testkit.NoError(h.t, err)
	return st
}

// settle waits until every job is done.
func (h *house) settle() {
	h.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		var waiting int64
		testkit.NoError(h.t, h.DB.Read(h.t.Context(), func(q *database.Snapshot) (err error) {
			waiting, err = h.Jobs.Waiting(h.t.Context(), q)
			return err
		}))
		if waiting == 0 {
			return
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("%d jobs are not done", waiting)
		}
		select {
		case <-h.t.Context().Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (h *house) page(target string) string {
	h.t.Helper()
	r, w := httptest.NewRequestWithContext(h.t.Context(), "GET", target, nil), httptest.NewRecorder()
	if !h.Site.ServeHit(w, r) {
		h.Site.ServeHTTP(w, r)
	}
	if w.Code != 200 {
		h.t.Fatalf("%s answers %d", target, w.Code)
	}
	return w.Body.String()
}

// TestANewStoryComesUnderTheOldOnes looks at a page that was in memory before
// the story that now belongs under it.
func TestANewStoryComesUnderTheOldOnes(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		first := h.live("The first round", nil)
		h.settle()
		if strings.Contains(h.page(first.Path), "Related News") {
			t.Error("a story that is alone has Related News")
		}
		h.clock.Advance(time.Minute)
		second := h.live("The second round", nil)
		h.settle()
		if text := h.page(first.Path); !strings.Contains(text, "The second round") {
			t.Error("the new story is not under the old one")
		}
		_, err := h.Stories.Kill(t.Context(), editor, second.ID, second.Rev, "Invented.")
		testkit.NoError(t, err)
		if text := h.page(first.Path); strings.Contains(text, "The second round") {
			t.Error("a killed story is still under another")
		}
		h.settle()
		if text := h.page(first.Path); strings.Contains(text, "The second round") {
			t.Error("and it came back")
		}
	})
}

// TestRenditionsAreMadeBeforeReadersAsk uploads a photo and waits.
func TestRenditionsAreMadeBeforeReadersAsk(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		var file bytes.Buffer
		testkit.NoError(t, jpeg.Encode(&file, image.NewGray(image.Rect(0, 0, 700, 500)), nil))
		creator, alt := "Amal Haddad", "A square at dusk"
		added, err := h.Photos.Add(t.Context(), editor, photo.Upload{Filename: "a.jpg", Reader: &file, Fields: photo.Change{Creator: &creator, Alt: &alt}})
		testkit.NoError(t, err)
		st := h.live("A square", &story.Lead{PhotoUse: body.PhotoUse{Photo: int64(added.Photo.ID)}})
		h.settle()
		var p photo.Photo
		testkit.NoError(t, db.Read(t.Context(), func(q *database.Snapshot) (err error) {
			p, err = h.Photos.ByID(t.Context(), q, added.Photo.ID)
			return err
		}))
		if !p.Prepared() || !strings.Contains(h.page(st.Path), p.Path(h.Photos.Specs(p)[0])) {
			t.Error("the photo's files are not made, or the page does not name them")
		}
		// Another credit makes other files, under another address.
		agency := "AFP"
		changed, err := h.Photos.Update(t.Context(), editor, p.ID, p.Rev, photo.Change{Agency: &agency})
		testkit.NoError(t, err)
		if text := h.page(st.Path); !strings.Contains(text, changed.Token()) || strings.Contains(text, p.Token()) {
			t.Error("the page shows the photo with its old credit")
		}
		h.settle()
	})
}
