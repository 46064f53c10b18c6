package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Snapshot is one consistent view for reading. Close it when done.
type Snapshot struct {
	db      *DB
	tx      *sql.Tx
	queries atomic.Int64
	stmts   *statements // nil where statements are not prepared
	miss    []string    // SQLite: texts to prepare once the connection is free
}

// Read runs f on one snapshot: all that f reads stands at the same moment. f
// must not call Read: with every connection waiting for another one nobody
// would ever have one.
func (db *DB) Read(ctx context.Context, f func(q *Snapshot) error) error {
	return db.readFrom(ctx, db.read, db.stmts, f)
}

// ReadAside is Read on connections of its own, for what is kept in memory by
// all and may have to be looked up by somebody who is reading or writing
// already. f must be short and must not wait for anything.
func (db *DB) ReadAside(ctx context.Context, f func(q *Snapshot) error) error {
	return db.readFrom(ctx, db.aside, nil, f)
}

func (db *DB) readFrom(ctx context.Context, pool *sql.DB, stmts *statements, f func(q *Snapshot) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if db.engine == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := pool.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	s := &Snapshot{db: db, tx: tx, stmts: stmts}
	if err := f(s); err != nil {
		_ = tx.Rollback() // a read leaves nothing to undo
		return err
	}
	if err := tx.Commit(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return fmt.Errorf("end reading: %w", err)
	}
	db.prepareMissed(ctx, stmts, pool, s.miss)
	return nil
}

// Engine says which engine answers.
func (s *Snapshot) Engine() Engine { return s.db.engine }

// Queries says how many statements ran on this snapshot. Tests use it to pin
// what a page costs.
func (s *Snapshot) Queries() int64 { return s.queries.Load() }

// Query runs a query for many rows.
func (s *Snapshot) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s.queries.Add(1)
	if stmt := s.prepared(ctx, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return s.tx.QueryContext(ctx, query, args...)
}

// QueryRow runs a query for one row.
func (s *Snapshot) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	s.queries.Add(1)
	if stmt := s.prepared(ctx, query); stmt != nil {
		return stmt.QueryRowContext(ctx, args...)
	}
	return s.tx.QueryRowContext(ctx, query, args...)
}

// prepared gives the prepared form of a statement, or nil where it must be run
// from its text: on PostgreSQL, whose driver keeps its own, and the first time.
// It is prepared for the next time when this snapshot has let its connection
// go: with all connections waiting for another one nobody would ever have one.
func (s *Snapshot) prepared(ctx context.Context, query string) *sql.Stmt {
	if s.stmts == nil {
		return nil
	}
	stmt, known := s.stmts.peek(query)
	if !known {
		s.miss = append(s.miss, query)
	}
	if stmt == nil {
		return nil
	}
	return s.tx.StmtContext(ctx, stmt)
}

// Tx is a transaction that writes. Nothing in it is seen by others before
// Write returns. Never render, upload or send inside one: on SQLite the whole
// newsroom waits for it.
type Tx struct {
	db   *DB
	sql  *sql.Tx   // SQLite
	conn *sql.Conn // PostgreSQL: statements of both database/sql and pgx run on it
	pgx  pgx.Tx    // PostgreSQL
	miss []string  // SQLite: texts to prepare once the only connection is free
}

// Write runs f in one transaction and commits it, or leaves no trace of it
// where f or the commit fails. On SQLite it waits its turn; a database that is
// busy beyond the time limit is tried again.
func (db *DB) Write(ctx context.Context, f func(tx *Tx) error) error {
	var err error
	for attempt := range writeRetries {
		if err = db.writeOnce(ctx, f); !isRetryable(err) {
			break
		}
		db.log.LogAttrs(ctx, slog.LevelWarn, "write is tried again", slog.Int("attempt", attempt+1), attrErr(err))
		if err := pause(ctx, time.Duration(attempt+1)*20*time.Millisecond); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	db.mu.RLock()
	hooks := db.afterCommit
	db.mu.RUnlock()
	for _, hook := range hooks {
		hook(ctx)
	}
	return nil
}

func (db *DB) writeOnce(ctx context.Context, f func(tx *Tx) error) error {
	if db.engine == Postgres {
		return db.writePostgres(ctx, f)
	}
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin writing: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit this does nothing
	t := &Tx{db: db, sql: tx}
	if err := f(t); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	db.prepareMissed(ctx, db.writeStmts, db.write, t.miss)
	return nil
}

// prepareMissed prepares, for the next time, what had to be run from its text.
func (db *DB) prepareMissed(ctx context.Context, stmts *statements, pool *sql.DB, texts []string) {
	if len(texts) == 0 {
		return
	}
	if err := stmts.prepare(ctx, pool, texts); err != nil && ctx.Err() == nil {
		db.log.LogAttrs(ctx, slog.LevelDebug, "statement is not prepared", attrErr(err))
	}
}

// prepared gives the prepared form of a statement, or nil where it must be run
// from its text.
func (tx *Tx) prepared(ctx context.Context, query string) *sql.Stmt {
	stmt, known := tx.db.writeStmts.peek(query)
	if !known {
		tx.miss = append(tx.miss, query)
	}
	if stmt == nil {
		return nil
	}
	return tx.sql.StmtContext(ctx, stmt)
}

// writePostgres begins the transaction through pgx on the connection that
// database/sql holds, so that the job queue, which speaks pgx, takes part in
// it.
func (db *DB) writePostgres(ctx context.Context, f func(tx *Tx) error) (err error) {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("begin writing: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	var ptx pgx.Tx
	err = conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("unexpected driver connection %T", driver)
		}
		ptx, err = c.Conn().Begin(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("begin writing: %w", err)
	}
	defer func() { _ = ptx.Rollback(context.WithoutCancel(ctx)) }() // after a commit this does nothing
	if err := f(&Tx{db: db, conn: conn, pgx: ptx}); err != nil {
		return err
	}
	if err := ptx.Commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// Engine says which engine this is.
func (tx *Tx) Engine() Engine { return tx.db.engine }

// SQL gives the SQLite transaction, nil on PostgreSQL. Only internal/jobs uses it.
func (tx *Tx) SQL() *sql.Tx { return tx.sql }

// PGX gives the PostgreSQL transaction, nil on SQLite. Only internal/jobs uses it.
func (tx *Tx) PGX() pgx.Tx { return tx.pgx }

// Exec runs a statement and gives the number of rows it touched.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := tx.exec(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("count rows: %w", err)
	}
	return n, nil
}

func (tx *Tx) exec(ctx context.Context, query string, args ...any) (res sql.Result, err error) {
	if tx.sql == nil {
		res, err = tx.conn.ExecContext(ctx, query, args...)
	} else if stmt := tx.prepared(ctx, query); stmt != nil {
		res, err = stmt.ExecContext(ctx, args...)
	} else {
		res, err = tx.sql.ExecContext(ctx, query, args...)
	}
	return res, translate(err)
}

// returning ends the statements that Insert takes.
const returning = " RETURNING id"

// Insert runs an INSERT … RETURNING id and gives the id.
func (tx *Tx) Insert(ctx context.Context, query string, args ...any) (id int64, err error) {
	plain, cut := strings.CutSuffix(query, returning)
	if tx.sql == nil || !cut {
		err = tx.QueryRow(ctx, query, args...).Scan(&id)
		return id, translate(err)
	}
	// SQLite runs RETURNING under a savepoint, at which the search index of
	// every story so far in the transaction would be written out.
	res, err := tx.exec(ctx, plain, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// Query runs a query for many rows.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if tx.sql == nil {
		return tx.conn.QueryContext(ctx, query, args...)
	}
	if stmt := tx.prepared(ctx, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return tx.sql.QueryContext(ctx, query, args...)
}

// QueryRow runs a query for one row.
func (tx *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	if tx.sql == nil {
		return tx.conn.QueryRowContext(ctx, query, args...)
	}
	if stmt := tx.prepared(ctx, query); stmt != nil {
		return stmt.QueryRowContext(ctx, args...)
	}
	return tx.sql.QueryRowContext(ctx, query, args...)
}
