package clock_test

import (
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/testkit"
)

func TestAFrozenClockMovesWhenTold(t *testing.T) {
	t.Parallel()
	paris := time.FixedZone("CET", 3600)
	c := clock.Freeze(time.Date(2026, 11, 22, 13, 0, 0, 1234, paris))
	noon := time.Date(2026, 11, 22, 12, 0, 0, 1000, time.UTC)
	testkit.Equal(t, []time.Time{c.Now(), c.Now()}, []time.Time{noon, noon})
	c.Advance(time.Hour)
	testkit.Equal(t, c.Now(), noon.Add(time.Hour))
	c.Set(noon.Add(999 * time.Nanosecond))
	testkit.Equal(t, c.Now(), noon)
}

// TestTheSystemTellsWhatTheDatabaseKeeps: no zone, nothing below microseconds.
func TestTheSystemTellsWhatTheDatabaseKeeps(t *testing.T) {
	t.Parallel()
	now := clock.System{}.Now()
	if now.Location() != time.UTC || now.Nanosecond()%1000 != 0 {
		t.Errorf("it is %s", now)
	}
}
