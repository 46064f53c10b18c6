// Package clock tells the time. Embargoes, schedules and the age of a story
// all hang on it, so nothing else in the program reads the machine's clock and
// a test can hold it still.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time.
type Clock interface {
	Now() time.Time
}

// System is the machine's clock, in UTC at the precision the database keeps.
type System struct{}

// Now gives the present moment in UTC, to the microsecond.
func (System) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Frozen is a clock for tests that moves only when told. It is safe for
// concurrent use.
type Frozen struct {
	mu  sync.Mutex
	now time.Time
}

// Freeze gives a clock that stands at t.
func Freeze(t time.Time) *Frozen {
	return &Frozen{now: t.UTC().Truncate(time.Microsecond)}
}

// Now gives the moment at which the clock stands.
func (f *Frozen) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Set moves the clock to t.
func (f *Frozen) Set(t time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = t.UTC().Truncate(time.Microsecond)
}

// Advance moves the clock on by d.
func (f *Frozen) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}
