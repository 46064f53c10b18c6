package masthead_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/journal"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/masthead"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestAPublicationNamesItself(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		ms, other := masthead.New(db, clock.Freeze(noon)), masthead.New(db, clock.Freeze(noon))
		current := func(ms *masthead.Mastheads) masthead.Masthead {
			m, err := ms.Current(t.Context())
			testkit.NoError(t, err)
			return m
		}
		var told []journal.Entry
		f, err := journal.Follow(t.Context(), db, nil, func(_ context.Context, entries []journal.Entry) { told = append(told, entries...) })
		testkit.NoError(t, err)
		testkit.Equal(t, current(ms), masthead.Default())
		testkit.Equal(t, current(other), masthead.Default())
		m := masthead.Masthead{Name: " The Meridian ", Tagline: "News from everywhere", Language: "ar", Zone: "Asia/Beirut"}
		testkit.NoError(t, ms.Set(t.Context(), account.Operator("test"), m))
		m.Name, m.Correcting = "The Meridian", masthead.Default().Correcting // ours stands until there is one of its own
		ms.Forget()
		testkit.Equal(t, current(ms), m)
		testkit.Equal(t, current(other), masthead.Default()) // not yet told
		testkit.NoError(t, f.Drain(t.Context()))
		if len(told) != 1 || !told[0].Touched.All || told[0].Noun != "setting" {
			t.Errorf("other nodes are told %+v", told)
		}
		other.Forget()
		testkit.Equal(t, current(other), m)
		testkit.Equal(t, m.Location().String(), "Asia/Beirut")
	})
}

func TestWhatCannotBeAMasthead(t *testing.T) {
	t.Parallel()
	ms := masthead.New(testkit.SQLite(t), clock.Freeze(noon))
	for field, m := range map[string]masthead.Masthead{
		"name": {Name: " ", Language: "en", Zone: "UTC"}, "zone": {Name: "x", Language: "en", Zone: "Mars/Olympus"}, "zone: “”": {Name: "x", Language: "en"},
		"language": {Name: "x", Zone: "UTC"},
	} {
		err := ms.Set(t.Context(), account.Operator("test"), m)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: it says %v", field, err)
		}
	}
	err := ms.Set(t.Context(), account.Actor{Name: "Edith", Role: account.Editor}, masthead.Default())
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("an editor may: %v", err)
	}
	testkit.Equal(t, masthead.Masthead{Zone: "nowhere"}.Location().String(), "UTC")
}
