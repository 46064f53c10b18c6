package web

import (
	"errors"
	"net/http"

	"dateline/internal/fault"
)

// Sizes that a request's body may have, in bytes.
const (
	FormBytes  = 64 << 10 // a form of text fields
	JSONBytes  = 1 << 20  // an ordinary API call
	StoryBytes = 6 << 20  // a story: its encoded content and what JSON adds
	PhotoBytes = 64 << 20 // a photo as it comes from a camera, in a form
)

// LimitBody cuts requests off that send more than most bytes.
func LimitBody(most int64) Layer {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, most)
			next.ServeHTTP(w, r)
		})
	}
}

// BodyFault gives an error from reading a body its kind: a fault.TooLarge
// where a limit of LimitBody was reached, a fault.Invalid else.
func BodyFault(err error) error {
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &large):
		return fault.Wrap(fault.TooLarge, err, "this is more than %s, which is the limit here", size(large.Limit))
	}
	return fault.Wrap(fault.Invalid, err, "what was sent could not be read")
}
