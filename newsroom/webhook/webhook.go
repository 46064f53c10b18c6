// Package webhook tells programs outside when a story goes live, changes or
// goes. What is told is what readers may see: nothing of a draft, an embargo or
// a note leaves by this door. A telling is written down in the transaction that
// causes it and made afterwards, again and again with growing pauses until it
// is heard.
package webhook

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/jobs"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

// Limits of webhooks.
const (
	MaxWebhooks   = 50
	MaxName       = 80   // characters
	MaxURL        = 2000 // bytes
	MaxDeliveries = 200  // of one list
	maxAnswer     = 1000 // bytes that are kept of what the other side says
	maxTries      = 8
	maxFailures   = 20 // tellings one after the other that nobody heard; then the webhook rests
	keepFor       = 30 * 24 * time.Hour
)

// Events lists what may be told.
func Events() []string {
	return []string{"story.published", "story.updated", "story.corrected", "story.withdrawn", "story.killed"}
}

// Ping is told when somebody tries a webhook.
const Ping = "ping"

// Webhook is one address outside, and what it is told.
type Webhook struct {
	ID         int64
	Name       string
	URL        string
	Events     []string
	CreatedAt  time.Time
	DisabledAt time.Time // zero while it is told
	Failures   int64     // tellings one after the other that were not heard
	secret     string
}

// State is what became of a telling.
type State string

// The states.
const (
	Pending State = "pending" // to be made, or made again
	Heard   State = "heard"
	Failed  State = "failed" // given up
)

// Delivery is one telling.
type Delivery struct {
	ID        int64
	Webhook   int64
	Message   string // its id for the other side: the same for each try
	Event     string
	Body      string
	CreatedAt time.Time
	State     State
	Tries     int64
	TriedAt   time.Time
	Status    int64 // of the last answer; 0 where there was none
	Answer    string
}

// Queue takes jobs.
type Queue interface {
	Enqueue(ctx context.Context, tx *database.Tx, all ...jobs.Args) error
}

// Deliver is the job that makes a telling.
type Deliver struct {
	Delivery int64 `json:"delivery"`
}

// Kind names the job.
func (Deliver) Kind() string { return "webhook.deliver" }

// Webhooks is all of them.
type Webhooks struct {
	db    *database.DB
	clock clock.Clock
	queue Queue
	site  string // scheme and host before paths
}

// New opens the webhooks. site is the address of the readers' site; SetSite
// may give it later.
func New(db *database.DB, c clock.Clock, queue Queue) *Webhooks {
	return &Webhooks{db: db, clock: c, queue: queue}
}

// SetSite says under which address readers find stories. Call it before the
// doors open.
func (ws *Webhooks) SetSite(address string) { ws.site = address }

func (w *Webhook) tidy() error {
	w.Name, w.URL = strings.Join(strings.Fields(w.Name), " "), strings.TrimSpace(w.URL)
	var bad []fault.Field
	if n := len([]rune(w.Name)); n == 0 || n > MaxName {
		bad = append(bad, fault.Field{Name: "name", Message: fmt.Sprintf("needs 1 to %d characters", MaxName)})
	}
	if u, err := url.Parse(w.URL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || len(w.URL) > MaxURL {
		bad = append(bad, fault.Field{Name: "url", Message: "is a web address such as https://example.org/hook, without a password in it"})
	}
	var events []string
	for _, e := range Events() { // in this order, each once
		if slices.Contains(w.Events, e) {
			events = append(events, e)
		}
	}
	for _, e := range w.Events {
		if !slices.Contains(Events(), e) {
			bad = append(bad, fault.Field{Name: "events", Message: fmt.Sprintf("“%s” is not one of %s", e, strings.Join(Events(), ", "))})
		}
	}
	if len(w.Events) == 0 {
		bad = append(bad, fault.Field{Name: "events", Message: "needs one at least"})
	}
	w.Events = events
	if len(bad) > 0 {
		return &fault.Error{Kind: fault.Invalid, Message: "this webhook cannot be kept", Fields: bad}
	}
	return nil
}

// Add makes a webhook and gives the secret that its tellings are signed with.
// It is shown once.
func (ws *Webhooks) Add(ctx context.Context, actor account.Actor, w Webhook) (_ Webhook, secret string, err error) {
	if err := actor.Check(account.WriteSettings); err != nil {
		return w, "", err
	}
	if err := w.tidy(); err != nil {
		return w, "", err
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return w, "", fmt.Errorf("draw a secret: %w", err)
	}
	w.secret, w.CreatedAt = secretPrefix+base64.StdEncoding.EncodeToString(raw), ws.clock.Now()
	err = ws.db.Write(ctx, func(tx *database.Tx) error {
		n, err := database.One(ctx, tx, database.Value[int64], `SELECT COUNT(*) FROM webhook`)
		if err != nil {
			return fmt.Errorf("count webhooks: %w", err)
		}
		if n >= MaxWebhooks {
			return fault.New(fault.Conflict, "there are %d webhooks, which is all that there may be", n)
		}
		if w.ID, err = insert(ctx, tx, w); err != nil {
			return err
		}
		return audit.Record(ctx, tx, w.CreatedAt, actor, "create", "webhook", w.ID, w.Name)
	})
	return w, w.secret, err
}

// Change changes what a webhook is called, where it is and what it is told, and
// whether it is. To be told again it begins with no failures.
func (ws *Webhooks) Change(ctx context.Context, actor account.Actor, w Webhook, disabled bool) (Webhook, error) {
	if err := actor.Check(account.WriteSettings); err != nil {
		return w, err
	}
	if err := w.tidy(); err != nil {
		return w, err
	}
	err := ws.db.Write(ctx, func(tx *database.Tx) error {
		now, err := selectWebhook(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		now.Name, now.URL, now.Events = w.Name, w.URL, w.Events
		switch {
		case !disabled:
			now.DisabledAt, now.Failures = time.Time{}, 0
		case now.DisabledAt.IsZero():
			now.DisabledAt = ws.clock.Now()
		}
		if err := update(ctx, tx, now); err != nil {
			return err
		}
		w = now
		return audit.Record(ctx, tx, ws.clock.Now(), actor, "change", "webhook", w.ID, w.Name)
	})
	return w, err
}

// Remove forgets a webhook and what it was told.
func (ws *Webhooks) Remove(ctx context.Context, actor account.Actor, id int64) error {
	if err := actor.Check(account.WriteSettings); err != nil {
		return err
	}
	return ws.db.Write(ctx, func(tx *database.Tx) error {
		w, err := selectWebhook(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, statement := range []string{`DELETE FROM delivery WHERE webhook_id = $1`, `DELETE FROM webhook WHERE id = $1`} {
			if _, err := tx.Exec(ctx, statement, id); err != nil {
				return fmt.Errorf("forget webhook %d: %w", id, err)
			}
		}
		return audit.Record(ctx, tx, ws.clock.Now(), actor, "delete", "webhook", id, w.Name)
	})
}

// Try tells a webhook something that means nothing, to see whether it hears.
func (ws *Webhooks) Try(ctx context.Context, actor account.Actor, id int64) error {
	if err := actor.Check(account.WriteSettings); err != nil {
		return err
	}
	return ws.db.Write(ctx, func(tx *database.Tx) error {
		w, err := selectWebhook(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := ws.write(ctx, tx, w.ID, Ping, told{Type: Ping, Timestamp: ws.clock.Now()}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, ws.clock.Now(), actor, "try", "webhook", id, w.Name)
	})
}

// Resend makes a telling once more, under its old id.
func (ws *Webhooks) Resend(ctx context.Context, actor account.Actor, id int64) error {
	if err := actor.Check(account.WriteSettings); err != nil {
		return err
	}
	return ws.db.Write(ctx, func(tx *database.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE delivery SET state = 'pending', tries = 0 WHERE id = $1 AND state <> 'pending'`, id)
		if err != nil {
			return fmt.Errorf("resend delivery %d: %w", id, err)
		}
		if n == 0 {
			return fault.New(fault.Conflict, "this is on its way already, or is no telling at all")
		}
		if err := ws.queue.Enqueue(ctx, tx, Deliver{Delivery: id}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, ws.clock.Now(), actor, "resend", "webhook", id, "")
	})
}
