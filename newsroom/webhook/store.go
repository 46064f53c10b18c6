package webhook

import (
	"context"
	"fmt"
	"strings"

	"dateline/internal/database"
	"dateline/internal/fault"
)

const columns = `id, name, url, secret, events, created_at, disabled_at, failures`

func scan(s database.Scanner) (w Webhook, err error) {
	var events string
	var created, disabled int64
	err = s.Scan(&w.ID, &w.Name, &w.URL, &w.secret, &events, &created, &disabled, &w.Failures)
	w.Events, w.CreatedAt, w.DisabledAt = strings.Fields(events), database.Time(created), database.Time(disabled)
	return w, err
}

// All gives every webhook, the oldest first.
func (ws *Webhooks) All(ctx context.Context, q database.Q) ([]Webhook, error) {
	return database.List(ctx, q, scan, `SELECT `+columns+` FROM webhook ORDER BY id`)
}

func selectWebhook(ctx context.Context, q database.Q, id int64) (Webhook, error) {
	w, err := database.One(ctx, q, scan, `SELECT `+columns+` FROM webhook WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return w, fault.Wrap(fault.NotFound, err, "there is no webhook %d", id)
	}
	return w, err
}

func insert(ctx context.Context, tx *database.Tx, w Webhook) (int64, error) {
	return tx.Insert(ctx, `INSERT INTO webhook (name, url, secret, events, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		w.Name, w.URL, w.secret, strings.Join(w.Events, " "), database.Micros(w.CreatedAt))
}

func update(ctx context.Context, tx *database.Tx, w Webhook) error {
	_, err := tx.Exec(ctx, `UPDATE webhook SET name = $1, url = $2, events = $3, disabled_at = $4, failures = $5 WHERE id = $6`,
		w.Name, w.URL, strings.Join(w.Events, " "), database.Micros(w.DisabledAt), w.Failures, w.ID)
	if err != nil {
		return fmt.Errorf("change webhook %d: %w", w.ID, err)
	}
	return nil
}

const deliveryColumns = `id, webhook_id, message, event, body, created_at, state, tries, tried_at, status, answer`

func scanDelivery(s database.Scanner) (d Delivery, err error) {
	var created, tried int64
	err = s.Scan(&d.ID, &d.Webhook, &d.Message, &d.Event, &d.Body, &created, &d.State, &d.Tries, &tried, &d.Status, &d.Answer)
	d.CreatedAt, d.TriedAt = database.Time(created), database.Time(tried)
	return d, err
}

// Deliveries gives what a webhook was told lately, the latest first.
func (ws *Webhooks) Deliveries(ctx context.Context, q database.Q, id int64) ([]Delivery, error) {
	return database.List(ctx, q, scanDelivery, `SELECT `+deliveryColumns+` FROM delivery WHERE webhook_id = $1 ORDER BY id DESC LIMIT $2`, id, MaxDeliveries)
}
