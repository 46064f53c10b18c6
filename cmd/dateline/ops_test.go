package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"dateline/internal/blob"
	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/imaging"
	"dateline/internal/jobs"
	"dateline/internal/testkit"
)

// installation is a data folder, and where need be a PostgreSQL database, for
// tests of backup, restore and doctor.
type installation struct {
	globals
}

// eachInstallation runs f on every engine, each with an empty installation.
func eachInstallation(t *testing.T, f func(t *testing.T, in *installation)) {
	t.Helper()
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			f(t, newInstallation(t, engine))
		})
	}
}

// newInstallation gives a data folder with nothing in it; PostgreSQL has its
// tables already.
func newInstallation(t *testing.T, engine database.Engine) *installation {
	t.Helper()
	in := &installation{globals{Data: filepath.Join(t.TempDir(), "data"), Log: "error"}}
	testkit.NoError(t, os.Mkdir(in.Data, 0o750))
	if engine == database.Postgres {
		in.Database = testkit.PostgresAddress(t)
	}
	return in
}

// emptyInstallation gives one into which a backup can be restored.
func emptyInstallation(t *testing.T, engine database.Engine) *installation {
	t.Helper()
	in := newInstallation(t, engine)
	in.empty(t)
	return in
}

// empty takes the tables away.
func (in *installation) empty(t *testing.T) {
	t.Helper()
	if in.Database == "" {
		return
	}
	db, err := database.Open(t.Context(), database.Options{Address: in.Database})
	testkit.NoError(t, err)
	_, err = db.Pool().Exec(t.Context(), `DROP SCHEMA public CASCADE; CREATE SCHEMA public`)
	testkit.NoError(t, errors.Join(err, db.Close()))
}

// args gives a command line for the installation.
func (in *installation) args(args ...string) []string {
	args = append(args, "--data", in.Data, "--log", "error")
	if in.Database != "" {
		args = append(args, "--database", in.Database)
	}
	return args
}

// run runs the program within the test.
func (in *installation) run(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), in.args(args...), streams{out: &o, err: &e})
	return code, o.String(), e.String()
}

// must runs the program and fails the test where it does not end with want.
func (in *installation) must(t *testing.T, want int, args ...string) (out, errs string) {
	t.Helper()
	code, out, errs := in.run(t, args...)
	if code != want {
		t.Fatalf("%v ended with %d and not %d:\n%s%s", args, code, want, out, errs)
	}
	if errs != "" && strings.Count(errs, "\n") != 1 {
		t.Errorf("an error is one line: %q", errs)
	}
	return out, errs
}

func (in *installation) open(t *testing.T) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{Address: in.address()})
	testkit.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func (in *installation) store(t *testing.T) *blob.Disk {
	t.Helper()
	store, err := blob.OpenDisk(filepath.Join(in.Data, "blobs"), clock.System{}.Now())
	testkit.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func exec1(t *testing.T, db *database.DB, query string, args ...any) {
	t.Helper()
	testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error {
		_, err := tx.Exec(t.Context(), query, args...)
		return err
	}))
}

// hash gives a well-formed hash for photo n.
func hash(n int) string { return fmt.Sprintf("%064x", n) }

// furnish fills the installation with stories, photos and their files.
func (in *installation) furnish(t *testing.T, stories int) {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{Address: in.address()})
	testkit.NoError(t, err)
	_, err = db.Migrate(t.Context())
	testkit.NoError(t, err)
	testkit.NoError(t, jobs.Migrate(t.Context(), db))
	store := in.store(t)
	testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error {
		if _, err := tx.Exec(t.Context(), `INSERT INTO account (email, name, role, password, created_at) VALUES ('o@news.example', 'Owner', 'owner', 'x', 1)`); err != nil {
			return err
		}
		for n := 1; n <= stories; n++ {
			if err := insertStory(t.Context(), tx, n); err != nil {
				return err
			}
		}
		return nil
	}))
	for n := 1; n <= stories; n++ {
		testkit.NoError(t, store.Put(t.Context(), "photo/"+hash(n)+"/original", strings.NewReader(strings.Repeat(hash(n), 500))))
	}
	testkit.NoError(t, store.Put(t.Context(), "photo/"+hash(1)+"/0123abcd/640.jpg", strings.NewReader("rendition")))
	testkit.NoError(t, db.Close())
}

func insertStory(ctx context.Context, tx *database.Tx, n int) error {
	path, body := fmt.Sprintf("/world/2013/08/27/story-%d", n), strings.Repeat(`{"text":"Tab\there, “quotes” and \\N"}`, 30)
	for _, s := range []struct {
		query string
		args  []any
	}{
		{`INSERT INTO photo (hash, filename, media_type, width, height, bytes, agency, created_at) VALUES ($1, 'a.jpg', 'image/jpeg', 4, 3, 32000, 'AFP', 1)`, []any{hash(n)}},
		{`INSERT INTO story (id, rev, publication, workflow, headline, language, content_rev, live_rev, path, created_at, changed_at) VALUES ($1, 1, 'live', 'ready', 'A headline', 'en', 1, 1, $2, 1, 1)`, []any{n, path}},
		{`INSERT INTO revision (story_id, rev, kind, at, actor_id, actor, content) VALUES ($1, 1, 'publish', 1, 1, 'Owner', $2)`, []any{n, body}},
		{`INSERT INTO path (path, story_id, created_at) VALUES ($1, $2, 1)`, []any{path, n}},
		{`INSERT INTO published (story_id, rev, path, uri, headline, deck, kicker, language, genre, section_id, place_id, series_id, part, photo_id, lead, byline, words, corrected, published_at, updated_at)
			VALUES ($1, 1, $2, '', 'A headline', '', '', 'en', '', 0, 0, 0, 0, $1, '{}', '[]', 2, $3, 1, 1)`, []any{n, path, false}},
		{`INSERT INTO published_photo (photo_id, story_id) VALUES ($1, $1)`, []any{n}},
		{`INSERT INTO search_entry (slot, story_id) VALUES ($1, $1)`, []any{n}},
		{`INSERT INTO related (story_id, at, items) VALUES ($1, 1, '[]')`, []any{n}},
	} {
		if _, err := tx.Exec(ctx, s.query, s.args...); err != nil {
			return fmt.Errorf("%s: %w", s.query, err)
		}
	}
	return nil
}

// contents gives all rows of the tables that matter and all files, as text.
func (in *installation) contents(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	db, err := database.Open(t.Context(), database.Options{Address: in.address()})
	testkit.NoError(t, err)
	defer func() { _ = db.Close() }()
	for _, table := range []string{"account", "photo", "story", "revision", "path", "published", "published_photo", "search_entry", "related", "setting", "login_failure"} {
		testkit.NoError(t, db.Read(t.Context(), func(q *database.Snapshot) error {
			rows, err := q.Query(t.Context(), `SELECT * FROM `+table+` ORDER BY 1, 2`)
			if err != nil {
				return err
			}
			defer func() { _ = rows.Close() }()
			columns, err := rows.Columns()
			if err != nil {
				return err
			}
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			for rows.Next() {
				if err := rows.Scan(into...); err != nil {
					return err
				}
				all[table] += fmt.Sprintf("%q\n", values)
			}
			return rows.Err()
		}))
	}
	store := in.store(t)
	for info, err := range store.List(t.Context(), "") {
		testkit.NoError(t, err)
		text, err := os.ReadFile(filepath.Join(in.Data, "blobs", blobFile(info.Key)))
		testkit.NoError(t, err)
		all["blob "+info.Key] = string(text)
	}
	return all
}

// blobFile gives where a photo's file stands in the blob folder.
func blobFile(key string) string {
	const before = len("photo/")
	return key[:before] + key[before:before+2] + "~/" + key[before:]
}

// keepWriting adds pairs of rows until it is stopped, each pair in one
// transaction and with a file that was put there before.
func (in *installation) keepWriting(t *testing.T) (stop func()) {
	t.Helper()
	db, store := in.open(t), in.store(t)
	var quit atomic.Bool
	begun, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		var err error
		for n := 1000; err == nil && !quit.Load(); n++ {
			err = store.Put(t.Context(), "photo/"+hash(n)+"/original", strings.NewReader("file"))
			if err == nil {
				err = db.Write(t.Context(), func(tx *database.Tx) error {
					if _, err := tx.Exec(t.Context(), `INSERT INTO setting (name, value, changed_at) VALUES ($1, '', 0)`, fmt.Sprint(n)); err != nil {
						return err
					}
					return insertStory(t.Context(), tx, n)
				})
			}
			if n == 1010 {
				close(begun)
			}
		}
		ended <- err
	}()
	select {
	case <-begun:
	case err := <-ended:
		t.Fatal(err)
	}
	return func() {
		quit.Store(true)
		testkit.NoError(t, <-ended)
	}
}

// programEnv tells the test program to be dateline.
const programEnv = "DATELINE_TEST_PROGRAM"

// program gives a command that runs dateline as a process of its own.
func (in *installation) program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	testkit.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self, in.args(args...)...)
	cmd.Env = append(os.Environ(), programEnv+"=1")
	return cmd
}

// TestMain lets the test program be dateline itself: for tests that kill it,
// and for the pictures that it opens in a process of their own.
func TestMain(m *testing.M) {
	if os.Getenv(programEnv) != "" || len(os.Args) > 1 && os.Args[1] == imaging.Subcommand {
		main()
		return
	}
	os.Exit(m.Run())
}

// examined gives what the doctor finds, by check. That the PostgreSQL of the
// tests cannot survive a power cut is left out.
func (in *installation) examined(t *testing.T) map[string]finding {
	t.Helper()
	p := in.patient(&doctorCommand{URL: "http://localhost:8080"}, clock.System{}.Now())
	p.formats = noVips // to try the real one takes a second
	all, err := p.examine(t.Context())
	testkit.NoError(t, err)
	found := map[string]finding{}
	for _, f := range all {
		if f.Check != "soundness" || !strings.Contains(f.Found, "fsync is off") {
			found[f.Check] = f
		}
	}
	return found
}

func noVips(context.Context) ([]imaging.Format, error) { return []imaging.Format{imaging.JPEG}, nil }

// wantHealthy fails the test where the doctor finds anything wrong.
func (in *installation) wantHealthy(t *testing.T) {
	t.Helper()
	for _, f := range in.examined(t) {
		if f.State == stateBad {
			t.Errorf("%s: %s", f.Check, f.Found)
		}
	}
}
