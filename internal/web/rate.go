package web

import (
	"net/http"
	"time"

	"github.com/go-chi/httprate"

	"dateline/internal/fault"
)

// Limit is how often somebody may do something.
type Limit struct {
	Requests int
	Window   time.Duration
}

// Limiter counts requests by key in a sliding window, on this node.
type Limiter struct {
	limit Limit
	rate  *httprate.RateLimiter
}

// NewLimiter makes a limiter.
func NewLimiter(l Limit) *Limiter {
	return &Limiter{limit: l, rate: httprate.NewRateLimiter(l.Requests, l.Window, httprate.WithResponseHeaders(httprate.ResponseHeaders{
		Limit: "X-RateLimit-Limit", Remaining: "X-RateLimit-Remaining", RetryAfter: "Retry-After",
	}))}
}

// Take counts one request under key and gives a fault.TooMany where the limit
// is reached; Retry-After is then set on w, in seconds (RFC 9110, 10.2.3).
func (l *Limiter) Take(w http.ResponseWriter, r *http.Request, key string) error {
	if !l.rate.OnLimit(w, r, key) {
		return nil
	}
	return fault.New(fault.TooMany, "too many requests: %d in %s is the limit; wait a little, then go on", l.limit.Requests, l.limit.Window)
}

// Layer limits requests by the key that of gives; deny answers those beyond it.
func (l *Limiter) Layer(of func(*http.Request) string, deny func(http.ResponseWriter, *http.Request, error)) Layer {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := l.Take(w, r, of(r)); err != nil {
				deny(w, r, err)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
