package desk

import (
	"context"
	"net/http"

	"dateline/newsroom/account"
	"dateline/newsroom/masthead"
)

func (d *Desk) publicationRoutes() {
	add(d, route{
		method: http.MethodGet, path: "/masthead", id: "get-masthead", group: "Publication", right: account.ReadDesk, summary: "What the publication says of itself",
	}, d.getMasthead)
	add(d, route{
		method: http.MethodPut, path: "/masthead", id: "set-masthead", group: "Publication", right: account.WriteSettings, summary: "Change the masthead",
		about: "Replaces it whole.",
	}, d.setMasthead)
}

func (d *Desk) getMasthead(ctx context.Context, _ caller, _ *struct{}) (*reply[masthead.Masthead], error) {
	m, err := d.Mastheads.Current(ctx)
	if err != nil {
		return nil, err
	}
	return answer(m), nil
}

type setMastheadIn struct{ Body masthead.Masthead }

func (d *Desk) setMasthead(ctx context.Context, c caller, in *setMastheadIn) (*reply[masthead.Masthead], error) {
	if err := d.Mastheads.Set(ctx, c.actor, in.Body); err != nil {
		return nil, err
	}
	return answer(in.Body), nil
}
