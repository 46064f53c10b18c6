package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/fetch"
	"dateline/internal/jobs"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/story"
	"dateline/newsroom/webhook"
)

var operator = account.Operator("test")

// ear is the other side: it hears, checks the signature, and answers as told.
type ear struct {
	t      *testing.T
	secret string
	status int
	heard  []string
	ids    []string
}

func (e *ear) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	testkit.NoError(e.t, err)
	id, at := r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp")
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(e.secret, "whsec_"))
	testkit.NoError(e.t, err)
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(id + "." + at + "." + string(body)))
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); r.Header.Get("webhook-signature") != want {
		e.t.Errorf("the signature is %s, want %s", r.Header.Get("webhook-signature"), want)
	}
	e.heard, e.ids = append(e.heard, string(body)), append(e.ids, id)
	if e.status == http.StatusFound {
		w.Header().Set("Location", "http://169.254.169.254/")
	}
	w.WriteHeader(e.status)
	_, _ = w.Write([]byte(strings.Repeat("x", 5000)))
}

func TestATellingIsMadeUntilItIsHeard(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		ctx, c := t.Context(), clock.Freeze(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
		hooks := webhook.New(db, c, jobs.New(db, slog.New(slog.DiscardHandler)))
		hooks.SetSite("https://news.example")
		e := &ear{t: t, status: 500}
		server := httptest.NewServer(e)
		t.Cleanup(server.Close)
		w, secret, err := hooks.Add(ctx, operator, webhook.Webhook{Name: "Archive", URL: server.URL + "/hook", Events: []string{"story.killed", "story.published"}})
		testkit.NoError(t, err)
		e.secret = secret
		_, _, err = hooks.Add(ctx, account.Actor{Name: "Edith", Role: account.Editor}, w)
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("an editor adds a webhook: %v", err)
		}
		move := func(event string, st story.Story) {
			testkit.NoError(t, db.Write(ctx, func(tx *database.Tx) error { return hooks.Moved(ctx, tx, event, st) }))
		}
		told := func() []webhook.Delivery {
			var all []webhook.Delivery
			testkit.NoError(t, db.Read(ctx, func(q *database.Snapshot) (err error) {
				all, err = hooks.Deliveries(ctx, q, w.ID)
				return err
			}))
			return all
		}
		st := story.Story{ID: 7, Publication: story.Live, Path: "/world/2026/11/22/talks", FirstPublishedAt: c.Now(), UpdatedAt: c.Now(), Content: story.Content{Headline: "Talks open", EditorialNote: "ask the lawyer"}}
		move("story.published", st)
		move("story.updated", st) // not asked for
		d := told()
		testkit.Equal(t, len(d), 1)

		outside := fetch.New(fetch.Options{})
		testkit.Equal(t, fault.Is(hooks.Deliver(ctx, outside, webhook.Deliver{Delivery: d[0].ID}), fault.Unavailable), true)
		testkit.Equal(t, len(e.heard), 0) // this machine is not the outside

		inside := fetch.New(fetch.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
		deliver := func() error { return hooks.Deliver(ctx, inside, webhook.Deliver{Delivery: d[0].ID}) }
		for _, status := range []int{500, 302} {
			e.status = status
			if err := deliver(); !fault.Is(err, fault.Unavailable) {
				t.Errorf("an answer %d: %v", status, err)
			}
		}
		e.status = 204
		testkit.NoError(t, deliver())
		testkit.NoError(t, deliver()) // a job that runs twice tells once
		testkit.Equal(t, len(e.heard), 3)
		testkit.Equal(t, e.ids[0], e.ids[2])
		var body struct {
			Type string
			Data map[string]any
		}
		testkit.NoError(t, json.Unmarshal([]byte(e.heard[2]), &body))
		testkit.Equal(t, []any{body.Type, body.Data["url"], body.Data["headline"]}, []any{"story.published", "https://news.example/world/2026/11/22/talks", "Talks open"})
		if strings.Contains(e.heard[2], "lawyer") {
			t.Error("an editorial note left the desk")
		}
		d = told()
		testkit.Equal(t, []any{d[0].State, d[0].Tries, d[0].Status}, []any{webhook.Heard, int64(4), int64(204)})

		testkit.NoError(t, hooks.Resend(ctx, operator, d[0].ID))
		testkit.NoError(t, deliver())
		testkit.Equal(t, []any{len(e.heard), e.ids[3]}, []any{4, e.ids[0]})

		st.Publication = story.Killed
		move("story.killed", st)
		d = told()
		e.status = 500
		for range 8 {
			err = hooks.Deliver(ctx, inside, webhook.Deliver{Delivery: d[0].ID})
		}
		testkit.NoError(t, err) // given up
		d = told()
		testkit.Equal(t, []any{d[0].State, len(d[0].Answer)}, []any{webhook.Failed, 1000})
		if strings.Contains(d[0].Body, "Talks open") {
			t.Errorf("of a killed story it is told %s", d[0].Body)
		}

		e.status = 410
		testkit.NoError(t, hooks.Try(ctx, operator, w.ID))
		testkit.NoError(t, hooks.Deliver(ctx, inside, webhook.Deliver{Delivery: told()[0].ID}))
		testkit.NoError(t, db.Read(ctx, func(q *database.Snapshot) error {
			all, err := hooks.All(ctx, q)
			if all[0].DisabledAt.IsZero() {
				t.Error("who answers 410 is told again")
			}
			return err
		}))
	})
}
