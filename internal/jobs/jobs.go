// Package jobs runs the newsroom's errands: work that follows from a change
// and need not keep anybody waiting. A job is enqueued in the transaction that
// made it true, is retried until it succeeds, and survives a crash. River does
// the queueing on both engines; nothing outside this package sees it.
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"dateline/internal/database"
)

// Args is what a job needs to know. Kind names the job for ever: it is stored.
type Args interface {
	Kind() string
}

// Laborious is what the arguments of a job may have that keeps the processor
// busy as long as it runs. Such jobs use half of the processors at most, so
// that readers and editors are not kept waiting.
type Laborious interface {
	Laborious() bool
}

// Limits of the queue.
const (
	laboriousQueue = "laborious"
	workers        = 4
	jobTimeout     = 5 * time.Minute
	rescueAfter    = 6 * time.Minute // a job of a node that was killed is taken up again
	maxAttempts    = 12
	fetchEvery     = 10 * time.Millisecond // one worker does at most one job each time
	pollEvery      = time.Second
	keepFinished   = 24 * time.Hour
	enqueueChunk   = 500
)

// Jobs is the queue. Register all workers before Start.
type Jobs struct {
	db      *database.DB
	log     *slog.Logger
	workers *river.Workers
	lite    *river.Client[*sql.Tx]
	pg      *river.Client[pgx.Tx]
}

// New makes a queue on db that can enqueue at once and works after Start.
func New(db *database.DB, log *slog.Logger) *Jobs {
	return &Jobs{db: db, log: log, workers: river.NewWorkers()}
}

// Migrate makes or updates the queue's own tables.
func Migrate(ctx context.Context, db *database.DB) error {
	var err error
	if db.Engine() == database.Postgres {
		var m *rivermigrate.Migrator[pgx.Tx]
		if m, err = rivermigrate.New(riverpgxv5.New(db.Pool()), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)}); err == nil {
			_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		}
	} else {
		var m *rivermigrate.Migrator[*sql.Tx]
		if m, err = rivermigrate.New(riversqlite.New(db.Writer()), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)}); err == nil {
			_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		}
	}
	if err != nil {
		return fmt.Errorf("migrate the job queue: %w", err)
	}
	return nil
}

// worker adapts a plain function to River.
type worker[T Args] struct {
	river.WorkerDefaults[T]
	work func(context.Context, T) error
}

func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) error { return w.work(ctx, job.Args) }

func (w *worker[T]) Timeout(*river.Job[T]) time.Duration { return jobTimeout }

// Register says what does the jobs of T's kind. An error from work is tried
// again later; work must bear being run twice.
func Register[T Args](j *Jobs, work func(context.Context, T) error) {
	river.AddWorker(j.workers, &worker[T]{work: work})
}

// Start begins to work jobs until Stop.
func (j *Jobs) Start(ctx context.Context) error {
	if err := j.open(true); err != nil {
		return err
	}
	if j.pg != nil {
		return j.pg.Start(ctx)
	}
	return j.lite.Start(ctx)
}

// Stop lets running jobs finish until ctx ends, then cancels them; they run
// again at the next start.
func (j *Jobs) Stop(ctx context.Context) error {
	stop, cancel := func(context.Context) error { return nil }, func(context.Context) error { return nil }
	switch {
	case j.pg != nil:
		stop, cancel = j.pg.Stop, j.pg.StopAndCancel
	case j.lite != nil:
		stop, cancel = j.lite.Stop, j.lite.StopAndCancel
	}
	if err := stop(ctx); err != nil {
		hard, done := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer done()
		return errors.Join(fmt.Errorf("jobs did not finish in time: %w", err), cancel(hard))
	}
	return nil
}

func (j *Jobs) open(working bool) (err error) {
	cfg := &river.Config{
		Logger:                      slog.New(&quiet{j.log.Handler()}),
		MaxAttempts:                 maxAttempts,
		JobTimeout:                  jobTimeout,
		RescueStuckJobsAfter:        rescueAfter,
		CompletedJobRetentionPeriod: keepFinished,
		FetchCooldown:               fetchEvery,
		FetchPollInterval:           pollEvery,
	}
	if working {
		cfg.Workers = j.workers
		cfg.Queues = map[string]river.QueueConfig{
			river.QueueDefault: {MaxWorkers: workers},
			laboriousQueue:     {MaxWorkers: max(1, runtime.GOMAXPROCS(0)/2)},
		}
	}
	if j.db.Engine() == database.Postgres {
		j.pg, err = river.NewClient(riverpgxv5.New(j.db.Pool()), cfg)
	} else {
		j.lite, err = river.NewClient(riversqlite.New(j.db.Writer()), cfg)
	}
	if err != nil {
		return fmt.Errorf("open the job queue: %w", err)
	}
	return nil
}

// Enqueue adds jobs in tx: they exist exactly if tx commits.
func (j *Jobs) Enqueue(ctx context.Context, tx *database.Tx, all ...Args) error {
	if j.pg == nil && j.lite == nil {
		if err := j.open(false); err != nil {
			return err
		}
	}
	for start := 0; start < len(all); start += enqueueChunk {
		var params []river.InsertManyParams
		for _, a := range all[start:min(start+enqueueChunk, len(all))] {
			param := river.InsertManyParams{Args: a}
			if l, ok := a.(Laborious); ok && l.Laborious() {
				param.InsertOpts = &river.InsertOpts{Queue: laboriousQueue}
			}
			params = append(params, param)
		}
		var err error
		if tx.PGX() != nil {
			_, err = j.pg.InsertManyFastTx(ctx, tx.PGX(), params)
		} else {
			_, err = j.lite.InsertManyFastTx(ctx, tx.SQL(), params)
		}
		if err != nil {
			return fmt.Errorf("enqueue %s: %w", all[start].Kind(), err)
		}
	}
	return nil
}

// Waiting counts the jobs that are not done, for readiness and for tests.
func (j *Jobs) Waiting(ctx context.Context, q database.Q) (int64, error) {
	return database.One(ctx, q, database.Value[int64], `SELECT COUNT(*) FROM river_job WHERE state IN ('available', 'running', 'retryable', 'pending', 'scheduled')`)
}

// quiet passes on warnings and errors only, and not the cancellation that a
// stop always causes.
type quiet struct{ slog.Handler }

func (q *quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

func (q *quiet) Handle(ctx context.Context, r slog.Record) error {
	stopping := false
	r.Attrs(func(a slog.Attr) bool {
		if err, ok := a.Value.Any().(error); ok && errors.Is(err, context.Canceled) {
			stopping = true
		}
		return !stopping
	})
	if stopping {
		return nil
	}
	return q.Handler.Handle(ctx, r)
}
