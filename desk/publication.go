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
	add(d, route{
		method: http.MethodPost, path: "/masthead/logo", id: "keep-logo", group: "Publication", right: account.WriteSettings, status: http.StatusCreated, most: masthead.MaxLogoBytes + 1024,
		summary: "Take in a logo", about: "The bytes of a PNG, JPEG or WebP picture. It shows once the masthead names its file.",
	}, d.keepLogo)
}

// logoView is a picture for the masthead.
type logoView struct {
	File   string `json:"file" doc:"Its name, for the masthead's logo"`
	Width  int    `json:"width" doc:"Pixels"`
	Height int    `json:"height"`
}

type keepLogoIn struct {
	RawBody []byte `contentType:"application/octet-stream"`
}

func (d *Desk) keepLogo(ctx context.Context, c caller, in *keepLogoIn) (*reply[logoView], error) {
	l, err := d.Mastheads.KeepLogo(ctx, c.actor, in.RawBody)
	if err != nil {
		return nil, err
	}
	return answer(logoView{File: l.File, Width: l.Width, Height: l.Height}), nil
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
