package desk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"dateline/desk"
	"dateline/internal/blob"
	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/imaging/imagingtest"
	"dateline/internal/jobs"
	"dateline/internal/testkit"
	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
	"dateline/newsroom/masthead"
	"dateline/newsroom/photo"
	"dateline/newsroom/search"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/newsroom/webhook"
	"dateline/newsroom/wire"
)

func TestMain(m *testing.M) { imagingtest.Main(m) }

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

const (
	site     = "https://news.example"
	password = "a sentence that nobody guesses"
)

// house is a whole newsroom behind its desk, for one test.
type house struct {
	t        *testing.T
	db       *database.DB
	clock    *clock.Frozen
	accounts *account.Accounts
	stories  *story.Stories
	tags     *tag.Tags
	desk     http.Handler
	log      *bytes.Buffer
	calls    []operation    // of the API, from its own document
	done     map[string]int // successful calls, by operation
}

type operation struct {
	ID, Method, Path, Right string
	path                    *regexp.Regexp
}

func openHouse(t *testing.T, db *database.DB) *house {
	t.Helper()
	return openHouseWith(t, db, func(*desk.Deps) {})
}

func openHouseWith(t *testing.T, db *database.DB, change func(*desk.Deps)) *house {
	t.Helper()
	h := &house{t: t, db: db, clock: clock.Freeze(noon), log: &bytes.Buffer{}, done: map[string]int{}}
	log := slog.New(slog.NewTextHandler(h.log, nil))
	blobs, err := blob.OpenDisk(filepath.Join(t.TempDir(), "blobs"), noon)
	testkit.NoError(t, err)
	t.Cleanup(func() { _ = blobs.Close() })
	queue := jobs.New(db, log)
	photos := photo.New(db, blobs, imagingtest.Builtin(t), h.clock, queue)
	names := masthead.New(db, h.clock)
	hooks := webhook.New(db, h.clock, queue)
	h.tags = tag.New(db, h.clock)
	h.accounts = account.New(db, h.clock, audit.Record)
	h.stories = story.New(story.Desk{
		DB: db, Clock: h.clock, Queue: queue, Tags: h.tags, Photos: photos, Names: names, Index: search.New(db, h.clock), Sees: hooks,
	})
	db.AfterCommit(func(context.Context) { h.tags.Forget(); names.Forget() })
	deps := desk.Deps{
		DB: db, Clock: h.clock, Log: log, Accounts: h.accounts, Stories: h.stories, Tags: h.tags, Photos: photos, Mastheads: names, Webhooks: hooks, Sample: noSample{queue},
		Wire: wire.New(db, h.stories, photos, nil, h.clock), BaseURL: site + "/",
	}
	change(&deps)
	d, err := desk.New(deps)
	testkit.NoError(t, err)
	h.desk = web.Chain(d.Handler(), web.RequestID)
	h.readDocument()
	return h
}

// noSample takes the order and writes nothing.
type noSample struct{ *jobs.Jobs }

func (noSample) Progress() (done, total int) { return 0, 0 }

// readDocument reads the operations from the OpenAPI document itself.
func (h *house) readDocument() {
	h.t.Helper()
	res := h.nobody().get("/desk/api/v1/openapi.json")
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Right       string `json:"x-right"`
		}
	}
	testkit.NoError(h.t, json.Unmarshal(res.body, &doc))
	parameter := regexp.MustCompile(`\{\w+\}`)
	for path, methods := range doc.Paths {
		for method, op := range methods {
			pattern := "^/desk/api/v1" + parameter.ReplaceAllString(path, `[^/?]+`) + `(\?|$)`
			h.calls = append(h.calls, operation{ID: op.OperationID, Method: strings.ToUpper(method), Path: path, Right: op.Right, path: regexp.MustCompile(pattern)})
		}
	}
	if doc.OpenAPI != "3.1.0" || len(h.calls) < 40 {
		h.t.Fatalf("the document is OpenAPI %s with %d operations", doc.OpenAPI, len(h.calls))
	}
}

// operation names the operation that a request is for; a path without
// parameters goes before one with.
func (h *house) operation(method, path string) string {
	found := ""
	for _, op := range h.calls {
		if op.Method == method && op.path.MatchString(path) && (found == "" || !strings.Contains(op.Path, "{")) {
			found = op.ID
		}
	}
	return found
}

// account makes a person of a role.
func (h *house) account(role account.Role) account.Account {
	h.t.Helper()
	a, err := h.accounts.Add(h.t.Context(), account.Operator("test"), string(role)+"@news.example", "The "+string(role), role)
	testkit.NoError(h.t, err)
	return a
}

// person is a client that is signed in with a role.
func (h *house) person(role account.Role) *client {
	h.t.Helper()
	a := h.account(role)
	link, err := h.accounts.LoginLink(h.t.Context(), account.Operator("test"), a.ID)
	testkit.NoError(h.t, err)
	in, err := h.accounts.UseLink(h.t.Context(), link, password, "test browser")
	token := in.Token
	testkit.NoError(h.t, err)
	return &client{house: h, account: a, cookie: token}
}

// script is a client with a token of a role and scopes.
func (h *house) script(role account.Role, scopes ...account.Action) *client {
	h.t.Helper()
	a := h.account(role)
	token, _, err := h.accounts.AddToken(h.t.Context(), account.Operator("test"), a.ID, "script", scopes, time.Time{})
	testkit.NoError(h.t, err)
	return &client{house: h, account: a, token: token}
}

func (h *house) nobody() *client { return &client{house: h} }

func (h *house) section(name string) tag.ID {
	h.t.Helper()
	t, err := h.tags.Create(h.t.Context(), account.Operator("test"), tag.Tag{Kind: tag.Section, Name: name})
	testkit.NoError(h.t, err)
	return t.ID
}

// lastEntry gives the number of the newest audit entry.
func (h *house) lastEntry() (last int64) {
	h.t.Helper()
	testkit.NoError(h.t, h.db.Read(h.t.Context(), func(q *database.Snapshot) error {
		entries, err := audit.List(h.t.Context(), q, audit.Query{Limit: 1})
		if len(entries) > 0 {
			last = entries[0].ID
		}
		return err
	}))
	return last
}

// client makes requests through the real router.
type client struct {
	house   *house
	account account.Account
	cookie  string
	token   string
}

type result struct {
	t      *testing.T
	what   string
	status int
	header http.Header
	body   []byte
}

func (c *client) send(r *http.Request) result {
	c.house.t.Helper()
	if c.cookie != "" {
		r.AddCookie(&http.Cookie{Name: "dateline-desk", Value: c.cookie})
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	before := int64(0)
	op := c.house.operation(r.Method, r.URL.Path)
	writes := r.Method != http.MethodGet && op != ""
	if writes {
		before = c.house.lastEntry()
	}
	w := httptest.NewRecorder()
	c.house.desk.ServeHTTP(w, r)
	res := result{t: c.house.t, what: r.Method + " " + r.URL.Path, status: w.Code, header: w.Header(), body: w.Body.Bytes()}
	if w.Code < 300 && op != "" {
		c.house.done[op]++
		asksForMore := strings.Contains(string(res.body), `"asks"`) // nobody is signed in yet
		if writes && !unrecorded[op] && !asksForMore && c.house.lastEntry() == before {
			c.house.t.Errorf("%s (%s) left no audit entry", res.what, op)
		}
	}
	return res
}

// unrecorded are the calls that change nothing worth a record.
var unrecorded = map[string]bool{"sign-out": true, "try-preflight": true, "read-html": true, "beat": true, "leave": true, "see-bell": true, "suggest-tags": true, "begin-upload": true, "append-upload": true}

func (c *client) call(method, path string, body any) result {
	c.house.t.Helper()
	var reader io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		testkit.NoError(c.house.t, err)
		reader = bytes.NewReader(b)
	}
	r := httptest.NewRequestWithContext(c.house.t.Context(), method, path, reader)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return c.send(r)
}

func (c *client) get(path string) result { c.house.t.Helper(); return c.call("GET", path, nil) }

// api calls the API and wants a status.
func (c *client) api(want int, method, path string, body any) result {
	c.house.t.Helper()
	res := c.call(method, "/desk/api/v1"+path, body)
	if res.status != want {
		c.house.t.Fatalf("%s %s: got %d, want %d: %s", method, path, res.status, want, res.body)
	}
	return res
}

func (r result) into(v any) {
	r.t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		r.t.Fatalf("%s: %v: %s", r.what, err, r.body)
	}
}

// as decodes an answer.
func as[T any](r result) (v T) {
	r.t.Helper()
	r.into(&v)
	return v
}

type dict = map[string]any

// storyJSON is what the tests read of a story.
type storyJSON struct {
	ID          int64     `json:"id"`
	Rev         int64     `json:"rev"`
	Publication string    `json:"publication"`
	Acts        []string  `json:"acts"`
	URL         string    `json:"url"`
	Path        string    `json:"path"`
	Unpublished bool      `json:"unpublished"`
	Embargo     time.Time `json:"embargo_until"`
	PublishAt   time.Time `json:"publish_at"`
	Content     struct {
		Headline string `json:"headline"`
		Deck     string `json:"deck"`
		Language string `json:"language"`
	} `json:"content"`
}

func (s storyJSON) path(rest string) string { return fmt.Sprintf("/stories/%d%s", s.ID, rest) }

func content(headline string, section tag.ID) dict {
	return dict{"headline": headline, "section": section, "language": "en", "body": dict{"blocks": []dict{{"kind": "paragraph", "text": []dict{{"t": "The talks went on."}}}}}}
}

func (c *client) draft(headline string, section tag.ID) storyJSON {
	c.house.t.Helper()
	return as[storyJSON](c.api(201, "POST", "/stories", dict{"content": content(headline, section)}))
}

func (c *client) live(headline string, section tag.ID) storyJSON {
	c.house.t.Helper()
	st := c.draft(headline, section)
	return as[storyJSON](c.api(200, "POST", st.path("/publish"), dict{"rev": st.Rev, "reason": "Looked at."}))
}

// problem is what the tests read of an error.
type problem struct {
	Status   int
	Code     string
	Detail   string
	Request  string
	Errors   []struct{ Location, Message string }
	Conflict struct {
		Rev     int64
		By      string
		Kind    string
		Changed []string
	}
}

// picture gives a JPEG.
func picture(t *testing.T, shade uint8) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 800, 600))
	for x := range 800 {
		for y := range 600 {
			img.Set(x, y, color.RGBA{R: uint8(x), G: uint8(y), B: shade, A: 255})
		}
	}
	var b bytes.Buffer
	testkit.NoError(t, jpeg.Encode(&b, img, nil))
	return b.Bytes()
}
