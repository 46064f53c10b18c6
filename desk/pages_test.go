package desk_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"dateline/desk/app"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/story"
)

// post sends a form as our own page would.
func (c *client) post(path string, fields ...string) result {
	c.house.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequestWithContext(c.house.t.Context(), "POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return c.send(r)
}

// shows fails where a page does not have a status and some words. Every page
// must be whole HTML without inline script or style.
func (r result) shows(status int, words ...string) {
	r.t.Helper()
	text := string(r.body)
	if r.status != status {
		r.t.Fatalf("%s: got %d, want %d: %s", r.what, r.status, status, text)
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			r.t.Errorf("%s lacks %q: %s", r.what, w, text)
		}
	}
	for _, bad := range []string{"<style", " style=", "<script>", " onclick", "javascript:"} {
		if strings.Contains(text, bad) {
			r.t.Errorf("%s has %q", r.what, bad)
		}
	}
	if strings.Count(text, "<h1") != 1 || !strings.HasSuffix(strings.TrimSpace(text), "</html>") {
		r.t.Errorf("%s is not a whole page: %s", r.what, text)
	}
	checkLabels(r)
}

// checkLabels wants a label for every field, and no id twice.
func checkLabels(r result) {
	r.t.Helper()
	root, err := html.Parse(strings.NewReader(string(r.body)))
	testkit.NoError(r.t, err)
	ids, labelled := map[string]bool{}, map[string]bool{}
	var fields []string
	for n := range root.Descendants() {
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		if id := attr["id"]; id != "" {
			if ids[id] {
				r.t.Errorf("%s has the id %s twice", r.what, id)
			}
			ids[id] = true
		}
		switch {
		case n.Data == "label" && attr["for"] != "":
			labelled[attr["for"]] = true
		case n.Data == "textarea" || n.Data == "select" || n.Data == "input" && attr["type"] != "hidden" && attr["type"] != "radio" && attr["type"] != "checkbox":
			fields = append(fields, attr["id"])
		}
	}
	for _, id := range fields {
		if id == "" || !labelled[id] {
			r.t.Errorf("%s: the field %q has no label", r.what, id)
		}
	}
}

func (r result) leadsTo(path string) {
	r.t.Helper()
	if r.status != http.StatusSeeOther || r.header.Get("Location") != path {
		r.t.Fatalf("%s: got %d to %q, want 303 to %q: %s", r.what, r.status, r.header.Get("Location"), path, r.body)
	}
}

func TestFirstEditorComesIn(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	a := h.account(account.Owner)
	link, err := h.accounts.LoginLink(t.Context(), account.Operator("test"), a.ID)
	testkit.NoError(t, err)
	at := "/desk/link/" + link
	nobody := h.nobody()
	nobody.get(at).shows(200, "Welcome, The owner", "Choose a password")
	nobody.post(at, "password", "short", "again", "short").shows(422, "needs 10 characters")
	nobody.post(at, "password", password, "again", "another").shows(422, "not the same")
	in := nobody.post(at, "password", password, "again", password)
	in.leadsTo("/desk/app/")
	cookie := (&http.Response{Header: in.header}).Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode {
		t.Errorf("the cookie is %v", cookie)
	}
	me := &client{house: h, cookie: cookie.Value}
	me.get("/desk/").shows(200, "Nothing stands here", "The owner", "New story")
	nobody.get(at).shows(410, "used or has expired")
	me.post("/desk/sign-out").leadsTo("/desk/sign-in")
	me.get("/desk/stories/7").leadsTo("/desk/sign-in?next=%2Fdesk%2Fstories%2F7")

	nobody.get("/desk/sign-in?next=%2Fdesk%2Fstories%2F7").shows(200, `value="/desk/stories/7"`)
	nobody.post("/desk/sign-in", "email", "owner@news.example", "password", "wrong, quite wrong").shows(401, "is wrong", `value="owner@news.example"`)
	nobody.post("/desk/sign-in", "email", "owner@news.example", "password", password, "next", "/desk/stories/7").leadsTo("/desk/stories/7")
	for _, evil := range []string{"https://evil.example/desk/", "//evil.example/desk/", "/\\evil.example", "/desk/\\evil", "/elsewhere", "javascript:alert(1)"} {
		nobody.post("/desk/sign-in", "email", "owner@news.example", "password", password, "next", evil).leadsTo("/desk/app/")
	}
}

var revision = regexp.MustCompile(`name="rev" value="(\d+)"`)

func rev(t *testing.T, r result) string {
	t.Helper()
	m := revision.FindSubmatch(r.body)
	if m == nil {
		t.Fatalf("%s has no form: %s", r.what, r.body)
	}
	return string(m[1])
}

func TestStoryByFormsAlone(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	section := h.section("World")
	c := h.person(account.Editor)
	c.get("/desk/stories/new").shows(200, "World")
	c.post("/desk/stories/new", "headline", strings.Repeat("x", 400)).shows(422, "<b>headline</b> has 400 characters", strings.Repeat("x", 400))
	made := c.post("/desk/stories/new", "headline", "Talks <i>open</i>", "deck", "At last", "section", fmt.Sprint(section), "workflow", "writing")
	made.leadsTo("/desk/stories/1?did=create")
	page := c.get("/desk/stories/1?did=create")
	page.shows(200, "Talks &lt;i&gt;open", "At last", "Draft", "Writing", "Done: Started", "No text yet")
	c.post("/desk/stories/1/publish", "rev", rev(t, page)).shows(422, "cannot be published yet", "<b>body</b> is empty", "<details class=\"act\" open>")

	st := as[storyJSON](c.api(200, "PUT", "/stories/1", dict{"rev": 1, "content": content("Talks open", section)}))
	c.post("/desk/stories/1/publish", "rev", "1").shows(409, "changed this story", "Changed since: headline, deck, body")
	page = c.get("/desk/stories/1")
	for name, row := range map[string]struct {
		act    string
		fields []string
		words  string
	}{
		"no day":      {"schedule", []string{"publish_at", "tomorrow", "zone", "UTC"}, "is a day and a time"},
		"no zone":     {"schedule", []string{"publish_at", "2030-01-01T10:00", "zone", "Middle/Earth"}, "not a time zone"},
		"in the past": {"schedule", []string{"publish_at", "2020-01-01T10:00", "zone", "UTC"}, "lies in the past"},
		"no reason":   {"kill", nil, "<b>reason</b> is needed"},
		"not live":    {"withdraw", []string{"reason", "x"}, "only a live story"},
	} {
		res := c.post("/desk/stories/1/"+row.act, append(row.fields, "rev", rev(t, page))...)
		res.shows(422, row.words)
		if res.t.Failed() {
			t.Fatal(name)
		}
	}
	c.post("/desk/stories/1/embargo", "rev", rev(t, page), "until", "2026-11-22T18:00", "zone", "Europe/Paris").leadsTo("/desk/stories/1?did=embargo")
	page = c.get("/desk/stories/1")
	page.shows(200, "22 Nov 2026, 18:00", "Move or lift the embargo")
	c.get("/desk/").shows(200, "embargo until", "Talks open")
	c.post("/desk/stories/1/schedule", "rev", rev(t, page), "publish_at", "", "zone", "Europe/Paris", "reason", "Short on purpose.").leadsTo("/desk/stories/1?did=schedule")
	st = as[storyJSON](c.api(200, "GET", st.path(""), nil))
	testkit.Equal(t, st.PublishAt, time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC))
	c.get("/desk/?state=scheduled").shows(200, "goes live", "Scheduled")
	c.post("/desk/stories/1/unschedule", "rev", fmt.Sprint(st.Rev)).leadsTo("/desk/stories/1?did=unschedule")
	h.clock.Set(time.Date(2026, 11, 22, 17, 0, 1, 0, time.UTC))
	c.post("/desk/stories/1/publish", "rev", fmt.Sprint(st.Rev+1)).shows(422, "reflight has questions", "<b>reason</b> is needed")
	c.post("/desk/stories/1/publish", "rev", fmt.Sprint(st.Rev+1), "reason", "Short on purpose.").leadsTo("/desk/stories/1?did=publish")
	page = c.get("/desk/stories/1")
	page.shows(200, `href="https://news.example/world/2026/11/22/talks-open"`, "Live", "The talks went on.")
	c.post("/desk/stories/1/correct", "rev", rev(t, page), "kind", "clarification", "text", "").shows(422, "<b>text</b> is needed")
	c.post("/desk/stories/1/correct", "rev", rev(t, page), "kind", "clarification", "text", "It rained.").leadsTo("/desk/stories/1?did=correct")
	page = c.get("/desk/stories/1")
	page.shows(200, "Corrected", "Clarification", "It rained.")
	c.post("/desk/stories/1/withdraw", "rev", rev(t, page), "reason", "It did not rain.").leadsTo("/desk/stories/1?did=withdraw")
	page = c.get("/desk/stories/1")
	page.shows(200, "Withdrawn", "It did not rain.")
	c.post("/desk/stories/1/kill", "rev", rev(t, page), "reason", "It never happened.").leadsTo("/desk/stories/1?did=kill")
	c.get("/desk/stories/1").shows(200, "Killed", "It never happened.")
	c.get("/desk/?state=killed").shows(200, "Talks open")
	if body := string(c.get("/desk/").body); strings.Contains(body, "Talks open") {
		t.Error("a killed story stands among the others")
	}
	c.post("/desk/stories/1/bury", "rev", "1").shows(404, "nothing at this address")
	c.get("/desk/stories/abc").shows(404, "no story")
}

func TestEditPageKeepsWordsOnConflict(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	section := h.section("World")
	c, other := h.person(account.Editor), h.person(account.Reporter)
	st := c.draft("First", section)
	at := "/desk" + st.path("/edit")
	form := c.get(at)
	form.shows(200, "First", "World")
	other.api(200, "PUT", st.path(""), dict{"rev": st.Rev, "content": content("Theirs", section)})
	mine := []string{"rev", rev(t, form), "headline", "Mine", "deck", "", "section", fmt.Sprint(section), "workflow", "ready"}
	again := c.post(at, mine...)
	again.shows(409, "The reporter changed this story", ">Mine</textarea>", "Save once more")
	mine[1] = rev(t, again)
	c.post(at, mine...).leadsTo("/desk" + st.path("") + "?did=save")
	testkit.Equal(t, as[storyJSON](c.api(200, "GET", st.path(""), nil)).Content.Headline, "Mine")
}

func TestReaderOfDraftsSeesAndChangesNothing(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	section := h.section("World")
	st := h.person(account.Editor).live("Open", section)
	c := h.person(account.Reader)
	page := c.get("/desk" + st.path(""))
	page.shows(200, "Open", "Live")
	if strings.Contains(string(page.body), "What you can do now") {
		t.Error("a reader of drafts is offered acts")
	}
	c.get("/desk/stories/new").shows(403, "story:write")
	c.post("/desk"+st.path("/kill"), "rev", fmt.Sprint(st.Rev), "reason", "x").shows(403, "story:kill")
	reporter := h.person(account.Reporter).get("/desk" + st.path(""))
	reporter.shows(200, "Edit headline and deck")
	if strings.Contains(string(reporter.body), "Withdraw") {
		t.Error("a reporter is offered to withdraw")
	}
}

func TestShelfPages(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	section := h.section("World")
	c := h.person(account.Editor)
	for i := range 60 {
		_, err := h.stories.Create(t.Context(), account.Operator("test"), story.Proposal{Content: story.Content{Headline: fmt.Sprintf("Story number %d", i), Language: "ar", Section: section}})
		testkit.NoError(t, err)
	}
	first := c.get("/desk/?q=number")
	first.shows(200, "Story number 59", `dir="rtl"`, "World")
	more := regexp.MustCompile(`href="([^"]+)" rel="next"`).FindSubmatch(first.body)
	if more == nil {
		t.Fatalf("no second page: %s", first.body)
	}
	second := c.get(strings.ReplaceAll(string(more[1]), "&amp;", "&"))
	second.shows(200, "Story number 9<", "Story number 0<", "To the beginning")
	c.get("/desk/?q=nowhere").shows(200, "No story has these words")
	c.get("/desk/?after=x").shows(422, "send it back as it came")
}

func TestDocsPage(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	page := h.nobody().get("/desk/api/")
	page.shows(200, "Sign in")
	for _, op := range h.calls {
		if !strings.Contains(string(page.body), op.Method+" /desk/api/v1"+op.Path) {
			t.Errorf("the list lacks %s %s", op.Method, op.Path)
		}
	}
	yaml := h.nobody().get("/desk/api/v1/openapi.yaml")
	if yaml.status != 200 || !strings.Contains(string(yaml.body), "openapi: 3.1.0") {
		t.Errorf("YAML: %d %.200s", yaml.status, yaml.body)
	}
	for name, want := range map[string]int{"start.js": 200, "docs.css": 200, "docs.go": 404, "..%2Fdocs.go": 404, "placeholder.txt": 404, "none.js": 404} {
		testkit.Equal(t, h.nobody().get("/desk/api/assets/"+name).status, want)
	}
	document := h.nobody().get("/desk/api/v1/openapi.json").body
	for _, bad := range []string{`"$schema"`, "https://", `"null"`} {
		if strings.Contains(string(document), bad) {
			t.Errorf("the document has %s", bad)
		}
	}
}

// TestApp looks at the app's page where it was built in, and at what stands in
// its place where it was not.
func TestApp(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	res := h.person(account.Reporter).get("/desk/app/stories/1")
	page, built := app.Page()
	if !built {
		res.leadsTo("/desk/")
		return
	}
	h.nobody().get("/desk/app/stories/1").leadsTo("/desk/sign-in?next=%2Fdesk%2Fapp%2Fstories%2F1")
	nonce := regexp.MustCompile(`'nonce-([A-Z0-9]{20,})'`).FindStringSubmatch(res.header.Get("Content-Security-Policy"))
	if res.status != 200 || nonce == nil || string(res.body) != strings.Replace(page, app.Nonce, nonce[1], 1) {
		t.Fatalf("got %d with %s\n%s", res.status, res.header.Get("Content-Security-Policy"), res.body)
	}
	for _, name := range regexp.MustCompile(`/desk/app/assets/[^"]+`).FindAllString(page, -1) {
		plain := h.nobody().get(name)
		if plain.status != 200 || !strings.Contains(plain.header.Get("Cache-Control"), "immutable") || len(plain.body) == 0 {
			t.Errorf("%s: %d, %s", name, plain.status, plain.header)
		}
	}
	h.nobody().get("/desk/app/assets/..%2Findex.html").shows(404, "no such file")
}
