package related

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"dateline/internal/testkit"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func ago(days int) time.Time { return now.AddDate(0, 0, -days) }

// The tags of the scores below.
const (
	world tag.ID = iota + 1
	syria
	aleppo
	damascus
	diplomacy
	water
	longRiver
)

func damascusStory() subject {
	return subject{
		id: 1, headline: "Damascus counts its hours of light", published: ago(1), series: longRiver, part: 2,
		marks: map[tag.ID]mark{
			world:     {kind: tag.Place, count: rarityCap},
			syria:     {kind: tag.Place, count: 10, above: []tag.ID{world}},
			damascus:  {kind: tag.Place, direct: true, lead: true, count: 12, above: []tag.ID{syria, world}},
			diplomacy: {kind: tag.Topic, direct: true, lead: true, count: 90},
			water:     {kind: tag.Topic, direct: true, count: 90},
			longRiver: {kind: tag.Series, direct: true, count: 3},
		},
	}
}

func about(id story.ID, days int, chosen []tag.ID, around ...tag.ID) candidate {
	c := candidate{id: id, published: ago(days), headline: fmt.Sprintf("Headline number %d of many %d", id, id*7919), shared: map[tag.ID]bool{}}
	for _, t := range chosen {
		c.shared[t] = true
	}
	for _, t := range around {
		c.shared[t] = false
	}
	return c
}

func ids(items []Item) (out []story.ID) {
	for _, it := range items {
		out = append(out, it.ID)
	}
	return out
}

func TestOrder(t *testing.T) {
	t.Parallel()
	part := func(c candidate, n int) candidate { c.part = n; return c }
	headed := func(c candidate, headline string) candidate { c.headline = headline; return c }
	for _, row := range []struct {
		name string
		in   []candidate
		want []story.ID
	}{
		{"nothing rather than filler", []candidate{about(2, 0, nil, world), about(3, 0, []tag.ID{world}), about(4, 0, nil)}, nil},
		{"never itself", []candidate{about(1, 0, []tag.ID{damascus})}, nil},
		{"exact place before parent before sibling", []candidate{about(2, 3, nil, syria, world), about(3, 3, []tag.ID{syria}, world), about(4, 3, []tag.ID{damascus}, syria, world)}, []story.ID{4, 3, 2}},
		{"the lead topic counts double", []candidate{about(2, 3, []tag.ID{water}), about(3, 3, []tag.ID{diplomacy})}, []story.ID{3, 2}},
		{"more in common before less", []candidate{about(2, 3, []tag.ID{water}), about(3, 3, []tag.ID{water, diplomacy})}, []story.ID{3, 2}},
		{"fresh before stale", []candidate{about(2, 400, []tag.ID{diplomacy}), about(3, 2, []tag.ID{diplomacy})}, []story.ID{3, 2}},
		{"a rare place outlasts a common topic", []candidate{about(2, 30, []tag.ID{damascus}), about(3, 0, []tag.ID{water})}, []story.ID{2, 3}},
		{"same series first, the next part before the last", []candidate{about(2, 0, []tag.ID{damascus, diplomacy}), part(about(3, 9, []tag.ID{longRiver}), 1), part(about(4, 8, []tag.ID{longRiver}), 3)}, []story.ID{4, 3, 2}},
		{
			"three parts of a series lead, the others must earn it",
			[]candidate{part(about(2, 1, []tag.ID{longRiver}), 1), part(about(3, 1, []tag.ID{longRiver}), 3), part(about(4, 1, []tag.ID{longRiver}), 4), part(about(5, 1, []tag.ID{longRiver}), 5), part(about(6, 1, []tag.ID{longRiver, damascus}), 6)},
			[]story.ID{3, 2, 4, 6},
		},
		{
			"near-duplicates collapse to the newest",
			[]candidate{headed(about(2, 5, []tag.ID{damascus}), "Port lease is signed in Tartus at last"), headed(about(3, 1, []tag.ID{diplomacy}), "Port lease is signed in Tartus, at last"), about(4, 2, []tag.ID{diplomacy})},
			[]story.ID{3, 4},
		},
		{
			"an older version of the story itself is none",
			[]candidate{headed(about(2, 5, []tag.ID{damascus}), "Damascus counts its hours of light"), headed(about(3, 0, []tag.ID{damascus}), "Damascus counts its hours of light")},
			[]story.ID{3},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			testkit.Equal(t, ids(order(damascusStory(), row.in, now)), row.want)
		})
	}
}

func TestReasons(t *testing.T) {
	t.Parallel()
	items := order(damascusStory(), []candidate{about(2, 1, []tag.ID{damascus, water, diplomacy}, syria, world), about(3, 1, []tag.ID{aleppo, diplomacy}, syria, world)}, now)
	testkit.Equal(t, items[0].SharedPlaces, []tag.ID{damascus}) // and not Syria, which only lies around it
	testkit.Equal(t, items[0].SharedTopics, []tag.ID{diplomacy, water})
	testkit.Equal(t, items[1].SharedPlaces, []tag.ID{syria})
	if p := items[0].Parts; items[0].Score != rounded((p.Places+p.Topics)*p.Freshness) {
		t.Fatalf("the score %v is not made of its parts %+v", items[0].Score, p)
	}
}

func TestOrderDoesNotDependOnTheOrderOfCandidates(t *testing.T) {
	t.Parallel()
	var all []candidate
	chosen := [][]tag.ID{{damascus}, {diplomacy}, {water}, {syria, water}, {longRiver}, {damascus, diplomacy, water}}
	for i := range 50 {
		all = append(all, about(story.ID(i+2), i%7, chosen[i%len(chosen)]))
	}
	want := order(damascusStory(), all, now)
	r := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		testkit.Equal(t, order(damascusStory(), all, now), want)
	}
	if len(want) != keep {
		t.Fatalf("a list of %d, want %d", len(want), keep)
	}
}

func TestCurate(t *testing.T) {
	t.Parallel()
	items := []Item{{ID: 2, Score: 9}, {ID: 3, Score: 8, SharedTopics: []tag.ID{water}}, {ID: 4, Score: 7}}
	got := curate(items, 1, []story.ID{3, 9, 1}, []story.ID{2})
	testkit.Equal(t, got, []Item{{ID: 3, Score: 8, SharedTopics: []tag.ID{water}, Pinned: true}, {ID: 9, Pinned: true}, {ID: 4, Score: 7}})
}

func BenchmarkOrder(b *testing.B) {
	var all []candidate
	for i := range lookedAt {
		all = append(all, about(story.ID(i+2), i, []tag.ID{diplomacy, water}, syria, world))
	}
	for b.Loop() {
		order(damascusStory(), all, now)
	}
}
