package main

import (
	"context"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"dateline/internal/database"
	"dateline/newsroom/account"
	"dateline/newsroom/masthead"
)

// Limits at which the doctor speaks up.
const (
	walWarn      = 256 << 20 // bytes
	postgresMin  = 140000    // server_version_num
	jobWaits     = time.Hour
	jobRuns      = 15 * time.Minute
	manyAttempts = 5
)

func lookDatabase(ctx context.Context, p *patient) (finding, error) {
	if err := p.db.Ping(ctx); err != nil {
		return finding{}, err
	}
	if !p.postgres {
		return healthy("SQLite, %s, %s", p.address, humanize.Bytes(uint64(sizeOf(p.address)))), nil //nolint:gosec // never negative
	}
	n, err := p.number(ctx, `SELECT current_setting('server_version_num')::bigint`)
	if err != nil {
		return finding{}, err
	}
	const perMajor = 10000
	if n < postgresMin {
		return warn("upgrade PostgreSQL to 14 or later", "PostgreSQL %d is older than what Dateline is tested with", n/perMajor), nil
	}
	return healthy("PostgreSQL %d, %s", n/perMajor, p.db.Name()), nil
}

func lookSoundness(ctx context.Context, p *patient) (finding, error) {
	const how = "stop Dateline, keep a copy of the data folder, and restore the latest backup; look at the disk's health too"
	faults, err := p.db.Check(ctx)
	if err != nil {
		return bad(how, "the database cannot be read through: %v", err), ctx.Err()
	}
	if len(faults) == 0 {
		return healthy("no damage was found"), nil
	}
	if p.postgres {
		return bad("do what the message says, and see PostgreSQL's log", "%s", strings.Join(faults, "; ")), nil
	}
	return bad(how, "the database is damaged: %s", faults[0]), nil
}

func lookJournal(ctx context.Context, p *patient) (finding, error) {
	if p.postgres {
		return healthy("kept by PostgreSQL"), nil
	}
	var mode string
	err := p.db.Read(ctx, func(q *database.Snapshot) (err error) {
		mode, err = database.One(ctx, q, database.Value[string], `PRAGMA journal_mode`)
		return err
	})
	if err != nil {
		return finding{}, err
	}
	wal := sizeOf(p.address + "-wal")
	switch {
	case mode != "wal":
		return bad("put the data folder on a local disk: network folders cannot hold a database that is in use", "the write-ahead log cannot be used (mode %s): readers wait for writers", mode), nil
	case wal > walWarn:
		return warn("start Dateline again; a program that reads the database for hours keeps the log from being folded in", "the write-ahead log has grown to %s", humanize.Bytes(uint64(wal))), nil
	}
	return healthy("write-ahead log, %s", humanize.Bytes(uint64(wal))), nil //nolint:gosec // never negative
}

func lookSchema(ctx context.Context, p *patient) (finding, error) {
	have, want, err := p.db.Schema(ctx)
	if err != nil {
		return finding{}, err
	}
	if p.postgres {
		state, err := p.db.State(ctx)
		if err != nil {
			return finding{}, err
		}
		if state == database.Begun {
			return bad("run `dateline restore` again", "a restore into this database was begun and not ended"), nil
		}
	}
	switch {
	case have == 0:
		return warn("start it with `dateline serve`", "the database is empty"), nil
	case have > want:
		return bad("use the newer Dateline, or restore a backup of this one", "the database is of a newer Dateline (schema %d, this program knows %d)", have, want), nil
	case have < want:
		return warn("make a backup, then `dateline migrate`; serving does it by itself", "the database is of an older Dateline (schema %d of %d); the newsroom was not looked at", have, want), nil
	}
	return healthy("%d", have), nil
}

func lookLastChange(ctx context.Context, p *patient) (finding, error) {
	n, err := p.number(ctx, `SELECT COALESCE(MAX(at), 0) FROM audit`)
	if err != nil {
		return finding{}, err
	}
	last := database.Time(n)
	switch {
	case last.IsZero():
		return healthy("none yet"), nil
	case last.Sub(p.now) > clockSlack:
		return bad("set this machine's clock, and keep it right with NTP: embargoes hang on it", "the last change is of %s, but the clock says %s", last.Format(time.RFC3339), p.now.Format(time.RFC3339)), nil
	}
	return healthy("%s", last.Format(time.RFC3339)), nil
}

func lookMasthead(ctx context.Context, p *patient) (finding, error) {
	m, err := masthead.New(p.db, frozen(p.now)).Current(ctx)
	if err != nil {
		return finding{}, err
	}
	if _, err := time.LoadLocation(m.Zone); err != nil {
		return bad("choose another at the desk, under Settings", "the time zone “%s” is not known: times are shown in UTC", m.Zone), nil //nolint:nilerr // the finding tells
	}
	return healthy("%s, %s, %s", m.Name, m.Language, m.Zone), nil
}

// frozen is a clock that stands where the examination began.
type frozen time.Time

// Now implements clock.Clock.
func (f frozen) Now() time.Time { return time.Time(f) }

func lookOwner(ctx context.Context, p *patient) (finding, error) {
	n, err := p.number(ctx, `SELECT COUNT(*) FROM account WHERE role = $1 AND disabled_at = 0 AND password <> ''`, account.Owner)
	if err != nil {
		return finding{}, err
	}
	if n > 0 {
		return healthy("%d can sign in", n), nil
	}
	owners, err := p.number(ctx, `SELECT COUNT(*) FROM account WHERE role = $1 AND disabled_at = 0`, account.Owner)
	if err != nil {
		return finding{}, err
	}
	anybody, err := p.number(ctx, `SELECT COUNT(*) FROM account`)
	if err != nil {
		return finding{}, err
	}
	if anybody == 0 {
		return warn("start it with `dateline serve`: it prints a link for the first editor", "nobody has an account yet"), nil
	}
	if owners == 0 {
		return bad("dateline user add ADDRESS --role owner", "there is no owner: nobody can manage accounts"), nil
	}
	return warn("dateline user list, then dateline user link ADDRESS: it prints a link for choosing a password", "no owner has chosen a password yet"), nil
}

// jobTime gives the SQL for a job's time in seconds since 1970.
func (p *patient) jobTime(column string) string {
	if p.postgres {
		return "EXTRACT(EPOCH FROM " + column + ")"
	}
	return "unixepoch(" + column + ")"
}

func lookJobs(ctx context.Context, p *patient) (finding, error) {
	states := []struct {
		where string
		args  []any
		mend  string
		found string
		grave bool
	}{
		{`state = 'available' AND ` + p.jobTime("scheduled_at") + ` < $1`, []any{p.now.Add(-jobWaits).Unix()}, "see that `dateline serve` runs, and look into its log", "%d wait for more than an hour: nobody works them", true},
		{`state = 'running' AND ` + p.jobTime("attempted_at") + ` < $1`, []any{p.now.Add(-jobRuns).Unix()}, "start Dateline again: they are then run anew", "%d have been running for more than a quarter of an hour", false},
		{`state = 'retryable' AND attempt >= $1`, []any{manyAttempts}, "look into the log for what they failed on; they are tried again by themselves", "%d failed many times", false},
		{`state = 'discarded'`, nil, "look into the log for what they failed on; `dateline doctor --mend` does again what they left undone", "%d were given up", false},
	}
	for _, s := range states {
		n, err := p.number(ctx, `SELECT COUNT(*) FROM river_job WHERE `+s.where, s.args...)
		if err != nil {
			return finding{}, err
		}
		switch {
		case n > 0 && s.grave:
			return bad(s.mend, s.found, n), nil
		case n > 0:
			return warn(s.mend, s.found, n), nil
		}
	}
	n, err := p.number(ctx, `SELECT COUNT(*) FROM river_job WHERE state IN ('available', 'running', 'retryable', 'pending', 'scheduled')`)
	return healthy("%d waiting", n), err
}
