package wire_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/internal/blob"
	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fetch"
	"dateline/internal/imaging/imagingtest"
	"dateline/internal/jobs"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
	"dateline/newsroom/masthead"
	"dateline/newsroom/photo"
	"dateline/newsroom/search"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/newsroom/wire"
)

func TestMain(m *testing.M) { imagingtest.Main(m) }

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

var editor = account.Actor{ID: 7, Name: "Edith", Role: account.Editor}

// house is a newsroom with a wire, for one test.
type house struct {
	t       testing.TB
	db      *database.DB
	clock   *clock.Frozen
	tags    *tag.Tags
	stories *story.Stories
	search  *search.Clippings
	photos  *photo.Photos
	wire    *wire.Importer
}

func openHouse(t testing.TB, db *database.DB) *house {
	t.Helper()
	h := &house{t: t, db: db, clock: clock.Freeze(noon)}
	blobs, err := blob.OpenDisk(t.TempDir(), noon)
	testkit.NoError(t, err)
	t.Cleanup(func() { _ = blobs.Close() })
	h.tags, h.search = tag.New(db, h.clock), search.New(db, h.clock)
	queue := jobs.New(db, slog.New(slog.DiscardHandler))
	h.photos = photo.New(db, blobs, imagingtest.Builtin(t), h.clock, queue)
	h.stories = story.New(story.Desk{
		DB: db, Clock: h.clock, Queue: queue, Tags: h.tags, Photos: h.photos, Names: masthead.New(db, h.clock), Index: h.search,
	})
	db.AfterCommit(func(context.Context) { h.tags.Forget() })
	client := fetch.New(fetch.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeout: 5 * time.Second})
	h.wire = wire.New(db, h.stories, h.photos, wire.FetchFunc(func(ctx context.Context, address string) (string, io.ReadCloser, error) {
		f, err := client.Get(ctx, address)
		if err != nil {
			return "", nil, err
		}
		return f.Name, f.Body, nil
	}), h.clock)
	return h
}

// take imports a text and gives the results of all its items.
func (h *house) take(items string, o wire.Options) []wire.Result {
	h.t.Helper()
	return h.takeFrom(wire.Source{Reader: strings.NewReader(items), Name: "test.json"}, o)
}

func (h *house) takeFrom(src wire.Source, o wire.Options) (results []wire.Result) {
	h.t.Helper()
	o.Each = func(r wire.Result) { results = append(results, r) }
	report, err := h.wire.Import(h.t.Context(), editor, src, o)
	testkit.NoError(h.t, err)
	if report.Items != len(results) {
		h.t.Fatalf("%d items are reported, %d came", report.Items, len(results))
	}
	return results
}

// one imports one item, which must have the outcome.
func (h *house) one(item string, o wire.Options, want wire.Outcome) wire.Result {
	h.t.Helper()
	all := h.take(item, o)
	if len(all) != 1 || all[0].Outcome != want {
		h.t.Fatalf("want %s, got %+v", want, all)
	}
	return all[0]
}

func (h *house) story(id story.ID) (st story.Story) {
	h.t.Helper()
	h.read(func(q *database.Snapshot) (err error) {
		st, err = h.stories.ByID(h.t.Context(), q, id)
		return err
	})
	return st
}

func (h *house) read(f func(q *database.Snapshot) error) {
	h.t.Helper()
	testkit.NoError(h.t, h.db.Read(h.t.Context(), f))
}

func (h *house) count(table string) (n int64) {
	h.t.Helper()
	h.read(func(q *database.Snapshot) (err error) {
		n, err = database.One(h.t.Context(), q, database.Value[int64], `SELECT COUNT(*) FROM `+table)
		return err
	})
	return n
}

func (h *house) drawer() *tag.Drawer {
	h.t.Helper()
	d, err := h.tags.Drawer(h.t.Context())
	testkit.NoError(h.t, err)
	return d
}

func (h *house) names(ids []tag.ID) (names []string) {
	for _, t := range h.drawer().ByIDs(ids) {
		names = append(names, t.Name)
	}
	return names
}

// paper gives what an export of st needs.
func (h *house) paper(st story.Story) wire.Paper {
	h.t.Helper()
	var ids []photo.ID
	for _, id := range st.Content.PhotoIDs() {
		ids = append(ids, photo.ID(id))
	}
	var photos map[photo.ID]photo.Photo
	h.read(func(q *database.Snapshot) (err error) {
		photos, err = h.photos.ByIDs(h.t.Context(), q, ids)
		return err
	})
	return wire.Paper{
		Tags: h.drawer(), Photos: photos, Resolver: resolver{h.photos, photos}, BaseURL: "https://paper.example", Masthead: masthead.Masthead{Name: "The Paper"},
	}
}

type resolver struct {
	desk   *photo.Photos
	photos map[photo.ID]photo.Photo
}

func (r resolver) Picture(use body.PhotoUse) (body.Picture, bool) {
	p, ok := r.photos[photo.ID(use.Photo)]
	if !ok {
		return body.Picture{}, false
	}
	return r.desk.Picture(p, use, ""), true
}

func (r resolver) StoryPath(int64) (string, bool) { return "", false }

// picture is a JPEG of one grey.
func picture(t testing.TB, grey byte) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range img.Pix {
		img.Pix[i] = grey
	}
	var b bytes.Buffer
	testkit.NoError(t, jpeg.Encode(&b, img, nil))
	return b.Bytes()
}

// item is a usable item with a headline, a text and a section.
func item(uri, version string, more ...string) string {
	return fmt.Sprintf(`{"uri":%q,"version":%q,"type":"text","language":"en","headlines":[{"role":"main","value":"Version %s"}],"subjects":[{"name":"World","rel":"section"}],
		"bodies":[{"contentType":"application/xhtml+xml","value":"<p>Text of version %s.</p>"}]%s}`, uri, version, version, version, strings.Join(append([]string{""}, more...), ","))
}

// pictureServer serves pictures as an agency would.
func pictureServer(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/dawn.jpg":
			_, _ = w.Write(picture(t, 40))
		case "/words.jpg":
			_, _ = io.WriteString(w, "<script>not a picture</script>")
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// folder has pictures beside an imported file, and one that is out of reach.
func folder(t *testing.T) string {
	t.Helper()
	top := t.TempDir()
	dir := filepath.Join(top, "feed")
	testkit.NoError(t, os.MkdirAll(filepath.Join(dir, "pictures"), 0o755))
	testkit.NoError(t, os.WriteFile(filepath.Join(dir, "pictures", "a boat.jpg"), picture(t, 90), 0o644))
	testkit.NoError(t, os.WriteFile(filepath.Join(dir, "second.jpg"), picture(t, 120), 0o644))
	testkit.NoError(t, os.WriteFile(filepath.Join(dir, "third.jpg"), picture(t, 150), 0o644))
	testkit.NoError(t, os.WriteFile(filepath.Join(top, "secret.jpg"), picture(t, 200), 0o644))
	testkit.NoError(t, os.Symlink("../secret.jpg", filepath.Join(dir, "link.jpg")))
	return dir
}
