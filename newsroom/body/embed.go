package body

import (
	"net/url"
	"strings"
)

// player is what an address at a known provider means.
type player struct {
	key  string // stored in Block.Provider
	name string // for people
	url  string // canonical address of the page
	src  string // address of the player for a frame; empty where there is only the page
}

// EmbedFrom makes an embed block from the address of something at a provider
// that is known here; ok is false for every other address.
func EmbedFrom(address string) (b Block, ok bool) {
	p, ok := playerOf(address)
	if !ok {
		return Block{}, false
	}
	return Block{Kind: Embed, URL: p.url, Provider: p.key}, true
}

// EmbedHosts lists the hosts whose players a page may frame after a click, for
// the frame-src of its content security policy.
func EmbedHosts() []string {
	return []string{
		"archive.org", "datawrapper.dwcdn.net", "embed.documentcloud.org", "flo.uri.sh", "geo.dailymotion.com",
		"open.spotify.com", "player.vimeo.com", "w.soundcloud.com", "www.tiktok.com", "www.youtube-nocookie.com",
	}
}

// playerOf recognises an address. It only ever builds addresses from the parts
// it has checked, so the result is safe to print.
func playerOf(address string) (player, bool) {
	s, ok := SafeHref(address)
	if !ok || !external(s) {
		return player{}, false
	}
	u, err := url.Parse(s)
	if err != nil || u.Port() != "" {
		return player{}, false
	}
	host := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."), "m.")
	path := strings.Split(strings.Trim(u.Path, "/"), "/")
	if p, ok := videoOf(host, path, u.Query()); ok {
		return p, true
	}
	if p, ok := soundOf(host, path, u.Query()); ok {
		return p, true
	}
	if p, ok := graphicOf(host, path); ok {
		return p, true
	}
	return postOf(host, path)
}

func videoOf(host string, path []string, q url.Values) (player, bool) {
	switch host {
	case "youtube.com", "youtube-nocookie.com", "youtu.be":
		id := q.Get("v")
		switch {
		case host == "youtu.be":
			id = part(path, 0)
		case oneOf(part(path, 0), "embed", "shorts", "live", "v"):
			id = part(path, 1)
		case part(path, 0) != "watch":
			return player{}, false
		}
		return player{
			"youtube", "YouTube", "https://www.youtube.com/watch?v=" + id, "https://www.youtube-nocookie.com/embed/" + id,
		}, token(id) && len(id) >= 6
	case "vimeo.com", "player.vimeo.com":
		id, key := part(path, 0), part(path, 1)
		if host == "player.vimeo.com" {
			id, key = part(path, 1), q.Get("h")
		}
		p := player{"vimeo", "Vimeo", "https://vimeo.com/" + id, "https://player.vimeo.com/video/" + id + "?dnt=1"}
		if token(key) {
			p.url += "/" + key
			p.src += "&h=" + key
		}
		return p, digits(id)
	case "dailymotion.com", "dai.ly", "geo.dailymotion.com":
		id := path[len(path)-1]
		if v := q.Get("video"); v != "" {
			id = v
		} else if host == "dailymotion.com" && !oneOf(part(path, len(path)-2), "video") {
			return player{}, false
		}
		return player{
			"dailymotion", "Dailymotion", "https://www.dailymotion.com/video/" + id,
			"https://geo.dailymotion.com/player.html?video=" + id,
		}, token(id)
	case "tiktok.com":
		user, id := part(path, 0), part(path, 2)
		ok := handle(strings.TrimPrefix(user, "@")) && strings.HasPrefix(user, "@") && part(path, 1) == "video" && digits(id)
		return player{
			"tiktok", "TikTok", "https://www.tiktok.com/" + user + "/video/" + id, "https://www.tiktok.com/embed/v2/" + id,
		}, ok
	case "archive.org":
		id := part(path, 1)
		return player{
			"archive", "Internet Archive", "https://archive.org/details/" + id, "https://archive.org/embed/" + id,
		}, oneOf(part(path, 0), "details", "embed") && handle(id)
	}
	return player{}, false
}

func soundOf(host string, path []string, q url.Values) (player, bool) {
	switch host {
	case "open.spotify.com":
		if part(path, 0) == "embed" {
			path = path[1:]
		}
		kind, id := part(path, 0), part(path, 1)
		return player{
			"spotify", "Spotify", "https://open.spotify.com/" + kind + "/" + id, "https://open.spotify.com/embed/" + kind + "/" + id,
		}, oneOf(kind, "episode", "show", "track", "album", "playlist") && token(id)
	case "w.soundcloud.com":
		inner, err := url.Parse(q.Get("url"))
		if err != nil || !oneOf(strings.TrimPrefix(inner.Hostname(), "www."), "soundcloud.com") {
			return player{}, false
		}
		return soundOf("soundcloud.com", strings.Split(strings.Trim(inner.Path, "/"), "/"), nil)
	case "soundcloud.com":
		page := "https://soundcloud.com/" + part(path, 0) + "/" + part(path, 1)
		return player{
			"soundcloud", "SoundCloud", page, "https://w.soundcloud.com/player/?url=" + url.QueryEscape(page),
		}, len(path) == 2 && handle(path[0]) && handle(path[1])
	}
	return player{}, false
}

func graphicOf(host string, path []string) (player, bool) {
	switch host {
	case "datawrapper.dwcdn.net":
		id := part(path, 0)
		page := "https://datawrapper.dwcdn.net/" + id + "/"
		return player{"datawrapper", "Datawrapper", page, page}, token(id)
	case "public.flourish.studio", "flo.uri.sh":
		kind, id := part(path, 0), part(path, 1)
		return player{
			"flourish", "Flourish", "https://public.flourish.studio/" + kind + "/" + id + "/", "https://flo.uri.sh/" + kind + "/" + id + "/embed",
		}, oneOf(kind, "visualisation", "story") && digits(id)
	case "documentcloud.org", "embed.documentcloud.org":
		id := strings.TrimSuffix(part(path, 1), ".html")
		return player{
			"documentcloud", "DocumentCloud", "https://www.documentcloud.org/documents/" + id,
			"https://embed.documentcloud.org/documents/" + id + "/?embed=1",
		}, part(path, 0) == "documents" && handle(id)
	}
	return player{}, false
}

// postOf recognises single posts, which have a page but no player that works
// without the provider's script.
func postOf(host string, path []string) (player, bool) {
	switch host {
	case "twitter.com", "x.com":
		user, id := part(path, 0), part(path, 2)
		return player{key: "x", name: "X", url: "https://x.com/" + user + "/status/" + id},
			part(path, 1) == "status" && handle(user) && digits(id)
	case "instagram.com":
		kind, id := part(path, 0), part(path, 1)
		return player{key: "instagram", name: "Instagram", url: "https://www.instagram.com/" + kind + "/" + id + "/"},
			oneOf(kind, "p", "reel", "tv") && token(id)
	case "bsky.app":
		user, id := part(path, 1), part(path, 3)
		return player{key: "bluesky", name: "Bluesky", url: "https://bsky.app/profile/" + user + "/post/" + id},
			part(path, 0) == "profile" && part(path, 2) == "post" && handle(user) && token(id)
	case "facebook.com":
		page, id := part(path, 0), part(path, 2)
		kind := part(path, 1)
		return player{key: "facebook", name: "Facebook", url: "https://www.facebook.com/" + page + "/" + kind + "/" + id},
			oneOf(kind, "posts", "videos") && handle(page) && token(id)
	}
	return player{}, false
}

func part(path []string, i int) string {
	if i < 0 || i >= len(path) {
		return ""
	}
	return path[i]
}

func oneOf(s string, words ...string) bool {
	for _, w := range words {
		if s == w {
			return true
		}
	}
	return false
}

// token reports whether s is one of the opaque ids that providers hand out.
func token(s string) bool { return made(s, "-_") }

// handle reports whether s is a name in an address, dots allowed but no path of dots.
func handle(s string) bool { return made(s, "-_.") && strings.Trim(s, ".") != "" }

func digits(s string) bool { return token(s) && strings.Trim(s, "0123456789") == "" }

func made(s, also string) bool {
	if s == "" || len(s) > 200 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && strings.IndexByte(also, c) < 0 {
			return false
		}
	}
	return true
}
