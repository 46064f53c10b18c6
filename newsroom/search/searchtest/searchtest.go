// Package searchtest holds what any index of the clippings must do, whatever
// database it lives in. Each engine's tests run it.
package searchtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/testkit"
	"dateline/newsroom/body"
	"dateline/newsroom/search"
	"dateline/newsroom/story"
)

// Now is when the tests take place.
var Now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// Paper is a newsroom with nothing but its clippings.
type Paper struct {
	t      testing.TB
	db     *database.DB
	Search *search.Clippings
}

// Open opens a paper on an empty, migrated database.
func Open(t testing.TB, db *database.DB) *Paper {
	return &Paper{t: t, db: db, Search: search.New(db, clock.Freeze(Now))}
}

// For gives the same paper to another test.
func (p *Paper) For(t testing.TB) *Paper { return &Paper{t: t, db: p.db, Search: p.Search} }

// Story is a story to be printed; its place in the list is its number.
type Story struct {
	Language string // "en" where empty
	Headline string
	Deck     string
	Body     string
	Names    []string
	Days     int // its age
}

// Print publishes stories as numbers 1, 2, 3 … and files them.
func (p *Paper) Print(stories ...Story) {
	p.t.Helper()
	ctx := context.Background()
	testkit.NoError(p.t, p.db.Write(ctx, func(tx *database.Tx) error {
		for i, s := range stories {
			if err := p.print(ctx, tx, story.ID(i+1), s); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (p *Paper) print(ctx context.Context, tx *database.Tx, id story.ID, s Story) error {
	if s.Language == "" {
		s.Language = "en"
	}
	c := story.Content{Headline: s.Headline, Deck: s.Deck, Language: s.Language, Section: 1, Body: body.FromText(s.Body)}
	at := Now.AddDate(0, 0, -s.Days)
	if err := Insert(ctx, tx, id, at, c); err != nil {
		return err
	}
	return p.Search.Index(ctx, tx, story.Public{Card: story.Card{ID: id, PublishedAt: at}, Content: c, Names: s.Names})
}

// Insert writes the rows of a public story without filing it.
func Insert(ctx context.Context, tx *database.Tx, id story.ID, at time.Time, c story.Content) error {
	text, err := database.JSON(c)
	if err != nil {
		return err
	}
	path, m := fmt.Sprintf("/s/%d", id), database.Micros(at)
	for _, row := range []struct {
		statement string
		args      []any
	}{
		{`INSERT INTO story (id, rev, publication, workflow, headline, language, content_rev, live_rev, path, created_at, changed_at) VALUES ($1, 1, 'live', 'ready', $2, $3, 1, 1, $4, $5, $5)`, []any{id, c.Headline, c.Language, path, m}},
		{`INSERT INTO revision (story_id, rev, kind, at, actor_id, actor, content) VALUES ($1, 1, 'create', $2, 1, 'test', $3)`, []any{id, m, text}},
		{`INSERT INTO published (story_id, rev, path, uri, headline, deck, kicker, language, genre, section_id, place_id, series_id, part, photo_id, lead, byline, words, corrected, published_at, updated_at)
			VALUES ($1, 1, $2, '', $3, $4, '', $5, '', 1, 0, 0, 0, 0, 'null', 'null', 300, FALSE, $6, $6)`, []any{id, path, c.Headline, c.Deck, c.Language, m}},
	} {
		if _, err := tx.Exec(ctx, row.statement, row.args...); err != nil {
			return fmt.Errorf("insert story %d: %w", id, err)
		}
	}
	return nil
}

// Withdraw takes a story from the public without telling the index.
func (p *Paper) Withdraw(id story.ID) {
	p.t.Helper()
	testkit.NoError(p.t, p.db.Write(context.Background(), func(tx *database.Tx) error {
		_, err := tx.Exec(context.Background(), `DELETE FROM published WHERE story_id = $1`, id)
		return err
	}))
}

// Find searches and fails the test on any error.
func (p *Paper) Find(q search.Query) (r search.Result) {
	p.t.Helper()
	ctx := context.Background()
	if q.Limit == 0 {
		q.Limit = 20
	}
	testkit.NoError(p.t, p.db.Read(ctx, func(s *database.Snapshot) (err error) {
		r, err = p.Search.Search(ctx, s, q)
		return err
	}))
	return r
}

// IDs searches by relevance and gives the numbers of what is found.
func (p *Paper) IDs(text string) []story.ID {
	p.t.Helper()
	return ids(p.Find(search.Query{Text: text}))
}

func ids(r search.Result) (ids []story.ID) {
	for _, h := range r.Hits {
		ids = append(ids, h.ID)
	}
	return ids
}

// Run runs the suite; open gives an empty, migrated database each time.
func Run(t *testing.T, open func(t testing.TB) *database.DB) {
	t.Helper()
	for _, part := range []struct {
		name string
		test func(t *testing.T, p *Paper)
	}{
		{"words", words}, {"languages", languages}, {"ranking", ranking}, {"paging", paging}, {"gate", gate}, {"rebuild", rebuild}, {"hostile", hostile}, {"one moment", oneMoment}, {"long", long},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			part.test(t, Open(t, open(t)))
		})
	}
}

// words is what a query's words, phrases and exclusions mean.
func words(t *testing.T, p *Paper) {
	p.Print(
		Story{Headline: "Elections in Lisbon", Deck: "The council votes on short lets", Body: "The Bank of England is not in Lisbon. Paulo Quintela’s office says COVID-19 rules ended.", Names: []string{"Lisbon", "Housing"}},
		Story{Headline: "An election postponed", Body: "England waits. A bank in Accra closed in 2019."},
		Story{Headline: "Fjords", Body: "Tromsø and Gdańsk share a ferry; so do Łódź and nobody. Straße, Œuvre, ½ price."},
		Story{Headline: "The Who", Body: "They are a band and it was loud."},
		Story{Headline: "Peace", Body: "talks", Names: []string{"Geneva", "Convention hall"}},
	)
	for query, want := range map[string][]story.ID{
		"elections":              {1, 2},
		"ELECTION":               {2, 1},
		`"elections"`:            {1},
		"lisbon election":        {1},
		"lisbon -election":       nil,
		"election -lisbon":       {2},
		`election -"short lets"`: {2},
		`"bank of england"`:      {1},
		"bank england":           {1, 2},
		"the bank of england":    {1, 2},
		"covid-19":               {1},
		"quintela's":             {1},
		"Quintela":               {1},
		"tromso":                 {3},
		"TROMSØ":                 {3},
		"gdansk lodz":            {3},
		"strasse oeuvre":         {3},
		"the who":                {4},
		`"the who"`:              {4},
		`"and it was"`:           nil, // small words alone are looked for in the head
		"housing":                {1},
		"geneva":                 {5},
		`"geneva convention"`:    nil, // two names that only stand beside each other
		`"peace talks"`:          nil, // end of the headline and begin of the text
		"peace talks":            {5},
		"2019":                   {2},
		"٢٠١٩":                   {2},
		"nothing of the sort":    nil,
		"-election":              nil,
		"“elections in”":         {1},
		"«elections in lisbon»":  {1},
		`"elections in`:          {1},
		"":                       nil,
		"   ":                    nil,
		"elect ion":              nil,
		"e":                      nil,
	} {
		if got := p.IDs(query); !slices.Equal(sorted(got), sorted(want)) {
			t.Errorf("%q finds %v, want %v", query, got, want)
		}
	}
}

func sorted(ids []story.ID) []story.ID {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return ids
}

// languages is how a word is found in its other forms.
func languages(t *testing.T, p *Paper) {
	p.Print(
		Story{Language: "ar", Headline: "الانتخابات في سوريا", Body: "قال وزيرُ الخارجية إنّ المحادثات ستبدأ غدًا في مدرسة القاهرة"},
		Story{Language: "fr", Headline: "L’élection du maire", Body: "Les pêcheurs demandent des quotas."},
		Story{Language: "de", Headline: "Die Häuser am Fluss", Body: "Die Wahlen wurden verschoben."},
		Story{Language: "es-MX", Headline: "Las ciudades inacabadas", Body: "El agua se fue."},
		Story{Language: "ja", Headline: "東京の夜勤", Body: "駅員たちは朝まで働く。"},
		Story{Language: "en-GB", Headline: "Running water", Body: "Pumps ran dry."},
	)
	for query, want := range map[string]story.ID{
		"انتخابات": 1, "المحادثات": 1, "محادثات": 1, "وزير": 1, "مدرسه": 1, "قاهرة": 1, "elections": 2, "élection": 2, "pecheur": 2, "haus": 3, "wahl": 3, "ciudad": 4, "東京": 5, "夜勤": 5, "run": 6, "pump": 6,
	} {
		if got := p.IDs(query); !slices.Contains(got, want) {
			t.Errorf("%q finds %v, want %d among them", query, got, want)
		}
	}
	if got := p.IDs("ciud"); got != nil {
		t.Errorf("half a word finds %v", got)
	}
	if got := p.IDs("京東"); got != nil {
		t.Errorf("ideographs in another order find %v", got)
	}
}

// ranking is which story stands first.
func ranking(t *testing.T, p *Paper) {
	p.Print(
		Story{Headline: "A quiet day", Body: "Nothing but the harbour was calm.", Days: 0},
		Story{Headline: "Harbour is closed", Body: "Ships wait.", Days: 40},
		Story{Headline: "Ships wait", Deck: "The harbour remains closed", Body: "And wait.", Days: 41},
		Story{Headline: "An old note", Body: "On the harbour.", Days: 3000},
		Story{Headline: "Ferry talks in the harbour", Body: "They talk.", Days: 3},
		Story{Headline: "Talks on a ferry", Body: "They talk.", Days: 2},
	)
	testkit.Equal(t, p.IDs("harbour"), []story.ID{5, 2, 3, 1, 4})
	testkit.Equal(t, ids(p.Find(search.Query{Text: "harbour", Newest: true})), []story.ID{1, 5, 2, 3, 4})
	testkit.Equal(t, p.IDs("ferry talks"), []story.ID{5, 6})
}

// paging is what a page of results holds, and what is said of the rest.
func paging(t *testing.T, p *Paper) {
	stories := make([]Story, 520)
	for i := range stories {
		stories[i] = Story{Headline: fmt.Sprintf("Report %d", i), Body: "common ground", Days: len(stories) - i}
	}
	stories[3].Headline, stories[3].Deck = "Common ground", "An old headline is found beyond the window"
	p.Print(stories...)
	first := p.Find(search.Query{Text: "common", Newest: true, Limit: 10})
	if first.Total != 500 || !first.More || first.Hits[0].ID != 520 || len(first.Hits) != 10 {
		t.Fatalf("the first page: total %d, more %v, %d hits from %d", first.Total, first.More, len(first.Hits), first.Hits[0].ID)
	}
	testkit.Equal(t, p.Find(search.Query{Text: "common", Newest: true, Limit: 10, Offset: 495}).Hits[4].ID, 21)
	testkit.Equal(t, len(p.Find(search.Query{Text: "common", Newest: true, Limit: 10, Offset: 500}).Hits), 0)
	if got := p.IDs("common"); !slices.Contains(got, 4) {
		t.Errorf("the old headline is not on the first page: %v", got)
	}
	seen := map[story.ID]bool{}
	for offset := 0; offset < 500; offset += 50 {
		for _, h := range p.Find(search.Query{Text: "common", Limit: 50, Offset: offset}).Hits {
			if seen[h.ID] {
				t.Fatalf("story %d stands on two pages", h.ID)
			}
			seen[h.ID] = true
		}
	}
	testkit.Equal(t, len(seen), 500)
	if few := p.Find(search.Query{Text: "old headline"}); few.Total != 1 || few.More {
		t.Errorf("one story is counted as %d, more %v", few.Total, few.More)
	}
}

// gate is that nothing is found that is not public.
func gate(t *testing.T, p *Paper) {
	p.Print(Story{Headline: "First version of the harbour", Body: "wrongly told"}, Story{Headline: "Harbour again"})
	ctx := context.Background()
	write := func(f func(tx *database.Tx) error) { testkit.NoError(t, p.db.Write(ctx, f)) }
	write(func(tx *database.Tx) error {
		c := story.Content{Headline: "Second version of the quay", Language: "en", Body: body.FromText("rightly told")}
		return p.Search.Index(ctx, tx, story.Public{Card: story.Card{ID: 1, PublishedAt: Now}, Content: c})
	})
	testkit.Equal(t, p.IDs("wrongly"), nil)
	testkit.Equal(t, p.IDs("rightly"), []story.ID{1})
	testkit.Equal(t, p.IDs("harbour"), []story.ID{2})
	write(func(tx *database.Tx) error { return p.Search.Remove(ctx, tx, 1) })
	write(func(tx *database.Tx) error { return p.Search.Remove(ctx, tx, 1) }) // twice is no error
	testkit.Equal(t, p.IDs("quay"), nil)
	p.Withdraw(2)
	testkit.Equal(t, p.IDs("harbour"), nil) // the index still has it; readers do not
}

// rebuild is that an index can be made from what is public alone.
func rebuild(t *testing.T, p *Paper) {
	p.Print(Story{Headline: "Kept"}, Story{Headline: "Withdrawn unseen"})
	ctx := context.Background()
	testkit.NoError(t, p.db.Write(ctx, func(tx *database.Tx) error {
		return Insert(ctx, tx, 3, Now, story.Content{Headline: "Published unseen", Language: "en", Byline: []story.Credit{{Name: "Nadia Rahal"}}})
	}))
	p.Withdraw(2)
	p.gaps(1, 1)
	stopped, stop := context.WithCancel(ctx)
	err := p.Search.Rebuild(stopped, func(int) { stop() })
	if err == nil {
		t.Fatal("a rebuild that was interrupted says it is done")
	}
	done := 0
	testkit.NoError(t, p.Search.Rebuild(ctx, func(n int) { done = n }))
	testkit.Equal(t, done, 0) // the first one had come to the end
	p.gaps(0, 0)
	testkit.NoError(t, p.Search.Rebuild(ctx, func(n int) { done = n }))
	testkit.Equal(t, done, 2)
	testkit.Equal(t, p.IDs("unseen"), []story.ID{3})
	testkit.Equal(t, p.IDs("rahal"), []story.ID{3})
	testkit.Equal(t, p.IDs("kept"), []story.ID{1})
}

func (p *Paper) gaps(missing, stray int) {
	p.t.Helper()
	ctx := context.Background()
	testkit.NoError(p.t, p.db.Read(ctx, func(q *database.Snapshot) error {
		m, s, err := p.Search.Gaps(ctx, q)
		testkit.Equal(p.t, [2]int{m, s}, [2]int{missing, stray})
		return err
	}))
}

// hostile is that no query is an error, and none is more than words.
func hostile(t *testing.T, p *Paper) {
	p.Print(Story{Headline: "Harbour", Body: "It's <b>bold</b> & \"quoted\" \\ backslash near headline column"})
	for _, query := range Hostile() {
		p.Find(search.Query{Text: query})
		p.Find(search.Query{Text: query, Newest: true, Limit: -1, Offset: -5})
	}
	r := p.Find(search.Query{Text: "bold"})
	testkit.Equal(t, r.Hits[0].Snippet, `It&#39;s &lt;b&gt;<mark>bold</mark>&lt;/b&gt; &amp; &#34;quoted&#34; \ backslash near headline column`)
}

// Hostile lists queries that would be syntax somewhere.
func Hostile() []string {
	return []string{
		`"`, `""`, `"""`, `'`, `''`, `\`, `\'`, `-`, `--`, `- `, `-"`, `-""`, `*`, `harbour*`, `^harbour`, `headline:harbour`, `{headline} : harbour`, `headline : harbour AND NOT x`, `NEAR(a b, 2)`, `a NEAR b`,
		`AND`, `OR`, `NOT`, `a AND`, `(`, `)`, `((a)`, `a + b`, `a | b & !c <-> d`, `harbour:A`, `'harbour':*`, `a:b:c`, "\x00", "a\x00b", "\xff\xfe", "\u202eabc", "\u200f", "٪", "½", "ﷺ", "ǅ", "i̇", "İ", "ß", "~elect", "|", "~", "%", "_",
		`'; DROP TABLE search_entry; --`, strings.Repeat("a ", 5000), strings.Repeat("a", 5000), strings.Repeat("-a ", 500), strings.Repeat(`"a" `, 500), strings.Repeat("東", 400), "$1", "👩‍👩‍👧‍👦", "a\u200db", "a\u00adb",
	}
}

// oneMoment is that a whole archive may bear one and the same time.
func oneMoment(t *testing.T, p *Paper) {
	stories := make([]Story, 400)
	for i := range stories {
		stories[i] = Story{Headline: "Imported", Days: 9}
	}
	p.Print(stories...)
	testkit.Equal(t, p.Find(search.Query{Text: "imported"}).Total, 400)
	p.gaps(0, 0)
}

// long is that a story of any length is filed.
func long(t *testing.T, p *Paper) {
	p.Print(Story{Headline: "Epic", Body: strings.Repeat("verse and rhyme ", 8000) + "colophon"}, Story{Language: "zh", Headline: "長", Body: strings.Repeat("山川異域", 4000)})
	testkit.Equal(t, p.IDs("verse rhyme epic"), []story.ID{1})
	testkit.Equal(t, p.IDs("colophon"), nil) // beyond what is indexed
	testkit.Equal(t, p.IDs("異域"), []story.ID{2})
}
