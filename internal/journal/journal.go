// Package journal tells every node of the newsroom what has changed. A write
// appends an entry in its own transaction; each node follows the journal and
// obeys, by dropping cached pages for example. Unlike a job, an entry is read
// by every node, in order, and one that was down reads it when it is back.
package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"dateline/internal/database"
)

// Limits of following.
const (
	sqlitePoll   = 200 * time.Millisecond // another process may write to the file
	postgresPoll = 3 * time.Second        // should a notification be lost
	batch        = 500
	keepEntries  = 20000 // newest entries kept; a node that is further behind forgets all it cached
	channel      = "dateline_journal"
	lockKey      = 0x6461746c // any constant: serialises appends on PostgreSQL so that ids commit in order
)

// Touched is what a change reaches, before and after it.
type Touched struct {
	Stories []int64  `json:"stories,omitempty"`
	Tags    []int64  `json:"tags,omitempty"` // with their ancestors
	Photos  []int64  `json:"photos,omitempty"`
	Paths   []string `json:"paths,omitempty"`
	All     bool     `json:"all,omitempty"` // settings, or a bulk import: everything
}

// Entry is one change.
type Entry struct {
	ID      int64
	At      time.Time
	Noun    string // "story", "tag", "photo", "setting"
	NounID  int64
	Kind    string // "publish", "correct", "withdraw", "kill", "merge" …
	Touched Touched
}

// Append writes an entry in tx. Call it last: on PostgreSQL other appends wait
// from here until tx ends.
func Append(ctx context.Context, tx *database.Tx, e Entry) error {
	touched, err := database.JSON(e.Touched)
	if err != nil {
		return err
	}
	if tx.Engine() == database.Postgres {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(lockKey)); err != nil {
			return fmt.Errorf("append to journal: %w", err)
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO journal (at, noun, noun_id, kind, touched) VALUES ($1, $2, $3, $4, $5)`,
		database.Micros(e.At), e.Noun, e.NounID, e.Kind, touched)
	if err != nil {
		return fmt.Errorf("append to journal: %w", err)
	}
	if tx.Engine() == database.Postgres {
		if _, err := tx.Exec(ctx, `SELECT pg_notify($1, '')`, channel); err != nil {
			return fmt.Errorf("announce journal entry: %w", err)
		}
	}
	return nil
}

// Follower reads the journal of one node from where it started.
type Follower struct {
	db     *database.DB
	log    *slog.Logger
	handle func(context.Context, []Entry)

	mu   sync.Mutex
	last int64
}

// Follow makes a follower that hands every entry appended from now on to
// handle, in order and once. Call Run to keep it going and Drain to catch up
// at once.
func Follow(ctx context.Context, db *database.DB, log *slog.Logger, handle func(context.Context, []Entry)) (*Follower, error) {
	f := &Follower{db: db, log: log, handle: handle}
	err := db.Read(ctx, func(q *database.Snapshot) error {
		var err error
		f.last, err = database.One(ctx, q, database.Value[int64], `SELECT COALESCE(MAX(id), 0) FROM journal`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find the end of the journal: %w", err)
	}
	return f, nil
}

// Drain hands over what was appended since the last time. It is called after
// every local write, so that whoever made a change sees it at once.
func (f *Follower) Drain(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for {
		entries, err := f.next(ctx)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			return nil
		}
		f.last = entries[len(entries)-1].ID
		f.handle(ctx, entries)
		if len(entries) < batch {
			return nil
		}
	}
}

func (f *Follower) next(ctx context.Context) (entries []Entry, err error) {
	err = f.db.Read(ctx, func(q *database.Snapshot) error {
		entries, err = database.List(ctx, q, scan, `SELECT id, at, noun, noun_id, kind, touched FROM journal WHERE id > $1 ORDER BY id LIMIT $2`, f.last, batch)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	if len(entries) > 0 && f.last > 0 && entries[0].ID > f.last+keepEntries {
		// What stood between was pruned: nothing that this node cached can be trusted.
		entries = append([]Entry{{ID: entries[0].ID - 1, Kind: "behind", Touched: Touched{All: true}}}, entries...)
	}
	return entries, nil
}

func scan(s database.Scanner) (e Entry, err error) {
	var at int64
	var touched string
	if err = s.Scan(&e.ID, &at, &e.Noun, &e.NounID, &e.Kind, &touched); err != nil {
		return e, err
	}
	e.At = database.Time(at)
	return e, json.Unmarshal([]byte(touched), &e.Touched)
}

// Run follows until ctx ends: woken by notifications on PostgreSQL, by looking
// at the file on SQLite.
func (f *Follower) Run(ctx context.Context) {
	wake := make(chan struct{}, 1)
	poll := sqlitePoll
	if f.db.Engine() == database.Postgres {
		poll = postgresPoll
		go f.listen(ctx, wake)
	}
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-wake:
		}
		if err := f.Drain(ctx); err != nil && ctx.Err() == nil {
			f.log.LogAttrs(ctx, slog.LevelWarn, "journal cannot be read", slog.String("error", err.Error()))
		}
	}
}

// listen wakes the follower whenever any node appends.
func (f *Follower) listen(ctx context.Context, wake chan<- struct{}) {
	for ctx.Err() == nil {
		err := f.listenOnce(ctx, wake)
		if err == nil || ctx.Err() != nil {
			return
		}
		f.log.LogAttrs(ctx, slog.LevelWarn, "journal notifications are interrupted", slog.String("error", err.Error()))
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (f *Follower) listenOnce(ctx context.Context, wake chan<- struct{}) error {
	conn, err := f.db.Pool().Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{channel}.Sanitize()); err != nil {
		return err
	}
	for {
		if _, err := conn.Conn().WaitForNotification(ctx); err != nil {
			return errors.Join(err, conn.Conn().Close(context.WithoutCancel(ctx)))
		}
		select {
		case wake <- struct{}{}:
		default:
		}
	}
}

// Prune deletes what no node needs any more.
func Prune(ctx context.Context, tx *database.Tx) error {
	_, err := tx.Exec(ctx, `DELETE FROM journal WHERE id <= (SELECT COALESCE(MAX(id), 0) FROM journal) - $1`, int64(keepEntries))
	if err != nil {
		return fmt.Errorf("prune the journal: %w", err)
	}
	return nil
}
