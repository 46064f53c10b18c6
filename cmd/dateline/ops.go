package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"dateline/desk"
	"dateline/internal/database"
	"dateline/internal/fetch"
	"dateline/internal/web"
	"dateline/newsroom/story"
	"dateline/newsroom/wire"
)

// slowRequest is how long a request may take before it is worth a line.
const slowRequest = 500 * time.Millisecond

// readyTime is how long the database may take to answer /readyz.
const readyTime = 2 * time.Second

func (s *server) deskDeps(proxies web.Proxies) desk.Deps {
	return desk.Deps{
		DB: s.db, Clock: s.clock, Log: s.log, Accounts: s.accounts, Stories: s.stories, Tags: s.tags, Photos: s.photos, Mastheads: s.names,
		Wire: s.importer(), Proofs: s.proof, Letters: s.letters, Webhooks: s.hooks, Links: s.links, Sample: s.openSampleRoom(), BaseURL: s.url, Proxies: proxies,
	}
}

// proof has the site print a story for the desk.
func (s *server) proof(ctx context.Context, st story.Story, pictures string, letter bool) (html []byte, policy string, err error) {
	prove := s.site.Proof
	if letter {
		prove = s.site.ProofLetter
	}
	p, err := prove(ctx, st, pictures)
	return p.HTML, p.Policy, err
}

// operations adds what the operator and the machines around ask.
func (s *server) operations(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTime)
		defer cancel()
		if err := s.db.Ping(ctx); err != nil {
			s.log.LogAttrs(r.Context(), slog.LevelError, "not ready", slog.String("error", err.Error()))
			answer(w, http.StatusServiceUnavailable, "the database does not answer")
			return
		}
		answer(w, http.StatusOK, "ready")
	})
	metrics := promhttp.HandlerFor(s.registry(), promhttp.HandlerOpts{})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		if !isLoopback(r) { // figures are for the machine itself; a collector elsewhere comes through its own tunnel
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		metrics.ServeHTTP(w, r)
	})
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"status": text}) // the asker may have gone
}

func (s *server) accessLog(proxies web.Proxies) web.Layer {
	log := web.AccessLog{Log: s.log, Clock: s.clock, Proxies: proxies, Secret: desk.SecretPaths(), Quiet: append(desk.QuietPaths(), "/healthz", "/readyz", "/metrics")}
	switch s.AccessLog {
	case "none":
		return func(next http.Handler) http.Handler { return next }
	case "slow":
		log.Slow = slowRequest
	}
	return log.Layer
}

// registry names every figure of the house.
func (s *server) registry() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	counter := func(name, help string, value func() float64) {
		reg.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "dateline_" + name, Help: help}, value))
	}
	gauge := func(name, help string, value func() float64) {
		reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "dateline_" + name, Help: help}, value))
	}
	cache := s.site.Cache()
	counter("page_cache_hits_total", "Pages sent from memory.", func() float64 { return float64(cache.Hits.Load()) })
	counter("page_cache_misses_total", "Pages that were not in memory.", func() float64 { return float64(cache.Misses.Load()) })
	counter("page_renders_total", "Pages rendered.", func() float64 { return float64(cache.Renders.Load()) })
	counter("page_cache_purged_keys_total", "Keys purged.", func() float64 { return float64(cache.Purges.Load()) })
	gauge("page_cache_bytes", "Memory that finished pages take.", func() float64 { return float64(cache.Bytes()) })
	count := func(query string) func() float64 {
		return func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), readyTime)
			defer cancel()
			var n int64
			err := s.db.Read(ctx, func(q *database.Snapshot) (err error) {
				n, err = database.One(ctx, q, database.Value[int64], query)
				return err
			})
			if err != nil {
				return -1
			}
			return float64(n)
		}
	}
	gauge("stories_public", "Stories that readers can see.", count(`SELECT COUNT(*) FROM published`))
	gauge("stories_scheduled", "Stories that wait for their time.", count(`SELECT COUNT(*) FROM story WHERE publication = 'scheduled'`))
	gauge("jobs_waiting", "Jobs that are not done.", count(`SELECT COUNT(*) FROM river_job WHERE state IN ('available', 'running', 'retryable', 'pending', 'scheduled')`))
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "dateline_build_info", Help: "1, with the version as a label.", ConstLabels: prometheus.Labels{"version": version()}}, func() float64 { return 1 }))
	return reg
}

// importer gives the reader of agencies' items. Pictures that an item names by
// address are fetched, from public addresses only.
func (h *house) importer() *wire.Importer {
	client := fetch.New(fetch.Options{})
	fetcher := wire.FetchFunc(func(ctx context.Context, address string) (string, io.ReadCloser, error) {
		f, err := client.Get(ctx, address)
		if err != nil {
			return "", nil, err
		}
		return f.Name, f.Body, nil
	})
	return wire.New(h.db, h.stories, h.photos, fetcher, h.clock)
}
