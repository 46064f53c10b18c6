package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/caddyserver/certmagic"
	"go.uber.org/zap"

	"dateline/internal/web"
)

// serveTLS answers HTTPS on ln with certificates that are obtained and renewed
// by themselves, and sends plain requests on port 80 there.
func (s *server) serveTLS(ctx context.Context, srv *http.Server, ln net.Listener, folder string) error {
	var cache *certmagic.Cache
	cache = certmagic.NewCache(certmagic.CacheOptions{
		GetConfigForCert: func(certmagic.Certificate) (*certmagic.Config, error) { return s.certificates(cache, folder), nil },
		Logger:           zap.NewNop(),
	})
	defer cache.Stop()
	magic := s.certificates(cache, folder)
	issuer := certmagic.NewACMEIssuer(magic, certmagic.ACMEIssuer{CA: certmagic.LetsEncryptProductionCA, Email: s.Email, Agreed: true, Logger: zap.NewNop()})
	magic.Issuers = []certmagic.Issuer{issuer}
	plain, err := (&net.ListenConfig{}).Listen(ctx, "tcp", ":80")
	if err != nil {
		return errors.Join(fmt.Errorf("listen on port 80, which certificates need: %w", err), ln.Close())
	}
	redirect := web.NewServer(issuer.HTTPChallengeHandler(http.HandlerFunc(toHTTPS)), s.log)
	go func() { _ = web.Serve(ctx, redirect, plain, s.Drain) }()
	if err := magic.ManageAsync(ctx, s.Domain); err != nil {
		return errors.Join(fmt.Errorf("manage certificates: %w", err), ln.Close())
	}
	config := magic.TLSConfig()
	config.NextProtos = append([]string{"h2", "http/1.1"}, config.NextProtos...)
	srv.TLSConfig = config
	return web.ServeTLS(ctx, srv, ln, s.Drain)
}

func (s *server) certificates(cache *certmagic.Cache, folder string) *certmagic.Config {
	return certmagic.New(cache, certmagic.Config{Storage: &certmagic.FileStorage{Path: folder}, Logger: zap.NewNop()})
}

func toHTTPS(w http.ResponseWriter, r *http.Request) {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	http.Redirect(w, r, "https://"+host+r.URL.RequestURI(), http.StatusMovedPermanently)
}
