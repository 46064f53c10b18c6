package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"dateline/internal/web"
)

func FuzzClient(f *testing.F) {
	f.Add("10.0.0.1:80", "198.51.100.1, 10.2.2.2")
	f.Add("[::1]:80", "[2001:db8::1]:443,,;")
	f.Add("@", "fe80::1%eth0")
	f.Fuzz(func(t *testing.T, remote, forwarded string) {
		proxies, err := web.ParseProxies([]string{"10.0.0.0/8", "::1"})
		if err != nil {
			t.Fatal(err)
		}
		r := &http.Request{URL: &url.URL{Path: "/"}, RemoteAddr: remote, Header: http.Header{"X-Forwarded-For": {forwarded}}}
		if host := proxies.Host(r); host == "" || strings.ContainsAny(host, "\r\n ,") {
			t.Fatalf("%q from %q counts as %q", forwarded, remote, host)
		}
	})
}
