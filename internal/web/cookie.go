package web

import (
	"net/http"
	"time"
)

// Cookie is a cookie of ours: unreadable for scripts, bound to this host where
// the connection is secure, and not sent along when another site's page posts
// here (RFC 6265bis).
type Cookie struct {
	Name    string // without the prefix
	Proxies Proxies
}

func (c Cookie) name(r *http.Request) string {
	if c.Proxies.HTTPS(r) {
		return "__Host-" + c.Name
	}
	return c.Name
}

// Read gives the cookie's value, empty where there is none.
func (c Cookie) Read(r *http.Request) string {
	got, err := r.Cookie(c.name(r))
	if err != nil {
		return ""
	}
	return got.Value
}

// Set sends the cookie; it lives for life.
func (c Cookie) Set(w http.ResponseWriter, r *http.Request, value string, life time.Duration) {
	http.SetCookie(w, c.make(r, value, int(life.Seconds())))
}

// Drop makes the browser forget the cookie.
func (c Cookie) Drop(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, c.make(r, "", -1))
}

func (c Cookie) make(r *http.Request, value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: c.name(r), Value: value, Path: "/", MaxAge: age,
		Secure: c.Proxies.HTTPS(r), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}
