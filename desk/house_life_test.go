package desk_test

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"dateline/internal/testkit"
)

// styleLife writes the style book, and has a story read against it.
func styleLife(t *testing.T, c *client, st storyJSON) {
	t.Helper()
	book := as[dict](c.api(200, "GET", "/house-style", nil))
	testkit.Equal(t, book, dict{"rev": float64(0), "lines": []any{}})
	lines := []dict{{"word": "round", "instead": "session", "note": "We say session."}}
	book = as[dict](c.api(200, "PUT", "/house-style", dict{"rev": 0, "lines": lines}))
	testkit.Equal(t, book["rev"], any(float64(1)))
	c.api(409, "PUT", "/house-style", dict{"rev": 0, "lines": lines})
	c.api(422, "PUT", "/house-style", dict{"rev": 1, "lines": []dict{{"word": "a"}, {"word": "A"}}})
	type finding struct{ Rule, Field, Words, Instead string }
	var got []finding
	for _, f := range as[struct{ Findings []finding }](c.api(200, "GET", st.path("/preflight"), nil)).Findings {
		if f.Rule == "house-style" {
			got = append(got, f)
		}
	}
	testkit.Equal(t, got, []finding{{"house-style", "headline", "Round", "Session"}})

	v := as[struct{ Approvals []dict }](c.api(200, "GET", st.path("/approvals"), nil))
	testkit.Equal(t, len(v.Approvals), 0)
	c.api(200, "POST", st.path("/approve"), dict{"rev": st.Rev})
	v = as[struct{ Approvals []dict }](c.api(200, "GET", st.path("/approvals"), nil))
	testkit.Equal(t, len(v.Approvals), 1)
}

type hookJSON struct {
	ID       int64
	URL      string
	Disabled string `json:"disabled_at"`
}

// hooked adds a webhook before anything happens.
func hooked(t *testing.T, c *client) hookJSON {
	t.Helper()
	events := []string{"story.withdrawn", "story.published", "story.corrected"}
	c.api(422, "POST", "/webhooks", dict{"name": "x", "url": "ftp://example.org", "events": events})
	c.api(422, "POST", "/webhooks", dict{"name": "x", "url": "https://example.org/hook", "events": []string{"story.written"}})
	made := as[struct {
		Webhook hookJSON
		Secret  string
	}](c.api(201, "POST", "/webhooks", dict{"name": "Archive", "url": "https://example.org/hook", "events": events}))
	if !strings.HasPrefix(made.Secret, "whsec_") {
		t.Errorf("the secret is %q", made.Secret)
	}
	return made.Webhook
}

// hookLife asks what it was told, and of nothing that readers may not see.
func hookLife(t *testing.T, c *client, h hookJSON) {
	t.Helper()
	path := fmt.Sprintf("/webhooks/%d", h.ID)
	c.api(204, "POST", path+"/try", nil)
	told := as[list[struct {
		ID                 int64
		Event, Body, State string
	}]](c.api(200, "GET", path+"/deliveries", nil)).Items
	events := map[string]int{}
	for _, d := range told {
		events[d.Event]++
		if d.State != "pending" || !strings.Contains(d.Body, `"type":"`+d.Event+`"`) {
			t.Errorf("it was told %+v", d)
		}
	}
	if events["ping"] != 1 || events["story.published"] == 0 || events["story.corrected"] == 0 || events["story.withdrawn"] == 0 || events["story.updated"] != 0 {
		t.Errorf("it was told %v", events)
	}
	c.api(409, "POST", fmt.Sprintf("/deliveries/%d/resend", told[0].ID), nil)
	changed := as[hookJSON](c.api(200, "PUT", path, dict{"name": "Archive", "url": "https://example.org/other", "events": []string{"story.killed"}, "disabled": true}))
	if changed.Disabled == "" || changed.URL != "https://example.org/other" {
		t.Errorf("it is %+v", changed)
	}
	testkit.Equal(t, len(as[list[hookJSON]](c.api(200, "GET", "/webhooks", nil)).Items), 1)
	c.api(204, "DELETE", path, nil)
	c.api(404, "DELETE", path, nil)
}

// counted asks what became of what preflight found in the one story that went
// out: the deck was missing when it was first looked over.
func counted(t *testing.T, c *client) {
	t.Helper()
	type rule struct {
		Name                      string
		Mended, Accepted, Ignored int
	}
	for _, r := range as[list[rule]](c.api(200, "GET", "/preflight/rules", nil)).Items {
		switch r.Name {
		case "house-style":
			testkit.Equal(t, r, rule{"house-style", 0, 1, 0})
		case "deck":
			testkit.Equal(t, r, rule{"deck", 1, 0, 0})
		}
	}
}

// rightsLife says what may be done with a photo, and puts another in its place.
func rightsLife(t *testing.T, c *client, id, rev, other int64) {
	t.Helper()
	type photoJSON struct {
		Rev     int64
		Rights  dict
		Verdict struct{ Answer, Sentence string }
	}
	path := fmt.Sprintf("/photos/%d", id)
	words := dict{"class": "licensed", "expires_at": "2026-11-29T00:00:00Z", "restriction": "Not in print.", "uses": []string{"newsletter", "web"}, "cleared": true}
	p := as[photoJSON](c.api(200, "PATCH", path, dict{"rev": rev, "words": words}))
	testkit.Equal(t, p.Rights, dict{"class": "licensed", "expires_at": "2026-11-29T00:00:00Z", "restriction": "Not in print.", "uses": []any{"web", "newsletter"}, "cleared": true})
	testkit.Equal(t, p.Verdict.Answer, "mind")
	testkit.Equal(t, len(as[list[dict]](c.api(200, "GET", "/photos?ends_before=2026-12-01T00:00:00Z", nil)).Items), 1)
	testkit.Equal(t, len(as[list[dict]](c.api(200, "GET", "/photos?class=own", nil)).Items), 0)
	p = as[photoJSON](c.api(200, "PATCH", path, dict{"rev": p.Rev, "words": dict{"expires_at": "2026-11-01T00:00:00Z", "uses": []string{}}}))
	testkit.Equal(t, p.Verdict.Answer, "refuse")
	c.api(422, "PATCH", path, dict{"rev": p.Rev, "words": dict{"class": "found"}})

	made := as[storyJSON](c.api(201, "POST", "/stories", dict{"content": dict{"headline": "With a photo", "lead": dict{"photo": id}, "body": dict{"blocks": []dict{}}}}))
	uses := as[list[dict]](c.api(200, "GET", path+"/uses", nil)).Items
	testkit.Equal(t, []any{len(uses), uses[0]["draft"], uses[0]["shown"]}, []any{1, true, false})
	report := as[list[dict]](c.api(200, "POST", path+"/swap", dict{"to": other})).Items
	testkit.Equal(t, report, []dict{{"story": float64(made.ID), "headline": "With a photo"}})
	testkit.Equal(t, len(as[list[dict]](c.api(200, "GET", path+"/uses", nil)).Items), 0)
	c.api(404, "POST", path+"/swap", dict{"to": 4711})
}

// piecesLife sends a photo in two pieces over a line that is cut.
func piecesLife(t *testing.T, c *client) {
	t.Helper()
	file := picture(t, 150)
	half := len(file) / 2
	type uploadJSON struct {
		ID       string
		Received int
	}
	u := as[uploadJSON](c.api(201, "POST", "/uploads", dict{"filename": "two.jpg", "size": len(file)}))
	c.api(413, "POST", "/uploads", dict{"filename": "x.jpg", "size": 1 << 40})
	send := func(offset int, piece []byte) result {
		r := httptest.NewRequestWithContext(t.Context(), "PUT", fmt.Sprintf("/desk/api/v1/uploads/%s?offset=%d", u.ID, offset), bytes.NewReader(piece))
		r.Header.Set("Content-Type", "application/octet-stream")
		return c.send(r)
	}
	testkit.Equal(t, as[uploadJSON](send(0, file[:half])).Received, half)
	testkit.Equal(t, send(0, file[:half]).status, 409) // the answer was lost, and it is sent again
	c.api(409, "POST", "/uploads/"+u.ID+"/finish", nil)
	testkit.Equal(t, as[uploadJSON](c.api(200, "GET", "/uploads/"+u.ID, nil)).Received, half)
	testkit.Equal(t, as[uploadJSON](send(half, append(file[half:], "and more"...))).Received, len(file)) // what is too much is not taken
	added := as[struct {
		Photo struct{ ID int64 }
		Known bool
	}](c.api(201, "POST", "/uploads/"+u.ID+"/finish", nil))
	whole := c.api(200, "GET", fmt.Sprintf("/photos/%d/file?as=original", added.Photo.ID), nil)
	testkit.Equal(t, whole.body, file)
	c.api(404, "GET", "/uploads/"+u.ID, nil)
}
