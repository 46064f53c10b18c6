package related_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/testkit"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

func TestReasonsComeFromSharedTags(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		syria := h.tag(tag.Place, "Syria", 0)
		aleppo, damascus := h.tag(tag.Place, "Aleppo", syria), h.tag(tag.Place, "Damascus", syria)
		diplomacy, water, chess := h.tag(tag.Topic, "Diplomacy", 0), h.tag(tag.Topic, "Water", 0), h.tag(tag.Topic, "Chess", 0)
		river := h.tag(tag.Series, "The Long River", 0)

		self := h.live(0, story.Content{Headline: "Hours of light", Places: []tag.ID{damascus}, Topics: []tag.ID{diplomacy, water}, Series: river, Part: 1})
		next := h.live(9, story.Content{Headline: "A lake that breathes", Series: river, Part: 2})
		both := h.live(2, story.Content{Headline: "Envoys return", Places: []tag.ID{damascus}, Topics: []tag.ID{diplomacy}})
		city := h.live(2, story.Content{Headline: "The pumping station", Places: []tag.ID{aleppo}, Topics: []tag.ID{water}})
		h.live(1, story.Content{Headline: "Boards and clocks", Topics: []tag.ID{chess}})

		items, queries := h.beside(self.ID)
		testkit.Equal(t, h.ids(self.ID), []story.ID{next.ID, both.ID, city.ID})
		testkit.Equal(t, items[0].Series, river)
		testkit.Equal(t, items[1].SharedPlaces, []tag.ID{damascus})
		testkit.Equal(t, items[1].SharedTopics, []tag.ID{diplomacy})
		testkit.Equal(t, items[2].SharedPlaces, []tag.ID{syria})
		testkit.Equal(t, queries, 6) // kept list, four to compute, the cards

		testkit.Equal(t, h.refresh(self.ID), []int64{int64(self.ID)})
		kept, queries := h.beside(self.ID)
		testkit.Equal(t, kept, items)
		testkit.Equal(t, queries, 2)
		if again := h.refresh(self.ID); again != nil {
			t.Fatalf("a second refresh changed %v", again)
		}
	})
}

func TestOnlyThePublicIsRelated(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		ctx := context.Background()
		topic := h.tag(tag.Topic, "Ports", 0)
		with := func(headline string) story.Content {
			return story.Content{Headline: headline, Topics: []tag.ID{topic}}
		}
		killed, withdrawn, stays := h.live(1, with("The lease")), h.live(2, with("The quay")), h.live(3, with("The crane"))
		embargoed := h.draft(with("Not before Monday"))
		_, err := h.stories.Schedule(ctx, editor, embargoed.ID, embargoed.Rev, story.Timing{PublishAt: noon.Add(time.Hour)})
		testkit.NoError(t, err)
		c := with("Harbour news")
		c.Pinned = []story.ID{embargoed.ID, stays.ID, killed.ID}
		c.Excluded = []story.ID{withdrawn.ID}
		self := h.live(0, c)

		h.refresh(self.ID)
		testkit.Equal(t, h.ids(self.ID), []story.ID{stays.ID, killed.ID})
		items, _ := h.beside(self.ID)
		if !items[0].Pinned || len(items[0].SharedTopics) != 1 {
			t.Fatalf("a pinned item keeps its reasons: %+v", items[0])
		}
		_, err = h.stories.Kill(ctx, editor, killed.ID, killed.Rev, "legal")
		testkit.NoError(t, err)
		testkit.Equal(t, h.ids(self.ID), []story.ID{stays.ID}) // at once, before any job

		_, err = h.related.Work(ctx, story.Changed{Stories: []int64{int64(killed.ID)}, Tags: []int64{int64(topic)}})
		testkit.NoError(t, err)
		testkit.NoError(t, db.Read(ctx, func(q *database.Snapshot) error {
			n, err := database.One(ctx, q, database.Value[int], `SELECT COUNT(*) FROM related WHERE story_id = $1`, killed.ID)
			testkit.Equal(t, n, 0)
			return err
		}))
	})
}

func TestWorkReachesWhatAChangeTouches(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		ctx := context.Background()
		topic, other := h.tag(tag.Topic, "Railways", 0), h.tag(tag.Topic, "Books", 0)
		old := h.live(5, story.Content{Headline: "Night trains", Topics: []tag.ID{topic}})
		apart := h.live(5, story.Content{Headline: "A novel", Topics: []tag.ID{other}})
		h.refresh(old.ID, apart.ID)
		fresh := h.live(0, story.Content{Headline: "Tickets sold out", Topics: []tag.ID{topic}})

		changed, err := h.related.Work(ctx, story.Changed{Stories: []int64{int64(fresh.ID)}, Tags: []int64{int64(topic)}})
		testkit.NoError(t, err)
		testkit.Equal(t, changed, []int64{int64(fresh.ID), int64(old.ID)})
		testkit.Equal(t, h.ids(old.ID), []story.ID{fresh.ID})

		stopped, stop := context.WithCancel(ctx)
		stop()
		if _, err := h.related.Refresh(stopped, []int64{int64(old.ID)}); !errors.Is(err, context.Canceled) {
			t.Fatalf("an interrupted refresh says %v", err)
		}
	})
}

// archive publishes stories under random tags.
func archive(h *house, stories int) []story.ID {
	r := rand.New(rand.NewPCG(5, 6))
	var places, topics []tag.ID
	for i := range 6 {
		country := h.tag(tag.Place, fmt.Sprintf("Country %d", i), 0)
		places = append(places, country)
		for n := range 4 {
			places = append(places, h.tag(tag.Place, fmt.Sprintf("City %d of %d", n, i), country))
		}
	}
	for i := range 15 {
		topics = append(topics, h.tag(tag.Topic, fmt.Sprintf("Topic %d", i), 0))
	}
	series := h.tag(tag.Series, "Night Shift", 0)
	some := func(all []tag.ID, most int) (ids []tag.ID) {
		for range r.IntN(most + 1) {
			ids = append(ids, all[r.IntN(len(all))])
		}
		return ids
	}
	var ids []story.ID
	for i := range stories {
		c := story.Content{Headline: fmt.Sprintf("Story %d of %d", i, i*i), Places: some(places, 3), Topics: some(topics, 3)}
		if i%25 == 0 {
			c.Series, c.Part = series, i/25+1
		}
		ids = append(ids, h.live((stories-i)/3, c).ID)
	}
	return ids
}

func TestBothEnginesGiveTheSameLists(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		out := ""
		for i, id := range archive(h, 120) {
			if i%8 != 0 {
				continue
			}
			items, _ := h.beside(id)
			for _, it := range items {
				line, err := json.Marshal(it)
				testkit.NoError(t, err)
				out += fmt.Sprintf("%d %s\n", id, line)
			}
		}
		if testkit.Updating() && db.Engine() != database.SQLite {
			return // one engine writes what the other is held to
		}
		testkit.Golden(t, "testdata/lists.golden", out)
	})
}

// TestManyAtOnceWithoutTheTags asks for more lists at once than there are
// connections, at the moment when the tags in memory were dropped.
func TestManyAtOnceWithoutTheTags(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		ids := archive(h, 10)
		var all sync.WaitGroup
		for i := range 60 {
			all.Go(func() {
				h.tags.Forget()
				h.beside(ids[i%len(ids)])
			})
		}
		all.Wait()
	})
}

// TestAListMadeForAReaderIsKept reads a story whose list was never worked out,
// keeps what was made for that, and holds that it is read from then on; a list
// that was kept meanwhile stays.
func TestAListMadeForAReaderIsKept(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		ids := archive(h, 60)
		ctx, stop := context.WithCancel(t.Context())
		var keeper sync.WaitGroup
		keeper.Go(func() { h.related.KeepMade(ctx, slog.New(slog.DiscardHandler)) })
		first, made := h.beside(ids[40])
		if len(first) == 0 {
			t.Fatal("nothing is related, so nothing is tested")
		}
		for {
			items, read := h.beside(ids[40])
			testkit.Equal(t, items, first)
			if read < made {
				break
			}
		}
		stop()
		keeper.Wait()
	})
}

func BenchmarkCompute(b *testing.B) {
	h := openHouse(b, testkit.SQLite(b))
	ids := archive(h, 1500)
	n := 0
	for b.Loop() {
		h.beside(ids[n%len(ids)])
		n++
	}
}
