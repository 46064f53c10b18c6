// Package audit keeps the record of who did what and when. It is append-only:
// nothing in the program changes or deletes an entry.
package audit

import (
	"context"
	"fmt"
	"time"

	"dateline/internal/database"
	"dateline/newsroom/account"
)

// Entry is one thing that somebody did.
type Entry struct {
	ID      int64
	At      time.Time
	ActorID int64 // 0 for the program and the command line
	Actor   string
	Action  string // "publish", "correct", "sign-in" …
	Noun    string // "story", "photo", "tag", "account" …
	NounID  int64
	Detail  string // a sentence or JSON, never a secret
}

// Record writes an entry in the transaction that does the thing, so that
// neither stands without the other.
func Record(ctx context.Context, tx *database.Tx, at time.Time, actor account.Actor, action, noun string, id int64, detail string) error {
	_, err := tx.Exec(ctx, `INSERT INTO audit (at, actor_id, actor, action, noun, noun_id, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		database.Micros(at), actor.ID, actor.Name, action, noun, id, detail)
	if err != nil {
		return fmt.Errorf("record %s of %s %d: %w", action, noun, id, err)
	}
	return nil
}

// Query narrows a list of entries. The zero value lists all.
type Query struct {
	Noun   string
	NounID int64
	Actor  int64     // the account of whoever did it; 0 for anybody
	Action string    // "publish", "change" …; empty for any
	From   time.Time // then or later; zero for whenever
	To     time.Time // before; zero for whenever
	Before int64     // entries with a smaller id, for paging; 0 for the newest
	Limit  int       // 1 to MaxList; 0 for 50
}

// MaxList is how many entries one list holds at most.
const MaxList = 500

// List gives entries, newest first.
func List(ctx context.Context, q database.Q, want Query) ([]Entry, error) {
	limit := want.Limit
	if limit <= 0 {
		limit = 50
	}
	return database.List(ctx, q, scan, `SELECT id, at, actor_id, actor, action, noun, noun_id, detail FROM audit
		WHERE (CAST($1 AS TEXT) = '' OR noun = $1) AND (CAST($2 AS BIGINT) = 0 OR noun_id = $2) AND (CAST($3 AS BIGINT) = 0 OR id < $3)
		AND (CAST($4 AS BIGINT) = 0 OR actor_id = $4) AND (CAST($5 AS TEXT) = '' OR action = $5) AND at >= $6 AND (CAST($7 AS BIGINT) = 0 OR at < $7)
		ORDER BY id DESC LIMIT $8`, want.Noun, want.NounID, want.Before, want.Actor, want.Action, database.Micros(want.From), database.Micros(want.To), min(limit, MaxList))
}

func scan(s database.Scanner) (e Entry, err error) {
	var at int64
	err = s.Scan(&e.ID, &at, &e.ActorID, &e.Actor, &e.Action, &e.Noun, &e.NounID, &e.Detail)
	e.At = database.Time(at)
	return e, err
}
