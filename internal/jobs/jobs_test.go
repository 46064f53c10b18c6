package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/jobs"
	"dateline/internal/testkit"
)

type errand struct {
	N int `json:"n"`
}

func (errand) Kind() string { return "test.errand" }

func TestEnqueueStandsAndFallsWithItsTransaction(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		q := jobs.New(db, slog.New(slog.DiscardHandler))
		done := make(chan int, 10)
		jobs.Register(q, func(_ context.Context, e errand) error {
			done <- e.N
			return nil
		})
		testkit.NoError(t, q.Start(t.Context()))
		t.Cleanup(func() { _ = q.Stop(context.Background()) })

		undone := errors.New("changed our mind")
		err := db.Write(t.Context(), func(tx *database.Tx) error {
			if err := q.Enqueue(t.Context(), tx, errand{1}); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatalf("got %v", err)
		}
		testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error { return q.Enqueue(t.Context(), tx, errand{2}, errand{3}) }))
		got := map[int]bool{}
		for range 2 {
			select {
			case n := <-done:
				got[n] = true
			case <-time.After(20 * time.Second):
				t.Fatal("the job was not done")
			}
		}
		testkit.Equal(t, got, map[int]bool{2: true, 3: true})
	})
}
