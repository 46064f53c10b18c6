package body

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// SafeHref tidies an address and says whether a body may link to it: http or
// https with a host and without a password, mailto, tel, or a path on this site
// that starts with one slash.
func SafeHref(raw string) (string, bool) {
	s := strings.TrimSpace(raw)
	if strings.ContainsAny(s, "\t\n\r ") {
		s = strings.NewReplacer("\t", "", "\n", "", "\r", "", " ", "%20").Replace(s)
	}
	if s == "" || len(s) > MaxHref || !utf8.ValidString(s) || strings.ContainsFunc(s, oddInHref) {
		return "", false
	}
	if s[0] == '/' {
		return s, !strings.HasPrefix(s, "//")
	}
	u, err := url.Parse(s)
	if err != nil {
		return "", false
	}
	scheme, rest, _ := strings.Cut(s, ":")
	s = u.Scheme + ":" + rest // url.Parse lowers the scheme
	if !strings.EqualFold(scheme, u.Scheme) {
		return "", false
	}
	switch u.Scheme {
	case "http", "https":
		return s, u.Host != "" && u.User == nil && u.Hostname() != "" && strings.HasPrefix(rest, "//")
	case "mailto":
		return s, strings.Contains(u.Opaque, "@") || strings.Contains(u.Opaque, "%40")
	case "tel":
		return s, u.Opaque != ""
	}
	return "", false
}

// oddInHref tells the characters that browsers and parsers read differently.
func oddInHref(r rune) bool {
	return r <= ' ' || r == '\\' || r == '"' || r == '<' || r == '>' || r == '`' || dropped(r) || space(r) || unseen(r) ||
		r == '\u2028' || r == '\u2029'
}

// printable is the cheap last look at an address before it is printed; SafeHref
// is the thorough one, on the way in.
func printable(href string) bool {
	if len(href) == 0 {
		return false
	}
	for i := range len(href) {
		if href[i] <= ' ' || href[i] == '\\' {
			return false
		}
	}
	if href[0] == '/' {
		return len(href) == 1 || href[1] != '/'
	}
	return external(href) || strings.HasPrefix(href, "mailto:") || strings.HasPrefix(href, "tel:")
}

// external reports whether an address leaves by the web; own stories are paths.
func external(href string) bool {
	return strings.HasPrefix(href, "https://") || strings.HasPrefix(href, "http://")
}

// foreignHref reads an address found in foreign markup. It resolves it against
// base, and unwraps the redirects that Google puts around links.
func foreignHref(raw, base string) (string, bool) {
	s := strings.TrimSpace(raw)
	if strings.HasPrefix(s, "//") {
		s = "https:" + s
	}
	if base != "" && s != "" {
		if b, err := url.Parse(base); err == nil {
			if u, err := b.Parse(s); err == nil {
				s = u.String()
			}
		}
	}
	s, ok := SafeHref(s)
	for ok {
		inner := unwrapped(s)
		if inner == "" || len(inner) >= len(s) {
			break
		}
		s, ok = SafeHref(inner)
	}
	return s, ok
}

func unwrapped(s string) string {
	if !strings.Contains(s, "google.") || !external(s) {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Path != "/url" || !strings.HasPrefix(u.Hostname(), "www.google.") {
		return ""
	}
	q := u.Query()
	if target := q.Get("q"); external(target) {
		return target
	}
	if target := q.Get("url"); external(target) {
		return target
	}
	return ""
}

// hostOf gives the host of an address for people to read, without "www.".
func hostOf(href string) string {
	u, err := url.Parse(href)
	if err != nil {
		return ""
	}
	return clipString(strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."), 100)
}
