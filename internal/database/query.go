package database

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"dateline/internal/fault"
)

// Q runs SQL: a read snapshot, or a transaction that writes. Statements use $1
// placeholders on both engines.
type Q interface {
	Engine() Engine
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
}

// Scanner is a row to be scanned, as *sql.Row and *sql.Rows are.
type Scanner interface {
	Scan(dest ...any) error
}

// List runs a query and scans each row with scan.
func List[T any](ctx context.Context, q Q, scan func(Scanner) (T, error), query string, args ...any) (items []T, err error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("scan: %w", err)
		}
		items = append(items, item)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read rows: %w", err)
	}
	return items, nil
}

// One runs a query and scans its only row with scan. Without a row the error
// is a fault.NotFound that the caller should wrap in its own words.
func One[T any](ctx context.Context, q Q, scan func(Scanner) (T, error), query string, args ...any) (T, error) {
	item, err := scan(q.QueryRow(ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		var none T
		return none, &fault.Error{Kind: fault.NotFound, Message: "not found", Cause: err}
	}
	return item, err
}

// Value scans a single column.
func Value[T any](s Scanner) (v T, err error) {
	err = s.Scan(&v)
	return v, err
}

// In gives the SQL for "column is one of ids" at placeholder number n, and the
// argument to pass there. The text is the same for any number of ids, so that
// the statement is prepared once.
func In[ID ~int64](q Q, column string, n int, ids []ID) (where string, arg any) {
	plain := make([]int64, len(ids))
	for i, id := range ids {
		plain[i] = int64(id)
	}
	if q.Engine() == Postgres {
		return fmt.Sprintf("%s = ANY($%d)", column, n), plain
	}
	encoded, err := json.Marshal(plain)
	if err != nil { // int64s always marshal
		encoded = []byte("[]")
	}
	return fmt.Sprintf("%s IN (SELECT value FROM json_each($%d))", column, n), string(encoded)
}

// Micros gives t as the database keeps it: microseconds since 1970 UTC, 0 for
// no time.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Time reads what Micros wrote.
func Time(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// JSON encodes v for a TEXT column. v must be a plain data type of ours.
func JSON(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return string(b), nil
}

// statements keeps prepared statements by their text. database/sql prepares
// each on every connection that needs it, once.
type statements struct {
	mu    sync.RWMutex
	byKey map[string]*sql.Stmt
}

func newStatements() *statements { return &statements{byKey: map[string]*sql.Stmt{}} }

// maxStatements bounds the cache; texts beyond it are run unprepared.
const maxStatements = 400

// prepare prepares texts for the next time. It waits for a free connection, so
// nobody may call it who holds one; no lock is held meanwhile.
func (s *statements) prepare(ctx context.Context, pool *sql.DB, texts []string) error {
	for _, text := range texts {
		if _, known := s.peek(text); known {
			continue
		}
		stmt, err := pool.PrepareContext(ctx, text)
		if err != nil {
			return fmt.Errorf("prepare a statement: %w", err)
		}
		if !s.add(text, stmt) {
			_ = stmt.Close() // somebody was faster
		}
	}
	return nil
}

func (s *statements) add(text string, stmt *sql.Stmt) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, taken := s.byKey[text]; taken || len(s.byKey) >= maxStatements {
		return false
	}
	s.byKey[text] = stmt
	return true
}

// peek gives what is prepared already; known is also true where nothing more
// will be prepared.
func (s *statements) peek(query string) (stmt *sql.Stmt, known bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	stmt, ok := s.byKey[query]
	return stmt, ok || len(s.byKey) >= maxStatements
}

func (s *statements) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, stmt := range s.byKey {
		_ = stmt.Close() // closing the pool follows and reports what matters
	}
}
