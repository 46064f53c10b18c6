package journal_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/journal"
	"dateline/internal/testkit"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

var quiet = slog.New(slog.DiscardHandler)

// node is one node that follows the journal.
type node struct {
	*journal.Follower
	mu   sync.Mutex
	read []journal.Entry
	told chan struct{}
}

func follow(t *testing.T, db *database.DB) *node {
	t.Helper()
	n := &node{told: make(chan struct{}, 1)}
	var err error
	n.Follower, err = journal.Follow(t.Context(), db, quiet, func(_ context.Context, entries []journal.Entry) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.read = append(n.read, entries...)
		select {
		case n.told <- struct{}{}:
		default:
		}
	})
	testkit.NoError(t, err)
	return n
}

// kinds gives what the node has read.
func (n *node) kinds() (all []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, e := range n.read {
		all = append(all, e.Kind)
	}
	return all
}

func write(t *testing.T, db *database.DB, kinds ...string) {
	t.Helper()
	testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error {
		for _, k := range kinds {
			if err := journal.Append(t.Context(), tx, journal.Entry{At: noon, Noun: "story", NounID: 9, Kind: k}); err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestEveryNodeReadsEveryEntryInOrder(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		write(t, db, "before")
		a := follow(t, db)
		write(t, db, "one", "two")
		testkit.NoError(t, a.Drain(t.Context()))
		b := follow(t, db)
		write(t, db, "three")
		for _, n := range []*node{a, b, a} {
			testkit.NoError(t, n.Drain(t.Context()))
		}
		testkit.Equal(t, a.kinds(), []string{"one", "two", "three"})
		testkit.Equal(t, b.kinds(), []string{"three"})
	})
}

func TestAnEntryComesBackAsItWent(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		n := follow(t, db)
		want := journal.Entry{
			At: noon, Noun: "story", NounID: 9, Kind: "correct",
			Touched: journal.Touched{Stories: []int64{9, 10}, Tags: []int64{4}, Photos: []int64{7}, Paths: []string{"/a", "/محادثات"}, All: true},
		}
		testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error { return journal.Append(t.Context(), tx, want) }))
		testkit.NoError(t, n.Drain(t.Context()))
		want.ID = n.read[0].ID
		testkit.Equal(t, n.read, []journal.Entry{want})
	})
}

func TestWhatIsRolledBackIsNotTold(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		n := follow(t, db)
		err := db.Write(t.Context(), func(tx *database.Tx) error {
			testkit.NoError(t, journal.Append(t.Context(), tx, journal.Entry{At: noon, Noun: "story", Kind: "never"}))
			return errors.New("the story fell through")
		})
		if err == nil {
			t.Error("it was kept")
		}
		write(t, db, "kept")
		testkit.NoError(t, n.Drain(t.Context()))
		testkit.Equal(t, n.kinds(), []string{"kept"})
	})
}

// TestNothingIsMissedWhileManyWrite reads while entries are committed by many
// at once: an id that is lower than one already read would be lost.
func TestNothingIsMissedWhileManyWrite(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		const writers, each = 8, 15
		n := follow(t, db)
		var all sync.WaitGroup
		done := make(chan struct{})
		for w := range writers {
			all.Go(func() {
				for i := range each {
					write(t, db, fmt.Sprintf("%d/%02d", w, i))
				}
			})
		}
		go func() { all.Wait(); close(done) }()
		for running := true; running; {
			select {
			case <-done:
				running = false
			default:
			}
			testkit.NoError(t, n.Drain(t.Context()))
		}
		testkit.NoError(t, n.Drain(t.Context()))
		seen, last := map[string]int{}, int64(0)
		for _, e := range n.read {
			seen[e.Kind]++
			if e.ID <= last {
				t.Fatalf("entry %d comes after %d", e.ID, last)
			}
			last = e.ID
		}
		if len(seen) != writers*each || len(n.read) != writers*each {
			t.Errorf("%d of %d entries are read, %d in all", len(seen), writers*each, len(n.read))
		}
	})
}

// TestManyEntriesAreReadInBatches writes more than one batch.
func TestManyEntriesAreReadInBatches(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		n := follow(t, db)
		kinds := make([]string, 1203)
		for i := range kinds {
			kinds[i] = fmt.Sprint(i)
		}
		write(t, db, kinds...)
		testkit.NoError(t, n.Drain(t.Context()))
		testkit.Equal(t, n.kinds(), kinds)
	})
}

// TestANodeThatSleptTooLongForgetsAll prunes what a node has not read.
func TestANodeThatSleptTooLongForgetsAll(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		write(t, db, "before")
		slept, awake := follow(t, db), follow(t, db)
		write(t, db, "lost")
		testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error { // as after twenty thousand changes
			_, err := tx.Exec(t.Context(), `INSERT INTO journal (id, at, noun, noun_id, kind, touched) VALUES (30000, 0, 'story', 1, 'late', '{}')`)
			return err
		}))
		prune := func() {
			testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error { return journal.Prune(t.Context(), tx) }))
		}
		testkit.NoError(t, awake.Drain(t.Context()))
		prune()
		prune()
		testkit.NoError(t, slept.Drain(t.Context()))
		testkit.Equal(t, awake.kinds()[0], "lost")
		testkit.Equal(t, slept.kinds(), []string{"behind", "late"})
		if !slept.read[0].Touched.All {
			t.Error("it does not forget all that it cached")
		}
		var kept int64
		testkit.NoError(t, db.Read(t.Context(), func(q *database.Snapshot) (err error) {
			kept, err = database.One(t.Context(), q, database.Value[int64], `SELECT COUNT(*) FROM journal`)
			return err
		}))
		testkit.Equal(t, kept, int64(1))
	})
}

// TestRunIsWokenByOthers follows on its own and hears of another's entries:
// by notification, or by looking.
func TestRunIsWokenByOthers(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		n := follow(t, db)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { n.Run(ctx); close(ended) }()
		for i := range 3 {
			write(t, db, fmt.Sprint(i))
			select {
			case <-n.told:
			case <-time.After(20 * time.Second):
				t.Fatal("nobody told the node")
			}
		}
		stop()
		<-ended
		testkit.Equal(t, n.kinds(), []string{"0", "1", "2"})
	})
}
