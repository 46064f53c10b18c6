package database

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"dateline/internal/fault"
)

//go:embed migrations
var migrations embed.FS

// Version gives the schema version that the database has and the one that
// this program knows.
func (db *DB) Version(ctx context.Context) (have, want int64, err error) {
	p, err := db.provider()
	if err != nil {
		return 0, 0, err
	}
	have, err = p.GetDBVersion(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("read schema version: %w", err)
	}
	for _, s := range p.ListSources() {
		want = max(want, s.Version)
	}
	return have, want, nil
}

// Migrate brings the schema up to what this program knows and gives the names
// of the steps it took. A database that a newer program has migrated is
// refused: going back would lose what the newer one wrote.
func (db *DB) Migrate(ctx context.Context) ([]string, error) {
	have, want, err := db.Version(ctx)
	if err != nil {
		return nil, err
	}
	if have > want {
		return nil, fault.New(fault.Unavailable, "the database was made by a newer Dateline (schema %d, this program knows %d): use that version, or restore a backup", have, want)
	}
	p, err := db.provider()
	if err != nil {
		return nil, err
	}
	results, err := p.Up(ctx)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	var names []string
	for _, r := range results {
		names = append(names, r.Source.Path)
	}
	return names, nil
}

func (db *DB) provider() (*goose.Provider, error) {
	dialect, dir := goose.DialectSQLite3, "migrations/sqlite"
	if db.engine == Postgres {
		dialect, dir = goose.DialectPostgres, "migrations/postgres"
	}
	sub, err := fs.Sub(migrations, dir)
	if err != nil {
		return nil, fmt.Errorf("open migrations: %w", err)
	}
	p, err := goose.NewProvider(dialect, db.write, sub, goose.WithTableName("schema_version"))
	if err != nil {
		return nil, errors.Join(errors.New("read migrations"), err)
	}
	return p, nil
}
