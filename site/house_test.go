package site_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/internal/blob"
	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/imaging"
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
	"dateline/site"
	"dateline/site/theme"
	"dateline/themes"
)

func TestMain(m *testing.M) { imagingtest.Main(m) }

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

var editor = account.Actor{ID: 7, Name: "Edith", Role: account.Editor}

const address = "https://news.example"

// loadTheme builds the default theme once for all tests.
var loadTheme = sync.OnceValues(func() (*theme.Theme, error) {
	return theme.Load(theme.Options{Default: themes.Default(), Log: slog.New(slog.DiscardHandler)})
})

// house is a whole newsroom behind its readers' door, wired as cmd/dateline
// wires it, with a clock that stands still.
type house struct {
	t       *testing.T
	db      *database.DB
	clock   *clock.Frozen
	tags    *tag.Tags
	stories *story.Stories
	photos  *photo.Photos
	names   *masthead.Mastheads
	related *related.Related
	site    *site.Site

	world, europe, libya, tripoli, diplomacy, ana, un, road tag.ID
}

func openHouse(t *testing.T, db *database.DB) *house {
	t.Helper()
	h := &house{t: t, db: db, clock: clock.Freeze(noon)}
	log := slog.New(slog.DiscardHandler)
	blobs, err := blob.OpenDisk(t.TempDir(), noon)
	testkit.NoError(t, err)
	t.Cleanup(func() { _ = blobs.Close() })
	queue := jobs.New(db, log)
	h.tags, h.names = tag.New(db, h.clock), masthead.New(db, h.clock)
	h.photos = photo.New(db, blobs, imagingtest.Builtin(t), h.clock, queue)
	finder := search.New(db, h.clock)
	h.stories = story.New(story.Desk{DB: db, Clock: h.clock, Queue: queue, Tags: h.tags, Photos: h.photos, Names: h.names, Index: finder})
	h.related = related.New(db, h.stories, h.tags, h.clock)
	look, err := loadTheme()
	testkit.NoError(t, err)
	h.site = site.New(site.Config{URL: address + "/", CacheBytes: 64 << 20}, site.Deps{
		DB: db, Clock: h.clock, Log: log, Stories: h.stories, Tags: h.tags, Photos: h.photos, Names: h.names, Search: finder, Related: h.related, Theme: look,
	})
	follower, err := journal.Follow(t.Context(), db, log, h.site.Obey)
	testkit.NoError(t, err)
	db.AfterCommit(func(ctx context.Context) {
		if err := follower.Drain(context.WithoutCancel(ctx)); err != nil {
			t.Error(err)
		}
	})
	h.fileCards()
	return h
}

// fileCards makes one tag of each kind, and two where there are children.
func (h *house) fileCards() {
	h.t.Helper()
	h.world = h.tag(tag.Tag{Kind: tag.Section, Name: "International", Colour: 3})
	h.europe = h.tag(tag.Tag{Kind: tag.Section, Name: "Europe", Parent: h.world})
	h.libya = h.tag(tag.Tag{Kind: tag.Place, Name: "Libya", PlaceKind: "country", Country: "LY"})
	h.tripoli = h.tag(tag.Tag{Kind: tag.Place, Name: "Tripoli", PlaceKind: "city", Country: "LY", Parent: h.libya, Located: true, Latitude: 32.9, Longitude: 13.2})
	h.diplomacy = h.tag(tag.Tag{Kind: tag.Topic, Name: "Diplomacy"})
	h.ana = h.tag(tag.Tag{Kind: tag.Person, Name: "Ana Lima"})
	h.un = h.tag(tag.Tag{Kind: tag.Organisation, Name: "United Nations"})
	h.road = h.tag(tag.Tag{Kind: tag.Series, Name: "The Long Road"})
}

func (h *house) tag(t tag.Tag) tag.ID {
	h.t.Helper()
	made, err := h.tags.Create(h.t.Context(), account.Operator("test"), t)
	testkit.NoError(h.t, err)
	return made.ID
}

// filed is a content under every kind of tag, as a story in the paper is.
func (h *house) filed(headline string) story.Content {
	return story.Content{
		Headline: headline, Deck: "What " + headline + " says in a line", Language: "en", Section: h.europe, Places: []tag.ID{h.tripoli}, Topics: []tag.ID{h.diplomacy},
		People: []tag.ID{h.un}, Series: h.road, Part: 1, Byline: []story.Credit{{Person: h.ana, Name: "Ana Lima"}}, Dateline: h.tripoli,
		Body: body.FromText("The talks about " + headline + " went on.\n\nNobody left."),
	}
}

// plain is a content under a section alone.
func (h *house) plain(headline string) story.Content {
	return story.Content{Headline: headline, Language: "en", Section: h.world, Body: body.FromText("Little is known.\n\nMore will be."), Lead: &story.Lead{NoMap: true}}
}

func (h *house) draft(c story.Content) story.Story {
	h.t.Helper()
	st, err := h.stories.Create(h.t.Context(), editor, story.Proposal{Content: c})
	testkit.NoError(h.t, err)
	return st
}

func (h *house) live(c story.Content) story.Story {
	h.t.Helper()
	st := h.draft(c)
	return h.publish(st)
}

func (h *house) publish(st story.Story) story.Story {
	h.t.Helper()
	st, err := h.stories.Publish(h.t.Context(), editor, st.ID, st.Rev, story.PublishOptions{})
	testkit.NoError(h.t, err)
	return st
}

// change saves a new content and makes it public.
func (h *house) change(st story.Story, c story.Content) story.Story {
	h.t.Helper()
	st, err := h.stories.Save(h.t.Context(), editor, st.ID, story.Change{Rev: st.Rev, Content: c})
	testkit.NoError(h.t, err)
	return h.publish(st)
}

// photo takes in a photograph of one shade.
func (h *house) photo(shade uint8) photo.Photo {
	h.t.Helper()
	img := image.NewGray(image.Rect(0, 0, 640, 480))
	for i := range img.Pix {
		img.Pix[i] = shade
	}
	var b bytes.Buffer
	testkit.NoError(h.t, jpeg.Encode(&b, img, nil))
	creator, alt := "Amal Haddad", "A square at dusk"
	added, err := h.photos.Add(h.t.Context(), editor, photo.Upload{Filename: "square.jpg", Reader: &b, Fields: photo.Change{Creator: &creator, Alt: &alt}})
	testkit.NoError(h.t, err)
	return added.Photo
}

// lead gives the use of a photo above a text.
func lead(p photo.Photo) *story.Lead {
	return &story.Lead{PhotoUse: body.PhotoUse{Photo: int64(p.ID)}}
}

func file(p photo.Photo) string { return p.Path(photo.Spec{Width: 320, Format: imaging.JPEG}) }

// relate computes Related News anew, as the job that follows from a change
// does.
func (h *house) relate(ids ...story.ID) {
	h.t.Helper()
	plain := make([]int64, len(ids))
	for i, id := range ids {
		plain[i] = int64(id)
	}
	changed, err := h.related.Refresh(h.t.Context(), plain)
	testkit.NoError(h.t, err)
	testkit.NoError(h.t, h.db.Write(h.t.Context(), func(tx *database.Tx) error {
		return journal.Append(h.t.Context(), tx, journal.Entry{At: h.clock.Now(), Noun: "related", Kind: "refresh", Touched: journal.Touched{Stories: changed}})
	}))
}

// answer is what a reader gets.
type answer struct {
	status int
	header http.Header
	body   string
	hit    bool // it came from memory
}

// ask sends a request through the door as the program does: memory first.
func (h *house) ask(method, target string, header ...string) answer {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), method, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	return h.send(r)
}

func (h *house) send(r *http.Request) answer {
	h.t.Helper()
	w := httptest.NewRecorder()
	before := h.site.Cache().Hits.Load()
	if !h.site.ServeHit(w, r) {
		h.site.ServeHTTP(w, r)
	}
	res := w.Result()
	text, err := io.ReadAll(res.Body)
	testkit.NoError(h.t, err)
	return answer{res.StatusCode, res.Header, string(text), h.site.Cache().Hits.Load() > before}
}

func (h *house) get(target string) answer { h.t.Helper(); return h.ask("GET", target) }

// page gets what must be there.
func (h *house) page(target string) string {
	h.t.Helper()
	a := h.get(target)
	if a.status != http.StatusOK {
		h.t.Fatalf("%s answers %d:\n%.300s", target, a.status, a.body)
	}
	return a.body
}

func (h *house) wantStatus(target string, want int) answer {
	h.t.Helper()
	a := h.get(target)
	if a.status != want {
		h.t.Errorf("%s answers %d and not %d", target, a.status, want)
	}
	return a
}

// says tells whether a page has some words in any case.
func says(text, words string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(words))
}
