package audit_test

import (
	"errors"
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

var edith = account.Actor{ID: 7, Name: "Edith", Role: account.Editor}

func record(t *testing.T, db *database.DB, noun string, id int64) {
	t.Helper()
	testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error {
		return audit.Record(t.Context(), tx, noon, edith, "publish", noun, id, "because “it” is so")
	}))
}

func list(t *testing.T, db *database.DB, want audit.Query) (all []audit.Entry) {
	t.Helper()
	testkit.NoError(t, db.Read(t.Context(), func(q *database.Snapshot) (err error) {
		all, err = audit.List(t.Context(), q, want)
		return err
	}))
	return all
}

func TestTheRecordIsReadPageByPage(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		testkit.Equal(t, len(list(t, db, audit.Query{})), 0)
		for n := range int64(120) {
			noun := "story"
			if n%3 == 0 {
				noun = "photo"
			}
			record(t, db, noun, n%4)
		}
		testkit.Equal(t, len(list(t, db, audit.Query{})), 50)
		testkit.Equal(t, len(list(t, db, audit.Query{Limit: 9999})), 120)
		testkit.Equal(t, len(list(t, db, audit.Query{Noun: "photo", Limit: 500})), 40)
		testkit.Equal(t, len(list(t, db, audit.Query{Noun: "photo", NounID: 3, Limit: 500})), 10)
		seen, before := map[int64]bool{}, int64(0)
		for {
			page := list(t, db, audit.Query{Noun: "story", Before: before, Limit: 7})
			if len(page) == 0 {
				break
			}
			for _, e := range page {
				if seen[e.ID] || before != 0 && e.ID >= before {
					t.Fatalf("entry %d comes twice or out of order", e.ID)
				}
				seen[e.ID] = true
				before = e.ID
			}
		}
		testkit.Equal(t, len(seen), 80)
		testkit.Equal(t, len(list(t, db, audit.Query{Noun: "photo", Actor: 7, Action: "publish", From: noon, To: noon.Add(time.Second), Limit: 500})), 40)
		for _, nothing := range []audit.Query{{Actor: 8}, {Action: "kill"}, {From: noon.Add(time.Second)}, {To: noon}} {
			testkit.Equal(t, len(list(t, db, nothing)), 0)
		}
		last := list(t, db, audit.Query{Limit: 1})[0]
		testkit.Equal(t, last, audit.Entry{ID: last.ID, At: noon, ActorID: 7, Actor: "Edith", Action: "publish", Noun: "story", NounID: 3, Detail: "because “it” is so"})
	})
}

// TestNoRecordWithoutTheDeed rolls a transaction back.
func TestNoRecordWithoutTheDeed(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		failed := errors.New("the deed failed")
		err := db.Write(t.Context(), func(tx *database.Tx) error {
			testkit.NoError(t, audit.Record(t.Context(), tx, noon, edith, "kill", "story", 1, ""))
			return failed
		})
		if !errors.Is(err, failed) {
			t.Errorf("it says %v", err)
		}
		testkit.Equal(t, len(list(t, db, audit.Query{})), 0)
	})
}
