// Package web is the machinery of the doors: what every HTTP request meets on
// its way in, whatever it asks for. It knows addresses, headers, limits and
// errors, and nothing of stories. The readers' door and the desk's door are
// built from it.
package web

import "net/http"

// Layer wraps a handler with one more thing that happens to every request.
type Layer func(http.Handler) http.Handler

// Chain puts layers around h; the first named is the outermost and sees a
// request first.
func Chain(h http.Handler, layers ...Layer) http.Handler {
	for i := len(layers) - 1; i >= 0; i-- {
		h = layers[i](h)
	}
	return h
}
