package database_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/testkit"
)

// TestTheLogIsFoldedMeanwhile writes much more than the log may hold, a little
// at a time and with somebody reading, and waits until the log is small enough
// to be written from its start again.
func TestTheLogIsFoldedMeanwhile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "fold.db")
	db, err := database.Open(t.Context(), database.Options{Address: path})
	testkit.NoError(t, err)
	t.Cleanup(func() { testkit.NoError(t, db.Close()) })
	_, err = db.Migrate(t.Context())
	testkit.NoError(t, err)
	before, err := os.Stat(path)
	testkit.NoError(t, err)
	big := strings.Repeat("word ", 100_000)
	for i := range 20 {
		testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error { return put(t.Context(), tx, fmt.Sprint("n", i), big) }))
	}
	deadline := time.After(30 * time.Second)
	for {
		now, err := os.Stat(path)
		testkit.NoError(t, err)
		if now.Size() > before.Size()+int64(15*len(big)) {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("the file has %d bytes, and %d before", now.Size(), before.Size())
		case <-time.After(20 * time.Millisecond):
		}
	}
}
