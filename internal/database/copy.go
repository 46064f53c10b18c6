package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/pressly/goose/v3"

	"dateline/internal/fault"
)

// copyLook is how often a copy that is being written is measured.
const copyLook = 250 * time.Millisecond

// CopyFile writes the whole of a SQLite database, as it stands at one moment,
// into a new file at path. Others read and write meanwhile. progress, where
// not nil, is told now and then how many bytes of about how many are written.
func (db *DB) CopyFile(ctx context.Context, path string, progress func(done, total int64)) (err error) {
	if db.engine != SQLite {
		return fmt.Errorf("copy the database file: %s has none", db.name)
	}
	if _, err := os.Lstat(path); err == nil {
		return fault.New(fault.Conflict, "%s is there already", path)
	}
	// A pool of its own: the one that writes would keep the newsroom waiting,
	// the one that reads may write to no file at all.
	pool, err := sql.Open("sqlite", sqliteDSN(db.name, "_txlock=deferred", readerCacheKB))
	if err != nil {
		return fmt.Errorf("open %s: %w", db.name, err)
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	var total int64
	if err := pool.QueryRowContext(ctx, `SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size`).Scan(&total); err != nil {
		return fmt.Errorf("measure the database: %w", err)
	}
	stop := watchFile(path, total, progress)
	defer stop()
	if _, err := pool.ExecContext(ctx, `VACUUM INTO $1`, path); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("copy the database: %w", err)
	}
	return syncFile(path)
}

// watchFile tells progress how far a file has grown, until stop is called.
func watchFile(path string, total int64, progress func(done, total int64)) (stop func()) {
	if progress == nil {
		return func() {}
	}
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(copyLook)
		defer tick.Stop()
		for {
			select {
			case <-quit:
				return
			case <-tick.C:
				if stat, err := os.Stat(path); err == nil {
					progress(stat.Size(), max(total, stat.Size()))
				}
			}
		}
	}()
	return func() { close(quit); <-ended }
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("open the copy to sync: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("sync the copy: %w", err)
	}
	return nil
}

// Check asks the engine whether the database is sound, and gives what it
// found, in its words; nothing where all is well.
func (db *DB) Check(ctx context.Context) (faults []string, err error) {
	queries := []string{
		`SELECT quick_check FROM pragma_quick_check WHERE quick_check <> 'ok' LIMIT 20`,
		`SELECT 'row ' || COALESCE(rowid, 0) || ' of ' || "table" || ' points to nothing in ' || parent FROM pragma_foreign_key_check LIMIT 20`,
	}
	if db.engine == Postgres {
		queries = []string{
			`SELECT 'index ' || c.relname || ' is broken: REINDEX INDEX ' || c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
				WHERE NOT (i.indisvalid AND i.indisready) AND c.relnamespace = current_schema()::regnamespace`,
			`SELECT 'encoding is ' || pg_encoding_to_char(encoding) || ', UTF8 is needed' FROM pg_database WHERE datname = current_database() AND pg_encoding_to_char(encoding) <> 'UTF8'`,
			`SELECT name || ' is off: a power cut can lose the database' FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'`,
		}
	}
	err = db.Read(ctx, func(q *Snapshot) error {
		for _, query := range queries {
			found, err := List(ctx, q, Value[string], query)
			if err != nil {
				return fmt.Errorf("check the database: %w", err)
			}
			faults = append(faults, found...)
		}
		return nil
	})
	return faults, err
}

// Latest gives the schema version that this program knows for an engine.
func Latest(e Engine) (latest int64, err error) {
	entries, err := migrations.ReadDir("migrations/" + string(e))
	if err != nil {
		return 0, fmt.Errorf("list migrations: %w", err)
	}
	for _, entry := range entries {
		version, err := goose.NumericComponent(entry.Name())
		if err != nil {
			return 0, fmt.Errorf("list migrations: %w", err)
		}
		latest = max(latest, version)
	}
	return latest, nil
}

// MigrateTo brings the schema up to version and no further, so that a backup
// of an older Dateline finds the tables that it knew.
func (db *DB) MigrateTo(ctx context.Context, version int64) error {
	p, err := db.provider()
	if err != nil {
		return err
	}
	if _, err := p.UpTo(ctx, version); err != nil {
		return fmt.Errorf("migrate to schema %d: %w", version, err)
	}
	return nil
}

// Schema gives what Version gives and changes nothing: have is 0 where there
// is no schema at all.
func (db *DB) Schema(ctx context.Context) (have, want int64, err error) {
	if want, err = Latest(db.engine); err != nil {
		return 0, 0, err
	}
	query := `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'`
	if db.engine == Postgres {
		query = `SELECT COUNT(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = 'schema_version'`
	}
	err = db.Read(ctx, func(q *Snapshot) error {
		n, err := One(ctx, q, Value[int64], query)
		if err != nil || n == 0 {
			return err
		}
		have, err = One(ctx, q, Value[int64], `SELECT COALESCE(MAX(version_id), 0) FROM schema_version WHERE is_applied`)
		return err
	})
	if err != nil {
		return 0, want, fmt.Errorf("read schema version: %w", err)
	}
	return have, want, nil
}
