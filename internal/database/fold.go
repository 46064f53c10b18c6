package database

import (
	"context"
	"log/slog"
	"os"
	"time"
)

// When the write-ahead log is folded into the database file. Whoever commits
// next would otherwise have to do it, and an editor who publishes would wait
// for the disk.
const (
	foldEvery = 500 * time.Millisecond
	foldAbove = 4 << 20 // bytes of log
)

// folder folds the log of a SQLite database while it is open.
type folder struct {
	db   *DB
	log  string // file
	stop context.CancelFunc
	done chan struct{}
}

func (db *DB) startFolding() {
	ctx, stop := context.WithCancel(context.Background())
	db.folder = &folder{db: db, log: db.name + "-wal", stop: stop, done: make(chan struct{})}
	go db.folder.run(ctx)
}

func (f *folder) run(ctx context.Context) {
	defer close(f.done)
	tick := time.NewTicker(foldEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			f.fold(ctx)
		}
	}
}

// fold copies what every reader has done with, beside readers and the writer:
// none of them waits for it.
func (f *folder) fold(ctx context.Context) {
	info, err := os.Stat(f.log)
	if err != nil || info.Size() < foldAbove {
		return
	}
	var busy, inLog, folded int64
	err = f.db.aside.QueryRowContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`).Scan(&busy, &inLog, &folded)
	if err != nil && ctx.Err() == nil {
		f.db.log.LogAttrs(ctx, slog.LevelWarn, "the write-ahead log cannot be folded", attrErr(err))
	}
}

func (f *folder) end() {
	f.stop()
	<-f.done
}
