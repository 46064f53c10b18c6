// Package testkit is what the tests of every room share: a database of each
// engine, golden files, and comparison with a readable difference.
package testkit

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"dateline/internal/database"
	"dateline/internal/jobs"
)

// PostgresEnv names the environment variable that holds the address of a
// PostgreSQL server for tests; its role may create databases.
const PostgresEnv = "DATELINE_TEST_POSTGRES"

var update = flag.Bool("update", false, "write golden files instead of comparing with them")

// Equal fails the test where got differs from want, and shows how.
func Equal[T any](t testing.TB, got, want T, opts ...cmp.Option) {
	t.Helper()
	if diff := cmp.Diff(want, got, opts...); diff != "" {
		t.Fatalf("differs (-want +got):\n%s", diff)
	}
}

// NoError fails the test where err is not nil.
func NoError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}

// Golden compares got with the file at path, or writes the file under -update.
func Golden(t testing.TB, path, got string) {
	t.Helper()
	if *update {
		NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		NoError(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run the test with -update to make it)", err)
	}
	Equal(t, got, string(want))
}

// Updating says whether -update was given, for tests that keep several golden
// parts in one file.
func Updating() bool { return *update }

// Each runs f as a subtest on every engine, each with an empty, migrated
// database of its own. PostgreSQL is skipped where PostgresEnv is not set,
// unless CI is: there it must be.
func Each(t *testing.T, f func(t *testing.T, db *database.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, Postgres(t))
	})
}

// SQLite opens an empty, migrated SQLite database that goes with the test.
func SQLite(t testing.TB) *database.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "dateline.db"))
}

// Postgres opens an empty, migrated PostgreSQL database that goes with the test.
func Postgres(t testing.TB) *database.DB {
	t.Helper()
	return open(t, PostgresAddress(t))
}

func open(t testing.TB, address string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{Address: address})
	NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	NoError(t, migrate(t.Context(), db))
	return db
}

// Template state: one migrated database a test process, cloned by each test.
var (
	template     sync.Once
	templateName string
	errTemplate  error
	serial       atomic.Int64
)

// PostgresAddress makes an empty, migrated database on the test server, gives
// its address and drops it after the test.
func PostgresAddress(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresEnv)
	if server == "" {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not set: `make test` starts PostgreSQL and sets it", PostgresEnv)
		}
		t.Skipf("skipped: %s is not set (`make test` starts PostgreSQL and sets it)", PostgresEnv)
	}
	template.Do(func() { templateName, errTemplate = makeTemplate(server) })
	NoError(t, errTemplate)
	name := fmt.Sprintf("dl_%d_%d", os.Getpid(), serial.Add(1))
	NoError(t, admin(server, fmt.Sprintf(`CREATE DATABASE %s TEMPLATE %s`, name, templateName)))
	t.Cleanup(func() { _ = admin(server, fmt.Sprintf(`DROP DATABASE IF EXISTS %s WITH (FORCE)`, name)) })
	return withDatabase(server, name)
}

func makeTemplate(server string) (string, error) {
	name := fmt.Sprintf("dl_%d_template", os.Getpid())
	if err := admin(server, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	ctx := context.Background()
	db, err := database.Open(ctx, database.Options{Address: withDatabase(server, name)})
	if err != nil {
		return "", err
	}
	if err := migrate(ctx, db); err != nil {
		return "", err
	}
	return name, db.Close()
}

func migrate(ctx context.Context, db *database.DB) error {
	if _, err := db.Migrate(ctx); err != nil {
		return err
	}
	return jobs.Migrate(ctx, db)
}

var adminLock sync.Mutex // CREATE DATABASE … TEMPLATE refuses to run beside itself

func admin(server, statement string) error {
	adminLock.Lock()
	defer adminLock.Unlock()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return fmt.Errorf("connect to the test PostgreSQL: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, statement)
	return err
}

func withDatabase(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return strings.TrimSuffix(server, "/") + "/" + name
	}
	u.Path = "/" + name
	return u.String()
}
