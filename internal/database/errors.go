package database

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"dateline/internal/fault"
)

// Result codes of SQLite (sqlite.org/rescode.html) and SQLSTATE classes of
// PostgreSQL (appendix A of its manual) that mean something to a newsroom.
const (
	sqliteBusy             = 5
	sqliteLocked           = 6
	sqliteConstraintPK     = 1555
	sqliteConstraintUnique = 2067
	postgresUnique         = "23505"
	postgresSerialization  = "40001"
	postgresDeadlock       = "40P01"
)

func attrErr(err error) slog.Attr { return slog.String("error", err.Error()) }

// translate gives a driver's error a kind where it has a meaning: a value that
// must be unique and is not is a fault.Conflict.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var se *sqlite.Error
	if errors.As(err, &se) && (se.Code() == sqliteConstraintUnique || se.Code() == sqliteConstraintPK) {
		return fault.Wrap(fault.Conflict, err, "it exists already")
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) && pe.Code == postgresUnique {
		return fault.Wrap(fault.Conflict, err, "it exists already")
	}
	return err
}

// isRetryable says whether the whole transaction may be run again because the
// engine gave up on it for reasons of timing alone.
func isRetryable(err error) bool {
	var se *sqlite.Error
	if errors.As(err, &se) {
		primary := se.Code() & 0xff
		return primary == sqliteBusy || primary == sqliteLocked
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code == postgresSerialization || pe.Code == postgresDeadlock
	}
	return err != nil && strings.Contains(err.Error(), "database is locked")
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
