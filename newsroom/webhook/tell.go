package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/fetch"
	"dateline/newsroom/story"
)

// secretPrefix begins a secret, as the Standard Webhooks convention has it.
const secretPrefix = "whsec_"

// statusGone is the convention's way to say: never again.
const statusGone = 410

// told is the body of a telling: type, timestamp and data, as in the Standard
// Webhooks convention.
type told struct {
	Type      string     `json:"type"`
	Timestamp time.Time  `json:"timestamp"`
	Data      *toldStory `json:"data,omitempty"`
}

// toldStory is a story as readers see it, or saw it.
type toldStory struct {
	ID          int64     `json:"id"`
	URL         string    `json:"url"`
	Headline    string    `json:"headline,omitempty"`
	Deck        string    `json:"deck,omitempty"`
	Language    string    `json:"language,omitempty"`
	PublishedAt time.Time `json:"published_at,omitzero"`
	UpdatedAt   time.Time `json:"updated_at,omitzero"`
}

// Moved writes down what is to be told of a story that went live, changed or
// went. It implements story.Witness.
func (ws *Webhooks) Moved(ctx context.Context, tx *database.Tx, event string, st story.Story) error {
	all, err := ws.All(ctx, tx)
	if err != nil {
		return fmt.Errorf("read webhooks: %w", err)
	}
	t := told{Type: event, Timestamp: ws.clock.Now(), Data: &toldStory{ID: int64(st.ID), URL: ws.site + st.Path}}
	if st.Publication.Public() { // of what is gone nothing but where it was
		t.Data.Headline, t.Data.Deck, t.Data.Language = st.Content.Headline, st.Content.Deck, st.Content.Language
		t.Data.PublishedAt, t.Data.UpdatedAt = st.FirstPublishedAt, st.UpdatedAt
	}
	for _, w := range all {
		if !w.DisabledAt.IsZero() || !slices.Contains(w.Events, event) {
			continue
		}
		if err := ws.write(ctx, tx, w.ID, event, t); err != nil {
			return err
		}
	}
	return nil
}

func (ws *Webhooks) write(ctx context.Context, tx *database.Tx, id int64, event string, t told) error {
	body, err := database.JSON(t)
	if err != nil {
		return err
	}
	now := ws.clock.Now()
	if _, err := tx.Exec(ctx, `DELETE FROM delivery WHERE webhook_id = $1 AND created_at < $2 AND state <> 'pending'`, id, database.Micros(now.Add(-keepFor))); err != nil {
		return fmt.Errorf("drop old deliveries: %w", err)
	}
	n, err := tx.Insert(ctx, `INSERT INTO delivery (webhook_id, message, event, body, created_at, state) VALUES ($1, $2, $3, $4, $5, 'pending') RETURNING id`,
		id, "msg_"+uuid.New().String(), event, body, database.Micros(now))
	if err != nil {
		return fmt.Errorf("write down what webhook %d is told: %w", id, err)
	}
	return ws.queue.Enqueue(ctx, tx, Deliver{Delivery: n})
}

// Poster sends a body to an address outside.
type Poster interface {
	Post(ctx context.Context, address string, header map[string]string, body []byte, most int64) (fetch.Answer, error)
}

// Deliver makes a telling. An error means that it is to be made again later.
func (ws *Webhooks) Deliver(ctx context.Context, p Poster, job Deliver) error {
	var d Delivery
	var w Webhook
	err := ws.db.Read(ctx, func(q *database.Snapshot) (err error) {
		if d, err = database.One(ctx, q, scanDelivery, `SELECT `+deliveryColumns+` FROM delivery WHERE id = $1`, job.Delivery); err != nil {
			return err
		}
		w, err = selectWebhook(ctx, q, d.Webhook)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && d.State != Pending {
		return nil // forgotten, or heard already
	}
	if err != nil {
		return fmt.Errorf("read delivery %d: %w", job.Delivery, err)
	}
	now := ws.clock.Now()
	answer, err := p.Post(ctx, w.URL, sign(w.secret, d, now), []byte(d.Body), maxAnswer)
	d.Status, d.Answer = int64(answer.Status), strings.ToValidUTF8(string(answer.Head), "\uFFFD")
	if err != nil {
		d.Answer = "nothing was heard of it"
		if public, ok := fault.Public(err); ok {
			d.Answer = public.Error()
		}
	}
	d.Tries, d.TriedAt = d.Tries+1, now
	switch {
	case answer.Status >= 200 && answer.Status < 300:
		d.State = Heard
	case answer.Status == statusGone:
		d.State, w.DisabledAt = Failed, now
	case d.Tries >= maxTries:
		d.State = Failed
	}
	if err := ws.keep(ctx, d, w.DisabledAt); err != nil {
		return err
	}
	if d.State == Pending {
		return fault.New(fault.Unavailable, "webhook %d did not hear (%d): %s", w.ID, d.Status, d.Answer)
	}
	return nil
}

// keep writes down what became of a try. A webhook that hears nothing for long
// is left alone.
func (ws *Webhooks) keep(ctx context.Context, d Delivery, disabled time.Time) error {
	return ws.db.Write(ctx, func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE delivery SET state = $1, tries = $2, tried_at = $3, status = $4, answer = $5 WHERE id = $6`,
			string(d.State), d.Tries, database.Micros(d.TriedAt), d.Status, d.Answer, d.ID)
		if err != nil {
			return fmt.Errorf("keep delivery %d: %w", d.ID, err)
		}
		w, err := selectWebhook(ctx, tx, d.Webhook)
		if err != nil {
			return err
		}
		switch d.State {
		case Heard:
			w.Failures = 0
		case Failed:
			w.Failures++
		case Pending:
			return nil
		}
		if w.DisabledAt.IsZero() && (w.Failures >= maxFailures || !disabled.IsZero()) {
			w.DisabledAt = ws.clock.Now()
		}
		return update(ctx, tx, w)
	})
}

// sign gives the headers of the Standard Webhooks convention: the receiver
// takes HMAC-SHA256 of id, timestamp and body, parted by dots, under the
// secret's bytes.
func sign(secret string, d Delivery, now time.Time) map[string]string {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		key = []byte(secret)
	}
	at := strconv.FormatInt(now.Unix(), 10)
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(d.Message + "." + at + "." + d.Body)) // a hash takes all
	return map[string]string{
		"Content-Type":      "application/json",
		"Webhook-Id":        d.Message,
		"Webhook-Timestamp": at,
		"Webhook-Signature": "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	}
}
