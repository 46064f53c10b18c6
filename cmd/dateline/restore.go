package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dateline/internal/archive"
	"dateline/internal/blob"
	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/jobs"
)

type restoreCommand struct {
	File string `arg:"" help:"Backup to restore."`
}

// Run restores a backup: all of it, or nothing.
func (c *restoreCommand) Run(ctx context.Context, g *globals, std streams) (err error) {
	r, err := archive.Open(ctx, c.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if err := fits(r.Header(), g); err != nil {
		return err
	}
	tables, err := openTables(ctx, g, std) // nil on SQLite
	if err != nil {
		return err
	}
	defer tables.close(ctx)
	place, err := takePlace(g.Data, tables.fresh())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, place.leave()) }()
	if err := place.clear(); err != nil {
		return err
	}
	var into target = &fileTarget{place: place, log: g, std: std}
	if tables != nil {
		into = tables
		if err := tables.begin(ctx, r.Header().Schema); err != nil {
			return err
		}
	}
	if err := unpack(ctx, r, place, into, std); err != nil {
		return err
	}
	if err := into.finish(ctx, place); err != nil {
		return errors.Join(ctx.Err(), err)
	}
	if place.kept {
		_, _ = fmt.Fprintf(std.out, "The data folder has a %s already, which stays; the one of the backup is %s beside it.\n", settingsFile, restoredSettings)
	}
	_, err = fmt.Fprintf(std.out, "Restored %s. Start it: dateline serve\n", describe(r.Manifest()))
	return err
}

// fits refuses a backup that this program or this installation cannot take.
func fits(h archive.Header, g *globals) error {
	engine := database.SQLite
	if g.Database != "" {
		engine = database.Postgres
	}
	switch {
	case h.Engine == string(database.Postgres) && engine == database.SQLite:
		return fault.New(fault.Invalid, "this is a backup of a PostgreSQL database: name an empty one with --database")
	case h.Engine == string(database.SQLite) && engine == database.Postgres:
		return fault.New(fault.Invalid, "this is a backup of a SQLite database: restore it without --database")
	case h.Engine != string(engine):
		return fault.New(fault.Invalid, "this is a backup of an engine “%s” that this Dateline does not know", h.Engine)
	}
	latest, err := database.Latest(engine)
	if err != nil {
		return err
	}
	if h.Schema > latest {
		return fault.New(fault.Invalid, "the backup was made by a newer Dateline (%s, schema %d; this program knows %d): use that version", h.Program, h.Schema, latest)
	}
	return nil
}

// target is where the database of a backup goes.
type target interface {
	// part takes one part of the database.
	part(ctx context.Context, p archive.Part, r io.Reader) error
	// finish makes all stand, once every part was right.
	finish(ctx context.Context, at *place) error
}

// unpack reads the backup to its end; all parts were right when it gives nil.
func unpack(ctx context.Context, r *archive.Reader, at *place, into target, std streams) (err error) {
	store, err := blob.OpenDisk(at.temp(blobFolder), clock.System{}.Now())
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the data folder cannot be written: %v", err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	bar := newProgress(std, "Restoring")
	defer bar.end()
	for n := 1; ; n++ {
		p, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		key, isBlob := strings.CutPrefix(p.Name, blobPart)
		switch {
		case isBlob:
			err = store.Put(ctx, key, r)
		case p.Name == settingsPart:
			err = writeFile(at.temp(settingsFile), r)
		case strings.HasPrefix(p.Name, "database/"):
			err = into.part(ctx, p, r)
		default:
			err = strange(p)
		}
		if err != nil {
			return errors.Join(ctx.Err(), err)
		}
		bar.set(n, 0)
	}
}

func strange(p archive.Part) error {
	return fault.New(fault.Invalid, "the backup holds “%s”, which this Dateline does not know: use the version that made it", p.Name)
}

// writeFile writes what r gives into a new file and makes it safe.
func writeFile(path string, r io.Reader) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("restore %s: %w", filepath.Base(path), err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := io.Copy(f, r); err != nil {
		return err
	}
	return f.Sync()
}

// fileTarget restores a SQLite database.
type fileTarget struct {
	place *place
	log   *globals
	std   streams
	there bool
}

func (t *fileTarget) part(_ context.Context, p archive.Part, r io.Reader) error {
	if p.Name != databasePart {
		return strange(p)
	}
	t.there = true
	return writeFile(t.place.temp(databaseFile), r)
}

func (t *fileTarget) finish(ctx context.Context, at *place) error {
	if !t.there {
		return fault.New(fault.Invalid, "the backup holds no database")
	}
	if err := t.prepare(ctx, at.temp(databaseFile)); err != nil {
		return err
	}
	return at.move()
}

// prepare sees that the database is sound, and brings it up to date.
func (t *fileTarget) prepare(ctx context.Context, path string) (err error) {
	db, err := database.Open(ctx, database.Options{Address: path, Log: t.log.newLog(t.std)})
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "the database in the backup cannot be opened: %v", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	faults, err := db.Check(ctx)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return fault.New(fault.Invalid, "the database in the backup is damaged (%s): use an older backup", faults[0])
	}
	if _, err := db.Migrate(ctx); err != nil {
		return err
	}
	return jobs.Migrate(ctx, db)
}

// tableTarget restores a PostgreSQL database, in one transaction.
type tableTarget struct {
	db     *database.DB
	state  database.State
	load   *database.Load
	layout database.Layout
	tables map[string]database.Table
}

// openTables opens the PostgreSQL database, and refuses one that holds
// anything. It gives nil on SQLite.
func openTables(ctx context.Context, g *globals, std streams) (_ *tableTarget, err error) {
	if g.Database == "" {
		return nil, nil
	}
	db, err := g.openExisting(ctx, std)
	if err != nil {
		return nil, err
	}
	t := &tableTarget{db: db}
	if t.state, err = db.State(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if t.state == database.Taken {
		sweep(g.Data)
		return nil, errors.Join(fault.New(fault.Conflict, "the database %s is not empty: make an empty one and name it with --database", db.Name()), db.Close())
	}
	return t, nil
}

// fresh says whether no restore was begun in the database.
func (t *tableTarget) fresh() bool { return t != nil && t.state == database.Empty }

// begin makes the tables as the backup knew them.
func (t *tableTarget) begin(ctx context.Context, schema int64) (err error) {
	if err := t.db.MarkLoad(ctx); err != nil {
		return err
	}
	if err := t.db.MigrateTo(ctx, schema); err != nil {
		return err
	}
	if err := jobs.Migrate(ctx, t.db); err != nil {
		return err
	}
	t.load, err = t.db.Load(ctx)
	return err
}

func (t *tableTarget) part(ctx context.Context, p archive.Part, r io.Reader) error {
	if p.Name == layoutPart {
		return t.read(r)
	}
	rest, ok := strings.CutPrefix(p.Name, rowsPart)
	name, _, cut := strings.Cut(rest, "/")
	table, known := t.tables[name]
	if !ok || !cut || !known {
		return strange(p)
	}
	return t.load.Table(ctx, table, r)
}

// maxLayout bounds the list of tables, in bytes.
const maxLayout = 1 << 20

func (t *tableTarget) read(r io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(r, maxLayout))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &t.layout); err != nil {
		return fault.Wrap(fault.Invalid, err, "the list of tables in the backup cannot be read")
	}
	t.tables = map[string]database.Table{}
	for _, table := range t.layout.Tables {
		t.tables[table.Name] = table
	}
	return t.load.Check(t.layout)
}

func (t *tableTarget) finish(ctx context.Context, at *place) error {
	if t.tables == nil {
		return fault.New(fault.Invalid, "the backup holds no database")
	}
	if err := at.move(); err != nil {
		return err
	}
	if err := t.commit(ctx, at); err != nil {
		return err
	}
	if _, err := t.db.Migrate(ctx); err != nil {
		return fmt.Errorf("everything is restored, but the schema could not be brought up to date; run dateline migrate: %w", err)
	}
	return jobs.Migrate(ctx, t.db)
}

// commit makes the tables stand. Where the answer to that is lost, it looks
// whether they do.
func (t *tableTarget) commit(ctx context.Context, at *place) error {
	err := t.load.Commit(ctx, t.layout.Sequences)
	t.load.Abandon(ctx) // gives the connection back
	if err != nil {
		state, lost := t.db.State(context.WithoutCancel(ctx))
		if lost != nil {
			at.unsure = true
			return fault.Wrap(fault.Unavailable, err, "PostgreSQL went away at the last step: run it again; where it then says that the database is not empty, all is restored")
		}
		if state != database.Taken {
			return err
		}
	}
	return at.done()
}

// close lets go of the database; what was not committed is gone.
func (t *tableTarget) close(ctx context.Context) {
	if t == nil {
		return
	}
	if t.load != nil {
		t.load.Abandon(ctx)
	}
	_ = t.db.Close() // what was committed is safe, and the rest is not wanted
}
