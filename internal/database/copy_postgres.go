package database

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"dateline/internal/fault"
)

// Layout is what a copy of a PostgreSQL database holds besides its rows.
type Layout struct {
	Tables    []Table    `json:"tables"` // those that others refer to first
	Sequences []Sequence `json:"sequences,omitempty"`
}

// Table is one table and its columns in the order of the copy.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

// Sequence counts ids; Last is the last one it gave.
type Sequence struct {
	Name string `json:"name"`
	Last int64  `json:"last"`
}

// Dump is one snapshot of a PostgreSQL database, to be copied out. Close it.
type Dump struct {
	conn   *pgxpool.Conn
	tx     pgx.Tx
	layout Layout
}

// Dump begins to copy a PostgreSQL database: all that it gives stands at the
// same moment, whatever others write.
func (db *DB) Dump(ctx context.Context) (_ *Dump, err error) {
	if db.pool == nil {
		return nil, fmt.Errorf("copy tables: %s is a file", db.name)
	}
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("begin copying: %w", err)
	}
	d := &Dump{conn: conn}
	defer func() {
		if err != nil {
			d.Close(ctx)
		}
	}()
	if d.tx, err = conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}); err != nil {
		return nil, fmt.Errorf("begin copying: %w", err)
	}
	if d.layout, err = readLayout(ctx, d.tx); err != nil {
		return nil, err
	}
	return d, nil
}

// Layout gives the tables and sequences of the snapshot.
func (d *Dump) Layout() Layout { return d.layout }

// Schema gives the schema version of the snapshot, 0 where there is none.
func (d *Dump) Schema(ctx context.Context) (version int64, err error) {
	var known bool
	if err := d.tx.QueryRow(ctx, `SELECT to_regclass('schema_version') IS NOT NULL`).Scan(&known); err != nil {
		return 0, fmt.Errorf("look for the schema version: %w", err)
	}
	if !known {
		return 0, nil
	}
	if err := d.tx.QueryRow(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM schema_version WHERE is_applied`).Scan(&version); err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	return version, nil
}

// Table writes the rows of t in PostgreSQL's text format, a line each, and
// gives their number.
func (d *Dump) Table(ctx context.Context, t Table, w io.Writer) (rows int64, err error) {
	tag, err := d.conn.Conn().PgConn().CopyTo(ctx, w, "COPY "+t.target()+" TO STDOUT")
	if err != nil {
		return 0, fmt.Errorf("copy table %s: %w", t.Name, err)
	}
	return tag.RowsAffected(), nil
}

// Close ends the snapshot.
func (d *Dump) Close(ctx context.Context) {
	if d.tx != nil {
		_ = d.tx.Rollback(context.WithoutCancel(ctx)) // a read leaves nothing to undo
	}
	d.conn.Release()
}

// target names the table and its columns in SQL.
func (t Table) target() string {
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = pgx.Identifier{c}.Sanitize()
	}
	return pgx.Identifier{t.Name}.Sanitize() + " (" + strings.Join(columns, ", ") + ")"
}

// ofSchema says whether a table tells of the schema and not of the newsroom:
// the migrations write it, and a copy leaves it alone.
func ofSchema(table string) bool {
	return table == "schema_version" || table == "river_migration" || table == loadMark
}

// readLayout lists the tables of the current schema that outlive a crash;
// what River keeps in unlogged tables is of the moment.
func readLayout(ctx context.Context, tx pgx.Tx) (l Layout, err error) {
	rows, err := tx.Query(ctx, `SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relpersistence = 'p' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
		GROUP BY c.relname ORDER BY c.relname`)
	if err != nil {
		return l, fmt.Errorf("list tables: %w", err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Table])
	if err != nil {
		return l, fmt.Errorf("list tables: %w", err)
	}
	tables = slices.DeleteFunc(tables, func(t Table) bool { return ofSchema(t.Name) })
	rows, err = tx.Query(ctx, `SELECT sequencename::text, last_value FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY sequencename`)
	if err != nil {
		return l, fmt.Errorf("list sequences: %w", err)
	}
	if l.Sequences, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Sequence]); err != nil {
		return l, fmt.Errorf("list sequences: %w", err)
	}
	l.Tables, err = inOrder(ctx, tx, tables)
	return l, err
}

type reference struct{ From, To string }

// inOrder puts tables behind those that they refer to.
func inOrder(ctx context.Context, tx pgx.Tx, tables []Table) ([]Table, error) {
	rows, err := tx.Query(ctx, `SELECT f.relname::text, t.relname::text FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
		WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace AND f.oid <> t.oid`)
	if err != nil {
		return nil, fmt.Errorf("list references between tables: %w", err)
	}
	references, err := pgx.CollectRows(rows, pgx.RowToStructByPos[reference])
	if err != nil {
		return nil, fmt.Errorf("list references between tables: %w", err)
	}
	var ordered []Table
	waits := func(t Table) bool {
		return slices.ContainsFunc(references, func(r reference) bool {
			named := func(o Table) bool { return o.Name == r.To }
			return r.From == t.Name && slices.ContainsFunc(tables, named) && !slices.ContainsFunc(ordered, named)
		})
	}
	for len(ordered) < len(tables) {
		before := len(ordered)
		for _, t := range tables {
			if !slices.ContainsFunc(ordered, func(o Table) bool { return o.Name == t.Name }) && !waits(t) {
				ordered = append(ordered, t)
			}
		}
		if len(ordered) == before {
			return nil, errors.New("the tables refer to each other in a circle")
		}
	}
	return ordered, nil
}

// loadMark is the table that stands in a PostgreSQL database while it is being
// restored.
const loadMark = "dateline_restore"

// State says what is in a database that is to be restored into.
type State int

// The states.
const (
	Empty State = iota
	Begun       // a restore was begun here, did not end, and nothing was added since
	Taken       // somebody's data
)

// State gives the state of a PostgreSQL database.
func (db *DB) State(ctx context.Context) (s State, err error) {
	err = db.Read(ctx, func(q *Snapshot) error {
		names, err := List(ctx, q, Value[string], `SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY relname`)
		if err != nil || len(names) == 0 {
			return err
		}
		if s = Taken; !slices.Contains(names, loadMark) {
			return nil
		}
		for _, name := range names {
			if ofSchema(name) || strings.HasPrefix(name, "river_") {
				continue
			}
			filled, err := One(ctx, q, Value[bool], `SELECT EXISTS (SELECT 1 FROM `+pgx.Identifier{name}.Sanitize()+`)`)
			if err != nil || filled {
				return err
			}
		}
		s = Begun
		return nil
	})
	if err != nil {
		return Taken, fmt.Errorf("look what is in the database: %w", err)
	}
	return s, nil
}

// Load is a restore into a PostgreSQL database: all of it or nothing.
type Load struct {
	conn *pgxpool.Conn
	tx   pgx.Tx
	have map[string][]string // table → columns
}

// MarkLoad says in an empty database that a restore begins, before the schema
// is made. A load that commits removes the mark.
func (db *DB) MarkLoad(ctx context.Context) error {
	if _, err := db.pool.Exec(ctx, `CREATE TABLE IF NOT EXISTS `+loadMark+` (begun BOOLEAN)`); err != nil {
		return fmt.Errorf("mark the database: %w", err)
	}
	return nil
}

// Load begins to fill the database, whose schema stands and whose tables are
// emptied first. Call MarkLoad before, Commit or Abandon after.
func (db *DB) Load(ctx context.Context) (_ *Load, err error) {
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("begin loading: %w", err)
	}
	l := &Load{conn: conn, have: map[string][]string{}}
	defer func() {
		if err != nil {
			l.Abandon(ctx)
		}
	}()
	if l.tx, err = conn.Begin(ctx); err != nil {
		return nil, fmt.Errorf("begin loading: %w", err)
	}
	layout, err := readLayout(ctx, l.tx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, t := range layout.Tables {
		l.have[t.Name] = t.Columns
		names = append(names, pgx.Identifier{t.Name}.Sanitize())
	}
	if _, err := l.tx.Exec(ctx, `TRUNCATE `+strings.Join(names, ", ")+` CASCADE`); err != nil {
		return nil, fmt.Errorf("empty the tables: %w", err)
	}
	return l, nil
}

// Check refuses a layout that does not fit into this database.
func (l *Load) Check(layout Layout) error {
	for _, t := range layout.Tables {
		columns, ok := l.have[t.Name]
		for _, c := range t.Columns {
			ok = ok && slices.Contains(columns, c)
		}
		if !ok || len(t.Columns) == 0 {
			return fault.New(fault.Invalid, "the backup has a table “%s” that this Dateline does not know in this form: restore with the version that made it, then upgrade", t.Name)
		}
	}
	return nil
}

// Table adds rows to t, as Dump wrote them. Call Check before.
func (l *Load) Table(ctx context.Context, t Table, r io.Reader) error {
	if _, err := l.conn.Conn().PgConn().CopyFrom(ctx, r, "COPY "+t.target()+" FROM STDIN"); err != nil {
		return fmt.Errorf("load table %s: %w", t.Name, err)
	}
	return nil
}

// Commit sets the sequences, so that no id is given twice, and makes all that
// was loaded stand.
func (l *Load) Commit(ctx context.Context, sequences []Sequence) error {
	for _, s := range sequences {
		if _, err := l.tx.Exec(ctx, `SELECT setval(c.oid::regclass, GREATEST($2, 1)) FROM pg_class c WHERE c.relname = $1 AND c.relkind = 'S' AND c.relnamespace = current_schema()::regnamespace`, s.Name, s.Last); err != nil {
			return fmt.Errorf("set sequence %s: %w", s.Name, err)
		}
	}
	if _, err := l.tx.Exec(ctx, `DROP TABLE IF EXISTS `+loadMark); err != nil {
		return fmt.Errorf("remove the mark: %w", err)
	}
	if err := l.tx.Commit(ctx); err != nil {
		return fmt.Errorf("end loading: %w", err)
	}
	return nil
}

// Abandon leaves the database as it was; after Commit it only lets go of it.
func (l *Load) Abandon(ctx context.Context) {
	if l.conn == nil {
		return
	}
	if l.tx != nil {
		_ = l.tx.Rollback(context.WithoutCancel(ctx)) // after a commit this does nothing
	}
	l.conn.Release()
	l.conn = nil
}
