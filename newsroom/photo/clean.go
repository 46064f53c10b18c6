package photo

import (
	"html"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/text/unicode/norm"
)

// clean makes foreign text fit to stand beside a picture: no markup, no control
// or direction-changing characters, composed Unicode, single spaces, at most
// limit characters. Lines are kept where lines is set.
func clean(s string, limit int, lines bool) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	for range 2 { // markup may have been escaped once
		if !strings.ContainsAny(s, "<&") {
			break
		}
		s = html.UnescapeString(bluemonday.StrictPolicy().Sanitize(s))
	}
	s = norm.NFC.String(strings.Map(visible, strings.ReplaceAll(s, "\r\n", "\n")))
	if !lines {
		return cutTo(strings.Join(strings.Fields(s), " "), limit)
	}
	var kept []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			kept = append(kept, line)
		}
	}
	return cutTo(strings.Join(kept, "\n"), limit)
}

// visible drops what cannot be seen and would harm: controls, direction
// overrides, byte order marks. Joiners stay, since scripts need them.
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
		return '\n'
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), r == '\ufeff', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r >= '\ufff9' && r <= '\ufffb':
		return -1
	}
	return r
}

// cutTo keeps the first limit characters.
func cutTo(s string, limit int) string {
	if len(s) <= limit || utf8.RuneCountInString(s) <= limit {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:limit]))
}

// cleanURL gives an absolute http or https address, or nothing.
func cleanURL(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(strings.ToLower(s), "www.") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || len(s) > maxURL {
		return ""
	}
	return u.String()
}

// cleanFilename gives the last part of a file name, safe to show and to offer
// for saving.
func cleanFilename(s string) string {
	s = path.Base(strings.ReplaceAll(clean(s, maxURL, false), `\`, "/"))
	if s == "." || s == "/" || s == ".." {
		return "photo"
	}
	return cutTo(s, maxFilename)
}
