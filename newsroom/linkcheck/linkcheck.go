// Package linkcheck knows which addresses outside are dead. Preflight asks it
// what was found; it never waits for the network: a job looks, and what it
// found is kept for a day.
package linkcheck

import (
	"context"
	"fmt"
	"slices"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/jobs"
)

// Limits of looking.
const (
	MaxLinks  = 60 // of one story
	freshFor  = 24 * time.Hour
	againSoon = 10 * time.Minute // after a miss that may be a passing one
	deadAfter = 2                // misses one after the other
)

// Found is what was found at an address.
type Found struct {
	URL       string
	Status    int   // of the last answer; 0 where there was none
	Misses    int64 // lookings one after the other that found nothing
	CheckedAt time.Time
}

// Dead says whether readers would find nothing there: it is gone, or nobody
// answered twice.
func (f Found) Dead() bool { return f.Status == 404 || f.Status == 410 || f.Misses >= deadAfter }

func (f Found) stale(now time.Time) bool {
	if f.Misses > 0 && !f.Dead() {
		return now.Sub(f.CheckedAt) > againSoon
	}
	return now.Sub(f.CheckedAt) > freshFor
}

// Look is the job that looks at addresses.
type Look struct {
	URLs []string `json:"urls"`
}

// Kind names the job.
func (Look) Kind() string { return "link.look" }

// Queue takes jobs.
type Queue interface {
	Enqueue(ctx context.Context, tx *database.Tx, all ...jobs.Args) error
}

// Links is what is known of addresses outside.
type Links struct {
	db    *database.DB
	clock clock.Clock
	queue Queue
}

// New opens it. Without a queue nothing is looked at.
func New(db *database.DB, c clock.Clock, queue Queue) *Links {
	return &Links{db: db, clock: c, queue: queue}
}

// Known gives what is known of addresses, and which should be looked at.
func (ls *Links) Known(ctx context.Context, q database.Q, urls []string) (known map[string]Found, look []string, err error) {
	known = map[string]Found{}
	for _, u := range urls[:min(len(urls), MaxLinks)] {
		all, err := database.List(ctx, q, func(s database.Scanner) (f Found, err error) {
			var at int64
			err = s.Scan(&f.URL, &f.Status, &f.Misses, &at)
			f.CheckedAt = database.Time(at)
			return f, err
		}, `SELECT url, status, misses, checked_at FROM link WHERE url = $1`, u)
		if err != nil {
			return nil, nil, fmt.Errorf("read what is known of links: %w", err)
		}
		if len(all) > 0 {
			known[u] = all[0]
		}
		if len(all) == 0 || all[0].stale(ls.clock.Now()) {
			look = append(look, u)
		}
	}
	return known, look, nil
}

// Ask has addresses looked at.
func (ls *Links) Ask(ctx context.Context, urls []string) error {
	if ls.queue == nil || len(urls) == 0 {
		return nil
	}
	return ls.db.Write(ctx, func(tx *database.Tx) error { return ls.queue.Enqueue(ctx, tx, Look{URLs: urls}) })
}

// Looker asks an address outside for its status.
type Looker interface {
	Look(ctx context.Context, address string) (status int, err error)
}

// Work looks at addresses that were not looked at meanwhile.
func (ls *Links) Work(ctx context.Context, l Looker, job Look) error {
	var known map[string]Found
	var look []string
	err := ls.db.Read(ctx, func(q *database.Snapshot) (err error) {
		known, look, err = ls.Known(ctx, q, job.URLs)
		return err
	})
	if err != nil {
		return err
	}
	for _, u := range slices.Compact(look) {
		f := known[u]
		status, err := l.Look(ctx, u)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if f.Status = status; err != nil {
			f.Status, f.Misses = 0, f.Misses+1
		} else {
			f.Misses = 0
		}
		err = ls.db.Write(ctx, func(tx *database.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO link (url, status, misses, checked_at) VALUES ($1, $2, $3, $4)
				ON CONFLICT (url) DO UPDATE SET status = excluded.status, misses = excluded.misses, checked_at = excluded.checked_at`, u, f.Status, f.Misses, database.Micros(ls.clock.Now()))
			return err
		})
		if err != nil {
			return fmt.Errorf("keep what was found at a link: %w", err)
		}
	}
	return nil
}
