package presence

import (
	"context"
	"fmt"
	"math"
	"time"

	"dateline/internal/database"
)

const columns = `story_id, tab, account_id, name, field, editing, since, seen_at`

// lockKey is any constant: it keeps our locks apart from those of others.
const lockKey = 0x70726573

// lockStory lets one beat in a story follow the other, so that two cannot both
// find the lease free. SQLite has one writer anyway.
func lockStory(ctx context.Context, tx *database.Tx, story int64) error {
	if tx.Engine() != database.Postgres {
		return nil
	}
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1, $2)`, int32(lockKey), int32(story%math.MaxInt32)); err != nil {
		return fmt.Errorf("wait for the turn in story %d: %w", story, err)
	}
	return nil
}

// deleteGone forgets who is gone from a story, or from all with 0.
func deleteGone(ctx context.Context, tx *database.Tx, story int64, before time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM presence WHERE seen_at < $1 AND (CAST($2 AS BIGINT) = 0 OR story_id = $2)`, database.Micros(before), story)
	if err != nil {
		return fmt.Errorf("forget who is gone: %w", err)
	}
	return nil
}

func upsertPerson(ctx context.Context, tx *database.Tx, p Person) error {
	_, err := tx.Exec(ctx, `INSERT INTO presence (`+columns+`) VALUES ($1, $2, $3, $4, $5, FALSE, $6, $7)
		ON CONFLICT (story_id, tab) DO UPDATE SET account_id = excluded.account_id, name = excluded.name, field = excluded.field, seen_at = excluded.seen_at`,
		p.Story, p.Tab, p.Account, p.Name, p.Field, database.Micros(p.Since), database.Micros(p.SeenAt))
	if err != nil {
		return fmt.Errorf("note who is in story %d: %w", p.Story, err)
	}
	return nil
}

func setEditing(ctx context.Context, tx *database.Tx, story int64, tab string, editing bool) error {
	if _, err := tx.Exec(ctx, `UPDATE presence SET editing = $1 WHERE story_id = $2 AND tab = $3`, editing, story, tab); err != nil {
		return fmt.Errorf("pass on the lease of story %d: %w", story, err)
	}
	return nil
}

func selectIn(ctx context.Context, q database.Q, story int64) ([]Person, error) {
	people, err := database.List(ctx, q, scan, `SELECT `+columns+` FROM presence WHERE story_id = $1 ORDER BY since, tab`, story)
	if err != nil {
		return nil, fmt.Errorf("see who is in story %d: %w", story, err)
	}
	return people, nil
}

func selectSince(ctx context.Context, q database.Q, since time.Time) ([]Person, error) {
	people, err := database.List(ctx, q, scan, `SELECT `+columns+` FROM presence WHERE seen_at >= $1 ORDER BY story_id, since, tab`, database.Micros(since))
	if err != nil {
		return nil, fmt.Errorf("see who is in which story: %w", err)
	}
	return people, nil
}

func scan(s database.Scanner) (p Person, err error) {
	var since, seen int64
	err = s.Scan(&p.Story, &p.Tab, &p.Account, &p.Name, &p.Field, &p.Editing, &since, &seen)
	p.Since, p.SeenAt = database.Time(since), database.Time(seen)
	return p, err
}
