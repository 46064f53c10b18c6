package desk

import (
	"context"
	"net/http"
	"time"

	"dateline/internal/database"
	"dateline/newsroom/account"
	"dateline/newsroom/webhook"
)

func (d *Desk) webhookRoutes() {
	const group = "Webhooks"
	add(d, route{
		method: http.MethodGet, path: "/webhooks", id: "list-webhooks", group: group, right: account.WriteSettings, summary: "List webhooks",
	}, d.listWebhooks)
	add(d, route{
		method: http.MethodPost, path: "/webhooks", id: "add-webhook", group: group, right: account.WriteSettings, status: http.StatusCreated, summary: "Add a webhook",
		about: "The secret that its tellings are signed with is shown once.",
	}, d.addWebhook)
	add(d, route{
		method: http.MethodPut, path: "/webhooks/{id}", id: "change-webhook", group: group, right: account.WriteSettings, summary: "Change a webhook",
	}, d.changeWebhook)
	add(d, route{
		method: http.MethodDelete, path: "/webhooks/{id}", id: "remove-webhook", group: group, right: account.WriteSettings, status: http.StatusNoContent, summary: "Remove a webhook",
	}, d.removeWebhook)
	add(d, route{
		method: http.MethodPost, path: "/webhooks/{id}/try", id: "try-webhook", group: group, right: account.WriteSettings, status: http.StatusNoContent, summary: "Tell it something that means nothing",
	}, d.tryWebhook)
	add(d, route{
		method: http.MethodGet, path: "/webhooks/{id}/deliveries", id: "list-deliveries", group: group, right: account.WriteSettings, summary: "What it was told lately",
	}, d.listDeliveries)
	add(d, route{
		method: http.MethodPost, path: "/deliveries/{id}/resend", id: "resend-delivery", group: group, right: account.WriteSettings, status: http.StatusNoContent, summary: "Tell it once more",
		about: "Under the same id, so that the other side can tell that it knows.",
	}, d.resendDelivery)
}

// webhookFields is what a person says of a webhook.
type webhookFields struct {
	Name   string   `json:"name" minLength:"1" maxLength:"80"`
	URL    string   `json:"url" maxLength:"2000" format:"uri"`
	Events []string `json:"events" minItems:"1" doc:"story.published, story.updated, story.corrected, story.withdrawn, story.killed"`
}

// webhookView is one address outside, and what it is told.
type webhookView struct {
	ID         int64     `json:"id"`
	Name       string    `json:"name"`
	URL        string    `json:"url"`
	Events     []string  `json:"events"`
	CreatedAt  time.Time `json:"created_at"`
	DisabledAt time.Time `json:"disabled_at,omitzero" doc:"Absent while it is told"`
	Failures   int64     `json:"failures" doc:"Tellings one after the other that were not heard"`
}

func webhookOf(w webhook.Webhook) webhookView {
	return webhookView{ID: w.ID, Name: w.Name, URL: w.URL, Events: orEmpty(w.Events), CreatedAt: w.CreatedAt, DisabledAt: w.DisabledAt, Failures: w.Failures}
}

func (d *Desk) listWebhooks(ctx context.Context, _ caller, _ *struct{}) (*reply[List[webhookView]], error) {
	var all []webhook.Webhook
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		all, err = d.Webhooks.All(ctx, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(listOf(all, webhookOf)), nil
}

type addWebhookIn struct{ Body webhookFields }

// newWebhookView is a webhook with its secret, which is shown once.
type newWebhookView struct {
	Webhook webhookView `json:"webhook"`
	Secret  string      `json:"secret" doc:"whsec_…, for checking the signature"`
}

func (d *Desk) addWebhook(ctx context.Context, c caller, in *addWebhookIn) (*reply[newWebhookView], error) {
	w, secret, err := d.Webhooks.Add(ctx, c.actor, webhook.Webhook{Name: in.Body.Name, URL: in.Body.URL, Events: in.Body.Events})
	if err != nil {
		return nil, err
	}
	return answer(newWebhookView{Webhook: webhookOf(w), Secret: secret}), nil
}

type changeWebhookIn struct {
	ByID
	Body struct {
		Name     string   `json:"name" minLength:"1" maxLength:"80"`
		URL      string   `json:"url" maxLength:"2000" format:"uri"`
		Events   []string `json:"events" minItems:"1"`
		Disabled bool     `json:"disabled,omitempty" doc:"It is told nothing"`
	}
}

func (d *Desk) changeWebhook(ctx context.Context, c caller, in *changeWebhookIn) (*reply[webhookView], error) {
	w, err := d.Webhooks.Change(ctx, c.actor, webhook.Webhook{ID: in.ID, Name: in.Body.Name, URL: in.Body.URL, Events: in.Body.Events}, in.Body.Disabled)
	if err != nil {
		return nil, err
	}
	return answer(webhookOf(w)), nil
}

func (d *Desk) removeWebhook(ctx context.Context, c caller, in *ByID) (*nothing, error) {
	return &nothing{}, d.Webhooks.Remove(ctx, c.actor, in.ID)
}

func (d *Desk) tryWebhook(ctx context.Context, c caller, in *ByID) (*nothing, error) {
	return &nothing{}, d.Webhooks.Try(ctx, c.actor, in.ID)
}

// deliveryView is one telling.
type deliveryView struct {
	ID        int64         `json:"id"`
	Message   string        `json:"message" doc:"Its webhook-id for the other side: the same for each try"`
	Event     string        `json:"event"`
	Body      string        `json:"body"`
	CreatedAt time.Time     `json:"created_at"`
	State     webhook.State `json:"state" enum:"pending,heard,failed"`
	Tries     int64         `json:"tries"`
	TriedAt   time.Time     `json:"tried_at,omitzero"`
	Status    int64         `json:"status,omitempty" doc:"Of the last answer; absent where there was none"`
	Answer    string        `json:"answer,omitempty" doc:"Its first bytes, or why there was none"`
}

func (d *Desk) listDeliveries(ctx context.Context, _ caller, in *ByID) (*reply[List[deliveryView]], error) {
	var all []webhook.Delivery
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		all, err = d.Webhooks.Deliveries(ctx, q, in.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer(listOf(all, func(v webhook.Delivery) deliveryView {
		return deliveryView{
			ID: v.ID, Message: v.Message, Event: v.Event, Body: v.Body, CreatedAt: v.CreatedAt, State: v.State, Tries: v.Tries, TriedAt: v.TriedAt, Status: v.Status, Answer: v.Answer,
		}
	})), nil
}

func (d *Desk) resendDelivery(ctx context.Context, c caller, in *ByID) (*nothing, error) {
	return &nothing{}, d.Webhooks.Resend(ctx, c.actor, in.ID)
}
