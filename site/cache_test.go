package site_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// paper is a small newspaper in which every page shows something else, so that
// what a change reaches can be told page by page.
type paper struct {
	*house
	sport, arts                      tag.ID
	lyon, minsk, chess, opera, verse tag.ID
	final, premiere                  story.Story // one story in each section
	picture, other                   photo.Photo
	pages                            []string
}

func openPaper(t *testing.T, db *database.DB) *paper {
	t.Helper()
	p := &paper{house: openHouse(t, db)}
	p.sport, p.arts = p.tag(tag.Tag{Kind: tag.Section, Name: "Sport"}), p.tag(tag.Tag{Kind: tag.Section, Name: "Arts"})
	p.minsk, p.lyon = p.tag(tag.Tag{Kind: tag.Place, Name: "Minsk"}), p.tag(tag.Tag{Kind: tag.Place, Name: "Lyon"})
	p.chess, p.opera, p.verse = p.tag(tag.Tag{Kind: tag.Topic, Name: "Chess"}), p.tag(tag.Tag{Kind: tag.Topic, Name: "Opera"}), p.tag(tag.Tag{Kind: tag.Topic, Name: "Verse"})
	p.picture, p.other = p.photo(90), p.photo(160)
	p.final = p.live(p.match("The final is drawn"))
	p.premiere = p.live(p.night("A first night"))
	p.relate(p.final.ID, p.premiere.ID)
	p.pages = []string{
		"/", "/feed.rss", "/corrections", "/topics", "/sitemaps/news.xml", "/about-the-data",
		"/sport", "/sport/feed.atom", "/places/minsk", "/topics/chess", p.final.Path, fmt.Sprintf("/api/stories/%d", p.final.ID),
		"/arts", "/arts/feed.atom", "/places/lyon", "/topics/opera", "/topics/verse", p.premiere.Path, fmt.Sprintf("/api/stories/%d", p.premiere.ID),
	}
	return p
}

func (p *paper) match(headline string) story.Content {
	c := p.plain(headline)
	c.Section, c.Places, c.Topics, c.Lead = p.sport, []tag.ID{p.minsk}, []tag.ID{p.chess}, lead(p.picture)
	return c
}

func (p *paper) night(headline string) story.Content {
	c := p.plain(headline)
	c.Section, c.Places, c.Topics = p.arts, []tag.ID{p.lyon}, []tag.ID{p.opera}
	return c
}

// kept gives the pages that are sent from memory.
func (p *paper) kept() (all []string) {
	p.t.Helper()
	for _, target := range p.pages {
		if p.get(target).hit {
			all = append(all, target)
		}
	}
	return all
}

// TestAChangePurgesExactlyWhatItTouched does one thing at a time and looks
// which pages are rendered anew.
func TestAChangePurgesExactlyWhatItTouched(t *testing.T) {
	t.Parallel()
	// Pages that tell of all stories.
	latest := []string{"/", "/feed.rss", "/corrections", "/topics", "/sitemaps/news.xml"}
	sport := []string{"/sport", "/sport/feed.atom", "/places/minsk", "/topics/chess", "final"}
	arts := []string{"/arts", "/arts/feed.atom", "/places/lyon", "/topics/opera", "premiere"}
	for _, row := range []struct {
		name  string
		do    func(p *paper) error
		stale []string // besides these every page is sent from memory
	}{
		{"nothing", func(*paper) error { return nil }, nil},
		{"save", func(p *paper) error {
			_, err := p.stories.Save(p.t.Context(), editor, p.final.ID, story.Change{Rev: p.final.Rev, Content: p.match("Not yet for readers")})
			return err
		}, nil},
		{"draft", func(p *paper) error { p.draft(p.match("For later")); return nil }, nil},
		{"publish", func(p *paper) error { p.live(p.match("A second final")); return nil }, append(latest, "/sport", "/sport/feed.atom", "/places/minsk", "/topics/chess")},
		{"publish anew", func(p *paper) error { p.change(p.final, p.match("The final is won")); return nil }, append(latest, sport...)},
		{"correct", func(p *paper) error {
			_, err := p.stories.Correct(p.t.Context(), editor, p.final.ID, p.final.Rev, story.Notice{Kind: "correction", Text: "It was won."})
			return err
		}, append(latest, sport...)},
		{"withdraw", func(p *paper) error {
			_, err := p.stories.Withdraw(p.t.Context(), editor, p.final.ID, p.final.Rev, "Not so.")
			return err
		}, append(latest, sport...)},
		{"kill", func(p *paper) error {
			_, err := p.stories.Kill(p.t.Context(), editor, p.premiere.ID, p.premiere.Rev, "Not so.")
			return err
		}, append(latest, arts...)},
		{"a tag is taken away", func(p *paper) error {
			c := p.match("The final is drawn")
			c.Topics = nil
			p.change(p.final, c)
			return nil
		}, append(latest, sport...)},
		{"swap of the photo", func(p *paper) error {
			c := p.match("The final is drawn")
			c.Lead = lead(p.other)
			p.change(p.final, c)
			return nil
		}, append(latest, sport...)},
		{"words of the photo", func(p *paper) error {
			alt := "An empty square"
			_, err := p.photos.Update(p.t.Context(), editor, p.picture.ID, p.picture.Rev, photo.Change{Alt: &alt})
			return err
		}, []string{"/", "/feed.rss", "/sport", "/sport/feed.atom", "/places/minsk", "/topics/chess", "final"}},
		{"merge", func(p *paper) error {
			_, err := p.stories.MergeTag(p.t.Context(), account.Operator("test"), p.chess, p.verse)
			return err
		}, append(latest, append([]string{"/topics/verse"}, sport...)...)},
		{"rename of a topic", func(p *paper) error {
			d, err := p.tags.Drawer(p.t.Context())
			if err != nil {
				return err
			}
			topic, _ := d.ByID(p.chess)
			topic.Name = "Chess and draughts"
			_, err = p.stories.UpdateTag(p.t.Context(), editor, topic)
			return err
		}, []string{"/topics", "/feed.rss", "/sport/feed.atom", "/topics/chess", "final"}},
		{"a new topic", func(p *paper) error { p.tag(tag.Tag{Kind: tag.Topic, Name: "Draughts"}); return nil }, nil},
		{"a new section", func(p *paper) error { p.tag(tag.Tag{Kind: tag.Section, Name: "Weather"}); return nil }, []string{"everything"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p := openPaper(t, testkit.SQLite(t))
			own := map[string][]string{
				"everything": p.pages, // the section bar stands on all
				"final":      {p.final.Path, fmt.Sprintf("/api/stories/%d", p.final.ID)},
				"premiere":   {p.premiere.Path, fmt.Sprintf("/api/stories/%d", p.premiere.ID)},
			}
			var want []string
			for _, s := range row.stale {
				if more, ok := own[s]; ok {
					want = append(want, more...)
					continue
				}
				want = append(want, s)
			}
			p.kept()
			testkit.Equal(t, p.kept(), p.pages)
			testkit.NoError(t, row.do(p))
			kept := p.kept()
			for _, target := range p.pages {
				switch {
				case slices.Contains(want, target) && slices.Contains(kept, target):
					t.Errorf("%s is still sent from memory", target)
				case !slices.Contains(want, target) && !slices.Contains(kept, target):
					t.Errorf("%s is rendered anew for nothing", target)
				}
			}
		})
	}
}

// TestARelatedStoryThatChangesIsRightBelowTheOther looks at the foot of a page.
func TestARelatedStoryThatChangesIsRightBelowTheOther(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	a, b := h.live(h.filed("The first round")), h.live(h.filed("The second round"))
	h.relate(a.ID, b.ID)
	if !says(h.page(a.Path), "The second round") {
		t.Fatal("the two are not related")
	}
	h.change(b, h.filed("The second and last round"))
	if text := h.page(a.Path); !says(text, "second and last") || says(text, "The second round") {
		t.Error("the page names the other story by an old headline")
	}
}

func TestUnknownQueryParametersShareThePage(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	st := h.live(h.filed("The talks go on"))
	for _, target := range []string{"/", st.Path, "/international", "/feed.rss", "/api/stories", "/api/stories/1", "/sitemap.xml", "/maps/tripoli.svg"} {
		want := h.get(target)
		renders := h.site.Cache().Renders.Load()
		for _, query := range []string{"?utm_source=mail", "?fbclid=1&x=%2F", "?Page=2", "?%zz"} {
			got := h.get(target + query)
			if got.status != want.status || got.body != want.body {
				t.Errorf("%s%s is another page: %d", target, query, got.status)
			}
		}
		if n := h.site.Cache().Renders.Load() - renders; n != 0 {
			t.Errorf("%s was rendered %d times for marks in its address", target, n)
		}
	}
}

func TestPagesOfAList(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	for i := range 25 {
		h.clock.Advance(time.Second)
		h.live(h.plain(fmt.Sprintf("Story number %02d", i)))
	}
	first, second := h.page("/international"), h.page("/international?page=2")
	if !strings.Contains(first, "/international?page=2") || !says(first, "number 24") || says(first, "number 04") || !says(second, "number 04") || says(second, "number 05") {
		t.Error("the list is not parted after twenty stories")
	}
	if !strings.Contains(second, `rel="canonical" href="https://news.example/international?page=2"`) {
		t.Error("the second page is not its own canonical address")
	}
	a := h.wantStatus("/international?page=1", http.StatusMovedPermanently)
	testkit.Equal(t, a.header.Get("Location"), "/international")
	for _, n := range []string{"3", "0", "-1", "02", "2.0", "x", "501", "99999999999999999999", "%32%30"} {
		h.wantStatus("/international?page="+n, http.StatusNotFound)
	}
	for _, target := range []string{"/corrections?page=0", "/corrections?page=x"} {
		h.wantStatus(target, http.StatusNotFound)
	}
	// The API's list takes what it can use of such numbers.
	for _, query := range []string{"limit=0", "limit=101", "limit=x", "page=x", "page=501"} {
		h.page("/api/stories?" + query)
	}
	if n := strings.Count(h.page("/api/stories?limit=100"), `"uri"`); n < 25 {
		t.Errorf("the API gives %d of 25 stories", n)
	}
	h.wantStatus("/api/stories?topic=atlantis", http.StatusNotFound)
}

// TestHeadersForBrowsersAndCDNs looks at what tells others how long to keep a
// page and by what to purge it.
func TestHeadersForBrowsersAndCDNs(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	c := h.filed("The talks go on")
	picture := h.photo(90)
	c.Lead = lead(picture)
	st := h.live(c)
	a := h.wantStatus(st.Path, http.StatusOK)
	testkit.Equal(t, a.header.Get("Cache-Control"), "public, max-age=0, must-revalidate")
	testkit.Equal(t, a.header.Get("Vary"), "Accept-Encoding")
	if !strings.HasPrefix(a.header.Get("Cdn-Cache-Control"), "max-age=60") || a.header.Get("Strict-Transport-Security") == "" {
		t.Errorf("headers are %v", a.header)
	}
	for name, sep := range map[string]string{"Surrogate-Key": " ", "Cache-Tag": ","} {
		keys := strings.Split(a.header.Get(name), sep)
		for _, want := range []string{"story:1", "related:1", "photo:1"} {
			if !slices.Contains(keys, want) {
				t.Errorf("%s lacks %s: %v", name, want, keys)
			}
		}
		for _, k := range keys {
			if strings.ContainsAny(k, " ,") || strings.HasPrefix(k, "path:") {
				t.Errorf("%s holds %q", name, k)
			}
		}
	}
	for target, want := range map[string]string{
		"/nowhere": "public, max-age=0, must-revalidate", "/search?q=talks": "private, no-store", file(picture): "public, max-age=3600", "/nowhere.xml/feed.rss": "no-store",
	} {
		testkit.Equal(t, h.get(target).header.Get("Cache-Control"), want)
	}
	testkit.Equal(t, h.get("/nowhere").header.Get("Cdn-Cache-Control"), "max-age=5")
}

// TestAPageThatHasNotChangedIsNotSentAgain goes through every encoding.
func TestAPageThatHasNotChangedIsNotSentAgain(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	st := h.live(h.filed("The talks go on"))
	tags := map[string]string{}
	for _, target := range []string{st.Path, "/", "/feed.atom", "/sitemap.xml"} {
		for _, encoding := range []string{"", "gzip", "br", "zstd"} {
			full := h.ask("GET", target, "Accept-Encoding", encoding)
			etag := full.header.Get("Etag")
			if !strings.HasPrefix(etag, `"`) || full.status != http.StatusOK {
				t.Fatalf("%s in %q answers %d with the tag %q", target, encoding, full.status, etag)
			}
			if was, taken := tags[etag]; taken && full.header.Get("Content-Encoding") != "" {
				t.Errorf("%s in %q has the tag of %s", target, encoding, was)
			}
			tags[etag] = target + " in " + encoding
			again := h.ask("GET", target, "Accept-Encoding", encoding, "If-None-Match", `"x", W/`+etag)
			if again.status != http.StatusNotModified || again.body != "" || again.header.Get("Etag") != etag || again.header.Get("Content-Length") != "" {
				t.Errorf("%s in %q answers %d with %d bytes", target, encoding, again.status, len(again.body))
			}
			head := h.ask("HEAD", target, "Accept-Encoding", encoding)
			if head.status != http.StatusOK || head.body != "" || head.header.Get("Etag") != etag || head.header.Get("Content-Length") != full.header.Get("Content-Length") {
				t.Errorf("HEAD %s in %q: %d, %v", target, encoding, head.status, head.header)
			}
		}
	}
	etag := h.get(st.Path).header.Get("Etag")
	h.change(st, h.filed("The talks are over"))
	if a := h.ask("GET", st.Path, "If-None-Match", etag); a.status != http.StatusOK || !says(a.body, "are over") {
		t.Errorf("after a change the old tag still answers %d", a.status)
	}
}

// TestAMissingPageIsThereOncePublished asks for an address before it is given.
func TestAMissingPageIsThereOncePublished(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	const path = "/international/2026/11/22/the-talks-go-on"
	for _, target := range []string{path, "/places/lyon", "/chess"} {
		h.wantStatus(target, http.StatusNotFound)
		if a := h.wantStatus(target, http.StatusNotFound); !a.hit {
			t.Errorf("%s is looked up again and again", target)
		}
	}
	h.live(h.plain("The talks go on"))
	h.tag(tag.Tag{Kind: tag.Place, Name: "Lyon"})
	h.tag(tag.Tag{Kind: tag.Section, Name: "Chess"})
	for _, target := range []string{path, "/places/lyon", "/chess"} {
		h.wantStatus(target, http.StatusOK)
	}
}

// TestANewMastheadIsOnEveryPage changes what stands on top.
func TestANewMastheadIsOnEveryPage(t *testing.T) {
	t.Parallel()
	p := openPaper(t, testkit.SQLite(t))
	p.kept()
	m, err := p.names.Current(t.Context())
	testkit.NoError(t, err)
	m.Name = "The Meridian"
	testkit.NoError(t, p.names.Set(t.Context(), account.Operator("test"), m))
	testkit.Equal(t, p.kept(), nil)
	if !says(p.page("/"), "The Meridian") {
		t.Error("the front has the old name")
	}
}
