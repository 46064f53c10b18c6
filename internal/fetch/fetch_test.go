package fetch_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"dateline/internal/fault"
	"dateline/internal/fetch"
)

const png = "\x89PNG\r\n\x1a\n and so on"

func loopback() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

func server(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/picture.jpg", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/jpeg")
		_, _ = io.WriteString(w, png)
		if r.UserAgent() != fetch.UserAgent {
			t.Errorf("user agent is %q", r.UserAgent())
		}
	})
	mux.HandleFunc("/hop/{n}", func(w http.ResponseWriter, r *http.Request) {
		n := r.PathValue("n")
		if n == "0" {
			http.Redirect(w, r, "/picture.jpg", http.StatusFound)
			return
		}
		http.Redirect(w, r, "/hop/"+string(rune(n[0]-1)), http.StatusFound)
	})
	mux.HandleFunc("/to", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("u"), http.StatusFound)
	})
	mux.HandleFunc("/endless", func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := io.WriteString(w, strings.Repeat("x", 4096)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/stated", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "99999999999") })
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/stalls", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("x", 4096))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("/named", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="..\\..\\evil/../a b.png"`)
		_, _ = io.WriteString(w, png)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func TestGetBringsTheFile(t *testing.T) {
	t.Parallel()
	s := server(t)
	c := fetch.New(fetch.Options{Allow: loopback()})
	for _, path := range []string{"/picture.jpg", "/hop/0", "/hop/2"} {
		f, err := c.Get(t.Context(), s.URL+path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(f.Body)
		if err != nil || string(got) != png {
			t.Fatalf("%s: got %q, %v", path, got, err)
		}
		if f.MediaType != "image/png" || f.Declared != "image/jpeg" || f.Name != "picture.jpg" {
			t.Errorf("%s: described as %+v", path, f)
		}
		if err := f.Body.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestGetRefuses(t *testing.T) {
	t.Parallel()
	s := server(t)
	open := fetch.New(fetch.Options{Allow: loopback(), MaxBytes: 1 << 20, Timeout: 200 * time.Millisecond})
	shut := fetch.New(fetch.Options{})
	_, port, _ := strings.Cut(strings.TrimPrefix(s.URL, "http://"), ":")
	tests := []struct {
		name    string
		client  *fetch.Client
		address string
		want    fault.Kind
	}{
		{"this machine", shut, s.URL + "/picture.jpg", fault.Forbidden},
		{"this machine by name", shut, "http://localhost/", fault.Forbidden},
		{"this machine in IPv6", shut, "http://[::1]/", fault.Forbidden},
		{"this machine mapped into IPv6", shut, "http://[::ffff:127.0.0.1]/", fault.Forbidden},
		{"the cloud's own address", shut, "http://169.254.169.254/latest/meta-data/", fault.Forbidden},
		{"private network", shut, "http://10.0.0.1/", fault.Forbidden},
		{"no address at all", shut, "http://0.0.0.0/", fault.Forbidden},
		{"NAT64 of this machine", shut, "http://[64:ff9b::7f00:1]/", fault.Forbidden},
		{"another port", shut, "http://192.0.2.1:22/", fault.Forbidden},
		{"redirect into a private network", open, s.URL + "/to?u=http://10.0.0.1:" + port + "/", fault.Forbidden},
		{"redirect to a file", open, s.URL + "/to?u=file:///etc/passwd", fault.Invalid},
		{"redirect with a password", open, s.URL + "/to?u=http://a:b@127.0.0.1/", fault.Invalid},
		{"too many redirects", open, s.URL + "/hop/9", fault.Unavailable},
		{"file scheme", open, "file:///etc/passwd", fault.Invalid},
		{"password", open, "http://a:b@127.0.0.1/", fault.Invalid},
		{"no host", open, "http:///x", fault.Invalid},
		{"not an address", open, "http://[", fault.Invalid},
		{"too long", open, "http://127.0.0.1/" + strings.Repeat("x", fetch.MaxURL), fault.Invalid},
		{"missing", open, s.URL + "/missing", fault.Unavailable},
		{"says that it is too large", open, s.URL + "/stated", fault.TooLarge},
		{"slow", open, s.URL + "/slow", fault.Unavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, err := tt.client.Get(t.Context(), tt.address)
			if err == nil {
				_ = f.Body.Close()
				t.Fatal("it was fetched")
			}
			if !fault.Is(err, tt.want) {
				t.Fatalf("got %v (%v), want %v", err, fault.KindOf(err), tt.want)
			}
		})
	}
}

func TestBodyEndsAtTheLimits(t *testing.T) {
	t.Parallel()
	s := server(t)
	c := fetch.New(fetch.Options{Allow: loopback(), MaxBytes: 100_000, Timeout: 300 * time.Millisecond})
	for path, want := range map[string]fault.Kind{"/endless": fault.TooLarge, "/stalls": fault.Unavailable} {
		f, err := c.Get(t.Context(), s.URL+path)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, f.Body)
		if !fault.Is(err, want) || n > 100_000 {
			t.Errorf("%s: read %d bytes, then %v", path, n, err)
		}
		_ = f.Body.Close()
	}
}

func TestNameIsNoPath(t *testing.T) {
	t.Parallel()
	s := server(t)
	f, err := fetch.New(fetch.Options{Allow: loopback()}).Get(t.Context(), s.URL+"/named")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Body.Close() }()
	if f.Name != "a b.png" {
		t.Errorf("named %q", f.Name)
	}
}

func TestStoppedByCaller(t *testing.T) {
	t.Parallel()
	s := server(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := fetch.New(fetch.Options{Allow: loopback()}).Get(ctx, s.URL+"/picture.jpg"); err == nil || fault.KindOf(err) != fault.Internal {
		t.Errorf("got %v", err)
	}
}

func ExampleClient_Get() {
	_, err := fetch.New(fetch.Options{}).Get(context.Background(), "http://127.0.0.1/admin")
	fmt.Println(err)
	// Output: 127.0.0.1 lies in a private network, from which nothing is fetched
}
