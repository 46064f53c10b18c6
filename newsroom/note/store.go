package note

import (
	"context"
	"fmt"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
)

const columns = `id, story_id, thread, block, quote, words, author_id, author, created_at, edited_at, touched_at, resolved_at, resolved_by, deleted_at`

// fields gives where the columns of a note go, and what is to do afterwards.
func fields(n *Note) (dest []any, finish func()) {
	var created, edited, touched, resolved, deleted int64
	return []any{&n.ID, &n.Story, &n.Thread, &n.Block, &n.Quote, &n.Words, &n.AuthorID, &n.Author, &created, &edited, &touched, &resolved, &n.ResolvedBy, &deleted}, func() {
		n.CreatedAt, n.EditedAt, n.TouchedAt = database.Time(created), database.Time(edited), database.Time(touched)
		n.ResolvedAt, n.DeletedAt = database.Time(resolved), database.Time(deleted)
		if n.Thread == 0 {
			n.Thread = n.ID
		}
	}
}

func scan(s database.Scanner) (n Note, err error) {
	dest, finish := fields(&n)
	err = s.Scan(dest...)
	finish()
	return n, err
}

func selectNotes(ctx context.Context, q database.Q, where string, args ...any) ([]Note, error) {
	all, err := database.List(ctx, q, scan, `SELECT `+columns+` FROM note WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	return all, nil
}

func selectNote(ctx context.Context, q database.Q, id int64) (Note, error) {
	n, err := database.One(ctx, q, scan, `SELECT `+columns+` FROM note WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return n, fault.Wrap(fault.NotFound, err, "there is no note %d", id)
	}
	return n, err
}

func countNotes(ctx context.Context, q database.Q, story int64) (int64, error) {
	return database.One(ctx, q, database.Value[int64], `SELECT COUNT(*) FROM note WHERE story_id = $1`, story)
}

func insertNote(ctx context.Context, tx *database.Tx, n *Note) (int64, error) {
	id, err := tx.Insert(ctx, `INSERT INTO note (story_id, thread, block, quote, words, author_id, author, created_at, touched_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
		n.Story, n.Thread, n.Block, n.Quote, n.Words, n.AuthorID, n.Author, database.Micros(n.CreatedAt), database.Micros(n.TouchedAt))
	if err != nil {
		return 0, fmt.Errorf("pin a note to story %d: %w", n.Story, err)
	}
	return id, nil
}

func holdNote(ctx context.Context, tx *database.Tx, id int64) error {
	if _, err := tx.Exec(ctx, `UPDATE note SET touched_at = touched_at WHERE id = $1`, id); err != nil {
		return fmt.Errorf("wait for the turn at note %d: %w", id, err)
	}
	return nil
}

func updateNote(ctx context.Context, tx *database.Tx, n *Note) error {
	_, err := tx.Exec(ctx, `UPDATE note SET words = $1, quote = $2, edited_at = $3, touched_at = $4, resolved_at = $5, resolved_by = $6, deleted_at = $7 WHERE id = $8`,
		n.Words, n.Quote, database.Micros(n.EditedAt), database.Micros(n.TouchedAt), database.Micros(n.ResolvedAt), n.ResolvedBy, database.Micros(n.DeletedAt), n.ID)
	if err != nil {
		return fmt.Errorf("change note %d: %w", n.ID, err)
	}
	return nil
}

func insertMention(ctx context.Context, tx *database.Tx, accountID, noteID int64) (isNew bool, err error) {
	n, err := tx.Exec(ctx, `INSERT INTO mention (account_id, note_id) VALUES ($1, $2) ON CONFLICT (account_id, note_id) DO NOTHING`, accountID, noteID)
	if err != nil {
		return false, fmt.Errorf("tell account %d of note %d: %w", accountID, noteID, err)
	}
	return n > 0, nil
}

// deleteMentions takes a note from all bells but those of some accounts.
func deleteMentions(ctx context.Context, tx *database.Tx, noteID int64, but []int64) error {
	where, arg := database.In(tx, "account_id", 2, but)
	if _, err := tx.Exec(ctx, `DELETE FROM mention WHERE note_id = $1 AND NOT (`+where+`)`, noteID, arg); err != nil {
		return fmt.Errorf("take note %d from bells: %w", noteID, err)
	}
	return nil
}

func selectMentions(ctx context.Context, q database.Q, accountID int64, most int) ([]Mention, error) {
	all, err := database.List(ctx, q, func(s database.Scanner) (m Mention, err error) {
		dest, finish := fields(&m.Note)
		var seen int64
		err = s.Scan(append(dest, &m.Headline, &seen)...)
		finish()
		m.Seen = seen != 0
		return m, err
	}, `SELECT n.id, n.story_id, n.thread, n.block, n.quote, n.words, n.author_id, n.author, n.created_at, n.edited_at, n.touched_at, n.resolved_at, n.resolved_by, n.deleted_at, s.headline, m.seen_at
		FROM mention m JOIN note n ON n.id = m.note_id JOIN story s ON s.id = n.story_id WHERE m.account_id = $1 ORDER BY m.note_id DESC LIMIT $2`, accountID, most)
	if err != nil {
		return nil, fmt.Errorf("read the bell of account %d: %w", accountID, err)
	}
	return all, nil
}

func countUnseen(ctx context.Context, q database.Q, accountID int64) (int64, error) {
	return database.One(ctx, q, database.Value[int64], `SELECT COUNT(*) FROM mention WHERE account_id = $1 AND seen_at = 0`, accountID)
}

func updateSeen(ctx context.Context, tx *database.Tx, accountID, upTo int64, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE mention SET seen_at = $1 WHERE account_id = $2 AND note_id <= $3 AND seen_at = 0`, database.Micros(at), accountID, upTo)
	if err != nil {
		return fmt.Errorf("note that account %d saw its bell: %w", accountID, err)
	}
	return nil
}
