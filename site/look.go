package site

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/masthead"
	"dateline/site/pagecache"
	"dateline/site/view"
)

// look is what a newsroom changed of its theme in settings: a sheet that goes
// after the theme's own, and a logo.
type look struct {
	css     string
	address string // of css; empty where nothing was changed
}

func lookOf(m masthead.Masthead) (l look) {
	root := func(accent string) string {
		if accent == "" {
			return ""
		}
		return "--accent:" + accent + ";"
	}
	light, dark := root(m.Accent), root(m.AccentDark)
	if m.Headlines == "sans" {
		light += "--display:var(--sans);"
	}
	if light != "" {
		l.css = ":root{" + light + "}"
	}
	if dark != "" || light != "" && m.Accent != "" {
		if dark == "" {
			dark = root(themeDarkAccent) // the light one is not for dark paper
		}
		l.css += "@media (prefers-color-scheme:dark){:root{" + dark + "}}"
	}
	if l.css != "" {
		sum := sha256.Sum256([]byte(l.css))
		l.address = "/assets/house." + hex.EncodeToString(sum[:5]) + ".css"
	}
	return l
}

// themeDarkAccent is the default theme's accent on dark paper.
const themeDarkAccent = "#ff7a66"

const logoRoot = "/assets/logo."

// mostLogo is how high a logo stands, in pixels.
const mostLogo = 64

func logoOf(m masthead.Masthead) *view.Picture {
	if m.Logo == "" || m.LogoHeight == 0 {
		return nil
	}
	high := min(m.LogoHeight, mostLogo)
	return &view.Picture{URL: logoRoot + m.Logo, Width: m.LogoWidth * high / m.LogoHeight, Height: high, Alt: m.Name}
}

// serveLook answers for the newsroom's own sheet and logo; false for what is
// neither.
func (s *Site) serveLook(w http.ResponseWriter, r *http.Request) bool {
	c, err := s.frame(r.Context())
	if err != nil {
		return false
	}
	if l := lookOf(c.masthead); l.address == r.URL.Path {
		s.serveFixed(w, r, []byte(l.css), "text/css; charset=utf-8")
		return true
	}
	file, ok := strings.CutPrefix(r.URL.Path, logoRoot)
	if !ok || file != c.masthead.Logo {
		return false
	}
	var b []byte
	var media string
	err = s.DB.Read(r.Context(), func(q *database.Snapshot) error {
		b, media, err = s.Names.LogoFile(r.Context(), q, file)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return false
	}
	if err != nil {
		s.fail(w, r, fmt.Errorf("read the logo: %w", err))
		return true
	}
	s.serveFixed(w, r, b, media)
	return true
}

// serveFixed serves a file whose address changes with its bytes.
func (s *Site) serveFixed(w http.ResponseWriter, r *http.Request, b []byte, media string) {
	s.serve(w, r, r.URL.Path, func() (pagecache.Page, error) {
		return pagecache.Page{Body: b, Header: http.Header{
			"Content-Type":                 {media},
			"Cache-Control":                {"public, max-age=31536000, immutable"},
			"X-Content-Type-Options":       {"nosniff"},
			"Access-Control-Allow-Origin":  {"*"}, // fonts are fetched as cross-origin
			"Cross-Origin-Resource-Policy": {"cross-origin"},
		}}, nil
	})
}
