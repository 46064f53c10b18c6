package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"dateline/internal/blob"
	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/imaging"
	"dateline/internal/jobs"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
	"dateline/newsroom/letter"
	"dateline/newsroom/linkcheck"
	"dateline/newsroom/masthead"
	"dateline/newsroom/photo"
	"dateline/newsroom/related"
	"dateline/newsroom/search"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/newsroom/webhook"
)

// house is every room of an installation, opened in order.
type house struct {
	log      *slog.Logger
	clock    clock.Clock
	db       *database.DB
	jobs     *jobs.Jobs
	blobs    *blob.Disk
	accounts *account.Accounts
	tags     *tag.Tags
	names    *masthead.Mastheads
	photos   *photo.Photos
	search   *search.Clippings
	stories  *story.Stories
	related  *related.Related
	letters  *letter.Letters
	hooks    *webhook.Webhooks
	links    *linkcheck.Links
	desk     story.Desk
}

// newLog makes the program's log, which goes to standard error.
func (g *globals) newLog(std streams) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(g.Log)); err != nil {
		level = slog.LevelInfo
	}
	opts := &slog.HandlerOptions{Level: level}
	if g.LogJSON {
		return slog.New(slog.NewJSONHandler(std.err, opts))
	}
	return slog.New(slog.NewTextHandler(std.err, opts))
}

// address gives where the database is.
func (g *globals) address() string {
	if g.Database != "" {
		return g.Database
	}
	return filepath.Join(g.Data, "dateline.db")
}

// exists says whether there is an installation already.
func (g *globals) exists() bool {
	if g.Database != "" {
		return true
	}
	_, err := os.Stat(g.address())
	return err == nil
}

// open opens the installation, makes the data folder where there is none, and
// brings the database up to date.
func (g *globals) open(ctx context.Context, std streams) (_ *house, err error) {
	h := &house{log: g.newLog(std), clock: clock.System{}}
	if err := os.MkdirAll(g.Data, 0o750); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the data folder %s cannot be made: %v", g.Data, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()
	if h.db, err = database.Open(ctx, database.Options{Address: g.address(), Log: h.log}); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "%v", err)
	}
	if _, err = h.db.Migrate(ctx); err != nil {
		return nil, err
	}
	if err = jobs.Migrate(ctx, h.db); err != nil {
		return nil, err
	}
	if h.blobs, err = blob.OpenDisk(filepath.Join(g.Data, "blobs"), h.clock.Now()); err != nil {
		return nil, err
	}
	return h, h.furnish(ctx)
}

// furnish makes the services, each from what stands before it.
func (h *house) furnish(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	images, err := imaging.New(ctx, imaging.Config{Command: []string{self, imaging.Subcommand}, Log: h.log})
	if err != nil {
		return err
	}
	h.jobs = jobs.New(h.db, h.log)
	h.accounts = account.New(h.db, h.clock, audit.Record)
	h.tags = tag.New(h.db, h.clock)
	h.names = masthead.New(h.db, h.clock)
	h.photos = photo.New(h.db, h.blobs, images, h.clock, h.jobs)
	h.search = search.New(h.db, h.clock)
	h.hooks = webhook.New(h.db, h.clock, h.jobs)
	h.links = linkcheck.New(h.db, h.clock, h.jobs)
	h.desk = story.Desk{Sees: h.hooks, DB: h.db, Clock: h.clock, Queue: h.jobs, Tags: h.tags, Photos: h.photos, Names: h.names, Index: h.search}
	h.stories = story.New(h.desk)
	h.related = related.New(h.db, h.stories, h.tags, h.clock)
	h.letters = letter.New(letter.House{DB: h.db, Clock: h.clock, Queue: h.jobs, Accounts: h.accounts, Stories: h.stories, Names: h.names})
	return nil
}

func (h *house) close() error {
	var errs []error
	if h.blobs != nil {
		errs = append(errs, h.blobs.Close())
	}
	if h.db != nil {
		errs = append(errs, h.db.Close())
	}
	return errors.Join(errs...)
}

// operator is who the command line acts as: whoever holds the data folder.
func operator() account.Actor {
	name := os.Getenv("USER")
	if name == "" {
		name = "operator"
	}
	return account.Operator("Command line (" + strings.TrimSpace(name) + ")")
}

// with opens the installation for one command and closes it after.
func (g *globals) with(ctx context.Context, std streams, do func(h *house) error) (err error) {
	h, err := g.open(ctx, std)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	return do(h)
}
