package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"dateline/internal/clock"
)

// Times after which a connection is given up, and sizes that it may not pass.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 60 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 120 * time.Second
	maxHeaderBytes    = 64 << 10
	// DrainTime is how long requests in flight may take to finish when the
	// server stops.
	DrainTime = 20 * time.Second
)

// NewServer gives an HTTP server with the house's limits.
func NewServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug), // broken clients are no news
	}
}

// Serve answers on ln until ctx ends, then takes no new connections and lets
// the requests in flight finish for up to drain. It closes ln.
func Serve(ctx context.Context, srv *http.Server, ln net.Listener, drain time.Duration) error {
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve on %s: %w", ln.Addr(), err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := srv.Shutdown(last); err != nil {
		return errors.Join(fmt.Errorf("requests did not finish within %s: %w", drain, err), srv.Close())
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve on %s: %w", ln.Addr(), err)
	}
	return nil
}

// Patient gives one request more time than the server's, both to send and to
// be answered: an upload over a slow line, an import, a stream. It does nothing
// where the connection has no deadlines.
func Patient(w http.ResponseWriter, c clock.Clock, d time.Duration) {
	control := http.NewResponseController(w)
	until := c.Now().Add(d)
	for _, set := range []func(time.Time) error{control.SetReadDeadline, control.SetWriteDeadline} {
		_ = set(until) // a recorder in a test has no deadlines
	}
}
