package site

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"dateline/internal/database"
	"dateline/newsroom/story"
)

// Proof is a story as readers would see it, for those who work on it.
type Proof struct {
	HTML   []byte
	Policy string // the Content-Security-Policy that it needs
}

// Proof prints a story that need not be public, by the same code that prints
// it for readers. pictures goes before the addresses of its photos, which
// readers may not see yet. It comes from no cache and goes into none.
func (s *Site) Proof(ctx context.Context, st story.Story, pictures string) (Proof, error) {
	path := st.Path
	if path == "" {
		path = "/"
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	if err != nil {
		return Proof{}, err
	}
	c, err := s.frame(ctx)
	if err != nil {
		return Proof{}, err
	}
	sh := &sheet{chrome: c, ctx: ctx, r: r, tell: newTeller(s.Clock.Now(), c.location, c.masthead.Language), pictures: pictures}
	var p printed
	err = s.DB.Read(ctx, func(q *database.Snapshot) error {
		sh.q = q
		pg, err := s.Stories.Proof(ctx, q, st, s.Clock.Now())
		if err != nil {
			return err
		}
		p, err = s.printStory(sh, pg)
		return err
	})
	if err != nil {
		return Proof{}, err
	}
	var out bytes.Buffer
	if err := s.Theme.Render(&out, p.name, p.data); err != nil {
		return Proof{}, err
	}
	policy := s.pageHeader(http.StatusOK, "text/html", nil)["Content-Security-Policy"][0]
	return Proof{HTML: out.Bytes(), Policy: strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1)}, nil
}
