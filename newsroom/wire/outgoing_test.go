package wire_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/newsroom/wire"
)

// full makes a story that has something of everything, and gives the pictures
// by part of their address.
func (h *house) full() (story.Story, map[string][]byte) {
	h.t.Helper()
	addTag := func(t tag.Tag) tag.ID {
		made, err := h.tags.Create(h.t.Context(), account.Operator("test"), t)
		testkit.NoError(h.t, err)
		return made.ID
	}
	files := map[string][]byte{}
	shoot := func(grey byte, words string) int64 {
		file := picture(h.t, grey)
		creator, agency, source, notice, terms := "Noor Haddad", "EXA", "Picture House", "2026 EXA", "Editorial use only"
		added, err := h.photos.Add(h.t.Context(), editor, photo.Upload{Filename: "p.jpg", Reader: bytes.NewReader(file), Fields: photo.Change{
			Caption: &words, Alt: &words, Headline: &words, Creator: &creator, Agency: &agency, Source: &source, Copyright: &notice, UsageTerms: &terms,
		}})
		testkit.NoError(h.t, err)
		pic := h.photos.Picture(added.Photo, body.PhotoUse{}, "")
		files[filepath.Dir(pic.URL)] = file
		return int64(added.Photo.ID)
	}
	doc, dropped := body.FromHTML(`<p>The <strong>river</strong> is <a href="https://example.org/">high</a>.</p><h2>Boats</h2><ul><li>one</li><li>two</li></ul>
		<blockquote><p>It rose.</p><footer><cite>Mary Deng</cite></footer></blockquote><aside class="pullquote"><blockquote><p>It rose.</p></blockquote></aside>
		<table><caption>Levels</caption><thead><tr><th>Day</th><th>Metres</th></tr></thead><tbody><tr><td>Monday</td><td>3</td></tr></tbody></table><hr/>
		<aside class="note note-box"><p>A box.</p></aside><p lang="ar">قوارب</p>`, body.FromOptions{Lang: "en"})
	if len(dropped) > 0 {
		h.t.Fatalf("the body lost %v", dropped)
	}
	doc.Blocks = append(doc.Blocks, body.Block{Kind: body.Photo, Photos: []body.PhotoUse{{Photo: shoot(10, "Boats.")}}},
		body.Block{Kind: body.Gallery, Photos: []body.PhotoUse{{Photo: shoot(60, "One.")}, {Photo: shoot(110, "Two."), Caption: body.TextFrom("Two, seen here.")}}})
	juba := addTag(tag.Tag{Kind: tag.Place, Name: "Juba", Located: true, Latitude: 4.85, Longitude: 31.58, Country: "SS", PlaceKind: "city", URIs: []string{"https://sws.geonames.org/373303/"}})
	content := story.Content{
		Headline: "Every boat & its “number”", Deck: "A deck < 1 line", Kicker: "On the river", Language: "en", Genre: "feature", Body: doc,
		Section: addTag(tag.Tag{Kind: tag.Section, Name: "World"}), Series: addTag(tag.Tag{Kind: tag.Series, Name: "Long River"}), Part: 3,
		Places:   []tag.ID{juba, addTag(tag.Tag{Kind: tag.Place, Name: "South Sudan"})},
		Topics:   []tag.ID{addTag(tag.Tag{Kind: tag.Topic, Name: "Rivers", URIs: []string{"http://cv.iptc.org/newscodes/mediatopic/20000065"}}), addTag(tag.Tag{Kind: tag.Topic, Name: "Boats"})},
		People:   []tag.ID{addTag(tag.Tag{Kind: tag.Person, Name: "Mary Deng"}), addTag(tag.Tag{Kind: tag.Organisation, Name: "River Board"})},
		Byline:   []story.Credit{{Person: addTag(tag.Tag{Kind: tag.Person, Name: "Ana Lima"}), Name: "Ana Lima"}, {Name: "Omar Saleh"}, {Name: "Jo Brandt", Role: "Additional reporting"}},
		Dateline: juba, DatelineText: "Juba, South Sudan", Origin: "EXA", Copyright: "2026 The Paper", UsageTerms: "Ask first", EditorialNote: "Check the numbers.",
		Lead: &story.Lead{PhotoUse: body.PhotoUse{Photo: shoot(160, "The river at dawn.")}},
	}
	st, err := h.stories.Create(h.t.Context(), editor, story.Proposal{Content: content, URI: "urn:example:full"})
	testkit.NoError(h.t, err)
	return st, files
}

// receiver opens another newsroom, which finds the pictures of the first.
func receiver(t *testing.T, files map[string][]byte) *house {
	t.Helper()
	db := testkit.SQLite(t)
	h := openHouse(t, db)
	h.wire = wire.New(db, h.stories, h.photos, wire.FetchFunc(func(_ context.Context, address string) (string, io.ReadCloser, error) {
		for part, file := range files {
			if strings.Contains(address, part) {
				return "p.jpg", io.NopCloser(bytes.NewReader(file)), nil
			}
		}
		return "", nil, fault.New(fault.NotFound, "there is nothing at %s", address)
	}), h.clock)
	return h
}

// told gives a content with names in place of numbers, so that two newsrooms
// can be compared.
func (h *house) told(c story.Content) map[string]any {
	photos := map[int64]string{}
	for _, id := range c.PhotoIDs() {
		h.read(func(q *database.Snapshot) error {
			p, err := h.photos.ByID(h.t.Context(), q, photo.ID(id))
			photos[id] = strings.Join([]string{p.Hash, p.Headline, p.Caption, p.Alt, p.Creator, p.Agency, p.Source, p.Copyright, p.UsageTerms}, "|")
			return err
		})
	}
	people := map[string]string{}
	for _, b := range c.Byline {
		people[b.Name] = strings.Join(h.names([]tag.ID{b.Person}), "")
	}
	blocks := c.Body.Blocks
	var uses []string
	for i := range blocks {
		for j := range blocks[i].Photos {
			use := &blocks[i].Photos[j]
			uses = append(uses, photos[use.Photo]+use.Caption.String())
			use.Photo, use.Caption = 0, nil
		}
	}
	lead := ""
	if c.Lead != nil {
		lead = photos[c.Lead.Photo]
	}
	places := h.drawer().ByIDs(c.Places)
	for i := range places {
		t := &places[i]
		places[i] = tag.Tag{Kind: t.Kind, Name: t.Name, Located: t.Located, Latitude: t.Latitude, Longitude: t.Longitude, Country: t.Country, PlaceKind: t.PlaceKind}
	}
	byline := append([]story.Credit(nil), c.Byline...)
	for i := range byline {
		byline[i].Person = 0
	}
	return map[string]any{
		"words":   []string{c.Headline, c.Deck, c.Kicker, c.Language, c.Genre, c.DatelineText, c.Origin, c.Copyright, c.UsageTerms, c.EditorialNote},
		"section": h.names([]tag.ID{c.Section}), "series": h.names([]tag.ID{c.Series}), "part": c.Part, "dateline": h.names([]tag.ID{c.Dateline}),
		"places": places, "topics": h.names(c.Topics), "people": h.names(c.People), "byline": byline, "persons": people, "body": blocks, "photos": uses, "lead": lead,
	}
}

func TestExportComesBackTheSame(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"3.1", "2.2"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t, testkit.SQLite(t))
			st, files := h.full()
			paper := h.paper(st)
			paper.Standard, paper.Indent = version, true
			data, err := wire.Encode(wire.FromStory(st), paper)
			testkit.NoError(t, err)
			testkit.Golden(t, "testdata/export-"+version+".json", mask(string(data)))

			other := receiver(t, files)
			r := other.takeFrom(wire.Source{Reader: bytes.NewReader(data)}, wire.Options{})[0]
			if r.Outcome != wire.Created || len(r.Problems) > 0 {
				t.Fatalf("came in as %+v", r)
			}
			testkit.Equal(t, other.told(other.story(r.Story).Content), h.told(st.Content), cmp.Comparer(func(a, b []body.Block) bool {
				x, _ := body.Encode(body.Document{Blocks: a})
				y, _ := body.Encode(body.Document{Blocks: b})
				return bytes.Equal(x, y)
			}))
			if again := h.takeFrom(wire.Source{Reader: bytes.NewReader(data)}, wire.Options{})[0]; again.Outcome != wire.Unchanged {
				t.Errorf("at home it came in as %+v", again)
			}
			if _, err := os.Stat(official); err == nil {
				validate(t, schema(t, version), data)
			}
		})
	}
}

// mask hides the parts of photo addresses that differ from run to run.
func mask(s string) string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		if i := strings.Index(line, "/photo/"); i >= 0 {
			line = line[:i] + "/photo/…"
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func TestExportTellsWhereAStoryStands(t *testing.T) {
	t.Parallel()
	later := noon.Add(2 * time.Hour)
	base := story.Story{ID: 5, Rev: 3, URI: "urn:a", ChangedAt: noon, CreatedAt: noon, Content: story.Content{Headline: "x", Language: "en", Section: 1, EditorialNote: "secret"}}
	tests := []struct {
		name  string
		state story.Publication
		edit  func(*story.Story)
		want  []string
		not   []string
	}{
		{"draft", story.Draft, func(*story.Story) {}, []string{`"pubStatus":"withheld"`, `"version":"3"`, `"edNote":"secret"`}, []string{"embargoedUntil"}},
		{"embargoed draft", story.Draft, func(st *story.Story) { st.EmbargoUntil = later }, []string{`"withheld"`, `"embargoedUntil":"2026-11-22T14:00:00Z"`}, nil},
		{"scheduled", story.Scheduled, func(st *story.Story) { st.PublishAt = later }, []string{`"usable"`, `"embargoedUntil":"2026-11-22T14:00:00Z"`}, nil},
		{"live", story.Live, func(st *story.Story) { st.FirstPublishedAt, st.EmbargoUntil, st.Path = noon, noon, "/world/x" }, []string{`"usable"`, `"firstCreated":"2026-11-22T12:00:00Z"`, `"https://paper.example/world/x"`}, []string{"embargoed"}},
		{"withdrawn", story.Withdrawn, func(*story.Story) {}, []string{`"withheld"`}, nil},
		{"killed", story.Killed, func(*story.Story) {}, []string{`"canceled"`}, nil},
		{"from a wire", story.Live, func(st *story.Story) { st.WireVersion = "7 2026-11-20T08:00:00Z" }, []string{`"version":"7"`, `"versionCreated":"2026-11-20T08:00:00Z"`}, nil},
		{"without a uri", story.Live, func(st *story.Story) { st.URI = "" }, []string{`"uri":"tag:paper.example,2026:story:5"`}, nil},
	}
	h := openHouse(t, testkit.SQLite(t))
	for _, tt := range tests {
		st := base
		st.Publication = tt.state
		tt.edit(&st)
		data, err := wire.Encode(wire.FromStory(st), h.paper(st))
		testkit.NoError(t, err)
		for _, s := range tt.want {
			if !strings.Contains(string(data), s) {
				t.Errorf("%s: no %s in %s", tt.name, s, data)
			}
		}
		for _, s := range tt.not {
			if strings.Contains(string(data), s) {
				t.Errorf("%s: %s in %s", tt.name, s, data)
			}
		}
		if _, err := os.Stat(official); err == nil {
			validate(t, schema(t, "3.1"), data)
		}
	}
	page := story.Page{Card: story.Card{ID: 5, URI: "urn:a", PublishedAt: noon, UpdatedAt: noon}, Content: base.Content, Corrections: []story.Correction{{Kind: "correction", Text: "It was Tuesday.", At: noon}}}
	data, err := wire.Encode(wire.FromPage(page), h.paper(base))
	testkit.NoError(t, err)
	if strings.Contains(string(data), "secret") || !strings.Contains(string(data), "It was Tuesday.") {
		t.Errorf("readers see %s", data)
	}
	if _, err := wire.Encode(wire.FromPage(page), wire.Paper{Tags: h.drawer(), Standard: "1.3"}); err == nil {
		t.Error("ninjs 1.3 is written")
	}
}
