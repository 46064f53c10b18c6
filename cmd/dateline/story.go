package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
	"dateline/newsroom/wire"
)

type storyCommands struct {
	Server string `help:"Work on a running server at this address instead of the data folder." env:"DATELINE_SERVER" placeholder:"https://…"`
	Token  string `help:"Token for --server; better in DATELINE_TOKEN, where nobody else sees it." env:"DATELINE_TOKEN"`

	fresh bool // an installation is made where there is none

	Import   storyImportCommand   `cmd:"" help:"Take in ninjs files as drafts."`
	Export   storyExportCommand   `cmd:"" help:"Write stories as ninjs, one a line."`
	List     storyListCommand     `cmd:"" help:"List stories, last changed first."`
	Publish  storyPublishCommand  `cmd:"" help:"Make a story live, or make public what was changed in it."`
	Correct  storyCorrectCommand  `cmd:"" help:"Put a correction on a live story."`
	Withdraw storyWithdrawCommand `cmd:"" help:"Take a live story from the public, with a reason that readers see."`
	Kill     storyKillCommand     `cmd:"" help:"Take a story from the public for good."`
}

// newsdesk is where story commands work: on the data folder, or on a running
// server.
type newsdesk interface {
	list(ctx context.Context, states []string, limit int) ([]row, error)
	find(ctx context.Context, ref string) (row, error)
	act(ctx context.Context, r row, act string, fields map[string]any) (row, error)
	take(ctx context.Context, src wire.Source, o wire.Options) (wire.Report, error)
	export(ctx context.Context, id int64) ([]byte, error)
}

// row is a story as the command line shows it.
type row struct {
	ID          int64     `json:"id"`
	Rev         int64     `json:"rev"`
	Publication string    `json:"publication"`
	Workflow    string    `json:"workflow"`
	Headline    string    `json:"headline"`
	Path        string    `json:"path"`
	ChangedAt   time.Time `json:"changed_at"`
}

// at opens the desk that the flags name.
func (c *storyCommands) at(ctx context.Context, g *globals, std streams, do func(d newsdesk) error) error {
	if c.Server != "" {
		d, err := newRemote(c.Server, c.Token)
		if err != nil {
			return err
		}
		return do(d)
	}
	if !g.exists() && !c.fresh {
		return fault.New(fault.NotFound, "there is no installation in %s: name its folder with --data, or a running server with --server", g.Data)
	}
	return g.with(ctx, std, func(h *house) error { return do(&folder{h}) })
}

type storyImportCommand struct {
	Files   []string `arg:"" name:"file" help:"ninjs 1.3 to 3.1: one item, an array, or an item a line; - for standard input."`
	Publish bool     `help:"Make live what may be live, and schedule what is under embargo."`
	Section string   `help:"Section of stories whose item names none; made where it is new."`
	DryRun  bool     `name:"dry-run" help:"Say what would be done, and do nothing."`
	Quiet   bool     `help:"Print only what was refused or not understood."`
}

// Run imports files.
func (c *storyImportCommand) Run(ctx context.Context, g *globals, std streams, parent *storyCommands) error {
	parent.fresh = true
	return parent.at(ctx, g, std, func(d newsdesk) error {
		refused := 0
		for _, name := range c.Files {
			n, err := c.one(ctx, std, d, name)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			refused += n
		}
		if refused > 0 {
			return &done{exitInvalid}
		}
		return nil
	})
}

func (c *storyImportCommand) one(ctx context.Context, std streams, d newsdesk, name string) (refused int, err error) {
	src := wire.Source{Name: filepath.Base(name), Dir: filepath.Dir(name), Reader: std.in}
	if name == "-" {
		src.Name, src.Dir = "standard input", ""
	} else {
		f, err := os.Open(name) //nolint:gosec // the operator names the file
		if err != nil {
			return 0, fault.Wrap(fault.NotFound, err, "cannot be opened: %v", err)
		}
		defer func() { _ = f.Close() }()
		src.Reader = f
	}
	bar := newProgress(std, "Importing "+src.Name)
	report, err := d.take(ctx, src, wire.Options{
		Publish: c.Publish, Section: c.Section, DryRun: c.DryRun,
		Progress: func(p wire.Progress) { bar.set(p.Items, 0) },
	})
	bar.end()
	c.print(std.out, report)
	return report.Outcomes[wire.Refused], err
}

// print tells item by item what is worth telling, and then the sum.
func (c *storyImportCommand) print(out io.Writer, report wire.Report) {
	for _, r := range report.Noted {
		if c.Quiet && r.Outcome != wire.Refused && len(r.Problems) == 0 {
			continue
		}
		line := fmt.Sprintf("%d  %s", r.Item, r.Outcome)
		if r.Publication != "" {
			line += ", " + string(r.Publication)
		}
		for _, part := range []string{r.URI, r.Headline, r.Reason} {
			if part != "" {
				line += "  " + part
			}
		}
		_, _ = fmt.Fprintln(out, line)
		for _, p := range r.Problems {
			if p.Path == "" {
				_, _ = fmt.Fprintf(out, "     %s\n", p.Message)
				continue
			}
			_, _ = fmt.Fprintf(out, "     not understood: %s: %s\n", p.Path, p.Message)
		}
	}
	sum := fmt.Sprintf("%d items", report.Items)
	for _, o := range wire.Outcomes() {
		if n := report.Outcomes[o]; n > 0 {
			sum += fmt.Sprintf(", %d %s", n, o)
		}
	}
	if n := report.States[string(story.Live)] + report.States[string(story.Corrected)]; n > 0 {
		sum += fmt.Sprintf("; %d live", n)
	}
	_, _ = fmt.Fprintln(out, sum)
}

type storyExportCommand struct {
	Stories []string `arg:"" optional:"" name:"story" help:"Number, uri or address of a story; all public ones where none is given."`
	Out     string   `help:"File to write; standard output where not given." placeholder:"FILE"`
}

// Run exports stories.
func (c *storyExportCommand) Run(ctx context.Context, g *globals, std streams, parent *storyCommands) (err error) {
	out := std.out
	if c.Out != "" {
		f, err := os.OpenFile(c.Out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640) //nolint:gosec // the operator names the file
		if err != nil {
			return fault.Wrap(fault.Conflict, err, "%v: choose another name with --out", err)
		}
		defer func() {
			if closeErr := f.Close(); err == nil {
				err = closeErr
			}
		}()
		out = f
	}
	return parent.at(ctx, g, std, func(d newsdesk) error {
		ids, err := c.ids(ctx, d)
		if err != nil {
			return err
		}
		bar := newProgress(std, "Exporting")
		defer bar.end()
		for i, id := range ids {
			item, err := d.export(ctx, id)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintln(out, strings.TrimSpace(string(item))); err != nil {
				return err
			}
			bar.set(i+1, len(ids))
		}
		return nil
	})
}

func (c *storyExportCommand) ids(ctx context.Context, d newsdesk) ([]int64, error) {
	var ids []int64
	for _, ref := range c.Stories {
		r, err := d.find(ctx, ref)
		if err != nil {
			return nil, err
		}
		ids = append(ids, r.ID)
	}
	if len(c.Stories) > 0 {
		return ids, nil
	}
	rows, err := d.list(ctx, []string{"live", "corrected"}, 0)
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	return ids, err
}

type storyListCommand struct {
	State []string `help:"Only in these states: draft, scheduled, live, corrected, withdrawn, killed."`
	Limit int      `help:"How many." default:"50"`
}

// Run lists stories.
func (c *storyListCommand) Run(ctx context.Context, g *globals, std streams, parent *storyCommands) error {
	return parent.at(ctx, g, std, func(d newsdesk) error {
		rows, err := d.list(ctx, c.State, c.Limit)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(std.out, 0, 4, 2, ' ', 0)
		for _, r := range rows {
			_, _ = fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", r.ID, r.Publication, r.ChangedAt.Format("2006-01-02 15:04"), r.Headline, r.Path)
		}
		return w.Flush()
	})
}

// one runs an act on the story that ref names and says where it then stands.
func (c *storyCommands) one(ctx context.Context, g *globals, std streams, ref, act string, fields map[string]any) error {
	return c.at(ctx, g, std, func(d newsdesk) error {
		r, err := d.find(ctx, ref)
		if err != nil {
			return err
		}
		if r, err = d.act(ctx, r, act, fields); err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.out, "%d is %s  %s  %s\n", r.ID, r.Publication, r.Headline, r.Path)
		return err
	})
}

type storyPublishCommand struct {
	Story  string `arg:"" help:"Number, uri or address of the story."`
	Reason string `help:"For the story's history."`
}

// Run publishes a story.
func (c *storyPublishCommand) Run(ctx context.Context, g *globals, std streams, parent *storyCommands) error {
	return parent.one(ctx, g, std, c.Story, "publish", map[string]any{"reason": c.Reason})
}

type storyCorrectCommand struct {
	Story   string `arg:"" help:"Number, uri or address of the story."`
	Text    string `required:"" help:"What was wrong and what is right."`
	Kind    string `help:"correction, clarification or editors-note." enum:"correction,clarification,editors-note" default:"correction"`
	Serious bool   `help:"It stands above the story's text."`
}

// Run corrects a story.
func (c *storyCorrectCommand) Run(ctx context.Context, g *globals, std streams, parent *storyCommands) error {
	return parent.one(ctx, g, std, c.Story, "correct", map[string]any{"kind": c.Kind, "text": c.Text, "serious": c.Serious})
}

type storyWithdrawCommand struct {
	Story  string `arg:"" help:"Number, uri or address of the story."`
	Reason string `required:"" help:"Readers who come to the story's address are told this."`
}

// Run withdraws a story.
func (c *storyWithdrawCommand) Run(ctx context.Context, g *globals, std streams, parent *storyCommands) error {
	return parent.one(ctx, g, std, c.Story, "withdraw", map[string]any{"reason": c.Reason})
}

type storyKillCommand struct {
	Story  string `arg:"" help:"Number, uri or address of the story."`
	Reason string `required:"" help:"For the desk; readers are told only that it is gone."`
}

// Run kills a story.
func (c *storyKillCommand) Run(ctx context.Context, g *globals, std streams, parent *storyCommands) error {
	return parent.one(ctx, g, std, c.Story, "kill", map[string]any{"reason": c.Reason})
}

// folder is the desk of the data folder.
type folder struct{ *house }

func (l *folder) list(ctx context.Context, states []string, limit int) (rows []row, err error) {
	f := story.Filter{Limit: story.MaxList}
	for _, s := range states {
		f.Publication = append(f.Publication, story.Publication(s))
	}
	for {
		var page []story.Brief
		err = l.db.Read(ctx, func(q *database.Snapshot) error {
			page, err = l.stories.List(ctx, q, f)
			return err
		})
		for _, b := range page {
			rows = append(rows, row{ID: int64(b.ID), Rev: b.Rev, Publication: string(b.Publication), Workflow: string(b.Workflow), Headline: b.Headline, Path: b.Path, ChangedAt: b.ChangedAt})
			f.Before = b.Place(f.Sort)
			if limit > 0 && len(rows) == limit {
				return rows, err
			}
		}
		if err != nil || len(page) < f.Limit {
			return rows, err
		}
	}
}

func rowOf(st story.Story) row {
	return row{ID: int64(st.ID), Rev: st.Rev, Publication: string(st.Publication), Workflow: string(st.Workflow), Headline: st.Content.Headline, Path: st.Path, ChangedAt: st.ChangedAt}
}

func (l *folder) find(ctx context.Context, ref string) (row, error) {
	var st story.Story
	err := l.db.Read(ctx, func(q *database.Snapshot) (err error) {
		st, err = l.stories.Find(ctx, q, ref)
		return err
	})
	return rowOf(st), err
}

func (l *folder) act(ctx context.Context, r row, act string, fields map[string]any) (row, error) {
	text := func(name string) string { s, _ := fields[name].(string); return s }
	serious, _ := fields["serious"].(bool)
	id, actor := story.ID(r.ID), operator()
	var st story.Story
	var err error
	switch act {
	case "publish":
		st, err = l.stories.Publish(ctx, actor, id, r.Rev, story.PublishOptions{Reason: text("reason")})
	case "correct":
		st, err = l.stories.Correct(ctx, actor, id, r.Rev, story.Notice{Kind: text("kind"), Text: text("text"), Serious: serious})
	case "withdraw":
		st, err = l.stories.Withdraw(ctx, actor, id, r.Rev, text("reason"))
	case "kill":
		st, err = l.stories.Kill(ctx, actor, id, r.Rev, text("reason"))
	default:
		err = fmt.Errorf("unknown act %s", act)
	}
	return rowOf(st), err
}

func (l *folder) take(ctx context.Context, src wire.Source, o wire.Options) (wire.Report, error) {
	return l.importer().Import(ctx, operator(), src, o)
}

func (l *folder) export(ctx context.Context, id int64) (out []byte, err error) {
	m, err := l.names.Current(ctx)
	if err != nil {
		return nil, err
	}
	d, err := l.tags.Drawer(ctx)
	if err != nil {
		return nil, err
	}
	err = l.db.Read(ctx, func(q *database.Snapshot) error {
		st, err := l.stories.ByID(ctx, q, story.ID(id))
		if err != nil {
			return err
		}
		var ids []photo.ID
		for _, n := range st.Content.PhotoIDs() {
			ids = append(ids, photo.ID(n))
		}
		photos, err := l.photos.ByIDs(ctx, q, ids)
		if err != nil {
			return err
		}
		out, err = wire.Encode(wire.FromStory(st), wire.Paper{Tags: d, Photos: photos, Masthead: m, BaseURL: os.Getenv("DATELINE_URL")})
		return err
	})
	return out, err
}

// number reads a story's number.
func number(ref string) (int64, bool) {
	n, err := strconv.ParseInt(ref, 10, 64)
	return n, err == nil && n > 0
}
