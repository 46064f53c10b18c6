package database_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/jobs"
	"dateline/internal/testkit"
)

// keepWriting adds pairs of rows, each pair in one transaction, until the test
// stops it: a copy that holds half a pair is no copy of one moment.
func keepWriting(t *testing.T, db *database.DB) (stop func() int64) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	var pairs atomic.Int64
	go func() {
		for ctx.Err() == nil {
			n := pairs.Load() + 1
			err := db.Write(context.WithoutCancel(ctx), func(tx *database.Tx) error {
				if _, err := tx.Exec(t.Context(), `INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, 0)`, fmt.Sprintf("pair %d", n), strings.Repeat("tab\tand line\n", 100)); err != nil {
					return err
				}
				_, err := tx.Exec(t.Context(), `INSERT INTO login_failure (subject, at) VALUES ($1, $2)`, fmt.Sprintf("pair %d", n), n)
				return err
			})
			if err != nil {
				ended <- err
				return
			}
			pairs.Store(n)
		}
		ended <- nil
	}()
	for pairs.Load() < 20 && len(ended) == 0 {
		if err := db.Ping(ctx); err != nil {
			t.Fatal(err)
		}
	}
	return func() int64 {
		cancel()
		testkit.NoError(t, <-ended)
		return pairs.Load()
	}
}

func pairsIn(t *testing.T, db *database.DB) int64 {
	t.Helper()
	var settings, failures int64
	testkit.NoError(t, db.Read(t.Context(), func(q *database.Snapshot) (err error) {
		if settings, err = database.One(t.Context(), q, database.Value[int64], `SELECT COUNT(*) FROM setting WHERE value = $1`, strings.Repeat("tab\tand line\n", 100)); err != nil {
			return err
		}
		failures, err = database.One(t.Context(), q, database.Value[int64], `SELECT COUNT(*) FROM login_failure`)
		return err
	}))
	testkit.Equal(t, settings, failures)
	return settings
}

func TestCopyFileStandsAtOneMoment(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	stop := keepWriting(t, db)
	path := filepath.Join(t.TempDir(), "a copy, 100% #1?.db")
	testkit.NoError(t, db.CopyFile(t.Context(), path, nil))
	written := stop()
	if err := db.CopyFile(t.Context(), path, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("a file that was there: %v", err)
	}
	again, err := database.Open(t.Context(), database.Options{Address: path})
	testkit.NoError(t, err)
	t.Cleanup(func() { _ = again.Close() })
	if n := pairsIn(t, again); n < 20 || n > written {
		t.Errorf("%d pairs, of %d", n, written)
	}
	faults, err := again.Check(t.Context())
	testkit.NoError(t, err)
	testkit.Equal(t, faults, nil)
	have, want, err := again.Schema(t.Context())
	testkit.NoError(t, err)
	testkit.Equal(t, have, want)
}

func TestCopyFileStops(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.CopyFile(ctx, filepath.Join(t.TempDir(), "copy.db"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestCheckFindsDamage(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "dateline.db")
	db, err := database.Open(t.Context(), database.Options{Address: path})
	testkit.NoError(t, err)
	_, err = db.Migrate(t.Context())
	testkit.NoError(t, err)
	testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error {
		for i := range 2000 { // far more pages than are damaged, so that those of the schema stay whole
			if _, err := tx.Exec(t.Context(), `INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, 0)`, fmt.Sprint(i), strings.Repeat("x", 300)); err != nil {
				return err
			}
		}
		return nil
	}))
	testkit.NoError(t, db.Close())
	file, err := os.ReadFile(path)
	testkit.NoError(t, err)
	for at := len(file) - 40*4096; at < len(file)-20*4096; at++ {
		file[at] = 0xff
	}
	testkit.NoError(t, os.WriteFile(path, file, 0o600))
	db, err = database.Open(t.Context(), database.Options{Address: path})
	testkit.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	if faults, err := db.Check(t.Context()); err == nil && len(faults) == 0 {
		t.Error("nobody noticed the damage")
	}
}

func TestDumpAndLoad(t *testing.T) {
	t.Parallel()
	from := testkit.Postgres(t)
	stop := keepWriting(t, from)
	dump, err := from.Dump(t.Context())
	testkit.NoError(t, err)
	stop()
	rows := map[string]*bytes.Buffer{}
	for _, table := range dump.Layout().Tables {
		rows[table.Name] = &bytes.Buffer{}
		_, err := dump.Table(t.Context(), table, rows[table.Name])
		testkit.NoError(t, err)
	}
	schema, err := dump.Schema(t.Context())
	testkit.NoError(t, err)
	dump.Close(t.Context())
	testkit.NoError(t, from.Write(t.Context(), func(tx *database.Tx) error {
		_, err := tx.Exec(t.Context(), `DELETE FROM setting`)
		return err
	}))

	into, err := database.Open(t.Context(), database.Options{Address: emptyPostgres(t)})
	testkit.NoError(t, err)
	t.Cleanup(func() { _ = into.Close() })
	wantState := func(want database.State) {
		t.Helper()
		state, err := into.State(t.Context())
		testkit.NoError(t, err)
		testkit.Equal(t, state, want)
	}
	wantState(database.Empty)
	begin := func() *database.Load {
		testkit.NoError(t, into.MarkLoad(t.Context()))
		testkit.NoError(t, into.MigrateTo(t.Context(), schema))
		testkit.NoError(t, jobs.Migrate(t.Context(), into))
		load, err := into.Load(t.Context())
		testkit.NoError(t, err)
		testkit.NoError(t, load.Check(dump.Layout()))
		for _, table := range dump.Layout().Tables {
			testkit.NoError(t, load.Table(t.Context(), table, rows[table.Name]))
		}
		return load
	}
	kept := map[string][]byte{}
	for name, b := range rows {
		kept[name] = bytes.Clone(b.Bytes())
	}
	begin().Abandon(t.Context())
	wantState(database.Begun)
	testkit.Equal(t, pairsIn(t, into), int64(0))

	for name, b := range kept {
		rows[name] = bytes.NewBuffer(b)
	}
	load := begin()
	testkit.NoError(t, load.Commit(t.Context(), append(dump.Layout().Sequences, database.Sequence{Name: "audit_id_seq", Last: 41})))
	load.Abandon(t.Context())
	wantState(database.Taken)
	if n := pairsIn(t, into); n < 20 {
		t.Errorf("%d pairs", n)
	}
	_, err = into.Migrate(t.Context())
	testkit.NoError(t, err)
	testkit.NoError(t, into.Write(t.Context(), func(tx *database.Tx) error {
		id, err := tx.Insert(t.Context(), `INSERT INTO audit (at, actor_id, actor, action, noun, noun_id) VALUES (0, 0, '', '', '', 0) RETURNING id`)
		testkit.Equal(t, id, int64(42))
		return err
	}))
}

func TestLoadRefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	db := testkit.Postgres(t)
	load, err := db.Load(t.Context())
	testkit.NoError(t, err)
	defer load.Abandon(t.Context())
	for _, table := range []database.Table{{Name: "setting"}, {Name: "setting", Columns: []string{"name", "colour"}}, {Name: "pg_authid", Columns: []string{"rolname"}}, {Name: "schema_version", Columns: []string{"id"}}} {
		if err := load.Check(database.Layout{Tables: []database.Table{table}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", table, err)
		}
	}
}

// emptyPostgres gives the address of a PostgreSQL database with nothing in it.
func emptyPostgres(t *testing.T) string {
	t.Helper()
	address := testkit.PostgresAddress(t)
	db, err := database.Open(t.Context(), database.Options{Address: address})
	testkit.NoError(t, err)
	_, err = db.Pool().Exec(t.Context(), `DROP SCHEMA public CASCADE; CREATE SCHEMA public`)
	testkit.NoError(t, errors.Join(err, db.Close()))
	return address
}
