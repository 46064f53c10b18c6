package web

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"dateline/internal/clock"
)

// AccessLog writes one line about each request.
type AccessLog struct {
	Log     *slog.Logger
	Clock   clock.Clock
	Proxies Proxies
	// Secret lists the starts of paths whose rest is a secret, such as a login
	// link; the rest is left out of the log. Queries are never logged.
	Secret []string
	// Quiet lists paths that are logged at debug level only, such as health checks.
	Quiet []string
	// Slow, above zero, leaves out requests that took less and did not fail.
	Slow time.Duration
}

// Layer gives the log as a layer.
func (l AccessLog) Layer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w}
		started := l.Clock.Now()
		defer func() { l.write(r, rec, l.Clock.Now().Sub(started)) }()
		next.ServeHTTP(rec, r)
	})
}

func (l AccessLog) write(r *http.Request, rec *recorder, took time.Duration) {
	if rec.code() < http.StatusInternalServerError && took < l.Slow {
		return
	}
	level := slog.LevelInfo
	for _, path := range l.Quiet {
		if r.URL.Path == path {
			level = slog.LevelDebug
		}
	}
	if rec.code() >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	l.Log.LogAttrs(r.Context(), level, "request",
		slog.String("method", r.Method),
		slog.String("path", l.path(r)),
		slog.Int("status", rec.code()),
		slog.Int64("bytes", rec.bytes),
		slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.String("from", l.Proxies.Client(r).String()),
		slog.String("id", IDOf(r.Context())))
}

func (l AccessLog) path(r *http.Request) string {
	for _, start := range l.Secret {
		if strings.HasPrefix(r.URL.Path, start) {
			return start + "…"
		}
	}
	return r.URL.Path
}

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}

// WriteHeader notes the status, the last informational one included only until
// the final one comes.
func (r *recorder) WriteHeader(status int) {
	if r.status < http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status < http.StatusOK {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Flush sends what was written so far.
func (r *recorder) Flush() { _ = http.NewResponseController(r.ResponseWriter).Flush() }

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
