package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// nginxConfig serves one file from disk as nginx would in earnest.
const nginxConfig = `worker_processes auto; daemon off; pid %[1]s/nginx.pid; error_log %[1]s/nginx.log;
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; open_file_cache max=100; keepalive_requests 1000000; types { text/html html; }
client_body_temp_path %[1]s/t1; proxy_temp_path %[1]s/t2; fastcgi_temp_path %[1]s/t3; uwsgi_temp_path %[1]s/t4; scgi_temp_path %[1]s/t5;
server { listen 127.0.0.1:18182; root %[1]s; location / { add_header Content-Encoding gzip; } } }
`

var perSecond = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)

func wrk(ctx context.Context, seconds int, args ...string) (float64, error) {
	args = append([]string{"-t2", "-c32", "-d" + strconv.Itoa(seconds) + "s"}, args...)
	out, err := exec.CommandContext(ctx, "wrk", args...).CombinedOutput() //nolint:gosec // a tool of the bench
	m := perSecond.FindSubmatch(out)
	if err != nil || m == nil {
		return 0, fmt.Errorf("wrk: %w %s", err, out)
	}
	return strconv.ParseFloat(string(m[1]), 64)
}

// cached measures one article in memory beside a bare handler that writes the
// same bytes and nginx that sends them from disk, in turns.
func (s settings) cached(ctx context.Context) error {
	sv, err := s.serve(ctx, s.archive(s.small), defaultCache)
	if err != nil {
		return err
	}
	defer sv.stop()
	paths, err := sv.paths()
	if err != nil {
		return err
	}
	url := sv.url + paths[len(paths)-1]
	dir, err := filepath.Abs(s.dir)
	if err != nil {
		return err
	}
	if err := capture(url, dir); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "nginx.conf"), fmt.Appendf(nil, nginxConfig, dir), 0o600); err != nil {
		return err
	}
	_ = os.Chmod(dir, 0o755) //nolint:gosec // nginx's worker reads it
	for _, cmd := range []*exec.Cmd{exec.CommandContext(ctx, self, "bare", filepath.Join(dir, "raw")), exec.CommandContext(ctx, "nginx", "-c", filepath.Join(dir, "nginx.conf"), "-p", dir, "-g", "user root;")} {
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			return err
		}
		defer func() { _ = cmd.Process.Signal(syscall.SIGTERM); _ = cmd.Wait() }() // killed, nginx would leave its workers behind
	}
	time.Sleep(time.Second)
	rates := map[string][]float64{}
	for range 3 {
		for name, at := range map[string]string{"dateline": url, "bare": "http://127.0.0.1:18181/", "nginx": "http://127.0.0.1:18182/page.html"} {
			n, err := wrk(ctx, s.seconds, "-H", "Accept-Encoding: gzip", at)
			if err != nil {
				return err
			}
			rates[name] = append(rates[name], n)
		}
	}
	best := func(name string) float64 { return slices.Max(rates[name]) }
	line("cached article, Dateline", "%.0f a second (best of %.0f)", best("dateline"), rates["dateline"])
	line("bare net/http handler, same bytes", "%.0f a second (best of %.0f)", best("bare"), rates["bare"])
	line("nginx, same body from disk", "%.0f a second (best of %.0f)", best("nginx"), rates["nginx"])
	line("Dateline to bare handler (bar: 0.9)", "%.2f", best("dateline")/best("bare"))
	line("Dateline to nginx", "%.2f", best("dateline")/best("nginx"))
	return nil
}

// capture keeps a response as it is on the wire, and its body alone.
func capture(url, dir string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil) //nolint:noctx // our own server
	if err != nil {
		return err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	line("article", "%d bytes compressed with its critical CSS (bar: 60,000)", len(body))
	var raw strings.Builder
	for name, values := range res.Header {
		if name != "Date" {
			raw.WriteString(name + ": " + values[0] + "\r\n")
		}
	}
	raw.WriteString("\r\n")
	raw.Write(body)
	return errors.Join(os.WriteFile(filepath.Join(dir, "raw"), []byte(raw.String()), 0o600), os.WriteFile(filepath.Join(dir, "page.html"), body, 0o644)) //nolint:gosec // nginx's worker reads it
}

// fresh measures articles with the cache off, at both sizes of archive.
func (s settings) fresh(ctx context.Context) error {
	var cost []float64
	for _, n := range []int{s.small, s.large} {
		sv, err := s.serve(ctx, s.archive(n), 0)
		if err != nil {
			return err
		}
		paths, err := sv.paths()
		if err != nil {
			return err
		}
		script, err := s.script(paths)
		if err != nil {
			return err
		}
		if _, err := wrk(ctx, 2, "-s", script, sv.url); err != nil {
			return err
		}
		best, least := 0.0, 0.0
		for range 3 {
			before := sv.cpu()
			rate, err := wrk(ctx, s.seconds, "-s", script, sv.url)
			if err != nil {
				return err
			}
			each := float64((sv.cpu() - before).Microseconds()) / 1000 / (rate * float64(s.seconds))
			best = max(best, rate)
			if least == 0 || each < least {
				least = each
			}
		}
		cost = append(cost, least)
		line(fmt.Sprintf("article rendered afresh, %d stories (bar: 2,000)", n), "%.0f a second, %.2f ms CPU each", best, least)
		sv.stop()
	}
	line("cost of an article, large to small archive (bar: 1.5)", "%.2f", cost[1]/cost[0])
	return nil
}

// script makes wrk ask for a thousand different articles.
func (s settings) script(paths []string) (string, error) {
	r := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // which pages are asked for
	r.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
	var b strings.Builder
	b.WriteString("local p = {\n")
	for _, path := range paths[:min(len(paths), 1000)] {
		fmt.Fprintf(&b, "%q,\n", path)
	}
	b.WriteString("}\nlocal i = 0\nrequest = function() i = i % #p + 1; return wrk.format('GET', p[i]) end\n")
	name := filepath.Join(s.dir, "paths.lua")
	return name, os.WriteFile(name, []byte(b.String()), 0o600)
}

// spread tells how long things took, in milliseconds.
func spread(times []time.Duration) string {
	slices.Sort(times)
	at := func(q float64) float64 {
		return float64(times[min(len(times)-1, int(q*float64(len(times))))].Microseconds()) / 1000
	}
	return fmt.Sprintf("p50 %.1f ms, p99 %.1f ms, worst %.1f ms of %d", at(0.5), at(0.99), at(1), len(times))
}

// publish measures from the moment a correction is sent to the moment the page
// says it.
func (s settings) publish(ctx context.Context) error {
	for _, n := range []int{s.small, s.large} {
		token, err := s.token(ctx, s.archive(n))
		if err != nil {
			return err
		}
		sv, err := s.serve(ctx, s.archive(n), defaultCache)
		if err != nil {
			return err
		}
		times, err := sv.corrections(token)
		sv.stop()
		if err != nil {
			return err
		}
		line(fmt.Sprintf("correct → new page served, %d stories (bar: p99 50 ms)", n), "%s", spread(times))
	}
	return nil
}

const corrections = 200

func (sv *server) corrections(token string) ([]time.Duration, error) {
	var list struct {
		Items []struct {
			ID int64 `json:"id"`
		} `json:"items"`
	}
	if err := sv.call(http.MethodGet, "/stories?publication=live,corrected&limit=50", token, nil, &list); err != nil {
		return nil, err
	}
	var times []time.Duration
	for i := range corrections {
		var st struct {
			ID   int64  `json:"id"`
			Rev  int64  `json:"rev"`
			Path string `json:"path"`
		}
		path := fmt.Sprintf("/stories/%d", list.Items[i%len(list.Items)].ID)
		if err := sv.call(http.MethodGet, path, token, nil, &st); err != nil {
			return nil, err
		}
		if _, err := get(sv.url + st.Path); err != nil { // the old page is in memory
			return nil, err
		}
		text := fmt.Sprintf("correction number %d of this run", i)
		began := time.Now()
		if err := sv.call(http.MethodPost, path+"/correct", token, map[string]any{"rev": st.Rev, "kind": "correction", "text": text}, &st); err != nil {
			return nil, err
		}
		for {
			page, err := get(sv.url + st.Path)
			if err != nil {
				return nil, err
			}
			if strings.Contains(string(page), text) {
				break
			}
		}
		times = append(times, time.Since(began))
	}
	return times, nil
}

// start measures the way from nothing to the first page, and the memory after
// serving for a while, on the large archive.
func (s settings) start(ctx context.Context) error {
	var times []time.Duration
	for range 5 {
		sv, err := s.serve(ctx, s.archive(s.large), defaultCache)
		if err != nil {
			return err
		}
		times = append(times, sv.start)
		sv.stop()
	}
	line(fmt.Sprintf("start to first page, %d stories (bar: 1 s)", s.large), "%s", spread(times))
	sv, err := s.serve(ctx, s.archive(s.large), defaultCache)
	if err != nil {
		return err
	}
	defer sv.stop()
	paths, err := sv.paths()
	if err != nil {
		return err
	}
	script, err := s.script(paths)
	if err != nil {
		return err
	}
	began := time.Now()
	asked := 0
	for time.Since(began) < 20*time.Second {
		if _, err := wrk(ctx, 2, "-s", script, sv.url); err != nil {
			return err
		}
		for range 500 {
			if _, err := get(sv.url + paths[rand.IntN(len(paths))]); err != nil { //nolint:gosec // which pages are asked for
				return err
			}
			asked++
		}
	}
	line("resident memory after serving them for a while (bar: 150 MB)", "%d MB", sv.memory())
	return nil
}

// lists measures section, place and search pages of the large archive with the
// cache off.
func (s settings) lists(ctx context.Context) error {
	sv, err := s.serve(ctx, s.archive(s.large), 0)
	if err != nil {
		return err
	}
	defer sv.stop()
	m := newMaker(42)
	kinds := []struct {
		name string
		next func(i int) string
	}{
		{"section page", func(i int) string { return fmt.Sprintf("/section-%d", i%sections) }},
		{"section page, its 100th", func(i int) string { return fmt.Sprintf("/section-%d?page=100", i%sections) }},
		{"place page", func(i int) string { return fmt.Sprintf("/places/place-%d", i%places) }},
		{"topic page", func(i int) string { return fmt.Sprintf("/topics/topic-%d", i%topics) }},
		{"search, a word", func(int) string { return "/search?q=" + m.vocab[m.zipf.Uint64()] }},
		{"search, two words, newest first", func(int) string {
			return "/search?order=newest&q=" + m.vocab[m.zipf.Uint64()] + "+" + m.vocab[m.zipf.Uint64()]
		}},
		{"front page", func(int) string { return "/" }},
		{"feed of a topic", func(i int) string { return fmt.Sprintf("/topics/topic-%d/feed.atom", i%topics) }},
	}
	for _, k := range kinds {
		var times []time.Duration
		for i := range 300 {
			began := time.Now()
			if _, err := get(sv.url + k.next(i)); err != nil {
				return err
			}
			times = append(times, time.Since(began))
		}
		line(fmt.Sprintf("%s, %d stories (bar: p99 20 ms)", k.name, s.large), "%s", spread(times))
	}
	return nil
}
