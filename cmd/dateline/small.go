package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/imaging"
	"dateline/internal/jobs"
	"dateline/newsroom/sample/fill"
)

// release is set when a release is built: -ldflags "-X main.release=1.0.0".
var release string //nolint:gochecknoglobals // set by the linker

func version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

type versionCommand struct{}

// Run prints the version.
func (*versionCommand) Run(std streams) error {
	_, err := fmt.Fprintf(std.out, "dateline %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

type imageWorkerCommand struct{}

// Run decodes one picture for the parent process.
func (*imageWorkerCommand) Run(std streams) error {
	if code := imaging.RunWorker(std.in, std.out); code != 0 {
		return &done{code}
	}
	return nil
}

type migrateCommand struct{}

// Run brings the database up to date.
func (*migrateCommand) Run(ctx context.Context, g *globals, std streams) (err error) {
	if err := os.MkdirAll(g.Data, 0o750); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the data folder %s cannot be made: %v", g.Data, err)
	}
	db, err := database.Open(ctx, database.Options{Address: g.address(), Log: g.newLog(std)})
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "%v", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	names, err := db.Migrate(ctx)
	if err != nil {
		return err
	}
	for _, n := range names {
		_, _ = fmt.Fprintln(std.out, "migrated:", n)
	}
	if err := jobs.Migrate(ctx, db); err != nil {
		return err
	}
	have, _, err := db.Version(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "%s is up to date (schema %d)\n", db.Name(), have)
	return err
}

type sampleCommand struct{}

// Run writes the sample newsroom.
func (*sampleCommand) Run(ctx context.Context, g *globals, std streams) error {
	return g.with(ctx, std, func(h *house) error {
		m, err := h.names.Current(ctx)
		if err != nil {
			return err
		}
		var stories int64
		err = h.db.Read(ctx, func(q *database.Snapshot) (err error) {
			stories, err = database.One(ctx, q, database.Value[int64], `SELECT COUNT(*) FROM story`)
			return err
		})
		if err != nil {
			return err
		}
		if stories > 0 && !m.Sample {
			return fault.New(fault.Conflict, "there are %d stories already: the sample goes only into an empty installation; choose another folder with --data", stories)
		}
		bar := newProgress(std, "Writing the sample newsroom")
		defer bar.end()
		if err := fill.Fill(ctx, fill.House{Desk: h.desk, Photos: h.photos, Names: h.names, Progress: bar.set}, h.clock.Now()); err != nil {
			return err
		}
		_, err = fmt.Fprintln(std.out, "The sample newsroom is ready: dateline serve")
		return err
	})
}
