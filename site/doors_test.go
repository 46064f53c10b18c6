package site_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// lists are the pages on which a story of house.filed stands.
func lists() []string {
	return []string{"/", "/international", "/international/europe", "/places/libya", "/places/tripoli", "/topics/diplomacy", "/people/ana-lima", "/organisations/united-nations", "/series/the-long-road"}
}

// feeds are the feeds that carry such a story.
func feeds() (all []string) {
	for _, list := range lists() {
		for _, kind := range []string{"rss", "atom", "json"} {
			all = append(all, strings.TrimSuffix(list, "/")+"/feed."+kind)
		}
	}
	return all
}

// doors are all addresses besides its own at which something of such a story
// may be read. other is a public story under the same tags.
func doors(other story.Story) []string {
	all := append(lists(), feeds()...)
	all = append(all, other.Path, "/search?q=zanzibar", "/search?q=zanzibar&order=newest", "/sitemaps/stories-0.xml", "/sitemaps/news.xml", "/api/stories", "/api/stories?limit=5")
	for _, q := range []string{"section=international", "section=europe", "place=libya", "place=tripoli", "topic=diplomacy", "person=ana-lima", "organisation=united-nations", "series=the-long-road"} {
		all = append(all, "/api/stories?"+q)
	}
	return all
}

const secret = "Zanzibar"

func TestAnEmbargoHoldsAtEveryDoorToTheSecond(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		other := h.live(h.filed("An earlier round of talks"))
		picture := h.photo(90)
		c, charted := h.filed(secret+" accord is signed"), h.filed(secret+" in figures")
		c.Lead = lead(picture)
		charted.Lead = &story.Lead{Chart: json.RawMessage(`{"kind":"bars","Title":"Zanzibar trade","Unit":"tonnes","Labels":["2024","2025"],"Values":[1,2]}`)}
		until := noon.Add(time.Hour)
		var held []story.Story
		for _, c := range []story.Content{c, charted} {
			st := h.draft(c)
			st, err := h.stories.Schedule(t.Context(), editor, st.ID, st.Rev, story.Timing{EmbargoUntil: until})
			testkit.NoError(t, err)
			held = append(held, st)
		}
		own := []string{
			"/international/europe/2026/11/22/zanzibar-accord-is-signed", fmt.Sprintf("/api/stories/%d", held[0].ID), file(picture),
			"/international/europe/2026/11/22/zanzibar-in-figures", fmt.Sprintf("/api/stories/%d", held[1].ID), fmt.Sprintf("/charts/%d.svg", held[1].ID),
		}

		h.clock.Set(until.Add(-time.Second))
		n, _, err := h.stories.PublishDue(t.Context())
		testkit.NoError(t, err)
		testkit.Equal(t, n, 0)
		h.relate(other.ID, held[0].ID, held[1].ID)
		for range 2 { // the second time many come from memory
			for _, door := range doors(other) {
				text := h.page(door)
				text = strings.ReplaceAll(text, "q=zanzibar", "") // what the reader asked for
				text = strings.ReplaceAll(text, `value="zanzibar"`, "")
				if strings.HasPrefix(door, "/search") {
					text = strings.ReplaceAll(text, "zanzibar", "")
				}
				if says(text, secret+" ") || says(text, "zanzibar-") {
					t.Errorf("a second before its embargo ends the story is at %s", door)
				}
			}
			for _, door := range own {
				h.wantStatus(door, http.StatusNotFound)
			}
		}

		h.clock.Set(until.Add(time.Second))
		n, _, err = h.stories.PublishDue(t.Context())
		testkit.NoError(t, err)
		testkit.Equal(t, n, 2)
		h.relate(other.ID)
		for _, door := range doors(other) {
			if text := h.page(door); !says(text, secret+" accord") && !says(text, "zanzibar-accord") {
				t.Errorf("a second after its embargo ended the story is not at %s", door)
			}
		}
		for _, door := range own {
			h.wantStatus(door, http.StatusOK)
		}
	})
}

// TestTagsOfAHeldStoryAreNotListed looks for tags that only a story under
// embargo has.
func TestTagsOfAHeldStoryAreNotListed(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	c := h.plain("A visit")
	for kind, to := range map[tag.Kind]*[]tag.ID{tag.Place: &c.Places, tag.Topic: &c.Topics, tag.Person: &c.People} {
		*to = []tag.ID{h.tag(tag.Tag{Kind: kind, Name: "Xanadu " + string(kind)})}
	}
	c.People = append(c.People, h.tag(tag.Tag{Kind: tag.Organisation, Name: "Xanadu organisation"}))
	c.Series = h.tag(tag.Tag{Kind: tag.Series, Name: "Xanadu series"})
	st := h.draft(c)
	where := []string{"/places", "/topics", "/people", "/organisations", "/series", "/sitemaps/lists.xml"}
	for _, page := range where {
		if says(h.page(page), "xanadu") {
			t.Errorf("%s names a tag that no public story has", page)
		}
	}
	st = h.publish(st)
	for _, page := range where {
		if !says(h.page(page), "xanadu") {
			t.Errorf("%s does not name the tag of a public story", page)
		}
	}
	_, err := h.stories.Kill(t.Context(), editor, st.ID, st.Rev, "never was")
	testkit.NoError(t, err)
	for _, page := range where {
		if says(h.page(page), "xanadu") {
			t.Errorf("%s names the tag of a killed story", page)
		}
	}
}

func TestACorrectionIsRightEverywhereAtOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		other := h.live(h.filed("An earlier round of talks"))
		st := h.live(h.filed("Zanzibar signs with ten states"))
		h.relate(other.ID, st.ID)
		all := append(doors(other), st.Path, fmt.Sprintf("/api/stories/%d", st.ID))
		withHeadline := func(door string) bool { return !strings.HasPrefix(door, "/sitemaps/stories") }
		for _, door := range all {
			if text := h.page(door); withHeadline(door) && !says(text, "ten states") {
				t.Errorf("%s does not have the story", door)
			}
		}
		h.clock.Advance(time.Second)
		right := h.filed("Zanzibar signs with eleven states")
		st, err := h.stories.Correct(t.Context(), editor, st.ID, st.Rev, story.Notice{Kind: "correction", Text: "There were eleven and not as many as we wrote.", Content: &right})
		testkit.NoError(t, err)
		for _, door := range all {
			text := h.page(door)
			if says(text, "ten states") || withHeadline(door) && !says(text, "eleven states") {
				t.Errorf("%s is not corrected", door)
			}
		}
		for _, door := range append(feeds(), "/corrections", st.Path) {
			if !says(h.page(door), "There were eleven and not") {
				t.Errorf("%s does not tell the correction", door)
			}
		}
		if says(h.page("/search?q=ten"), "signs with") {
			t.Error("the story is found by the word that was wrong")
		}
	})
}

func TestAKilledStoryIsGoneFromEveryDoor(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		other := h.live(h.filed("An earlier round of talks"))
		picture := h.photo(90)
		c := h.filed("Zanzibar accord is signed")
		c.Lead = lead(picture)
		st := h.live(c)
		st, err := h.stories.Correct(t.Context(), editor, st.ID, st.Rev, story.Notice{Kind: "clarification", Text: "Zanzibar is an archipelago."})
		testkit.NoError(t, err)
		h.relate(other.ID, st.ID)
		all := append(doors(other), "/corrections")
		for _, door := range all {
			h.page(door)
		}
		h.page(st.Path)
		h.page(file(picture))
		st, err = h.stories.Kill(t.Context(), editor, st.ID, st.Rev, "Invented from end to end.")
		testkit.NoError(t, err)
		for _, door := range all {
			text := h.page(door)
			if strings.HasPrefix(door, "/search") {
				text = strings.ReplaceAll(text, "zanzibar", "")
			}
			if says(text, "Zanzibar accord") || says(text, "zanzibar-accord") || says(text, "archipelago") {
				t.Errorf("the killed story is still at %s", door)
			}
		}
		gone := h.wantStatus(st.Path, http.StatusGone)
		if says(gone.body, secret+" accord") || says(gone.body, "invented") {
			t.Error("the page that says that it is gone tells of the story, or why")
		}
		h.wantStatus(fmt.Sprintf("/api/stories/%d", st.ID), http.StatusNotFound)
		h.wantStatus(file(picture), http.StatusNotFound)
	})
}

func TestAKilledPhotoIsGone(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	p := h.photo(90)
	c := h.plain("A square at dusk")
	c.Lead = lead(p)
	st := h.live(c)
	if text := h.page(st.Path); !strings.Contains(text, "/photo/1/") {
		t.Fatal("the page does not show the photo")
	}
	a := h.wantStatus(file(p), http.StatusOK)
	testkit.Equal(t, a.header.Get("Content-Type"), "image/jpeg")
	_, err := h.photos.Kill(t.Context(), editor, p.ID, "The rights are not ours.")
	testkit.NoError(t, err)
	for _, page := range []string{st.Path, "/", "/international", "/feed.rss", "/api/stories"} {
		if strings.Contains(h.page(page), "/photo/1/") {
			t.Errorf("%s shows a killed photo", page)
		}
	}
	h.wantStatus(file(p), http.StatusGone)
}

func TestAProofIsSeenWithoutBeingPublic(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	c := h.filed("A secret still")
	c.Lead = lead(h.photo(90))
	proof, err := h.site.Proof(t.Context(), h.draft(c), "/desk/proof")
	testkit.NoError(t, err)
	for _, want := range []string{"A secret still", `src="/desk/proof/photo/`, "</html>"} {
		if !strings.Contains(string(proof.HTML), want) {
			t.Errorf("the proof lacks %s", want)
		}
	}
	if !strings.Contains(proof.Policy, "frame-ancestors 'self'") || strings.Contains(proof.Policy, "unsafe") {
		t.Errorf("the policy is %s", proof.Policy)
	}
	for _, page := range []string{"/", "/international", "/search?q=secret", "/feed.rss", "/api/stories"} {
		if strings.Contains(h.page(page), "A secret still") {
			t.Errorf("%s shows it", page)
		}
	}
}

func TestAWithdrawnStorySaysWhyAndMayComeBack(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		st := h.live(h.filed("Zanzibar accord is signed"))
		h.page(st.Path)
		st, err := h.stories.Withdraw(t.Context(), editor, st.ID, st.Rev, "We could not confirm who signed.")
		testkit.NoError(t, err)
		a := h.wantStatus(st.Path, http.StatusGone)
		if !says(a.body, "We could not confirm who signed.") || !says(a.body, "noindex") {
			t.Error("the address does not say why the story is gone, or may be indexed")
		}
		if says(h.page("/"), "accord") {
			t.Error("the front shows a withdrawn story")
		}
		st = h.publish(st)
		if !says(h.page(st.Path), "accord") || !says(h.page("/"), "accord") {
			t.Error("the story is not back")
		}
	})
}

// TestAMovedStoryIsFoundInOneHop moves a story twice: each old address leads to
// the newest one.
func TestAMovedStoryIsFoundInOneHop(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		st := h.live(h.filed("First words"))
		var old []string
		for _, words := range []string{"second", "third"} {
			old = append(old, st.Path)
			h.page(st.Path)
			c := h.filed("First words")
			c.Slug = words
			st = h.change(st, c)
		}
		for _, path := range old {
			a := h.wantStatus(path, http.StatusMovedPermanently)
			testkit.Equal(t, a.header.Get("Location"), st.Path)
		}
		h.page(st.Path)
	})
}

func TestAMergedTagLeadsOn(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		twin := h.tag(tag.Tag{Kind: tag.Topic, Name: "Peace talks"})
		c := h.filed("Zanzibar accord is signed")
		c.Topics = []tag.ID{twin}
		st := h.live(c)
		for _, page := range []string{"/topics/peace-talks", "/topics/diplomacy", "/topics/peace-talks/feed.rss", st.Path} {
			h.page(page)
		}
		_, err := h.stories.MergeTag(t.Context(), account.Operator("test"), twin, h.diplomacy)
		testkit.NoError(t, err)
		for from, to := range map[string]string{"/topics/peace-talks": "/topics/diplomacy", "/topics/peace-talks/feed.atom": "/topics/diplomacy/feed.atom"} {
			a := h.wantStatus(from, http.StatusMovedPermanently)
			testkit.Equal(t, a.header.Get("Location"), to)
		}
		for _, page := range []string{"/topics/diplomacy", "/topics/diplomacy/feed.rss", "/api/stories?topic=diplomacy", "/api/stories?topic=peace-talks"} {
			if !says(h.page(page), "accord") {
				t.Errorf("%s lacks the story of the merged tag", page)
			}
		}
		if text := h.page(st.Path); says(text, "Peace talks") || !says(text, "/topics/diplomacy") {
			t.Error("the story's page still names the merged tag")
		}
	})
}

func TestARenamedSectionMovesItsPage(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	st := h.live(h.filed("Zanzibar accord is signed"))
	h.page("/international/europe")
	d, err := h.tags.Drawer(t.Context())
	testkit.NoError(t, err)
	section, _ := d.ByID(h.world)
	section.Name, section.Slug = "World", "world"
	_, err = h.stories.UpdateTag(t.Context(), editor, section)
	testkit.NoError(t, err)
	for from, to := range map[string]string{"/international": "/world", "/international/europe": "/world/europe", "/europe": "/world/europe", "/international/europe/feed.rss": "/world/europe/feed.rss"} {
		a := h.wantStatus(from, http.StatusMovedPermanently)
		testkit.Equal(t, a.header.Get("Location"), to)
	}
	if text := h.page(st.Path); !says(text, `href="/world"`) { // its own address stays
		t.Error("the story's page does not link to the section's new address")
	}
}

// TestTheNewsSitemapForgetsAfterTwoDays looks a second before and after.
func TestTheNewsSitemapForgetsAfterTwoDays(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	h.live(h.plain("An older one"))
	h.clock.Advance(time.Hour)
	h.live(h.plain("A newer one"))
	const day = 24 * time.Hour
	h.clock.Set(noon.Add(2*day - time.Second))
	if !says(h.page("/sitemaps/news.xml"), "An older one") {
		t.Error("a story of less than two days is not in the news sitemap")
	}
	h.clock.Set(noon.Add(2*day + time.Second))
	text := h.page("/sitemaps/news.xml")
	if says(text, "An older one") || !says(text, "A newer one") {
		t.Error("a story of more than two days is in the news sitemap, or a newer one is not")
	}
	if !says(h.page("/sitemaps/stories-0.xml"), "an-older-one") {
		t.Error("the story left the sitemap of all stories")
	}
}

// TestPagesCostFewQueries pins what a page asks of the database.
func TestPagesCostFewQueries(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		p := h.photo(90)
		var last story.Story
		for i := range 12 {
			c := h.filed(fmt.Sprintf("Round %d of the talks", i))
			c.Series, c.Part, c.Lead = 0, 0, lead(p)
			if i > 0 {
				c.Body.Blocks[0].Text = append(c.Body.Blocks[0].Text, body.Span{Text: " Before.", Story: int64(last.ID)})
			}
			last = h.live(c)
		}
		ids := make([]story.ID, last.ID)
		for i := range ids {
			ids[i] = story.ID(i + 1)
		}
		h.relate(ids...)
		h.page(last.Path) // the drawer and the masthead are in memory from here
		testkit.Equal(t, h.site.StoryQueries(t, last.Path), int64(5))
		testkit.Equal(t, h.site.FrontQueries(t), int64(4))
		corrected, err := h.stories.Correct(t.Context(), editor, last.ID, last.Rev, story.Notice{Kind: "correction", Text: "It was the next one."})
		testkit.NoError(t, err)
		h.page(corrected.Path)
		testkit.Equal(t, h.site.StoryQueries(t, last.Path), int64(6))
	})
}
