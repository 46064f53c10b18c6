package web

import (
	"net/http"
	"strings"
)

// Policy is a Content-Security-Policy (CSP Level 3). A kind of source that is
// left empty is forbidden. Nothing here allows inline scripts or styles; a
// style or script that must be inline is named by its hash.
type Policy struct {
	Script  []string // for example "'self'"
	Style   []string
	Image   []string
	Font    []string
	Connect []string
	Media   []string
	Frame   []string
	Worker  []string
	Form    []string // where forms may be sent
	Within  []string // who may show the page in a frame
}

// Self is the source "the same origin".
const Self = "'self'"

// String gives the policy as the header has it.
func (p Policy) String() string {
	var b strings.Builder
	b.WriteString("default-src 'none'; base-uri 'none'; object-src 'none'")
	for _, d := range []struct {
		name    string
		sources []string
		always  bool // does not fall back to default-src
	}{
		{"script-src", p.Script, false},
		{"style-src", p.Style, false},
		{"img-src", p.Image, false},
		{"font-src", p.Font, false},
		{"connect-src", p.Connect, false},
		{"media-src", p.Media, false},
		{"frame-src", p.Frame, false},
		{"worker-src", p.Worker, false},
		{"form-action", p.Form, true},
		{"frame-ancestors", p.Within, true},
	} {
		switch {
		case len(d.sources) > 0:
			b.WriteString("; " + d.name + " " + strings.Join(d.sources, " "))
		case d.always:
			b.WriteString("; " + d.name + " 'none'")
		}
	}
	return b.String()
}

// Headers are the security headers of a door's pages.
type Headers struct {
	Policy  Policy
	Proxies Proxies
	// Referrer is the Referrer-Policy; empty for strict-origin-when-cross-origin.
	Referrer string
	// Private pages are kept by nobody and found by no search engine.
	Private bool
}

// strictTransport tells browsers to come by HTTPS for a year (RFC 6797).
const strictTransport = "max-age=31536000"

// closedFeatures turns off what no page of ours uses (Permissions Policy).
const closedFeatures = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), browsing-topics=()"

// Layer sets the headers before the handler runs, which may still change them.
func (s Headers) Layer(next http.Handler) http.Handler {
	policy := s.Policy.String()
	referrer := s.Referrer
	if referrer == "" {
		referrer = "strict-origin-when-cross-origin"
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", referrer)
		h.Set("Permissions-Policy", closedFeatures)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if s.Proxies.HTTPS(r) {
			h.Set("Strict-Transport-Security", strictTransport)
		}
		if s.Private {
			h.Set("Cache-Control", "no-store")
			h.Set("X-Robots-Tag", "noindex, nofollow")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
		}
		next.ServeHTTP(w, r)
	})
}
