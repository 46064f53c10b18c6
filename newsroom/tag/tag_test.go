package tag_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/journal"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/tag"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

var operator = account.Operator("test")

// house is a drawer of index cards, for one test.
type house struct {
	*tag.Tags
	t  *testing.T
	db *database.DB
}

func openHouse(t *testing.T, db *database.DB) *house {
	t.Helper()
	h := &house{tag.New(db, clock.Freeze(noon)), t, db}
	db.AfterCommit(func(context.Context) { h.Forget() })
	return h
}

func (h *house) make(t tag.Tag) tag.Tag {
	h.t.Helper()
	made, err := h.Create(h.t.Context(), operator, t)
	testkit.NoError(h.t, err)
	return made
}

func (h *house) drawer() *tag.Drawer {
	h.t.Helper()
	d, err := h.Drawer(h.t.Context())
	testkit.NoError(h.t, err)
	return d
}

func (h *house) update(t tag.Tag) (after tag.Tag, err error) {
	err = h.db.Write(h.t.Context(), func(tx *database.Tx) (err error) {
		_, after, err = h.UpdateIn(h.t.Context(), tx, operator, t)
		return err
	})
	return after, err
}

func (h *house) merge(from, into tag.ID) error {
	return h.db.Write(h.t.Context(), func(tx *database.Tx) error {
		_, _, err := h.MergeIn(h.t.Context(), tx, operator, from, into)
		return err
	})
}

func wantFault(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("got %v, want a fault of kind %s", err, kind)
	}
}

func TestCreateKeepsAllOfATag(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		libya := h.make(tag.Tag{Kind: tag.Place, Name: "Libya", PlaceKind: "country"})
		made := h.make(tag.Tag{
			Kind: tag.Place, Name: "  Tripoli \n City ", Description: " On the sea. ", Language: "en", Parent: libya.ID, Position: 3, Located: true, Latitude: 32.887, Longitude: -13.19,
			Country: "LY", PlaceKind: "city", URIs: []string{"https://www.wikidata.org/entity/Q3579", "geonames:2210247"},
		})
		got, ok := h.drawer().ByID(made.ID)
		if !ok {
			t.Fatal("it is not in the drawer")
		}
		testkit.Equal(t, got, made)
		testkit.Equal(t, []string{got.Name, got.Description, got.Slug}, []string{"Tripoli City", "On the sea.", "tripoli-city"})
		testkit.Equal(t, []any{got.Rev, got.CreatedAt}, []any{int64(1), noon})
		_, err := h.Create(t.Context(), operator, tag.Tag{Kind: tag.Place, Name: "TRIPOLI city"})
		wantFault(t, err, fault.Conflict)
		h.make(tag.Tag{Kind: tag.Topic, Name: "Tripoli City"}) // another kind has slugs of its own
		_, err = h.Create(t.Context(), account.Actor{Name: "Rana", Role: account.Reporter}, tag.Tag{Kind: tag.Topic, Name: "x"})
		wantFault(t, err, fault.Forbidden)
	})
}

func TestTagsThatCannotBeKept(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	topic := h.make(tag.Tag{Kind: tag.Topic, Name: "Chess"})
	for field, bad := range map[string]tag.Tag{
		"kind":             {Kind: "mood", Name: "x"},
		"name":             {Kind: tag.Topic, Slug: "x"},
		"name: needs":      {Kind: tag.Topic, Slug: "x", Name: strings.Repeat("x", 201)},
		"slug":             {Kind: tag.Topic, Name: "!!!"},
		"slug: is lower":   {Kind: tag.Topic, Name: "x", Slug: "A b"},
		"the site itself":  {Kind: tag.Section, Name: "x", Slug: "search"},
		"description":      {Kind: tag.Topic, Name: "x", Description: strings.Repeat("x", 4001)},
		"country":          {Kind: tag.Place, Name: "x", Country: "ly"},
		"latitude":         {Kind: tag.Place, Name: "x", Located: true, Latitude: 90.1},
		"longitude":        {Kind: tag.Place, Name: "x", Located: true, Longitude: -181},
		"colour":           {Kind: tag.Section, Name: "x", Colour: 13},
		"uris":             {Kind: tag.Topic, Name: "x", URIs: make([]string, 21)},
		"uris: each":       {Kind: tag.Topic, Name: "x", URIs: []string{""}},
		"parent":           {Kind: tag.Place, Name: "x", Parent: topic.ID},
		"parent: is not a": {Kind: tag.Place, Name: "x", Parent: 999},
	} {
		_, err := h.Create(t.Context(), operator, bad)
		wantFault(t, err, fault.Invalid)
		if err != nil && !strings.Contains(err.Error(), field) {
			t.Errorf("%q is not in %q", field, err)
		}
	}
	testkit.Equal(t, len(h.drawer().All()), 1)
}

// TestSectionsStayClearOfTheSite makes sections with the names of the site's
// own addresses.
func TestSectionsStayClearOfTheSite(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	for _, name := range []string{"Search", "API", "Photos", "Places", "Desk", "Corrections", "TV"} {
		if made := h.make(tag.Tag{Kind: tag.Section, Name: name}); made.Slug != strings.ToLower(name)+"-section" {
			t.Errorf("the section %s stands at /%s", name, made.Slug)
		}
	}
	testkit.Equal(t, h.make(tag.Tag{Kind: tag.Topic, Name: "Search"}).Slug, "search")
}

func TestSectionsFormATree(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		chain := []tag.Tag{h.make(tag.Tag{Kind: tag.Section, Name: "One"})}
		for n := 2; n <= tag.MaxDepth; n++ {
			chain = append(chain, h.make(tag.Tag{Kind: tag.Section, Name: fmt.Sprintf("Level %d", n), Parent: chain[n-2].ID}))
		}
		last := chain[len(chain)-1]
		_, err := h.Create(t.Context(), operator, tag.Tag{Kind: tag.Section, Name: "Too deep", Parent: last.ID})
		wantFault(t, err, fault.Invalid)
		d := h.drawer()
		testkit.Equal(t, d.Path(chain[2]), "/one/level-2/level-3")
		testkit.Equal(t, d.Ancestors(chain[2].ID), []tag.ID{chain[1].ID, chain[0].ID})
		looped := chain[0]
		looped.Parent = last.ID
		_, err = h.update(looped)
		wantFault(t, err, fault.Invalid)
		looped.Parent = looped.ID
		_, err = h.update(looped)
		wantFault(t, err, fault.Invalid)
		// Children stand in the editors' order, then by name.
		for _, c := range []struct {
			name     string
			position int
		}{{"Zebra", 1}, {"Bear", 2}, {"Ant", 2}} {
			h.make(tag.Tag{Kind: tag.Section, Name: c.name, Parent: chain[0].ID, Position: c.position})
		}
		var names []string
		for _, c := range h.drawer().Children(chain[0].ID) {
			names = append(names, c.Name)
		}
		testkit.Equal(t, names, []string{"Level 2", "Zebra", "Ant", "Bear"})
	})
}

func TestARenamedTagIsFoundAtBothAddresses(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		kyiv := h.make(tag.Tag{Kind: tag.Place, Name: "Kiev"})
		stale := kyiv
		kyiv.Name, kyiv.Slug = "Kyiv", "kyiv"
		kyiv, err := h.update(kyiv)
		testkit.NoError(t, err)
		testkit.Equal(t, kyiv.Rev, int64(2))
		for slug, wantMoved := range map[string]bool{"kyiv": false, "kiev": true} {
			found, moved, ok := h.drawer().BySlug(tag.Place, slug)
			testkit.Equal(t, []any{found.ID, moved, ok}, []any{kyiv.ID, wantMoved, true})
		}
		_, _, ok := h.drawer().BySlug(tag.Topic, "kyiv")
		testkit.Equal(t, ok, false)
		stale.Name = "Kieff"
		_, err = h.update(stale)
		wantFault(t, err, fault.Conflict)
		_, err = h.update(tag.Tag{ID: 999, Rev: 1, Name: "x"})
		wantFault(t, err, fault.NotFound)
		// Back again: the first address is the tag's own, the second leads there.
		kyiv.Slug = "kiev"
		_, err = h.update(kyiv)
		testkit.NoError(t, err)
		for slug, wantMoved := range map[string]bool{"kyiv": true, "kiev": false} {
			_, moved, _ := h.drawer().BySlug(tag.Place, slug)
			testkit.Equal(t, moved, wantMoved)
		}
		// Who takes an address that another left has it.
		other := h.make(tag.Tag{Kind: tag.Place, Name: "Kyiv"})
		found, moved, _ := h.drawer().BySlug(tag.Place, "kyiv")
		testkit.Equal(t, []any{found.ID, moved}, []any{other.ID, false})
		taken := other
		taken.Slug = "kiev"
		_, err = h.update(taken)
		wantFault(t, err, fault.Conflict)
	})
}

func TestMergedTagsAreOne(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h := openHouse(t, db)
		burma := h.make(tag.Tag{Kind: tag.Place, Name: "Burma", URIs: []string{"a", "b"}})
		yangon := h.make(tag.Tag{Kind: tag.Place, Name: "Yangon", Parent: burma.ID})
		myanmar := h.make(tag.Tag{Kind: tag.Place, Name: "Myanmar", URIs: []string{"b", "c"}})
		testkit.NoError(t, h.merge(burma.ID, myanmar.ID))
		d := h.drawer()
		for _, id := range []tag.ID{burma.ID, myanmar.ID} {
			found, ok := d.ByID(id)
			testkit.Equal(t, []any{found.ID, ok}, []any{myanmar.ID, true})
		}
		found, moved, ok := d.BySlug(tag.Place, "burma")
		testkit.Equal(t, []any{found.ID, moved, ok}, []any{myanmar.ID, true, true})
		testkit.Equal(t, found.URIs, []string{"b", "c", "a"})
		testkit.Equal(t, len(d.ByIDs([]tag.ID{burma.ID, myanmar.ID, 999, yangon.ID})), 2)
		testkit.Equal(t, d.Ancestors(yangon.ID), []tag.ID{myanmar.ID})
		testkit.Equal(t, len(d.Kind(tag.Place)), 2)
		for _, name := range []string{"BURMA", "myanmar"} {
			found, ok := d.Find(tag.Place, name, nil)
			testkit.Equal(t, []any{found.ID, ok}, []any{myanmar.ID, true})
		}
		if found, ok := d.Find(tag.Place, "Another name", []string{"unknown", "a"}); !ok || found.ID != myanmar.ID {
			t.Errorf("by its old number it is %+v", found)
		}
		topic, below := h.make(tag.Tag{Kind: tag.Topic, Name: "Peace"}), h.make(tag.Tag{Kind: tag.Place, Name: "Bago", Parent: myanmar.ID})
		wantFault(t, h.merge(burma.ID, myanmar.ID), fault.Conflict)
		wantFault(t, h.merge(myanmar.ID, burma.ID), fault.Conflict)
		wantFault(t, h.merge(yangon.ID, yangon.ID), fault.Invalid)
		wantFault(t, h.merge(yangon.ID, topic.ID), fault.Invalid)
		wantFault(t, h.merge(myanmar.ID, below.ID), fault.Invalid)
		wantFault(t, h.merge(999, topic.ID), fault.NotFound)
	})
}

// TestAChainOfMergesLeadsToItsEnd merges one tag after the other into the next.
func TestAChainOfMergesLeadsToItsEnd(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	first := h.make(tag.Tag{Kind: tag.Topic, Name: "Name 0"})
	last := first
	for n := 1; n <= 12; n++ {
		next := h.make(tag.Tag{Kind: tag.Topic, Name: fmt.Sprintf("Name %d", n)})
		testkit.NoError(t, h.merge(last.ID, next.ID))
		last = next
	}
	found, ok := h.drawer().ByID(first.ID)
	testkit.Equal(t, []any{found.ID, ok}, []any{last.ID, true})
}

// TestTheDrawerIsReadAnew looks at the copy in memory from another process.
func TestTheDrawerIsReadAnew(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		h, other := openHouse(t, db), tag.New(db, clock.Freeze(noon))
		testkit.Equal(t, len(drawerOf(t, other).All()), 0)
		h.make(tag.Tag{Kind: tag.Topic, Name: "Chess"})
		before := drawerOf(t, other)
		testkit.Equal(t, len(before.All()), 0)
		other.Forget()
		testkit.Equal(t, len(drawerOf(t, other).All()), 1)
		testkit.Equal(t, len(before.All()), 0) // who still holds the old one sees it unchanged
		testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error {
			made := tag.Tag{Kind: tag.Topic, Name: "Draughts"}
			testkit.NoError(t, h.CreateIn(t.Context(), tx, operator, &made))
			d, err := h.DrawerIn(t.Context(), tx)
			testkit.Equal(t, len(d.All()), 2)
			testkit.Equal(t, len(drawerOf(t, other).All()), 1)
			return err
		}))
	})
}

func drawerOf(t *testing.T, ts *tag.Tags) *tag.Drawer {
	t.Helper()
	d, err := ts.Drawer(t.Context())
	testkit.NoError(t, err)
	return d
}

func TestEveryNodeIsTold(t *testing.T) {
	t.Parallel()
	h := openHouse(t, testkit.SQLite(t))
	var told []journal.Entry
	f, err := journal.Follow(t.Context(), h.db, nil, func(_ context.Context, entries []journal.Entry) { told = append(told, entries...) })
	testkit.NoError(t, err)
	made := h.make(tag.Tag{Kind: tag.Topic, Name: "Chess"})
	testkit.NoError(t, f.Drain(t.Context()))
	testkit.Equal(t, told, []journal.Entry{{ID: told[0].ID, At: noon, Noun: "tag", NounID: int64(made.ID), Kind: "create", Touched: journal.Touched{Tags: []int64{int64(made.ID)}}}})
}

func TestPaths(t *testing.T) {
	t.Parallel()
	for _, kind := range append(tag.Kinds(), "mood") {
		want := map[tag.Kind]string{tag.Section: "/x", tag.Place: "/places/x", tag.Topic: "/topics/x", tag.Person: "/people/x", tag.Organisation: "/organisations/x", tag.Series: "/series/x"}[kind]
		testkit.Equal(t, tag.Tag{Kind: kind, Slug: "x"}.Path(), want)
	}
}
