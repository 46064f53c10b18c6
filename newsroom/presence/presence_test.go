package presence_test

import (
	"sync"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
	"dateline/newsroom/presence"
)

var (
	noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	nora = account.Actor{ID: 1, Name: "Nora", Role: account.Reporter}
	sam  = account.Actor{ID: 2, Name: "Sam", Role: account.Editor}
)

type room struct {
	t     *testing.T
	db    *database.DB
	clock *clock.Frozen
	p     *presence.Presence
}

func open(t *testing.T, db *database.DB) *room {
	c := clock.Freeze(noon)
	return &room{t: t, db: db, clock: c, p: presence.New(db, c)}
}

func (r *room) beat(who account.Actor, tab string, b presence.Beat) presence.Standing {
	r.t.Helper()
	b.Tab = tab
	s, err := r.p.Beat(r.t.Context(), who, 7, b)
	testkit.NoError(r.t, err)
	return s
}

func (r *room) present() (names []string) {
	r.t.Helper()
	testkit.NoError(r.t, r.db.Read(r.t.Context(), func(q *database.Snapshot) error {
		all, err := r.p.Present(r.t.Context(), q)
		for _, p := range all {
			names = append(names, p.Name)
		}
		return err
	}))
	return names
}

func TestOneHoldsTheLeaseAndNobodyForEver(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		r := open(t, db)
		first := r.beat(nora, "a", presence.Beat{Edit: true, Field: "headline"})
		testkit.Equal(t, first.Mine, true)
		r.clock.Advance(time.Second)
		second := r.beat(sam, "b", presence.Beat{Edit: true})
		testkit.Equal(t, second.Mine, false)
		testkit.Equal(t, second.Holder.Name, "Nora")
		testkit.Equal(t, second.Holder.Field, "headline")
		testkit.Equal(t, len(second.Present), 2)

		r.clock.Advance(presence.GoneAfter - time.Second)
		testkit.Equal(t, r.beat(sam, "b", presence.Beat{Edit: true}).Mine, false) // Nora is heard of still
		r.clock.Advance(2 * time.Second)
		testkit.Equal(t, r.beat(sam, "b", presence.Beat{Edit: true}).Mine, true) // her browser is gone
		testkit.Equal(t, r.present(), []string{"Sam"})
	})
}

func TestATakeOverIsKnownToBothAndRecorded(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		r := open(t, db)
		r.beat(nora, "a", presence.Beat{Edit: true})
		taken := r.beat(sam, "b", presence.Beat{TakeOver: true})
		testkit.Equal(t, taken.Mine, true)
		testkit.Equal(t, taken.From.Name, "Nora")
		after := r.beat(nora, "a", presence.Beat{Edit: true})
		testkit.Equal(t, after.Mine, false)
		testkit.Equal(t, after.Holder.Name, "Sam")
		testkit.NoError(t, db.Read(t.Context(), func(q *database.Snapshot) error {
			entries, err := audit.List(t.Context(), q, audit.Query{Noun: "story", NounID: 7})
			testkit.Equal(t, len(entries), 1)
			testkit.Equal(t, entries[0].Action+" "+entries[0].Detail, "take-over from Nora")
			return err
		}))
		testkit.NoError(t, r.p.Leave(t.Context(), nora, 7, "b")) // not hers: nothing happens
		testkit.Equal(t, r.beat(nora, "a", presence.Beat{Edit: true}).Mine, false)
		testkit.NoError(t, r.p.Leave(t.Context(), sam, 7, "b"))
		testkit.Equal(t, r.beat(nora, "a", presence.Beat{Edit: true}).Mine, true)
	})
}

func TestManyAskAtOnceAndOneHolds(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		r := open(t, db)
		var all sync.WaitGroup
		mine := make(chan string, 8)
		for _, tab := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
			all.Go(func() {
				s, err := r.p.Beat(t.Context(), sam, 7, presence.Beat{Tab: tab, Edit: true})
				if err != nil {
					t.Error(err)
				}
				if s.Mine {
					mine <- tab
				}
			})
		}
		all.Wait()
		testkit.Equal(t, len(mine), 1)
		r.clock.Advance(time.Hour)
		testkit.NoError(t, r.p.Sweep(t.Context()))
		testkit.Equal(t, len(r.present()), 0)
	})
}

func TestAReaderOfDraftsHoldsNoLease(t *testing.T) {
	t.Parallel()
	r := open(t, testkit.SQLite(t))
	reader := account.Actor{ID: 3, Name: "Rhea", Role: account.Reader}
	testkit.Equal(t, r.beat(reader, "a", presence.Beat{}).Mine, false)
	_, err := r.p.Beat(t.Context(), reader, 7, presence.Beat{Tab: "a", Edit: true})
	testkit.Equal(t, fault.Is(err, fault.Forbidden), true)
	_, err = r.p.Beat(t.Context(), nora, 7, presence.Beat{})
	testkit.Equal(t, fault.Is(err, fault.Invalid), true)
}
