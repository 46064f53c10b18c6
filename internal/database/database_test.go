package database_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/testkit"
)

func put(ctx context.Context, tx *database.Tx, name, value string) error {
	_, err := tx.Exec(ctx, `INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, 0)`, name, value)
	return err
}

func count(t *testing.T, db *database.DB, where string, args ...any) (n int64) {
	t.Helper()
	testkit.NoError(t, db.Read(t.Context(), func(q *database.Snapshot) (err error) {
		n, err = database.One(t.Context(), q, database.Value[int64], `SELECT COUNT(*) FROM setting WHERE `+where, args...)
		return err
	}))
	return n
}

func TestAllOfATransactionOrNothing(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		committed := 0
		db.AfterCommit(func(context.Context) { committed++ })
		testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error { return put(t.Context(), tx, "a", "1") }))
		failed := errors.New("thought better of it")
		err := db.Write(t.Context(), func(tx *database.Tx) error {
			testkit.NoError(t, put(t.Context(), tx, "b", "1"))
			return failed
		})
		if !errors.Is(err, failed) {
			t.Errorf("it says %v", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = db.Write(t.Context(), func(tx *database.Tx) error {
				testkit.NoError(t, put(t.Context(), tx, "c", "1"))
				panic("out of paper")
			})
		}()
		testkit.Equal(t, []any{count(t, db, "1 = 1"), committed}, []any{int64(1), 1})
		testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error { return put(t.Context(), tx, "d", "1") })) // the way is free
	})
}

// TestASnapshotStandsStill writes while somebody reads.
func TestASnapshotStandsStill(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		testkit.NoError(t, db.Read(t.Context(), func(q *database.Snapshot) error {
			seen := func() int64 {
				n, err := database.One(t.Context(), q, database.Value[int64], `SELECT COUNT(*) FROM setting`)
				testkit.NoError(t, err)
				return n
			}
			testkit.Equal(t, seen(), int64(0))
			testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error { return put(t.Context(), tx, "a", "1") }))
			testkit.Equal(t, seen(), int64(0))
			testkit.Equal(t, []any{q.Queries(), q.Engine()}, []any{int64(2), db.Engine()})
			return nil
		}))
		testkit.Equal(t, count(t, db, "1 = 1"), int64(1))
	})
}

// TestAsideOfTheRest takes every connection and lets each holder look
// something up, as pages do when the tags in memory were dropped.
func TestAsideOfTheRest(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		const holders = 60
		var all sync.WaitGroup
		for i := range holders {
			all.Go(func() {
				err := db.Read(t.Context(), func(*database.Snapshot) error {
					return db.ReadAside(t.Context(), func(q *database.Snapshot) error {
						_, err := database.One(t.Context(), q, database.Value[int64], `SELECT COUNT(*) FROM setting`)
						return err
					})
				})
				if err != nil {
					t.Errorf("holder %d: %v", i, err)
				}
			})
		}
		all.Wait()
	})
}

func TestASnapshotCannotWrite(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		_ = db.Read(t.Context(), func(q *database.Snapshot) error {
			_, err := database.One(t.Context(), q, database.Value[string], `INSERT INTO setting (name, value, changed_at) VALUES ('x', '', 0) RETURNING name`)
			if err == nil {
				t.Error("a snapshot wrote")
			}
			return err
		})
		testkit.Equal(t, count(t, db, "1 = 1"), int64(0))
	})
}

func TestErrorsHaveTheirKinds(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		ctx := t.Context()
		write := func(query string, args ...any) error {
			return db.Write(ctx, func(tx *database.Tx) error { _, err := tx.Exec(ctx, query, args...); return err })
		}
		insert := func(slug string) error {
			return db.Write(ctx, func(tx *database.Tx) error {
				_, err := tx.Insert(ctx, `INSERT INTO tag (kind, slug, name, created_at) VALUES ('topic', $1, 'x', 0) RETURNING id`, slug)
				return err
			})
		}
		testkit.NoError(t, write(`INSERT INTO setting (name, value, changed_at) VALUES ('a', '', 0)`))
		testkit.NoError(t, insert("a"))
		for what, err := range map[string]error{
			"a primary key twice":  write(`INSERT INTO setting (name, value, changed_at) VALUES ('a', '', 0)`),
			"a unique pair twice":  insert("a"),
			"a unique value twice": write(`INSERT INTO tag (kind, slug, name, created_at) VALUES ('topic', 'a', 'x', 0)`),
		} {
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		for what, err := range map[string]error{
			"no value":       write(`INSERT INTO setting (name, value, changed_at) VALUES ('b', NULL, 0)`),
			"no such story":  write(`INSERT INTO path (path, story_id, created_at) VALUES ('/x', 999, 0)`),
			"no such table":  write(`INSERT INTO nowhere (name) VALUES ('b')`),
			"not even a SQL": write(`PUBLISH AND BE DAMNED`),
		} {
			if err == nil || fault.KindOf(err) != fault.Internal {
				t.Errorf("%s: %v", what, err)
			}
		}
		testkit.NoError(t, db.Read(ctx, func(q *database.Snapshot) error {
			_, err := database.One(ctx, q, database.Value[string], `SELECT value FROM setting WHERE name = 'none'`)
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("no row: %v", err)
			}
			all, err := database.List(ctx, q, database.Value[string], `SELECT value FROM setting WHERE name = 'none'`)
			testkit.Equal(t, len(all), 0)
			return err
		}))
	})
}

func TestInFindsAnyNumberOfIDs(t *testing.T) {
	t.Parallel()
	type id int64
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		ctx := t.Context()
		testkit.NoError(t, db.Write(ctx, func(tx *database.Tx) error {
			for n := range 100 {
				if _, err := tx.Exec(ctx, `INSERT INTO login_failure (subject, at) VALUES ('x', $1)`, n); err != nil {
					return err
				}
			}
			return nil
		}))
		many := make([]id, 5000)
		for i := range many {
			many[i] = id(i)
		}
		texts := map[string]bool{}
		for want, ids := range map[int][]id{0: nil, 1: {7}, 2: {7, 7, 99, 100, -1}, 100: many} {
			testkit.NoError(t, db.Read(ctx, func(q *database.Snapshot) error {
				where, arg := database.In(q, "at", 2, ids)
				texts[where] = true
				found, err := database.List(ctx, q, database.Value[id], `SELECT at FROM login_failure WHERE subject = $1 AND `+where, "x", arg)
				testkit.Equal(t, len(found), want)
				return err
			}))
		}
		testkit.Equal(t, len(texts), 1) // one statement, whatever the number
	})
}

func TestTimesComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Time{{}, time.Date(2026, 11, 22, 12, 0, 0, 1000, time.UTC), time.Date(1912, 4, 15, 2, 20, 0, 0, time.UTC), time.UnixMicro(1).UTC()} {
		testkit.Equal(t, database.Time(database.Micros(at)), at)
	}
	paris, err := time.LoadLocation("Europe/Paris")
	testkit.NoError(t, err)
	testkit.Equal(t, database.Time(database.Micros(time.Date(2026, 11, 22, 13, 0, 0, 0, paris))), time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
}

// TestManyAtOnceDoNotWaitForEachOtherForever starts cold: every statement is
// new, and there are more readers and writers than connections.
func TestManyAtOnceDoNotWaitForEachOtherForever(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var all sync.WaitGroup
		begin := make(chan struct{})
		for n := range 40 {
			all.Go(func() {
				<-begin
				err := db.Read(ctx, func(q *database.Snapshot) error {
					for part := range 4 {
						if _, err := database.One(ctx, q, database.Value[int64], fmt.Sprintf(`SELECT COUNT(*) + %d FROM setting WHERE name <> '%d'`, part, n)); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Errorf("reader %d: %v", n, err)
				}
			})
			all.Go(func() {
				<-begin
				err := db.Write(ctx, func(tx *database.Tx) error {
					for part := range 4 {
						if _, err := tx.Exec(ctx, fmt.Sprintf(`INSERT INTO setting (name, value, changed_at) VALUES ('%d/%d', '', 0)`, n, part)); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Errorf("writer %d: %v", n, err)
				}
			})
		}
		close(begin)
		all.Wait()
		testkit.Equal(t, count(t, db, "1 = 1"), int64(160))
	})
}

// TestAWriteIsTriedAgain makes two writers meet so that the engine must give
// one of them up, or make it wait.
func TestAWriteIsTriedAgain(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		ctx := t.Context()
		for _, name := range []string{"a", "b"} {
			testkit.NoError(t, db.Write(ctx, func(tx *database.Tx) error { return put(ctx, tx, name, "") }))
		}
		var all sync.WaitGroup
		var met sync.WaitGroup
		if met.Add(2); db.Engine() == database.SQLite { // there they never meet: one waits for the other
			met.Add(-2)
		}
		tries := make([]int, 2)
		for n, order := range [][]string{{"a", "b"}, {"b", "a"}} {
			all.Go(func() {
				testkit.NoError(t, db.Write(ctx, func(tx *database.Tx) error {
					tries[n]++
					for i, name := range order {
						if _, err := tx.Exec(ctx, `UPDATE setting SET value = value || $1 WHERE name = $2`, fmt.Sprint(n), name); err != nil {
							return err
						}
						if i == 0 && tries[n] == 1 && db.Engine() == database.Postgres {
							met.Done()
							met.Wait()
						}
					}
					return nil
				}))
			})
		}
		all.Wait()
		testkit.Equal(t, count(t, db, `value IN ('01', '10')`), int64(2))
		if db.Engine() == database.Postgres && tries[0]+tries[1] != 3 {
			t.Errorf("they tried %v times", tries)
		}
	})
}

// TestASecondProcessWaitsItsTurn writes to one SQLite file from two sides.
func TestASecondProcessWaitsItsTurn(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "dateline.db")
	var sides []*database.DB
	for range 2 {
		db, err := database.Open(t.Context(), database.Options{Address: path})
		testkit.NoError(t, err)
		t.Cleanup(func() { _ = db.Close() })
		sides = append(sides, db)
	}
	_, err := sides[0].Migrate(t.Context())
	testkit.NoError(t, err)
	var all sync.WaitGroup
	for n, db := range sides {
		all.Go(func() {
			for i := range 50 {
				testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error { return put(t.Context(), tx, fmt.Sprintf("%d/%d", n, i), "") }))
			}
		})
	}
	all.Wait()
	testkit.Equal(t, count(t, sides[0], "1 = 1"), int64(100))
}

func TestADatabaseOfANewerDatelineIsRefused(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		testkit.NoError(t, db.Write(t.Context(), func(tx *database.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO schema_version (version_id, is_applied) VALUES (9999, $1)`, true)
			return err
		}))
		_, err := db.Migrate(t.Context())
		if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "newer Dateline (schema 9999") {
			t.Errorf("it says %v", err)
		}
	})
}

func TestMigrateTwiceDoesNothing(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		steps, err := db.Migrate(t.Context())
		testkit.NoError(t, err)
		testkit.Equal(t, len(steps), 0)
		have, want, err := db.Version(t.Context())
		testkit.NoError(t, err)
		testkit.Equal(t, have, want)
	})
}

func TestAddressesThatLeadNowhere(t *testing.T) {
	t.Parallel()
	for _, address := range []string{filepath.Join(t.TempDir(), "none", "dateline.db"), t.TempDir(), "postgres://user:geheim@127.0.0.1:1/none?connect_timeout=1", "postgres://user:geheim@%zz/"} {
		db, err := database.Open(t.Context(), database.Options{Address: address})
		if err == nil {
			_ = db.Close()
			t.Errorf("%s was opened", address)
			continue
		}
		if strings.Contains(err.Error(), "geheim") {
			t.Errorf("the password is told: %v", err)
		}
	}
}

// column is one column of the schema, in words that both engines share.
type column struct {
	Table, Name, Kind string
	Null              bool
}

func schemaOf(t *testing.T, db *database.DB) (all []column) {
	t.Helper()
	query := `SELECT m.name, p.name, p.type, NOT (p."notnull" OR p.pk > 0) FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%'`
	if db.Engine() == database.Postgres {
		query = `SELECT table_name, column_name, data_type, is_nullable = 'YES' FROM information_schema.columns WHERE table_schema = current_schema()`
	}
	kinds := map[string]string{"bigint": "integer", "integer": "integer", "double precision": "real", "text": "text", "boolean": "boolean"}
	testkit.NoError(t, db.Read(t.Context(), func(q *database.Snapshot) (err error) {
		all, err = database.List(t.Context(), q, func(s database.Scanner) (c column, err error) {
			err = s.Scan(&c.Table, &c.Name, &c.Kind, &c.Null)
			if kind, ok := kinds[strings.ToLower(c.Kind)]; ok {
				c.Kind = kind
			}
			return c, err
		}, query)
		return err
	}))
	// What belongs to the queue, to the engine or to search is of its own kind.
	all = slices.DeleteFunc(all, func(c column) bool {
		for _, prefix := range []string{"river_", "sqlite_", "search_", "schema_version"} {
			if strings.HasPrefix(c.Table, prefix) {
				return true
			}
		}
		return false
	})
	slices.SortFunc(all, func(a, b column) int { return strings.Compare(a.Table+" "+a.Name, b.Table+" "+b.Name) })
	return all
}

// TestBothEnginesHaveOneSchema compares tables, columns, kinds, and whether
// there may be nothing in them.
func TestBothEnginesHaveOneSchema(t *testing.T) {
	t.Parallel()
	lite, post := schemaOf(t, testkit.SQLite(t)), schemaOf(t, testkit.Postgres(t))
	if len(lite) < 100 {
		t.Fatalf("only %d columns are found", len(lite))
	}
	testkit.Equal(t, lite, post)
	for _, c := range lite {
		if c.Null {
			t.Errorf("%s.%s may be NULL: give it NOT NULL and a default", c.Table, c.Name)
		}
	}
}
