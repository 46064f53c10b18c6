package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/internal/database"
	"dateline/internal/testkit"
)

func TestDoctorOnAHealthyNewsroom(t *testing.T) {
	t.Parallel()
	eachInstallation(t, func(t *testing.T, in *installation) {
		in.furnish(t, 3)
		in.must(t, exitOK, "backup", filepath.Join(t.TempDir(), "b"))
		for _, f := range in.examined(t) {
			if f.State != stateOK && f.Check != "pictures" && f.Check != "theme" && f.Check != "maps" { // these hang on the machine and on how it was built
				t.Errorf("%s: %s: %s", f.Check, f.State, f.Found)
			}
		}
		if in.Database != "" {
			return
		}
		out, _ := in.must(t, exitOK, "doctor", "--url", "http://localhost:8080")
		if !strings.Contains(out, "28 checks: ") || !strings.Contains(out, ", 0 wrong\n") {
			t.Errorf("it says %s", out)
		}
	})
}

func TestDoctorOnNothing(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, database.SQLite)
	testkit.NoError(t, os.Remove(in.Data))
	out, _ := in.must(t, exitOK, "doctor")
	if !strings.Contains(out, "there is no newsroom in") {
		t.Errorf("it says %s", out)
	}
	if there(in.Data) {
		t.Error("it made the data folder")
	}
	in.must(t, exitOK, "doctor", "--mend")
	if there(in.Data) {
		t.Error("it made the data folder")
	}
}

func TestDoctorOnAnEmptyPostgres(t *testing.T) {
	t.Parallel()
	in := emptyInstallation(t, database.Postgres)
	testkit.Equal(t, in.examined(t)["schema"].Found, "the database is empty")
	state, err := in.open(t).State(t.Context())
	testkit.NoError(t, err)
	testkit.Equal(t, state, database.Empty)
	testkit.NoError(t, in.open(t).MarkLoad(t.Context()))
	testkit.Equal(t, in.examined(t)["schema"].State, stateBad)
}

// future is in microseconds, far ahead of any clock.
const future = int64(9_000_000_000_000_000)

// TestDoctorFinds plants one fault at a time.
func TestDoctorFinds(t *testing.T) {
	t.Parallel()
	const past = "2001-01-02 03:04:05"
	sql := func(query string, args ...any) func(*testing.T, *installation) {
		return func(t *testing.T, in *installation) { t.Helper(); exec1(t, in.open(t), query, args...) }
	}
	file := func(name, text string) func(*testing.T, *installation) {
		return func(t *testing.T, in *installation) {
			t.Helper()
			path := filepath.Join(in.Data, name)
			testkit.NoError(t, errors.Join(os.MkdirAll(filepath.Dir(path), 0o750), os.WriteFile(path, []byte(text), 0o600)))
		}
	}
	for _, test := range []struct {
		check, state string
		plant        func(*testing.T, *installation)
	}{
		{"readers' gate", stateBad, sql(`UPDATE story SET publication = 'draft' WHERE id = 2`)},
		{"readers' gate", stateBad, sql(`UPDATE story SET publication = 'withdrawn' WHERE id = 2`)},
		{"live stories", stateBad, func(t *testing.T, in *installation) {
			t.Helper()
			exec1(t, in.open(t), `DELETE FROM published_photo`)
			exec1(t, in.open(t), `DELETE FROM published WHERE story_id = 2`)
		}},
		{"live stories", stateBad, sql(`UPDATE published SET rev = 7 WHERE story_id = 1`)},
		{"live stories", stateBad, sql(`UPDATE story SET live_rev = 2 WHERE id = 1`)},
		{"live stories", stateBad, sql(`UPDATE story SET path = '/elsewhere' WHERE id = 1`)},
		{"addresses", stateBad, sql(`DELETE FROM path WHERE story_id = 1`)},
		{"embargo", stateBad, sql(`UPDATE story SET embargo_until = $1 WHERE id = 3`, future)},
		{"schedule", stateBad, sql(`INSERT INTO story (id, rev, publication, workflow, headline, language, content_rev, publish_at, created_at, changed_at) VALUES (99, 1, 'scheduled', 'ready', 'Late', 'en', 1, 5, 1, 1)`)},
		{"search", stateBad, sql(`DELETE FROM search_entry WHERE story_id = 2`)},
		{"search", stateBad, sql(`INSERT INTO search_entry (slot, story_id) VALUES (77, 77)`)},
		{"related", stateWarn, sql(`DELETE FROM related WHERE story_id = 2`)},
		{"originals", stateBad, sql(`UPDATE photo SET hash = 'gone' WHERE id = 1`)},
		{"originals", stateWarn, sql(`INSERT INTO photo (id, hash, filename, media_type, width, height, bytes, created_at) VALUES (99, 'gone', '', '', 1, 1, 1, 1)`)},
		{"killed photos", stateWarn, sql(`UPDATE photo SET killed_at = 1 WHERE id = 1`)},
		{"credits", stateWarn, sql(`UPDATE photo SET agency = '' WHERE id = 1`)},
		{"owner", stateBad, sql(`UPDATE account SET disabled_at = 1`)},
		{"owner", stateWarn, sql(`UPDATE account SET password = ''`)},
		{"owner", stateWarn, sql(`DELETE FROM account`)},
		{"masthead", stateBad, sql(`INSERT INTO setting (name, value, changed_at) VALUES ('masthead', '{"name":"N","zone":"Mars/Base"}', 1)`)},
		{"last change", stateBad, sql(`INSERT INTO audit (at, actor_id, actor, action, noun, noun_id) VALUES ($1, 0, '', '', '', 0)`, future)},
		{"schema", stateWarn, sql(`DELETE FROM schema_version WHERE version_id > 1`)},
		{"schema", stateBad, sql(`INSERT INTO schema_version (version_id, is_applied) VALUES (9999, $1)`, true)},
		{"jobs", stateBad, sql(`INSERT INTO river_job (kind, args, max_attempts, scheduled_at) VALUES ('a', '{}', 12, '` + past + `')`)},
		{"jobs", stateWarn, sql(`INSERT INTO river_job (kind, args, max_attempts, state, attempt, attempted_at) VALUES ('a', '{}', 12, 'running', 1, '` + past + `')`)},
		{"jobs", stateWarn, sql(`INSERT INTO river_job (kind, args, max_attempts, state, attempt) VALUES ('a', '{}', 12, 'retryable', 8)`)},
		{"jobs", stateWarn, sql(`INSERT INTO river_job (kind, args, max_attempts, state, finalized_at) VALUES ('a', '{}', 12, 'discarded', '` + past + `')`)},
		{"restore", stateWarn, file(restoringFolder+"/lock", "")},
		{"backup", stateWarn, file(lastBackup, "?")},
		{"backup", stateWarn, file(lastBackup, `{"at":"2013-08-27T12:00:00Z","file":"b"}`)},
		{"data folder", stateWarn, func(t *testing.T, in *installation) { t.Helper(); testkit.NoError(t, os.Chmod(in.Data, 0o755)) }},
	} {
		t.Run(test.check, func(t *testing.T) {
			t.Parallel()
			eachInstallation(t, func(t *testing.T, in *installation) {
				in.furnish(t, 3)
				test.plant(t, in)
				f := in.examined(t)[test.check]
				testkit.Equal(t, f.State, test.state)
				if f.Mend == "" {
					t.Errorf("%q, and no word of what to do", f.Found)
				}
			})
		})
	}
}

func TestDoctorLooksAtSettings(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		c              doctorCommand
		check          string
		state, contain string
	}{
		{doctorCommand{}, "address", stateWarn, "localhost"},
		{doctorCommand{Domain: []string{"news.example"}}, "address", stateOK, "https://news.example"},
		{doctorCommand{URL: "https://news.example/"}, "address", stateOK, ""},
		{doctorCommand{URL: "news.example"}, "address", stateBad, "not an address"},
		{doctorCommand{URL: "https://news.example/paper"}, "address", stateBad, "path"},
		{doctorCommand{URL: "http://news.example"}, "address", stateWarn, "not encrypted"},
		{doctorCommand{URL: "http://10.0.0.7:8080"}, "address", stateOK, ""},
		{doctorCommand{URL: "https://www.news.example", Domain: []string{"news.example"}}, "address", stateBad, "certificates"},
		{doctorCommand{URL: "https://news.example"}, "proxies", stateWarn, "not trusted"},
		{doctorCommand{URL: "https://news.example", Proxies: []string{"127.0.0.1"}}, "proxies", stateOK, "1 trusted"},
		{doctorCommand{Proxies: []string{"the balancer"}}, "proxies", stateBad, "cannot be read"},
		{doctorCommand{Theme: "/nowhere"}, "theme", stateBad, "/nowhere"},
	} {
		p := &patient{doctorCommand: &test.c, data: t.TempDir(), address: "none", now: time.Now(), formats: noVips}
		for _, f := range p.look(t.Context(), machineChecks()) {
			if f.Check == test.check && (f.State != test.state || !strings.Contains(f.Found, test.contain)) {
				t.Errorf("%+v: %+v", test.c, f)
			}
			if f.Check == "pictures" && f.State != stateWarn {
				t.Errorf("%+v", f)
			}
		}
	}
}

func TestDoctorLooksAtTheMachine(t *testing.T) {
	t.Parallel()
	p := &patient{doctorCommand: &doctorCommand{}, data: filepath.Join(t.TempDir(), "file"), now: time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)}
	testkit.NoError(t, os.WriteFile(p.data, nil, 0o600))
	f, err := lookFolder(t.Context(), p)
	testkit.NoError(t, err)
	testkit.Equal(t, f.State, stateBad)
	f, err = lookClock(t.Context(), p)
	testkit.NoError(t, err)
	testkit.Equal(t, f.State, stateBad)
}

func TestDoctorWhereTheDatabaseIsNone(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, database.SQLite)
	testkit.NoError(t, os.WriteFile(in.address(), []byte(strings.Repeat("no database ", 900)), 0o600))
	out, _ := in.must(t, exitFailed, "doctor")
	if !strings.Contains(out, "bad   database") {
		t.Errorf("it says %s", out)
	}
}

func TestDoctorMends(t *testing.T) {
	t.Parallel()
	eachInstallation(t, func(t *testing.T, in *installation) {
		in.furnish(t, 3)
		db := in.open(t)
		exec1(t, db, `UPDATE revision SET content = '{}'`)
		exec1(t, db, `UPDATE story SET publication = 'killed' WHERE id = 2`)
		exec1(t, db, `DELETE FROM search_entry`)
		exec1(t, db, `DELETE FROM related`)
		before := in.examined(t)
		for _, check := range []string{"readers' gate", "search", "related"} {
			if before[check].State == stateOK {
				t.Errorf("%s is well before", check)
			}
		}
		in.run(t, "doctor", "--mend", "--json")
		after := in.examined(t)
		for check, f := range after {
			if f.State == stateBad {
				t.Errorf("%s: %s", check, f.Found)
			}
		}
		testkit.Equal(t, after["related"].State, stateOK)
		testkit.Equal(t, after["live stories"].Found, "2, all can be read")
	})
}
