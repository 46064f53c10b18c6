package web

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// ServeTLS is Serve over TLS with the certificates of srv.TLSConfig, HTTP/2
// included.
func ServeTLS(ctx context.Context, srv *http.Server, ln net.Listener, drain time.Duration) error {
	return Serve(ctx, srv, tls.NewListener(ln, srv.TLSConfig), drain)
}
