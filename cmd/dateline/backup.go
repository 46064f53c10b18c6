package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"dateline/internal/archive"
	"dateline/internal/blob"
	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
)

// Names of the parts of a backup.
const (
	databasePart = "database/dateline.db"     // SQLite: the file
	layoutPart   = "database/tables.json"     // PostgreSQL: database.Layout
	rowsPart     = "database/rows/"           // PostgreSQL: + table/000001
	blobPart     = "blobs/"                   // + key
	settingsPart = "settings/" + settingsFile // where it stands in the data folder
	settingsFile = "dateline.toml"
	blobFolder   = "blobs"
)

// lastBackup is the file in the data folder that tells of the last backup.
const lastBackup = "last-backup.json"

type backupCommand struct {
	File           string `arg:"" help:"File to write, usually something.tar.zst."`
	Force          bool   `help:"Overwrite a file that is there already."`
	WithRenditions bool   `name:"with-renditions" help:"Take along the pictures made from originals; they are made again where they are missing."`
	Verify         bool   `help:"Write nothing: read a backup and say whether it is whole."`
}

// Run writes or verifies a backup.
func (c *backupCommand) Run(ctx context.Context, g *globals, std streams) error {
	if c.Verify {
		return c.verify(ctx, std)
	}
	m, err := c.write(ctx, g, std, clock.System{}.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "%s: %s\n", c.File, describe(m))
	return err
}

func (c *backupCommand) verify(ctx context.Context, std streams) (err error) {
	r, err := archive.Open(ctx, c.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	bar := newProgress(std, "Reading the backup")
	defer bar.end()
	m, err := r.Verify(func(parts int) { bar.set(parts, 0) })
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "%s is whole: %s\n", c.File, describe(m))
	return err
}

// describe tells a person what a backup holds.
func describe(m archive.Manifest) string {
	engine := "SQLite"
	if m.Engine == string(database.Postgres) {
		engine = "PostgreSQL"
	}
	return fmt.Sprintf("%d stories, %d photos, %d files, %s; %s, schema %d, made %s by Dateline %s", m.Counts["story"], m.Counts["photo"], m.Counts["files"],
		humanize.Bytes(uint64(m.Bytes())), engine, m.Schema, m.MadeAt.Format(time.RFC3339), m.Program) //nolint:gosec // never negative
}

// write writes the backup. The database comes first and the files after it, so
// that every file which the database names is there.
func (c *backupCommand) write(ctx context.Context, g *globals, std streams, now time.Time) (m archive.Manifest, err error) {
	db, err := g.openExisting(ctx, std)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	w, err := archive.Create(c.File, c.Force)
	if err != nil {
		return m, err
	}
	defer w.Abandon()
	b := &backup{Writer: w, std: std, header: archive.Header{Program: version(), Engine: string(db.Engine()), MadeAt: now}, counts: map[string]int64{}}
	if db.Engine() == database.Postgres {
		err = b.tables(ctx, db)
	} else {
		err = b.file(ctx, db, archive.Partial(c.File)+"-database")
	}
	if err != nil {
		return m, err
	}
	if err := b.settings(ctx, g.Data); err != nil {
		return m, err
	}
	if err := b.blobs(ctx, g.Data, c.WithRenditions, now); err != nil {
		return m, err
	}
	if m, err = w.Finish(b.counts); err != nil {
		return m, err
	}
	note(g.Data, c.File, m)
	return m, nil
}

// openExisting opens the database as it is: it makes none and migrates nothing.
func (g *globals) openExisting(ctx context.Context, std streams) (*database.DB, error) {
	if !g.exists() {
		return nil, fault.New(fault.NotFound, "there is no installation in %s: name the data folder with --data", g.Data)
	}
	db, err := database.Open(ctx, database.Options{Address: g.address(), Log: g.newLog(std)})
	if err != nil {
		return nil, errors.Join(ctx.Err(), fault.Wrap(fault.Unavailable, err, "%v", err))
	}
	return db, nil
}

// backup is one backup being written.
type backup struct {
	*archive.Writer
	std    streams
	header archive.Header
	counts map[string]int64
}

func noSchema(name string) error {
	return fault.New(fault.NotFound, "there is no newsroom in %s: nothing to back up", name)
}

// file adds the SQLite database by way of a copy at temp.
func (b *backup) file(ctx context.Context, db *database.DB, temp string) (err error) {
	if err := os.Remove(temp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove what an earlier backup left: %w", err)
	}
	defer func() { _ = os.Remove(temp) }()
	bar := newProgress(b.std, "Copying the database (kB)")
	err = db.CopyFile(ctx, temp, func(done, total int64) { bar.set(int(done>>10), int(total>>10)) })
	bar.end()
	if err != nil {
		return err
	}
	if err := b.look(ctx, temp); err != nil {
		return err
	}
	if b.header.Schema == 0 {
		return noSchema(db.Name())
	}
	if err := b.Begin(b.header); err != nil {
		return err
	}
	f, err := os.Open(temp)
	if err != nil {
		return fmt.Errorf("open the copy of the database: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	stat, err := f.Stat()
	if err != nil {
		return fmt.Errorf("measure the copy of the database: %w", err)
	}
	return b.Add(ctx, databasePart, stat.Size(), f)
}

// look reads from the copy what the manifest says of it.
func (b *backup) look(ctx context.Context, temp string) (err error) {
	db, err := database.Open(ctx, database.Options{Address: temp})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if b.header.Schema, _, err = db.Schema(ctx); err != nil || b.header.Schema == 0 {
		return err
	}
	return db.Read(ctx, func(q *database.Snapshot) error {
		for _, table := range []string{"story", "photo", "account"} {
			n, err := database.One(ctx, q, database.Value[int64], `SELECT COUNT(*) FROM `+table)
			if err != nil {
				return fmt.Errorf("count rows of %s: %w", table, err)
			}
			b.counts[table] = n
		}
		return nil
	})
}

// tables adds the PostgreSQL database, all of it as it stands at one moment.
func (b *backup) tables(ctx context.Context, db *database.DB) error {
	dump, err := db.Dump(ctx)
	if err != nil {
		return err
	}
	defer dump.Close(ctx)
	if b.header.Schema, err = dump.Schema(ctx); err != nil {
		return err
	}
	if b.header.Schema == 0 {
		return noSchema(db.Name())
	}
	if err := b.Begin(b.header); err != nil {
		return err
	}
	layout, err := json.MarshalIndent(dump.Layout(), "", " ")
	if err != nil {
		return fmt.Errorf("encode the list of tables: %w", err)
	}
	if err := b.Add(ctx, layoutPart, int64(len(layout)), bytes.NewReader(layout)); err != nil {
		return err
	}
	bar := newProgress(b.std, "Copying tables")
	defer bar.end()
	for i, t := range dump.Layout().Tables {
		w := b.Lines(ctx, rowsPart+t.Name)
		n, err := dump.Table(ctx, t, w)
		if err != nil {
			return errors.Join(ctx.Err(), err)
		}
		if err := w.Close(); err != nil {
			return err
		}
		b.counts[t.Name] = n
		bar.set(i+1, len(dump.Layout().Tables))
	}
	return nil
}

// settings adds the settings file where it stands in the data folder.
func (b *backup) settings(ctx context.Context, data string) error {
	text, err := os.ReadFile(filepath.Join(data, settingsFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the settings file cannot be read: %v", err)
	}
	return b.Add(ctx, settingsPart, int64(len(text)), bytes.NewReader(text))
}

// isRendition says whether a blob can be made again from an original: it
// stands in photo/HASH/VERSION/NAME, an original in photo/HASH/original.
func isRendition(key string) bool {
	return strings.HasPrefix(key, "photo/") && strings.Count(key, "/") == 3
}

// blobs adds the files.
func (b *backup) blobs(ctx context.Context, data string, renditions bool, now time.Time) (err error) {
	b.counts["files"] = 0
	folder := filepath.Join(data, blobFolder)
	if _, err := os.Stat(folder); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	store, err := blob.OpenDisk(folder, now)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the pictures cannot be read: %v", err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	var keys []string
	for info, err := range store.List(ctx, "") {
		if err != nil {
			return err
		}
		if renditions || !isRendition(info.Key) {
			keys = append(keys, info.Key)
		}
	}
	bar := newProgress(b.std, "Copying files")
	defer bar.end()
	for i, key := range keys {
		if err := b.blob(ctx, store, key); err != nil {
			return err
		}
		bar.set(i+1, len(keys))
	}
	return nil
}

func (b *backup) blob(ctx context.Context, store blob.Store, key string) (err error) {
	r, info, err := store.Open(ctx, key)
	if errors.Is(err, blob.ErrNotFound) {
		return nil // deleted since it was listed
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	b.counts["files"]++
	return b.Add(ctx, blobPart+key, info.Size, io.Reader(r))
}

// lastBackupNote is what lastBackup holds.
type lastBackupNote struct {
	At    time.Time `json:"at"`
	File  string    `json:"file"`
	Bytes int64     `json:"bytes"` // unpacked
}

// note tells the doctor that there is a backup. A data folder that cannot be
// written is no reason to call the backup a failure.
func note(data, file string, m archive.Manifest) {
	if full, err := filepath.Abs(file); err == nil {
		file = full
	}
	if text, err := database.JSON(lastBackupNote{At: m.MadeAt, File: file, Bytes: m.Bytes()}); err == nil {
		_ = os.WriteFile(filepath.Join(data, lastBackup), []byte(text+"\n"), 0o600) //nolint:gosec // the operator's own folder
	}
}
