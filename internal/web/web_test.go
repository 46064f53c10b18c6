package web_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/fault"
	"dateline/internal/web"
)

func request(t *testing.T, method, path string, headers ...string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return r
}

func answer(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestClientAddress(t *testing.T) {
	t.Parallel()
	proxies, err := web.ParseProxies([]string{"10.0.0.0/8", "::1", "192.0.2.9"})
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		remote, forwarded, want, host string
	}{
		"nobody in front":             {"203.0.113.5:1000", "", "203.0.113.5", "203.0.113.5"},
		"a stranger claims another":   {"203.0.113.5:1000", "198.51.100.1", "203.0.113.5", "203.0.113.5"},
		"one proxy":                   {"10.1.1.1:1000", "198.51.100.1", "198.51.100.1", "198.51.100.1"},
		"the client forged a hop":     {"10.1.1.1:1000", "1.2.3.4, 198.51.100.1", "198.51.100.1", "198.51.100.1"},
		"two proxies":                 {"192.0.2.9:1000", "198.51.100.1, 10.2.2.2", "198.51.100.1", "198.51.100.1"},
		"garbage ends the walk":       {"10.1.1.1:1000", "198.51.100.1, unknown, 10.2.2.2", "10.2.2.2", "10.2.2.2"},
		"a port":                      {"10.1.1.1:1000", "198.51.100.1:4711", "198.51.100.1", "198.51.100.1"},
		"IPv6 counts as its network":  {"[2001:db8:1:2:3::4]:1000", "", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"},
		"IPv6 behind a proxy":         {"[::1]:1000", "[2001:db8:1:2::7]", "2001:db8:1:2::7", "2001:db8:1:2::/64"},
		"mapped IPv4":                 {"[::ffff:203.0.113.5]:1", "", "203.0.113.5", "203.0.113.5"},
		"a socket without an address": {"@", "", "invalid IP", "local"},
		"a proxy on a socket":         {"@", "198.51.100.1", "198.51.100.1", "198.51.100.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := request(t, "GET", "/")
			r.RemoteAddr = row.remote
			if row.forwarded != "" {
				r.Header.Set("X-Forwarded-For", row.forwarded)
			}
			if got := proxies.Client(r).String(); got != row.want {
				t.Errorf("client is %s, want %s", got, row.want)
			}
			if got := proxies.Host(r); got != row.host {
				t.Errorf("host is %s, want %s", got, row.host)
			}
		})
	}
	if _, err := web.ParseProxies([]string{"example.org"}); err == nil {
		t.Error("a name was taken for a network")
	}
}

func TestHTTPS(t *testing.T) {
	t.Parallel()
	proxies, err := web.ParseProxies([]string{"10.0.0.0/8"})
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		remote, proto string
		tls, want     bool
	}{
		"plain":                 {"203.0.113.5:1", "", false, false},
		"direct":                {"203.0.113.5:1", "", true, true},
		"a stranger's claim":    {"203.0.113.5:1", "https", false, false},
		"a proxy's word":        {"10.1.1.1:1", "https", false, true},
		"a proxy says plain":    {"10.1.1.1:1", "http", false, false},
		"the first of two says": {"10.1.1.1:1", "https, http", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := request(t, "GET", "/", "X-Forwarded-Proto", row.proto)
			r.RemoteAddr = row.remote
			if row.tls {
				r.TLS = &tls.ConnectionState{}
			}
			if got := proxies.HTTPS(r); got != row.want {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	var seen string
	h := web.RequestID(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = web.IDOf(r.Context()) }))
	w := answer(h, request(t, "GET", "/", web.RequestIDHeader, "from-the-proxy.1"))
	if seen != "from-the-proxy.1" || w.Header().Get(web.RequestIDHeader) != seen {
		t.Errorf("a usable id was not kept: %q", seen)
	}
	for _, bad := range []string{"", "short", "has spaces in it", "line\nbreak-in-it", strings.Repeat("x", 65)} {
		w := answer(h, request(t, "GET", "/", web.RequestIDHeader, bad))
		if seen == bad || len(seen) < 8 || w.Header().Get(web.RequestIDHeader) != seen {
			t.Errorf("%q became %q", bad, seen)
		}
	}
}

func TestAccessLogHidesSecrets(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := web.AccessLog{Log: slog.New(slog.NewTextHandler(&out, nil)), Clock: clock.Freeze(time.Unix(0, 0)), Secret: []string{"/desk/link/"}, Quiet: []string{"/healthz"}}
	h := web.Chain(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "four")
	}), web.RequestID, log.Layer)
	answer(h, request(t, "GET", "/desk/link/l_sesame?code=hush"))
	answer(h, request(t, "GET", "/healthz"))
	line := out.String()
	for _, want := range []string{"status=418", "bytes=4", "path=/desk/link/…", "method=GET", "from=192.0.2.1", "id="} {
		if !strings.Contains(line, want) {
			t.Errorf("the log lacks %s: %s", want, line)
		}
	}
	if strings.Contains(line, "sesame") || strings.Contains(line, "hush") || strings.Contains(line, "healthz") {
		t.Errorf("the log says too much: %s", line)
	}
}

func TestRecover(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	fail := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		web.WriteProblem(w, r, slog.New(slog.DiscardHandler), errors.New("handler panicked"))
	})
	layer := web.Recover(slog.New(slog.NewTextHandler(&out, nil)), fail)
	w := answer(layer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a bug") })), request(t, "GET", "/"))
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "a bug") || !strings.Contains(out.String(), "a bug") {
		t.Errorf("got %d %s, log %s", w.Code, w.Body, out.String())
	}
	defer func() {
		if recover() != http.ErrAbortHandler { //nolint:errorlint // the sentinel itself
			t.Error("half an answer was not cut off")
		}
	}()
	answer(layer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half")
		panic("a bug")
	})), request(t, "GET", "/"))
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	proxies, err := web.ParseProxies([]string{"192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	none := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	h := web.Headers{Policy: web.Policy{Style: []string{web.Self}, Form: []string{web.Self}}, Proxies: proxies, Private: true}.Layer(none)
	got := answer(h, request(t, "GET", "/", "X-Forwarded-Proto", "https")).Header()
	for name, want := range map[string]string{
		"Content-Security-Policy":   "default-src 'none'; base-uri 'none'; object-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'",
		"X-Content-Type-Options":    "nosniff",
		"Referrer-Policy":           "strict-origin-when-cross-origin",
		"Strict-Transport-Security": "max-age=31536000",
		"Cache-Control":             "no-store",
		"X-Robots-Tag":              "noindex, nofollow",
	} {
		if got.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, got.Get(name), want)
		}
	}
	if got := answer(h, request(t, "GET", "/")).Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("a plain connection was told %q", got)
	}
}

func TestSameOrigin(t *testing.T) {
	t.Parallel()
	deny := func(w http.ResponseWriter, r *http.Request, err error) {
		web.WriteProblem(w, r, slog.New(slog.DiscardHandler), err)
	}
	scripts := func(r *http.Request) bool { return r.Header.Get("Authorization") != "" }
	so, err := web.NewSameOrigin([]string{"https://news.example"}, scripts, deny)
	if err != nil {
		t.Fatal(err)
	}
	h := so.Layer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for name, row := range map[string]struct {
		method  string
		headers []string
		want    int
	}{
		"a link from elsewhere":       {"GET", []string{"Sec-Fetch-Site", "cross-site"}, 200},
		"a form from elsewhere":       {"POST", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		"a neighbour on the domain":   {"POST", []string{"Sec-Fetch-Site", "same-site"}, 403},
		"our own form":                {"POST", []string{"Sec-Fetch-Site", "same-origin"}, 200},
		"an old browser from afar":    {"POST", []string{"Origin", "https://evil.example"}, 403},
		"the public origin":           {"POST", []string{"Origin", "https://news.example", "Sec-Fetch-Site", "cross-site"}, 200},
		"a script without a browser":  {"POST", nil, 200},
		"a script with a token, afar": {"POST", []string{"Authorization", "Bearer x", "Sec-Fetch-Site", "cross-site"}, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := answer(h, request(t, row.method, "/", row.headers...)).Code; got != row.want {
				t.Errorf("got %d, want %d", got, row.want)
			}
		})
	}
	if _, err := web.NewSameOrigin([]string{"news.example"}, nil, deny); err == nil {
		t.Error("a name without a scheme was taken for an origin")
	}
}

func TestLimiter(t *testing.T) {
	t.Parallel()
	deny := func(w http.ResponseWriter, r *http.Request, err error) {
		web.WriteProblem(w, r, slog.New(slog.DiscardHandler), err)
	}
	layer := web.NewLimiter(web.Limit{Requests: 2, Window: time.Hour}).Layer(func(r *http.Request) string { return r.URL.Path }, deny)
	h := layer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for i, want := range []int{200, 200, 429, 429} {
		if got := answer(h, request(t, "GET", "/one")).Code; got != want {
			t.Errorf("request %d: got %d, want %d", i, got, want)
		}
	}
	w := answer(h, request(t, "GET", "/one"))
	if w.Header().Get("Retry-After") == "" {
		t.Error("nobody says when to come back")
	}
	if got := answer(h, request(t, "GET", "/two")).Code; got != http.StatusOK {
		t.Errorf("another key was limited too: %d", got)
	}
}

func TestProblem(t *testing.T) {
	t.Parallel()
	conflict := &fault.Error{Kind: fault.Conflict, Message: "“Headline” was changed", Detail: map[string]int{"rev": 3}, Cause: errors.New("secret of the house")}
	for name, row := range map[string]struct {
		err    error
		status int
		want   []string
		hidden string
	}{
		"unclassified": {errors.New("secret of the house"), 500, []string{`"code":"internal"`, "quote the number"}, "secret"},
		"fields":       {fault.InvalidField("headline", "is needed"), 422, []string{`"location":"headline"`, `"message":"is needed"`, `"detail":"Headline: is needed"`}, ""},
		"conflict":     {conflict, 409, []string{`"conflict":{"rev":3}`, "“Headline” was changed"}, "secret"},
		"unsigned":     {fault.New(fault.Unsigned, "sign in"), 401, []string{`"status":401`}, ""},
		"a problem":    {&web.Problem{Status: 418, Code: "x", Detail: "as it is"}, 418, []string{"as it is"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			web.WriteProblem(w, request(t, "GET", "/"), slog.New(slog.DiscardHandler), row.err)
			if w.Code != row.status || w.Header().Get("Content-Type") != web.ProblemType {
				t.Errorf("got %d %s", w.Code, w.Header().Get("Content-Type"))
			}
			if !json.Valid(w.Body.Bytes()) {
				t.Errorf("not JSON: %s", w.Body)
			}
			for _, want := range row.want {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("lacks %s: %s", want, w.Body)
				}
			}
			if row.hidden != "" && strings.Contains(w.Body.String(), row.hidden) {
				t.Errorf("tells too much: %s", w.Body)
			}
			if row.status == 401 && w.Header().Get("WWW-Authenticate") == "" {
				t.Error("a 401 without a challenge")
			}
		})
	}
}

func TestReadJSON(t *testing.T) {
	t.Parallel()
	type body struct {
		Name string `json:"name"`
	}
	var got error
	h := web.LimitBody(64)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var b body
		got = web.ReadJSON(r, &b)
	}))
	for text, want := range map[string]fault.Kind{
		`{"name":"a"}`:            fault.Internal, // no error at all
		`{"name":"a"} {}`:         fault.Invalid,
		`{"nome":"a"}`:            fault.Invalid,
		`{"name":`:                fault.Invalid,
		strings.Repeat("[1,", 10): fault.Invalid,
		`{"name":"` + strings.Repeat("a", 100) + `"}`: fault.TooLarge,
	} {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/", strings.NewReader(text))
		h.ServeHTTP(httptest.NewRecorder(), r)
		if fault.KindOf(got) != want || (want == fault.Internal) != (got == nil) {
			t.Errorf("%.30s: got %v", text, got)
		}
	}
}

func TestCookie(t *testing.T) {
	t.Parallel()
	c := web.Cookie{Name: "desk"}
	for _, secure := range []bool{false, true} {
		r := request(t, "GET", "/")
		want := "desk"
		if secure {
			r.TLS, want = &tls.ConnectionState{}, "__Host-desk"
		}
		w := httptest.NewRecorder()
		c.Set(w, r, "value", time.Hour)
		got := w.Result().Cookies()[0]
		if got.Name != want || got.Secure != secure || !got.HttpOnly || got.SameSite != http.SameSiteLaxMode || got.Path != "/" || got.MaxAge != 3600 || got.Domain != "" {
			t.Errorf("got %+v", got)
		}
		r.AddCookie(&http.Cookie{Name: want, Value: "value"})
		if c.Read(r) != "value" {
			t.Error("the cookie is not read back")
		}
		w = httptest.NewRecorder()
		c.Drop(w, r)
		if got := w.Result().Cookies()[0]; got.MaxAge >= 0 || got.Value != "" {
			t.Errorf("not dropped: %+v", got)
		}
	}
}

func TestServeDrains(t *testing.T) {
	t.Parallel()
	inside, finish := make(chan struct{}), make(chan struct{})
	srv := web.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		web.Patient(w, clock.System{}, time.Minute)
		close(inside)
		<-finish
		_, _ = io.WriteString(w, "whole")
	}), slog.New(slog.DiscardHandler))
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done, got := make(chan error, 1), make(chan string, 1)
	go func() { done <- web.Serve(ctx, srv, ln, web.DrainTime) }()
	go func() {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+ln.Addr().String()+"/", nil)
		if err != nil {
			got <- err.Error()
			return
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			got <- err.Error()
			return
		}
		defer func() { _ = res.Body.Close() }()
		b, _ := io.ReadAll(res.Body)
		got <- string(b)
	}()
	<-inside
	stop()
	close(finish)
	if body := <-got; body != "whole" {
		t.Errorf("the request in flight got %q", body)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}
