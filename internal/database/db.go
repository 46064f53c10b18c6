// Package database is the newsroom's filing cabinet: SQLite in a file for a
// small newsroom, PostgreSQL for a large one, behind the same few calls. Every
// noun keeps its SQL in its own store.go and writes it once, with $1
// placeholders, in the subset that both engines share; what differs between
// them lives here.
package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // registers the "sqlite" driver
)

// Engine names a database engine.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Limits of the pools.
const (
	sqliteReaders    = 4
	postgresConns    = 20
	busyTimeout      = 10 * time.Second
	writeRetries     = 5
	connMaxIdle      = 5 * time.Minute
	sqliteCacheKB    = 16 * 1024
	readerCacheKB    = 4 * 1024
	asideConns       = 2
	asideCacheKB     = 512
	walAutocheckpage = 16000 // 64 MB; the folder comes first, see fold.go
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	engine Engine
	name   string // what Open was given, without secrets
	write  *sql.DB
	read   *sql.DB
	aside  *sql.DB       // for ReadAside
	pool   *pgxpool.Pool // PostgreSQL only
	spare  *pgxpool.Pool // PostgreSQL only: what aside draws on
	// SQLite only: statements prepared once a connection
	stmts      *statements
	writeStmts *statements
	folder     *folder
	log        *slog.Logger

	mu          sync.RWMutex
	afterCommit []func(context.Context)
}

// Options say which database to open.
type Options struct {
	Address string       // a file path, or postgres://…
	Log     *slog.Logger // nil for none
}

// Open opens the database at o.Address and checks that it answers. It does not
// migrate; see Migrate.
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if strings.HasPrefix(o.Address, "postgres://") || strings.HasPrefix(o.Address, "postgresql://") {
		return openPostgres(ctx, o)
	}
	return openSQLite(ctx, o)
}

func openSQLite(ctx context.Context, o Options) (*DB, error) {
	write, err := sql.Open("sqlite", sqliteDSN(o.Address, "_txlock=immediate", sqliteCacheKB))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", o.Address, err)
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", sqliteDSN(o.Address, "_pragma=query_only(1)", readerCacheKB))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", o.Address, err), write.Close())
	}
	read.SetMaxOpenConns(sqliteReaders)
	read.SetMaxIdleConns(sqliteReaders)
	aside, err := sql.Open("sqlite", sqliteDSN(o.Address, "_pragma=query_only(1)", asideCacheKB))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", o.Address, err), write.Close(), read.Close())
	}
	aside.SetMaxOpenConns(asideConns)
	db := &DB{engine: SQLite, name: o.Address, write: write, read: read, aside: aside, stmts: newStatements(), writeStmts: newStatements(), log: o.Log}
	// The writer goes first: it makes the file and turns the WAL on.
	for _, pool := range []*sql.DB{write, read} {
		if err := pool.PingContext(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("open database file %s: %w", o.Address, err), db.Close())
		}
	}
	db.startFolding()
	return db, nil
}

func sqliteDSN(path, extra string, cacheKB int) string {
	return fmt.Sprintf("file:%s?%s&_pragma=busy_timeout(%d)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)"+
		"&_pragma=foreign_keys(1)&_pragma=temp_store(2)&_pragma=cache_size(-%d)&_pragma=wal_autocheckpoint(%d)",
		escapePath(path), extra, busyTimeout.Milliseconds(), cacheKB, walAutocheckpage)
}

// escapePath keeps characters that would end the path of a file: URI.
func escapePath(path string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}

func openPostgres(ctx context.Context, o Options) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(o.Address)
	if err != nil {
		return nil, errors.New("the PostgreSQL address cannot be read; it looks like postgres://user:password@host:5432/name")
	}
	cfg.MaxConns = max(cfg.MaxConns, postgresConns)
	cfg.MaxConnIdleTime = connMaxIdle
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("PostgreSQL at %s does not answer: %w", cfg.ConnConfig.Host, err)
	}
	few := cfg.Copy()
	few.MaxConns, few.MinConns, few.MinIdleConns = asideConns, 0, 0
	spare, err := pgxpool.NewWithConfig(ctx, few)
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	db := fromPool(pool)
	name := fmt.Sprintf("postgres://%s/%s", cfg.ConnConfig.Host, cfg.ConnConfig.Database)
	return &DB{engine: Postgres, name: name, write: db, read: db, aside: fromPool(spare), pool: pool, spare: spare, log: o.Log}, nil
}

func fromPool(pool *pgxpool.Pool) *sql.DB {
	db := stdlib.OpenDBFromPool(pool)
	db.SetMaxIdleConns(0) // pgxpool keeps the idle ones
	return db
}

// Engine says which engine this is.
func (db *DB) Engine() Engine { return db.engine }

// Name gives the database's address without secrets.
func (db *DB) Name() string { return db.name }

// Pool gives the PostgreSQL pool, nil on SQLite. Only internal/jobs and
// internal/journal use it, to listen.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Writer gives the pool that writes. Only internal/jobs uses it.
func (db *DB) Writer() *sql.DB { return db.write }

// Ping says whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.read.PingContext(ctx) }

// Close closes all connections. On SQLite the write-ahead log is folded into
// the file first, so that the file alone is the whole database.
func (db *DB) Close() error {
	if db.folder != nil {
		db.folder.end()
	}
	if db.stmts != nil {
		db.stmts.close()
		db.writeStmts.close()
	}
	var errs []error
	if db.read != db.write {
		errs = append(errs, db.read.Close())
	}
	errs = append(errs, db.aside.Close(), db.write.Close())
	if db.pool != nil {
		db.pool.Close()
		db.spare.Close()
	}
	return errors.Join(errs...)
}

// AfterCommit registers f to run after every committed Write, in the writer's
// goroutine. It is for the wiring in main.
func (db *DB) AfterCommit(f func(context.Context)) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.afterCommit = append(db.afterCommit, f)
}
