package web

import (
	"fmt"
	"net/http"

	"dateline/internal/fault"
)

// SameOrigin refuses requests that change something and come from another
// site's page (cross-site request forgery).
type SameOrigin struct {
	check  *http.CrossOriginProtection
	exempt func(*http.Request) bool
	deny   func(http.ResponseWriter, *http.Request, error)
}

// NewSameOrigin makes the protection. trusted are origins such as
// "https://example.org" that count as our own: the public one, where a proxy
// changes the Host. Requests for which exempt (nil for none) is true pass;
// deny answers the others.
func NewSameOrigin(trusted []string, exempt func(*http.Request) bool, deny func(http.ResponseWriter, *http.Request, error)) (*SameOrigin, error) {
	s := &SameOrigin{check: http.NewCrossOriginProtection(), exempt: exempt, deny: deny}
	for _, origin := range trusted {
		if err := s.check.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("trust the origin %s: %w", origin, err)
		}
	}
	return s, nil
}

// Layer gives the protection as a layer.
func (s *SameOrigin) Layer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.exempt == nil || !s.exempt(r) {
			if err := s.check.Check(r); err != nil {
				s.deny(w, r, fault.Wrap(fault.Forbidden, err, "this request came from another site and was refused: open the page here and try again"))
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
