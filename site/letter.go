package site

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"net/http"

	"dateline/internal/database"
	"dateline/newsroom/body"
	"dateline/newsroom/story"
	"dateline/site/view"
)

//go:embed letter.html
var letterText string

//nolint:gochecknoglobals // parsed once; it never changes
var letterTemplate = template.Must(template.New("letter").Parse(letterText))

// letterPolicy lets in what a mail program does: styles that stand in the
// text, and pictures.
const letterPolicy = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"

// letterView is a story as it stands in an e-mail.
type letterView struct {
	view.Card
	Masthead, Language, Dir string
	Lead                    *view.Picture
	Text                    template.HTML
}

// ProofLetter prints a story that need not be public as an e-mail carries it,
// with nothing but inline styles.
func (s *Site) ProofLetter(ctx context.Context, st story.Story, pictures string) (Proof, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
	if err != nil {
		return Proof{}, err
	}
	c, err := s.frame(ctx)
	if err != nil {
		return Proof{}, err
	}
	sh := &sheet{chrome: c, ctx: ctx, r: r, tell: newTeller(s.Clock.Now(), c.location, c.masthead.Language), pictures: pictures}
	var v letterView
	err = s.DB.Read(ctx, func(q *database.Snapshot) error {
		sh.q = q
		v, err = s.gatherLetter(sh, st)
		return err
	})
	if err != nil {
		return Proof{}, err
	}
	var out bytes.Buffer
	if err := letterTemplate.Execute(&out, v); err != nil {
		return Proof{}, err
	}
	return Proof{HTML: out.Bytes(), Policy: letterPolicy}, nil
}

func (s *Site) gatherLetter(sh *sheet, st story.Story) (v letterView, err error) {
	pg, err := s.Stories.Proof(sh.ctx, sh.q, st, s.Clock.Now())
	if err != nil {
		return v, err
	}
	cards, err := s.linked(sh, &pg)
	if err != nil {
		return v, err
	}
	photos, err := s.photosOf(sh, nil, pg.Content.PhotoIDs())
	if err != nil {
		return v, err
	}
	paths := map[story.ID]string{}
	for i := range cards {
		paths[cards[i].ID] = cards[i].Path
	}
	opts := body.EmailOptions{Resolver: resolver{s, photos, paths, sh.pictures}, Lang: pg.Content.Language}
	opts.Dateline, opts.DatelinePath = sh.dateline(&pg.Content)
	return letterView{
		Card: s.viewCard(sh, &pg.Card, photos), Masthead: sh.masthead.Name, Language: pg.Content.Language, Dir: body.Dir(pg.Content.Language),
		Lead: s.leadPicture(sh, &pg, photos),
		Text: template.HTML(body.Email(pg.Content.Body, opts)), //nolint:gosec // the renderer escapes, and was given a validated document
	}, nil
}
