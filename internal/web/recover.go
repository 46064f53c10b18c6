package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
)

// Recover answers with fail where a handler panics before it wrote anything,
// and logs what happened with the stack. A handler that wrote already is cut
// off, so that nobody takes half an answer for a whole one.
func Recover(log *slog.Logger, fail http.Handler) Layer {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := &recorder{ResponseWriter: w}
			defer func() {
				cause := recover()
				if cause == nil {
					return
				}
				if cause == http.ErrAbortHandler { //nolint:errorlint // the sentinel itself is what was thrown
					panic(cause)
				}
				log.LogAttrs(r.Context(), slog.LevelError, "handler panicked",
					slog.String("cause", fmt.Sprint(cause)), slog.String("id", IDOf(r.Context())), slog.String("stack", string(debug.Stack())))
				if rec.status != 0 {
					panic(http.ErrAbortHandler)
				}
				fail.ServeHTTP(w, r)
			}()
			next.ServeHTTP(rec, r)
		})
	}
}
