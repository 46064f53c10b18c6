package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/internal/archive"
	"dateline/internal/database"
	"dateline/internal/testkit"
)

func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	eachInstallation(t, func(t *testing.T, from *installation) {
		from.furnish(t, 12)
		testkit.NoError(t, os.WriteFile(filepath.Join(from.Data, "dateline.toml"), []byte("cache = 32\n"), 0o600))
		file := filepath.Join(t.TempDir(), "b.tar.zst")
		out, _ := from.must(t, exitOK, "backup", file)
		if !strings.Contains(out, "12 stories, 12 photos, 12 files") {
			t.Errorf("backup says %q", out)
		}
		out, _ = from.must(t, exitOK, "backup", "--verify", file)
		if !strings.Contains(out, "is whole: 12 stories") {
			t.Errorf("verify says %q", out)
		}
		_, errs := from.must(t, exitConflict, "backup", file)
		if !strings.Contains(errs, "--force") {
			t.Errorf("a file that is there: %q", errs)
		}
		from.must(t, exitOK, "backup", file, "--force")

		into := emptyInstallation(t, engineOf(from))
		into.must(t, exitOK, "restore", file)
		want := from.contents(t)
		delete(want, "blob photo/"+hash(1)+"/0123abcd/640.jpg")
		testkit.Equal(t, into.contents(t), want)
		settings, err := os.ReadFile(filepath.Join(into.Data, "dateline.toml"))
		testkit.NoError(t, err)
		testkit.Equal(t, string(settings), "cache = 32\n")
		wantFiles(t, into.Data, "blobs", "dateline.db", "dateline.toml")
		into.must(t, exitConflict, "restore", file)

		into.wantHealthy(t)
		id := insertAudit(t, into)
		testkit.Equal(t, insertAudit(t, into), id+1)
	})
}

func engineOf(in *installation) database.Engine {
	if in.Database != "" {
		return database.Postgres
	}
	return database.SQLite
}

func insertAudit(t *testing.T, in *installation) (id int64) {
	t.Helper()
	testkit.NoError(t, in.open(t).Write(t.Context(), func(tx *database.Tx) (err error) {
		id, err = tx.Insert(t.Context(), `INSERT INTO audit (at, actor_id, actor, action, noun, noun_id) VALUES (0, 0, '', '', '', 0) RETURNING id`)
		return err
	}))
	return id
}

// wantFiles fails the test where there is anything in dir but some of names.
func wantFiles(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	testkit.NoError(t, err)
	for _, e := range entries {
		known := strings.HasSuffix(e.Name(), "-wal") || strings.HasSuffix(e.Name(), "-shm") // of an open database
		for _, n := range names {
			known = known || n == e.Name()
		}
		if !known {
			t.Errorf("%s is in %s", e.Name(), dir)
		}
	}
}

func TestBackupTakesRenditionsWhereAsked(t *testing.T) {
	t.Parallel()
	from := newInstallation(t, database.SQLite)
	from.furnish(t, 1)
	file := filepath.Join(t.TempDir(), "b.tar.zst")
	from.must(t, exitOK, "backup", file, "--with-renditions")
	into := emptyInstallation(t, database.SQLite)
	into.must(t, exitOK, "restore", file)
	testkit.Equal(t, into.contents(t), from.contents(t))
}

func TestBackupWhileOthersWrite(t *testing.T) {
	t.Parallel()
	eachInstallation(t, func(t *testing.T, from *installation) {
		from.furnish(t, 3)
		stop := from.keepWriting(t)
		file := filepath.Join(t.TempDir(), "b.tar.zst")
		from.must(t, exitOK, "backup", file)
		stop()
		into := emptyInstallation(t, engineOf(from))
		into.must(t, exitOK, "restore", file)
		all := into.contents(t)
		settings, stories := strings.Count(all["setting"], "\n"), strings.Count(all["story"], "\n")
		if settings < 10 || stories != settings+3 {
			t.Errorf("%d settings and %d stories: not of one moment", settings, stories)
		}
		into.wantHealthy(t)
	})
}

func TestBackupOfNothing(t *testing.T) {
	t.Parallel()
	eachInstallation(t, func(t *testing.T, in *installation) {
		in.empty(t)
		file := filepath.Join(t.TempDir(), "b.tar.zst")
		in.must(t, exitNotFound, "backup", file)
		wantFiles(t, filepath.Dir(file))
		wantFiles(t, in.Data)
	})
}

func TestBackupStops(t *testing.T) {
	t.Parallel()
	eachInstallation(t, func(t *testing.T, in *installation) {
		in.furnish(t, 2)
		dir := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var errs bytes.Buffer
		testkit.Equal(t, run(ctx, in.args("backup", filepath.Join(dir, "b")), streams{out: io.Discard, err: &errs}), exitStopped)
		if !strings.Contains(errs.String(), "run it again") {
			t.Errorf("it says %q", errs.String())
		}
		wantFiles(t, dir)
	})
}

func TestRestoreStops(t *testing.T) {
	t.Parallel()
	eachInstallation(t, func(t *testing.T, from *installation) {
		from.furnish(t, 2)
		file := filepath.Join(t.TempDir(), "b")
		from.must(t, exitOK, "backup", file)
		into := emptyInstallation(t, engineOf(from))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		testkit.Equal(t, run(ctx, into.args("restore", file), streams{out: io.Discard, err: io.Discard}), exitStopped)
		wantFiles(t, into.Data)
	})
}

// crashes is how often a process is killed.
const crashes = 6

// killAtRandom runs a command and kills it somewhere in the time it usually
// takes.
func killAtRandom(t *testing.T, in *installation, usual time.Duration, random *rand.Rand, args ...string) {
	t.Helper()
	cmd := in.program(t, args...)
	testkit.NoError(t, cmd.Start())
	timer := time.AfterFunc(time.Duration(random.Int64N(int64(usual))), func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait() // killed, or done before
	timer.Stop()
}

func TestBackupIsKilled(t *testing.T) {
	t.Parallel()
	eachInstallation(t, func(t *testing.T, in *installation) {
		in.furnish(t, 100)
		dir := t.TempDir()
		file := filepath.Join(dir, "b.tar.zst")
		began := time.Now()
		testkit.NoError(t, in.program(t, "backup", file).Run())
		usual := time.Since(began)
		testkit.NoError(t, os.Remove(file))
		random := rand.New(rand.NewPCG(1, 2))
		for range crashes {
			killAtRandom(t, in, usual, random, "backup", file)
			if there(file) {
				in.must(t, exitOK, "backup", "--verify", file)
				testkit.NoError(t, os.Remove(file))
			}
		}
		in.must(t, exitOK, "backup", file)
		in.must(t, exitOK, "backup", "--verify", file)
		wantFiles(t, dir, "b.tar.zst")
	})
}

func TestRestoreIsKilled(t *testing.T) {
	t.Parallel()
	eachInstallation(t, func(t *testing.T, from *installation) {
		from.furnish(t, 100)
		file := filepath.Join(t.TempDir(), "b.tar.zst")
		from.must(t, exitOK, "backup", file, "--with-renditions")
		want := from.contents(t)
		into := emptyInstallation(t, engineOf(from))
		began := time.Now()
		testkit.NoError(t, into.program(t, "restore", file).Run())
		usual := time.Since(began)
		into = emptyInstallation(t, engineOf(from))
		random := rand.New(rand.NewPCG(3, 4))
		done := false
		for range crashes {
			killAtRandom(t, into, usual, random, "restore", file)
			if done = into.restored(t); done {
				break
			}
		}
		if done {
			into.must(t, exitConflict, "restore", file)
		} else {
			into.must(t, exitOK, "restore", file)
		}
		testkit.Equal(t, into.contents(t), want)
		wantFiles(t, into.Data, "blobs", "dateline.db")
	})
}

// restored says whether the installation has a database that counts.
func (in *installation) restored(t *testing.T) bool {
	t.Helper()
	if in.Database == "" {
		return there(in.address())
	}
	state, err := in.open(t).State(t.Context())
	testkit.NoError(t, err)
	return state == database.Taken
}

func TestRestoreCleansUpItsMoves(t *testing.T) {
	t.Parallel()
	from := newInstallation(t, database.SQLite)
	from.furnish(t, 3)
	file := filepath.Join(t.TempDir(), "b")
	from.must(t, exitOK, "backup", file, "--with-renditions")
	into := emptyInstallation(t, database.SQLite)
	// As if it was killed between moving the files up and moving the database.
	p, err := takePlace(into.Data, false)
	testkit.NoError(t, err)
	testkit.NoError(t, os.WriteFile(p.temp(restoringMoves), nil, 0o600))
	testkit.NoError(t, os.MkdirAll(p.final("blobs/photo"), 0o750))
	testkit.NoError(t, os.WriteFile(p.final("blobs/photo/left"), nil, 0o600))
	if _, err := takePlace(into.Data, false); err == nil {
		t.Error("two restores at once")
	}
	into.must(t, exitConflict, "restore", file)
	testkit.NoError(t, p.lock.Close())
	into.must(t, exitOK, "restore", file)
	testkit.Equal(t, into.contents(t), from.contents(t))
}

func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	from := newInstallation(t, database.SQLite)
	from.furnish(t, 2)
	good := filepath.Join(t.TempDir(), "b")
	from.must(t, exitOK, "backup", good)
	whole, err := os.ReadFile(good)
	testkit.NoError(t, err)
	forged := func(h archive.Header, parts map[string]string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			t.Helper()
			w, err := archive.Create(path, false)
			testkit.NoError(t, err)
			testkit.NoError(t, w.Begin(h))
			for name, text := range parts {
				testkit.NoError(t, w.Add(t.Context(), name, int64(len(text)), strings.NewReader(text)))
			}
			_, err = w.Finish(nil)
			testkit.NoError(t, err)
		}
	}
	bytesOf := func(b []byte) func(*testing.T, string) {
		return func(t *testing.T, path string) { t.Helper(); testkit.NoError(t, os.WriteFile(path, b, 0o600)) }
	}
	header := archive.Header{Engine: "sqlite", Schema: 1, MadeAt: time.Unix(0, 0).UTC()}
	middle := bytes.Clone(whole)
	middle[len(middle)/2] ^= 1
	for _, test := range []struct {
		name string
		make func(*testing.T, string)
		code int
		want string
	}{
		{"no file", func(*testing.T, string) {}, exitNotFound, "no file"},
		{"cut", bytesOf(whole[:len(whole)-9]), exitInvalid, "damaged"},
		{"damaged", bytesOf(middle), exitInvalid, "damaged"},
		{"something else", bytesOf([]byte("PK\x03\x04")), exitInvalid, "not a backup"},
		{"PostgreSQL", forged(archive.Header{Engine: "postgres", Schema: 1}, nil), exitInvalid, "--database"},
		{"newer schema", forged(archive.Header{Engine: "sqlite", Schema: 9999, Program: "9.1"}, nil), exitInvalid, "newer Dateline (9.1"},
		{"unknown part", forged(header, map[string]string{"music/a": "x"}), exitInvalid, "music/a"},
		{"bad key", forged(header, map[string]string{"blobs/photo/.ssh": "x"}), exitFailed, "blob key"},
		{"no database", forged(header, nil), exitInvalid, "holds no database"},
		{"no real database", forged(header, map[string]string{"database/dateline.db": strings.Repeat("not SQLite ", 900)}), exitInvalid, "cannot be opened"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			into := emptyInstallation(t, database.SQLite)
			file := filepath.Join(t.TempDir(), "b")
			test.make(t, file)
			_, errs := into.must(t, test.code, "restore", file)
			if !strings.Contains(errs, test.want) {
				t.Errorf("it says %q", errs)
			}
			wantFiles(t, into.Data)
		})
	}
}

func TestRestoreTouchesNothingThatIsThere(t *testing.T) {
	t.Parallel()
	from := newInstallation(t, database.SQLite)
	from.furnish(t, 1)
	file := filepath.Join(t.TempDir(), "b")
	from.must(t, exitOK, "backup", file)
	for _, name := range []string{"dateline.db", "dateline.db-wal", "blobs/photo/x/original", "blobs/incoming~/half"} {
		into := emptyInstallation(t, database.SQLite)
		path := filepath.Join(into.Data, name)
		testkit.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		testkit.NoError(t, os.WriteFile(path, []byte("mine"), 0o600))
		into.must(t, exitConflict, "restore", file)
		if text, err := os.ReadFile(path); err != nil || string(text) != "mine" {
			t.Errorf("%s is %q, %v", name, text, err)
		}
		if there(filepath.Join(into.Data, restoringFolder)) {
			t.Errorf("%s: something is left", name)
		}
	}
	into := emptyInstallation(t, database.SQLite)
	testkit.NoError(t, os.WriteFile(filepath.Join(into.Data, "dateline.toml"), []byte("cache = 1\n"), 0o600))
	testkit.NoError(t, os.MkdirAll(filepath.Join(into.Data, "blobs/incoming~"), 0o750))
	into.must(t, exitOK, "restore", file)
	text, err := os.ReadFile(filepath.Join(into.Data, "dateline.toml"))
	testkit.NoError(t, err)
	testkit.Equal(t, string(text), "cache = 1\n")
}

func TestRestoreRefusesAFullPostgres(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, database.Postgres)
	in.furnish(t, 2)
	file := filepath.Join(t.TempDir(), "b")
	in.must(t, exitOK, "backup", file)
	want := in.contents(t)
	_, errs := in.must(t, exitConflict, "restore", file)
	if !strings.Contains(errs, "not empty") {
		t.Errorf("it says %q", errs)
	}
	testkit.Equal(t, in.contents(t), want)
	other := newInstallation(t, database.SQLite)
	_, errs = other.must(t, exitInvalid, "restore", file)
	if !strings.Contains(errs, "--database") {
		t.Errorf("it says %q", errs)
	}
	// A PostgreSQL database that is empty, beside files that are not ours.
	into := emptyInstallation(t, database.Postgres)
	mine := filepath.Join(into.Data, "blobs", "photo", "mine")
	testkit.NoError(t, errors.Join(os.MkdirAll(filepath.Dir(mine), 0o750), os.WriteFile(mine, nil, 0o600)))
	testkit.NoError(t, errors.Join(os.MkdirAll(filepath.Join(into.Data, restoringFolder), 0o750), os.WriteFile(filepath.Join(into.Data, restoringFolder, restoringMoves), nil, 0o600)))
	into.must(t, exitConflict, "restore", file)
	if !there(mine) {
		t.Error("a file that was there is gone")
	}
}

func TestRestoreBringsAnOlderBackupUpToDate(t *testing.T) {
	t.Parallel()
	eachInstallation(t, func(t *testing.T, old *installation) {
		old.empty(t)
		db := old.open(t)
		testkit.NoError(t, db.MigrateTo(t.Context(), 1))
		exec1(t, db, `INSERT INTO setting (name, value, changed_at) VALUES ('old', 'kept', 1)`)
		file := filepath.Join(t.TempDir(), "b")
		if old.Database == "" {
			exec1(t, db, `CREATE TABLE photo2 (id INTEGER)`) // a stranger's table is no trouble
		}
		old.must(t, exitOK, "backup", file)
		into := emptyInstallation(t, engineOf(old))
		into.must(t, exitOK, "restore", file)
		have, want, err := into.open(t).Schema(t.Context())
		testkit.NoError(t, err)
		testkit.Equal(t, have, want)
		if all := into.contents(t); !strings.Contains(all["setting"], "kept") {
			t.Errorf("settings: %q", all["setting"])
		}
	})
}
