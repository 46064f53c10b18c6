package desk_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dateline/desk"
	"dateline/internal/testkit"
	"dateline/internal/web"
	"dateline/newsroom/account"
)

func TestStaleSaveTellsWhatChanged(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	section := h.section("World")
	one, two := h.person(account.Reporter), h.person(account.Editor)
	st := one.draft("First", section)
	two.api(200, "PUT", st.path(""), dict{"rev": st.Rev, "content": content("Second", section)})
	p := as[problem](one.api(409, "PUT", st.path(""), dict{"rev": st.Rev, "content": content("Third", section)}))
	testkit.Equal(t, p.Conflict.Rev, st.Rev+1)
	testkit.Equal(t, p.Conflict.By, "The editor")
	testkit.Equal(t, p.Conflict.Kind, "save")
	testkit.Equal(t, p.Conflict.Changed, []string{"headline"})
	if p.Request == "" || !strings.Contains(p.Detail, "look at what changed") {
		t.Errorf("the problem does not help: %+v", p)
	}
}

func TestProblemsSayWhatToDo(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	section := h.section("World")
	c := h.person(account.Owner)
	empty := as[storyJSON](c.api(201, "POST", "/stories", dict{"content": dict{"headline": "", "body": dict{"blocks": []dict{}}}}))
	for name, row := range map[string]struct {
		method, path string
		body         any
		status       int
		code         string
		detail       string
		location     string
	}{
		"nothing there":          {"GET", "/stories/4711", nil, 404, "not-found", "There is no story 4711", ""},
		"no such call":           {"GET", "/horses", nil, 404, "not-found", "/desk/api/", ""},
		"the wrong method":       {"DELETE", empty.path(""), nil, 405, "invalid", "takes GET, PUT and not DELETE", ""},
		"a field is missing":     {"POST", "/stories", dict{"content": dict{"headline": "x"}}, 422, "invalid", "body", "body.content"},
		"a field too many":       {"POST", "/stories", dict{"content": content("x", section), "colour": "red"}, 422, "invalid", "colour", "body.colour"},
		"an unknown kind":        {"POST", "/stories", dict{"content": dict{"headline": "x", "body": dict{"blocks": []dict{{"kind": "carousel"}}}}}, 422, "invalid", "kind", "body.content.body.blocks[0].kind"},
		"an unknown tag":         {"POST", "/stories", dict{"content": content("x", section+99)}, 422, "invalid", "tags that do not exist", "section"},
		"not ready to publish":   {"POST", empty.path("/publish"), dict{"rev": empty.Rev}, 422, "invalid", "cannot be published yet", "headline"},
		"not live":               {"POST", empty.path("/correct"), dict{"rev": empty.Rev, "kind": "correction", "text": "x"}, 409, "conflict", "nly a live story", ""},
		"in the past":            {"POST", empty.path("/schedule"), dict{"rev": empty.Rev, "publish_at": noon.Add(-time.Hour)}, 422, "invalid", "past", "publish_at"},
		"no such zone":           {"POST", empty.path("/embargo"), dict{"rev": empty.Rev, "until": noon.Add(time.Hour), "zone": "Middle/Earth"}, 422, "invalid", "not a time zone", "zone"},
		"the last owner":         {"PUT", fmt.Sprintf("/accounts/%d", c.account.ID), dict{"rev": 2, "name": "x", "role": "reader"}, 409, "conflict", "last owner", ""},
		"a number that is none":  {"GET", "/stories/abc", nil, 422, "invalid", "invalid integer", "path.id"},
		"a question that is odd": {"GET", "/photos?limit=ten", nil, 422, "invalid", "invalid integer", "query.limit"},
	} {
		t.Run(name, func(t *testing.T) {
			res := c.call(row.method, "/desk/api/v1"+row.path, row.body)
			p := as[problem](res)
			testkit.Equal(t, res.status, row.status)
			testkit.Equal(t, res.header.Get("Content-Type"), "application/problem+json")
			testkit.Equal(t, p.Code, row.code)
			testkit.Equal(t, p.Status, row.status)
			if !strings.Contains(p.Detail, row.detail) || p.Request == "" {
				t.Errorf("the problem is %+v", p)
			}
			if row.location != "" && (len(p.Errors) == 0 || p.Errors[0].Location != row.location) {
				t.Errorf("the errors are %+v", p.Errors)
			}
		})
	}
	large := c.call("PUT", "/desk/api/v1/masthead", dict{"name": strings.Repeat("x", 2<<20)})
	testkit.Equal(t, large.status, http.StatusRequestEntityTooLarge)
	testkit.Equal(t, as[problem](large).Code, "too-large")
}

func TestOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	section := h.section("World")
	person := h.person(account.Editor)
	st := person.draft("Borrowed", section)
	script := h.script(account.Owner, account.Actions()...)
	publish := func(c *client, path string, headers ...string) int {
		r := httptest.NewRequestWithContext(t.Context(), "POST", path, strings.NewReader(fmt.Sprintf(`{"rev":%d}`, st.Rev+99)))
		r.Header.Set("Content-Type", "application/json")
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		return c.send(r).status
	}
	api, page := "/desk/api/v1"+st.path("/publish"), "/desk"+st.path("/publish")
	for name, row := range map[string]struct {
		who     *client
		path    string
		headers []string
		want    int
	}{
		"another site's script":        {person, api, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		"another site's form":          {person, page, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		"a neighbour's form":           {person, page, []string{"Sec-Fetch-Site", "same-site"}, 403},
		"an old browser, from afar":    {person, api, []string{"Origin", "https://evil.example"}, 403},
		"the public origin":            {person, api, []string{"Origin", site}, 409},
		"our own page":                 {person, api, []string{"Sec-Fetch-Site", "same-origin"}, 409},
		"a script with a token":        {script, api, []string{"Sec-Fetch-Site", "cross-site"}, 409},
		"a token that hides a session": {&client{house: h, cookie: person.cookie, token: "dl_wrong"}, api, []string{"Sec-Fetch-Site", "cross-site"}, 401},
		"a token on a page for people": {script, page, nil, 403},
		"another scheme":               {person, api, []string{"Authorization", "Basic Zm9vOmJhcg=="}, 401},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Equal(t, publish(row.who, row.path, row.headers...), row.want)
		})
	}
}

func TestSignInIsLimited(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	h.person(account.Editor)
	try := func(secret string) result {
		return h.nobody().call("POST", "/desk/api/v1/sessions", dict{"email": "editor@news.example", "password": secret})
	}
	testkit.Equal(t, try("wrong, quite wrong").status, 401)
	testkit.Equal(t, try(password).status, 201)
	last := result{}
	for range 40 {
		if last = try("wrong, quite wrong"); last.status == 429 {
			break
		}
	}
	testkit.Equal(t, last.status, 429)
	testkit.Equal(t, try(password).status, 429) // the right one does not help now
	unknown := h.nobody().call("POST", "/desk/api/v1/sessions", dict{"email": "nobody@news.example", "password": "wrong, quite wrong"})
	if unknown.status != 401 && unknown.status != 429 {
		t.Errorf("an unknown address gets %d", unknown.status)
	}
}

func TestCallsAreLimited(t *testing.T) {
	t.Parallel()
	h := openHouseWith(t, testkit.SQLite(t), func(d *desk.Deps) { d.Calls = web.Limit{Requests: 30, Window: time.Hour} })
	eager, calm := h.script(account.Reader, account.ReadDesk), h.person(account.Editor)
	var last result
	for range 40 {
		if last = eager.get("/desk/api/v1/me"); last.status != 200 {
			break
		}
	}
	testkit.Equal(t, last.status, 429)
	if last.header.Get("Retry-After") == "" || !strings.Contains(as[problem](last).Detail, "wait a little") {
		t.Errorf("nobody says when to come back: %s", last.body)
	}
	calm.api(200, "GET", "/me", nil)
}

func TestDisabledAndRevoked(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	owner, person := h.person(account.Owner), h.person(account.Editor)
	secret, tok, err := h.accounts.AddToken(t.Context(), account.Operator("test"), person.account.ID, "archive", []account.Action{account.ReadDesk}, noon.Add(time.Hour))
	testkit.NoError(t, err)
	script := &client{house: h, token: secret}
	script.api(200, "GET", "/stories", nil)
	h.clock.Advance(2 * time.Hour)
	if p := as[problem](script.api(401, "GET", "/stories", nil)); !strings.Contains(p.Detail, "expired") {
		t.Errorf("an expired token is told %q", p.Detail)
	}
	h.clock.Advance(-2 * time.Hour)
	owner.api(204, "DELETE", fmt.Sprintf("/tokens/%d", tok.ID), nil)
	script.api(401, "GET", "/stories", nil)
	h.nobody().api(401, "GET", "/stories", nil)

	other, _, err := h.accounts.AddToken(t.Context(), account.Operator("test"), person.account.ID, "second", []account.Action{account.ReadDesk}, time.Time{})
	testkit.NoError(t, err)
	person.api(200, "GET", "/me", nil)
	owner.api(200, "PUT", fmt.Sprintf("/accounts/%d", person.account.ID), dict{"rev": 2, "name": "Gone", "role": "editor", "disabled": true})
	person.api(401, "GET", "/me", nil)
	(&client{house: h, token: other}).api(401, "GET", "/me", nil)
	h.nobody().api(401, "POST", "/sessions", dict{"email": "editor@news.example", "password": password})
	h.clock.Advance(30 * 24 * time.Hour)
	owner.api(401, "GET", "/me", nil) // sessions end
}

func TestTokenCannotOutgrowItself(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	script := h.script(account.Owner, account.ManageTokens, account.ReadDesk)
	script.api(201, "POST", "/tokens", dict{"name": "less", "scopes": []string{"desk:read"}})
	p := as[problem](script.api(403, "POST", "/tokens", dict{"name": "more", "scopes": []string{"desk:read", "story:kill"}}))
	if !strings.Contains(p.Detail, "story:kill") {
		t.Errorf("the problem is %q", p.Detail)
	}
	script.api(422, "POST", "/tokens", dict{"name": "none", "scopes": []string{}})
}

func TestEverythingIsPrivate(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	c := h.person(account.Editor)
	for _, path := range []string{"/desk/", "/desk/sign-in", "/desk/nothing", "/desk/api/", "/desk/api/v1/stories", "/desk/api/v1/nothing", "/desk/api/v1/openapi.yaml", "/desk/link/l_none"} {
		for _, who := range []*client{c, h.nobody()} {
			header := who.get(path).header
			for name, want := range map[string]string{"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"} {
				if header.Get(name) != want {
					t.Errorf("%s: %s is %q", path, name, header.Get(name))
				}
			}
			if csp := header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
				t.Errorf("%s: policy is %q", path, csp)
			}
		}
	}
}
