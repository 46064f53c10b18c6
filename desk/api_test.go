package desk_test

import (
	"bytes"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/tag"
)

// TestWholeDesk does everything that the API can do, on both engines. That
// each write leaves an audit entry is checked with every call.
func TestWholeDesk(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		section := h.section("International")
		owner := h.person(account.Owner)
		owner.api(202, "POST", "/sample", nil)
		testkit.Equal(t, as[dict](owner.api(200, "GET", "/sample", nil))["possible"], any(true))
		hook := hooked(t, owner)
		storyLife(t, h, owner, section)
		hookLife(t, owner, hook)
		owner.api(409, "POST", "/sample", nil)
		pasted(t, owner)
		tagLife(t, owner)
		photoLife(t, owner)
		piecesLife(t, owner)
		wireLife(t, owner)
		peopleLife(t, h, owner)
		nora, rhea := h.person(account.Reporter), h.person(account.Reader)
		presenceLife(t, owner, nora, rhea, section)
		noteLife(t, owner, nora, rhea, section)
		factorLife(t, h, owner, nora)
		passkeyLife(t, h, nora)
		for _, op := range h.calls {
			if h.done[op.ID] == 0 && op.ID != "resend-delivery" { // package webhook does that, with somebody who hears
				t.Errorf("nothing here calls %s (%s %s) with success", op.ID, op.Method, op.Path)
			}
		}
		if h.log.Len() > 0 {
			t.Errorf("something was logged: %s", h.log)
		}
	})
}

// planned fills in a story's line in the budget, and finds the story by it.
func planned(t *testing.T, c *client, st storyJSON) {
	t.Helper()
	me := as[dict](c.api(200, "GET", "/me", nil))["id"]
	plan := as[dict](c.api(200, "PATCH", st.path("/plan"), dict{"due": "2026-11-22T18:00:00Z", "assignee": me}))
	testkit.Equal(t, plan, dict{"due": "2026-11-22T18:00:00Z", "assignee": me})
	plan = as[dict](c.api(200, "PATCH", st.path("/plan"), dict{"desk": "Foreign"}))
	testkit.Equal(t, plan["desk"], any("Foreign"))
	testkit.Equal(t, as[dict](c.api(200, "GET", st.path(""), nil))["plan"], any(plan))
	for _, query := range []string{
		"desk=Foreign", "sort=due&from=2026-11-22T00:00:00Z&to=2026-11-23T00:00:00Z", fmt.Sprintf("assignee=%v", me), fmt.Sprintf("person=%v", me), "needs_photo=true",
	} {
		testkit.Equal(t, as[list[dict]](c.api(200, "GET", "/stories?"+query, nil)).Items[0]["id"], any(float64(st.ID)))
	}
	for _, query := range []string{"desk=Sport", "sort=due&from=2026-11-23T00:00:00Z", "embargoed=true", "tags=4711"} {
		testkit.Equal(t, len(as[list[dict]](c.api(200, "GET", "/stories?"+query, nil)).Items), 0)
	}
	testkit.Equal(t, as[list[string]](c.api(200, "GET", "/desks", nil)).Items, []string{"Foreign"})
	testkit.Equal(t, as[list[dict]](c.api(200, "POST", "/suggestions", dict{"content": dict{"headline": "Talks", "body": dict{"blocks": []dict{}}}})).Items, []dict{})
	for _, bad := range []dict{{"due": "tomorrow"}, {"assignee": 4711}, {"workflow": "asleep"}, {"desk": strings.Repeat("x", 41)}} {
		c.api(422, "PATCH", st.path("/plan"), bad)
	}
}

func storyLife(t *testing.T, h *house, c *client, section tag.ID) {
	t.Helper()
	opening := content("Round opens", section)
	delete(opening, "language") // the publication's, then
	st := as[storyJSON](c.api(201, "POST", "/stories", dict{"content": opening}))
	testkit.Equal(t, st.Publication, "draft")
	testkit.Equal(t, st.Content.Language, "en")
	testkit.Equal(t, st.Acts, []string{"save", "schedule", "publish", "kill", "embargo"})

	changed := content("Round opens in Geneva", section)
	changed["deck"] = "Both sides came."
	planned(t, c, st)
	lookedOver(t, c, st, changed)
	st = as[storyJSON](c.api(200, "PUT", st.path(""), dict{"rev": st.Rev, "content": changed, "workflow": "ready", "autosave": true}))
	testkit.Equal(t, as[storyJSON](c.api(200, "GET", st.path(""), nil)).Content.Deck, "Both sides came.")

	until := noon.Add(time.Hour)
	st = as[storyJSON](c.api(200, "POST", st.path("/embargo"), dict{"rev": st.Rev, "until": until, "zone": "Europe/Paris"}))
	testkit.Equal(t, st.Acts, []string{"save", "schedule", "kill", "embargo"})
	c.api(409, "POST", st.path("/publish"), dict{"rev": st.Rev})
	c.api(422, "POST", st.path("/schedule"), dict{"rev": st.Rev}) // preflight has questions
	st = as[storyJSON](c.api(200, "POST", st.path("/schedule"), dict{"rev": st.Rev, "reason": "The headline is short on purpose."}))
	testkit.Equal(t, st.PublishAt, until) // the embargo stays, and decides
	testkit.Equal(t, st.Embargo, until)
	testkit.Equal(t, as[list[dict]](c.api(200, "GET", "/stories?sort=scheduled", nil)).Items[0]["id"], any(float64(st.ID)))
	st = as[storyJSON](c.api(200, "POST", st.path("/unschedule"), dict{"rev": st.Rev, "reason": "not yet"}))
	c.api(422, "POST", st.path("/embargo"), dict{"rev": st.Rev}) // lifting needs a reason
	st = as[storyJSON](c.api(200, "POST", st.path("/embargo"), dict{"rev": st.Rev, "reason": "released early"}))
	styleLife(t, c, st)
	st = as[storyJSON](c.api(200, "POST", st.path("/publish"), dict{"rev": st.Rev, "reason": "Looked at."}))
	counted(t, c)
	testkit.Equal(t, st.URL, site+"/international/2026/11/22/round-opens-in-geneva")

	st = as[storyJSON](c.api(200, "PUT", st.path(""), dict{"rev": st.Rev, "content": content("Round opens in Vienna", section)}))
	testkit.Equal(t, st.Unpublished, true)
	st = as[storyJSON](c.api(200, "POST", st.path("/correct"), dict{"rev": st.Rev, "kind": "correction", "text": "It is Vienna.", "content": content("Round opens in Vienna", section)}))
	testkit.Equal(t, st.Publication, "corrected")
	testkit.Equal(t, st.Unpublished, false)
	testkit.Equal(t, as[list[dict]](c.api(200, "GET", st.path("/corrections"), nil)).Items[0]["text"], any("It is Vienna."))

	history := as[list[dict]](c.api(200, "GET", st.path("/revisions"), nil)).Items
	testkit.Equal(t, len(history), int(st.Rev))
	testkit.Equal(t, history[0]["kind"], any("correct"))
	first := as[dict](c.api(200, "GET", st.path("/revisions/1"), nil))
	testkit.Equal(t, first["content"].(dict)["headline"], any("Round opens"))
	difference := as[struct{ Changed []string }](c.api(200, "GET", st.path(fmt.Sprintf("/revisions/%d/changes?with=2", st.Rev)), nil))
	testkit.Equal(t, difference.Changed, []string{"headline", "deck"})

	item := as[dict](c.api(200, "GET", st.path("/ninjs?standard=2.2"), nil))
	if !strings.Contains(fmt.Sprint(item["standard"]), "2.2") {
		t.Errorf("not ninjs 2.2: %v", item["standard"])
	}
	st = as[storyJSON](c.api(200, "POST", st.path("/withdraw"), dict{"rev": st.Rev, "reason": "It never happened."}))
	testkit.Equal(t, st.URL, "")
	st = as[storyJSON](c.api(200, "POST", st.path("/kill"), dict{"rev": st.Rev, "reason": "It never happened."}))
	testkit.Equal(t, st.Acts, []string{})
	pagedList(t, c, section)
	_ = h
}

// presenceLife lets two people meet in a story.
func presenceLife(t *testing.T, owner, nora, rhea *client, section tag.ID) {
	t.Helper()
	type person struct {
		Name    string
		Editing bool
	}
	type standing struct {
		Mine    bool
		Holder  *person
		Present []person
	}
	type changes struct {
		Next    string
		All     bool
		Stories []int64
		Present []person
	}
	st := owner.draft("Two meet", section)
	at := st.path("/presence")
	start := as[changes](owner.api(200, "GET", "/changes", nil))
	testkit.Equal(t, start.All, true)
	testkit.Equal(t, as[standing](nora.api(200, "POST", at, dict{"tab": "n", "field": "deck", "edit": true})).Mine, true)
	came := as[changes](owner.api(200, "GET", "/changes?after="+start.Next, nil))
	testkit.Equal(t, came.All, false)
	testkit.Equal(t, len(came.Present), 1)
	refused := as[standing](owner.api(200, "POST", at, dict{"tab": "o", "edit": true}))
	testkit.Equal(t, refused.Mine, false)
	testkit.Equal(t, len(refused.Present), 2)
	testkit.Equal(t, as[standing](owner.api(200, "POST", at, dict{"tab": "o", "take_over": true})).Mine, true)
	history := as[list[dict]](owner.api(200, "GET", st.path("/revisions"), nil)).Items
	testkit.Equal(t, history[0]["kind"], any("kept"))
	nora.api(200, "POST", st.path("/keep"), dict{"content": content("Words of mine", section), "reason": "Not saved in time"})
	saved := as[storyJSON](owner.api(200, "PUT", st.path(""), dict{"rev": st.Rev + 2, "content": content("Two met", section)}))
	seen := came
	for !slices.Contains(seen.Stories, saved.ID) { // the test's deadline ends it
		seen = as[changes](owner.api(200, "GET", "/changes?after="+seen.Next, nil))
	}
	testkit.Equal(t, seen.All, false)
	nora.api(204, "DELETE", st.path("/presence/n"), nil)
	testkit.Equal(t, as[list[person]](owner.api(200, "GET", "/presence", nil)).Items, []person{{owner.account.Name, true}})
	owner.api(404, "POST", "/stories/999999/presence", dict{"tab": "o"})
	owner.api(422, "POST", at, dict{})
	rhea.api(403, "POST", at, dict{"tab": "r", "edit": true})
}

// noteLife lets two people discuss a story.
func noteLife(t *testing.T, owner, nora, rhea *client, section tag.ID) {
	t.Helper()
	type slip struct {
		ID, Thread int64
		Words      string
		ResolvedBy string `json:"resolved_by"`
	}
	type bell struct {
		Unseen   int64
		Mentions []struct {
			Headline string
			Note     slip
		}
	}
	st := owner.draft("Discussed", section)
	seen := as[dict](owner.api(200, "GET", "/changes", nil))
	first := as[slip](owner.api(201, "POST", st.path("/notes"), dict{"words": "Who says so, @" + nora.account.Name + "?", "block": "b1", "quote": "It goes on"}))
	changes := as[struct{ Stories []int64 }](owner.api(200, "GET", fmt.Sprintf("/changes?after=%s", seen["next"]), nil))
	testkit.Equal(t, changes.Stories, []int64{st.ID})
	b := as[bell](nora.api(200, "GET", "/bell", nil))
	testkit.Equal(t, b.Unseen, int64(1))
	testkit.Equal(t, b.Mentions[0].Headline, "Discussed")
	nora.api(204, "POST", "/bell/seen", dict{"up_to": b.Mentions[0].Note.ID})
	testkit.Equal(t, as[bell](nora.api(200, "GET", "/bell", nil)).Unseen, int64(0))
	reply := as[slip](nora.api(201, "POST", st.path("/notes"), dict{"words": "The minister.", "thread": first.ID}))
	testkit.Equal(t, reply.Thread, first.ID)
	owner.api(403, "PATCH", fmt.Sprintf("/notes/%d", reply.ID), dict{"words": "Nobody."})
	nora.api(200, "PATCH", fmt.Sprintf("/notes/%d", reply.ID), dict{"words": "The minister, on the record."})
	testkit.Equal(t, as[slip](owner.api(200, "POST", fmt.Sprintf("/notes/%d/resolve", first.ID), dict{"resolved": true})).ResolvedBy, owner.account.Name)
	testkit.Equal(t, as[slip](nora.api(200, "POST", fmt.Sprintf("/notes/%d/resolve", first.ID), dict{"resolved": false})).ResolvedBy, "")
	nora.api(403, "DELETE", fmt.Sprintf("/notes/%d", first.ID), nil)
	owner.api(204, "DELETE", fmt.Sprintf("/notes/%d", reply.ID), nil)
	nora.api(410, "PATCH", fmt.Sprintf("/notes/%d", reply.ID), dict{"words": "Again."})
	owner.api(410, "DELETE", fmt.Sprintf("/notes/%d", reply.ID), nil)
	all := as[list[slip]](nora.api(200, "GET", st.path("/notes"), nil)).Items
	testkit.Equal(t, len(all), 2)
	testkit.Equal(t, all[1].Words, "")
	owner.api(404, "POST", "/stories/999999/notes", dict{"words": "x"})
	owner.api(404, "GET", "/stories/999999/notes", nil)
	owner.api(404, "POST", "/notes/999999/resolve", dict{"resolved": true})
	owner.api(422, "POST", owner.draft("Another", section).path("/notes"), dict{"words": "x", "thread": first.ID})
	rhea.api(403, "POST", st.path("/notes"), dict{"words": "x"})
	rhea.api(403, "POST", fmt.Sprintf("/notes/%d/resolve", first.ID), dict{"resolved": true})
	script := owner.house.script(account.PhotoEditor, account.ReadDesk, account.WriteNote)
	script.api(201, "POST", st.path("/notes"), dict{"words": "A photo is on its way."})
	script.api(403, "GET", "/bell", nil)
	script.api(403, "POST", "/bell/seen", dict{"up_to": 1})
	if n := len(as[list[dict]](owner.api(200, "GET", "/colleagues", nil)).Items); n < 3 {
		t.Errorf("%d colleagues", n)
	}
}

// pasted wants clean blocks of what a word processor gives.
func pasted(t *testing.T, c *client) {
	t.Helper()
	read := as[struct {
		Body    struct{ Blocks []dict }
		LeftOut []string `json:"left_out"`
	}](c.api(200, "POST", "/text/from-html", dict{"html": `<p class="MsoNormal" style="color:red"><b>It</b> rained.</p><script>alert(1)</script>`}))
	testkit.Equal(t, len(read.Body.Blocks), 1)
	testkit.Equal(t, read.Body.Blocks[0]["text"], any([]any{map[string]any{"t": "It", "b": true}, map[string]any{"t": " rained."}}))
	testkit.Equal(t, read.LeftOut, []string{"1 script"})
}

// lookedOver wants findings for a story as it is kept, and others for what is
// being written, which changes nothing.
func lookedOver(t *testing.T, c *client, st storyJSON, changed dict) {
	t.Helper()
	type looked struct {
		Errors, Warnings int
		Findings         []struct{ Rule, Severity, Field, Message string }
	}
	rules := func(l looked) (names []string) {
		for _, f := range l.Findings {
			names = append(names, f.Rule)
		}
		return names
	}
	named := map[string]bool{}
	for _, r := range as[list[struct{ Name, Title string }]](c.api(200, "GET", "/preflight/rules", nil)).Items {
		named[r.Name] = r.Title != ""
	}
	kept := as[looked](c.api(200, "GET", st.path("/preflight"), nil))
	testkit.Equal(t, kept.Errors, 0)
	testkit.Equal(t, kept.Warnings, len(kept.Findings))
	if !slices.Contains(rules(kept), "deck") {
		t.Errorf("a story without a deck is looked over as %+v", kept)
	}
	for _, name := range rules(kept) {
		if !named[name] {
			t.Errorf("the rule %q is not listed", name)
		}
	}
	written := maps.Clone(changed)
	written["headline"] = "Round opens in TK"
	tried := as[looked](c.api(200, "POST", st.path("/preflight"), dict{"content": written}))
	testkit.Equal(t, tried.Errors, 1)
	testkit.Equal(t, tried.Findings[0].Rule, "markers")
	testkit.Equal(t, tried.Findings[0].Field, "headline")
	if slices.Contains(rules(tried), "deck") {
		t.Errorf("a deck that is being written is not seen: %+v", tried)
	}
	testkit.Equal(t, as[storyJSON](c.api(200, "GET", st.path(""), nil)).Rev, st.Rev)
	unfinished := as[storyJSON](c.api(201, "POST", "/stories", dict{"content": written}))
	c.api(422, "POST", unfinished.path("/publish"), dict{"rev": unfinished.Rev})
	c.api(422, "POST", unfinished.path("/schedule"), dict{"rev": unfinished.Rev, "publish_at": noon.Add(time.Hour)})
	c.api(404, "GET", "/stories/999999/preflight", nil)
}

type list[T any] struct {
	Items []T
	Next  string
}

func pagedList(t *testing.T, c *client, section tag.ID) {
	t.Helper()
	for i := range 5 {
		c.draft(fmt.Sprintf("Draft number %d", i), section)
	}
	var seen []any
	next := ""
	for range 5 {
		page := as[list[dict]](c.api(200, "GET", "/stories?publication=draft,live&q=NUMBER&limit=2&after="+next, nil))
		for _, row := range page.Items {
			seen = append(seen, row["headline"])
		}
		if next = page.Next; next == "" {
			break
		}
	}
	testkit.Equal(t, seen, []any{"Draft number 4", "Draft number 3", "Draft number 2", "Draft number 1", "Draft number 0"})
	testkit.Equal(t, len(as[list[dict]](c.api(200, "GET", fmt.Sprintf("/stories?section=%d&workflow=pitch", section+1000), nil)).Items), 0)
	for _, bad := range []string{"after=x", "after=MTIz", "sort=name", "limit=0", "limit=9999", "publication=dead", "nonsense=1", "sort=due&after=MS4x"} {
		c.api(422, "GET", "/stories?"+bad, nil)
	}
}

func tagLife(t *testing.T, c *client) {
	t.Helper()
	type tagJSON struct {
		ID   int64
		Rev  int64
		Name string
		Path string
	}
	europe := as[tagJSON](c.api(201, "POST", "/tags", dict{"kind": "section", "name": "Europe"}))
	below := as[tagJSON](c.api(201, "POST", "/tags", dict{"kind": "section", "name": "Balkans", "parent": europe.ID}))
	testkit.Equal(t, below.Path, "/europe/balkans")
	place := as[tagJSON](c.api(201, "POST", "/tags", dict{"kind": "place", "name": "Genf", "located": true, "latitude": 46.2, "longitude": 6.15, "country": "CH"}))
	right := as[tagJSON](c.api(201, "POST", "/tags", dict{"kind": "place", "name": "Geneva"}))
	c.api(409, "POST", "/tags", dict{"kind": "place", "name": "Geneva"})
	right = as[tagJSON](c.api(200, "PUT", fmt.Sprintf("/tags/%d", right.ID), dict{"rev": right.Rev, "name": "Geneva", "slug": "geneva-switzerland"}))
	testkit.Equal(t, right.Path, "/places/geneva-switzerland")
	c.api(409, "PUT", fmt.Sprintf("/tags/%d", right.ID), dict{"rev": 1, "name": "Geneva"})
	found := as[list[tagJSON]](c.api(200, "GET", "/tags?kind=place,topic&q=gen", nil))
	testkit.Equal(t, len(found.Items), 2)
	c.api(200, "POST", fmt.Sprintf("/tags/%d/merge", place.ID), dict{"into": right.ID})
	testkit.Equal(t, as[tagJSON](c.api(200, "GET", fmt.Sprintf("/tags/%d", place.ID), nil)).ID, right.ID)
	c.api(404, "GET", "/tags/999999", nil)

	logo := httptest.NewRequestWithContext(t.Context(), "POST", "/desk/api/v1/masthead/logo", bytes.NewReader(picture(t, 20)))
	logo.Header.Set("Content-Type", "application/octet-stream")
	if res := c.send(logo); res.status != http.StatusCreated {
		t.Errorf("a logo: %d %s", res.status, res.body)
	}
	m := as[dict](c.api(200, "GET", "/masthead", nil))
	m["name"], m["zone"] = "The Meridian", "Europe/Paris"
	c.api(200, "PUT", "/masthead", m)
	testkit.Equal(t, as[dict](c.api(200, "GET", "/masthead", nil))["name"], any("The Meridian"))
	m["zone"] = "Middle/Earth"
	c.api(422, "PUT", "/masthead", m)
}

func photoLife(t *testing.T, c *client) {
	t.Helper()
	type photoJSON struct {
		ID     int64
		Rev    int64
		Alt    string
		Width  int
		Widths []int
	}
	type added struct {
		Photo photoJSON
		Known bool
		Notes []string
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	testkit.NoError(t, w.WriteField("words", `{"alt":"A hall","creator":"Ines Okafor"}`))
	part, err := w.CreateFormFile("file", "hall.jpg")
	testkit.NoError(t, err)
	_, err = part.Write(picture(t, 10))
	testkit.NoError(t, err)
	testkit.NoError(t, w.Close())
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/desk/api/v1/photos", bytes.NewReader(form.Bytes()))
	r.Header.Set("Content-Type", w.FormDataContentType())
	first := c.send(r)
	if first.status != http.StatusCreated {
		t.Fatalf("got %d: %s", first.status, first.body)
	}
	p := as[added](first).Photo
	testkit.Equal(t, p, photoJSON{ID: p.ID, Rev: 1, Alt: "A hall", Width: 800, Widths: []int{320, 640, 800}})

	second := added{}
	r = httptest.NewRequestWithContext(t.Context(), "POST", "/desk/api/v1/photos?filename=other.jpg", bytes.NewReader(picture(t, 99)))
	r.Header.Set("Content-Type", "image/jpeg")
	c.send(r).into(&second)
	testkit.Equal(t, second.Photo.ID, p.ID+1)
	for _, bad := range []string{"", "<svg><script>alert(1)</script></svg>", "not a picture"} {
		r = httptest.NewRequestWithContext(t.Context(), "POST", "/desk/api/v1/photos", strings.NewReader(bad))
		if res := c.send(r); res.status != 422 && res.status != 415 {
			t.Errorf("%q gave %d: %s", bad, res.status, res.body)
		}
	}
	testkit.Equal(t, len(as[list[photoJSON]](c.api(200, "GET", "/photos?limit=1", nil)).Items), 1)
	p = as[photoJSON](c.api(200, "PATCH", fmt.Sprintf("/photos/%d", p.ID), dict{"rev": p.Rev, "words": dict{"alt": "A hall in Geneva", "focal_x": 0.2}}))
	testkit.Equal(t, p.Alt, "A hall in Geneva")
	c.api(409, "PATCH", fmt.Sprintf("/photos/%d", p.ID), dict{"rev": 1, "words": dict{"alt": "x"}})
	testkit.Equal(t, as[photoJSON](c.api(200, "GET", fmt.Sprintf("/photos/%d", p.ID), nil)), p)
	file := c.api(200, "GET", fmt.Sprintf("/photos/%d/file?width=300", p.ID), nil)
	testkit.Equal(t, file.header.Get("Content-Type"), "image/jpeg")
	testkit.Equal(t, file.header.Get("Cache-Control"), "no-store")
	original := c.api(200, "GET", fmt.Sprintf("/photos/%d/file?as=original", p.ID), nil)
	testkit.Equal(t, original.body, picture(t, 10))
	testkit.Equal(t, original.header.Get("Content-Disposition"), "attachment; filename=hall.jpg")
	rightsLife(t, c, p.ID, p.Rev, second.Photo.ID)
	c.api(200, "POST", fmt.Sprintf("/photos/%d/kill", p.ID), dict{"reason": "The agency asked."})
	c.api(410, "GET", fmt.Sprintf("/photos/%d/file", p.ID), nil)
}

func wireLife(t *testing.T, c *client) {
	t.Helper()
	item := `{"uri":"urn:x:%d","version":"1","type":"text","headline":"Wire story %d","body_text":"It rained.\n\nIt stopped.","versioncreated":"2026-11-22T10:00:00Z"}`
	two := fmt.Sprintf(item+"\n"+item+"\n", 1, 1, 2, 2)
	send := func(query, accept, body string) result {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/desk/api/v1/stories/import"+query, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-ndjson")
		r.Header.Set("Accept", accept)
		return c.send(r)
	}
	report := as[struct {
		Items    int
		Outcomes map[string]int
	}](send("?publish=true&section=World", "application/json", two))
	testkit.Equal(t, report.Items, 2)
	testkit.Equal(t, report.Outcomes, map[string]int{"created": 2})
	again := send("?section=World", "application/x-ndjson", two+fmt.Sprintf(item, 3, 3))
	testkit.Equal(t, again.header.Get("Content-Type"), "application/x-ndjson")
	rows := strings.Split(strings.TrimSpace(string(again.body)), "\n")
	testkit.Equal(t, len(rows), 4)
	for i, want := range []string{`"unchanged"`, `"unchanged"`, `"created"`, `{"report":{"items":3`} {
		if !strings.Contains(rows[i], want) {
			t.Errorf("line %d lacks %s: %s", i, want, rows[i])
		}
	}
	testkit.Equal(t, len(as[list[dict]](c.api(200, "GET", "/stories?q=wire+story&publication=live", nil)).Items), 2)
}

func peopleLife(t *testing.T, h *house, owner *client) {
	t.Helper()
	type accountJSON struct {
		ID       int64
		Rev      int64
		Role     string
		Password bool
	}
	a := as[accountJSON](owner.api(201, "POST", "/accounts", dict{"email": "Nora@news.example", "name": "Nora", "role": "reporter"}))
	link := as[struct{ URL string }](owner.api(201, "POST", fmt.Sprintf("/accounts/%d/login-link", a.ID), nil))
	token, ok := strings.CutPrefix(link.URL, site+"/desk/link/")
	if !ok {
		t.Fatalf("the link is %s", link.URL)
	}
	_, err := h.accounts.UseLink(t.Context(), token, password, "test")
	testkit.NoError(t, err)
	a = as[accountJSON](owner.api(200, "PUT", fmt.Sprintf("/accounts/%d", a.ID), dict{"rev": a.Rev + 1, "name": "Nora B.", "role": "editor"}))
	testkit.Equal(t, a.Role, "editor")
	testkit.Equal(t, len(as[list[accountJSON]](owner.api(200, "GET", "/accounts", nil)).Items), 2)
	owner.api(404, "POST", "/accounts/999/login-link", nil)

	h.clock.Advance(time.Second) // sessions are listed by when they were last seen
	res := h.nobody().api(201, "POST", "/sessions", dict{"email": "nora@news.example", "password": password})
	cookie := (&http.Response{Header: res.header}).Cookies()[0]
	nora := &client{house: h, cookie: cookie.Value}
	me := as[struct {
		Name   string
		Email  string
		Person bool
		Rights []string
	}](nora.api(200, "GET", "/me", nil))
	testkit.Equal(t, me.Name, "Nora B.")
	if !me.Person || !slices.Contains(me.Rights, "story:publish") || slices.Contains(me.Rights, "account:manage") {
		t.Errorf("me is %+v", me)
	}
	nora.api(204, "PUT", "/me/mail", dict{"mentions": true})
	testkit.Equal(t, as[dict](nora.api(200, "GET", "/me/mail", nil)), dict{"mentions": true})
	sessions := as[list[struct{ Key string }]](nora.api(200, "GET", "/sessions", nil)).Items
	testkit.Equal(t, len(sessions), 2)
	made := as[struct {
		Secret string
		Token  struct{ ID int64 }
	}](nora.api(201, "POST", "/tokens", dict{"name": "archive", "scopes": []string{"desk:read"}}))
	script := &client{house: h, token: made.Secret}
	script.api(200, "GET", "/stories", nil)
	script.api(403, "POST", "/stories", dict{"content": content("x", 0)})
	testkit.Equal(t, len(as[list[dict]](nora.api(200, "GET", "/tokens", nil)).Items), 1)
	nora.api(403, "GET", fmt.Sprintf("/tokens?account=%d", owner.account.ID), nil)
	nora.api(204, "DELETE", fmt.Sprintf("/tokens/%d", made.Token.ID), nil)
	script.api(401, "GET", "/stories", nil)
	nora.api(204, "DELETE", "/sessions/"+sessions[1].Key, nil)
	nora.api(204, "DELETE", "/sessions/current", nil)
	nora.api(401, "GET", "/me", nil)

	table := as[struct {
		Rights []struct {
			Name  string
			Roles []string
			Calls []string
		}
	}](owner.api(200, "GET", "/rights", nil))
	testkit.Equal(t, len(table.Rights), len(account.Actions()))
	entries := as[list[struct{ Noun, Action, Actor string }]](owner.api(200, "GET", "/audit?noun=token&limit=2", nil))
	testkit.Equal(t, entries.Items[0], struct{ Noun, Action, Actor string }{"token", "revoke", "Nora B."})
	if entries.Next == "" {
		t.Error("a full stretch of the record does not say how it goes on")
	}
}
