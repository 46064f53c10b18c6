package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"dateline/internal/blob"
	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/imaging"
)

type doctorCommand struct {
	JSON bool `name:"json" help:"Print the findings as JSON."`
	Mend bool `help:"First mend what can be mended without a loss: file all public stories in the search index anew, make Related News where it is missing, take from readers what is not public."`

	// Settings of serve that can be wrong.
	URL     string   `name:"url" hidden:"" env:"DATELINE_URL"`
	Domain  []string `hidden:"" env:"DATELINE_DOMAIN"`
	Proxies []string `name:"trusted-proxies" hidden:"" env:"DATELINE_TRUSTED_PROXIES"`
	Theme   string   `hidden:"" env:"DATELINE_THEME"`
}

// Run examines the installation. It ends with code 1 where something is wrong;
// warnings do not count.
func (c *doctorCommand) Run(ctx context.Context, g *globals, std streams) error {
	if c.Mend {
		if err := mend(ctx, g, std); err != nil {
			return err
		}
	}
	findings, err := g.patient(c, clock.System{}.Now()).examine(ctx)
	if err != nil {
		return err
	}
	if err := tell(std.out, findings, c.JSON); err != nil {
		return err
	}
	if count(findings, stateBad) > 0 {
		return &done{exitFailed}
	}
	return nil
}

func (g *globals) patient(c *doctorCommand, now time.Time) *patient {
	return &patient{doctorCommand: c, data: g.Data, address: g.address(), postgres: g.Database != "", now: now, formats: formats}
}

// formats says in which formats this machine can make pictures.
func formats(ctx context.Context) ([]imaging.Format, error) {
	images, err := imaging.New(ctx, imaging.Config{})
	if err != nil {
		return nil, err
	}
	return images.Formats(), nil
}

// The states of a finding.
const (
	stateOK   = "ok"
	stateWarn = "warn"
	stateBad  = "bad"
)

// finding is what one check found.
type finding struct {
	Check string `json:"check"`
	State string `json:"state"` // ok, warn or bad
	Found string `json:"found"`
	Mend  string `json:"mend,omitempty"` // what to do
}

func healthy(format string, args ...any) finding {
	return finding{State: stateOK, Found: fmt.Sprintf(format, args...)}
}

func warn(mend, format string, args ...any) finding {
	return finding{State: stateWarn, Found: fmt.Sprintf(format, args...), Mend: mend}
}

func bad(mend, format string, args ...any) finding {
	return finding{State: stateBad, Found: fmt.Sprintf(format, args...), Mend: mend}
}

// patient is the installation that is examined.
type patient struct {
	*doctorCommand
	data     string
	address  string
	postgres bool
	now      time.Time
	formats  func(context.Context) ([]imaging.Format, error)
	db       *database.DB
	blobs    blob.Store // nil where there are none
}

// check looks at one thing. An error means that it could not look.
type check struct {
	name string
	look func(ctx context.Context, p *patient) (finding, error)
}

// machineChecks need nothing but the machine.
func machineChecks() []check {
	return []check{
		{"data folder", lookFolder},
		{"free space", lookSpace},
		{"clock", lookClock},
		{"pictures", lookPictures},
		{"theme", lookTheme},
		{"maps", lookMaps},
		{"address", lookAddress},
		{"proxies", lookProxies},
		{"backup", lookBackup},
		{"restore", lookRestore},
	}
}

// databaseChecks need a database that answers.
func databaseChecks() []check {
	return []check{{"database", lookDatabase}, {"soundness", lookSoundness}, {"journal", lookJournal}, {"schema", lookSchema}}
}

// contentChecks need the tables of this version.
func contentChecks() []check {
	return []check{
		{"last change", lookLastChange},
		{"masthead", lookMasthead},
		{"owner", lookOwner},
		{"jobs", lookJobs},
		{"schedule", lookSchedule},
		{"embargo", lookEmbargo},
		{"readers' gate", lookGate},
		{"live stories", lookLive},
		{"addresses", lookPaths},
		{"search", lookSearch},
		{"related", lookRelated},
		{"originals", lookOriginals},
		{"killed photos", lookKilled},
		{"credits", lookCredits},
	}
}

// examine looks at everything that can be looked at.
func (p *patient) examine(ctx context.Context) (findings []finding, err error) {
	findings = p.look(ctx, machineChecks())
	if !p.postgres && !there(p.address) {
		return append(findings, named("database", warn("start it with `dateline serve`, or name the data folder with --data", "there is no newsroom in %s yet", p.data))), ctx.Err()
	}
	p.db, err = database.Open(ctx, database.Options{Address: p.address})
	if err != nil {
		return append(findings, named("database", bad("see that the database runs, that its address (--database) is right and that this user may open it", "it does not answer: %v", err))), ctx.Err()
	}
	defer func() { err = errors.Join(err, p.db.Close()) }()
	if folder := filepath.Join(p.data, blobFolder); there(folder) {
		store, err := blob.OpenDisk(folder, p.now)
		if err != nil {
			return append(findings, named("originals", bad("give the user that runs Dateline the right to write there", "the pictures cannot be opened: %v", err))), ctx.Err()
		}
		defer func() { _ = store.Close() }()
		p.blobs = store
	}
	findings = append(findings, p.look(ctx, databaseChecks())...)
	have, want, err := p.db.Schema(ctx)
	if err == nil && have == want {
		findings = append(findings, p.look(ctx, contentChecks())...)
	}
	return findings, ctx.Err()
}

func named(check string, f finding) finding {
	f.Check = check
	return f
}

func (p *patient) look(ctx context.Context, checks []check) []finding {
	findings := make([]finding, 0, len(checks))
	for _, c := range checks {
		f, err := c.look(ctx, p)
		if err != nil {
			f = bad("mend what the message says and run the doctor again", "could not be looked at: %v", err)
		}
		findings = append(findings, named(c.name, f))
	}
	return findings
}

func count(findings []finding, state string) (n int) {
	for _, f := range findings {
		if f.State == state {
			n++
		}
	}
	return n
}

// tell prints the findings.
func tell(out io.Writer, findings []finding, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			OK       bool      `json:"ok"` // nothing is bad
			Findings []finding `json:"findings"`
		}{count(findings, stateBad) == 0, findings})
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for _, f := range findings {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", f.State, f.Check, f.Found)
		if f.Mend != "" {
			_, _ = fmt.Fprintf(w, "\t\t→ %s\n", f.Mend)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\n%d checks: %d ok, %d to look at, %d wrong\n", len(findings), count(findings, stateOK), count(findings, stateWarn), count(findings, stateBad))
	return err
}

// number gives the only number that a query answers with.
func (p *patient) number(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = p.db.Read(ctx, func(q *database.Snapshot) error {
		n, err = database.One(ctx, q, database.Value[int64], query, args...)
		return err
	})
	return n, err
}

// few is how many items a finding names.
const few = 5

// ids gives what a query finds, as words: "4, 8 and 3 more"; nothing where it
// finds nothing.
func (p *patient) ids(ctx context.Context, query string, args ...any) (n int, words string, err error) {
	var all []int64
	err = p.db.Read(ctx, func(q *database.Snapshot) error {
		all, err = database.List(ctx, q, database.Value[int64], query, args...)
		return err
	})
	return len(all), listed(all), err
}

func listed(all []int64) (words string) {
	for i, id := range all {
		switch {
		case i == few:
			return fmt.Sprintf("%s and %d more", words, len(all)-few)
		case i > 0:
			words += ", "
		}
		words += fmt.Sprint(id)
	}
	return words
}

// sizeOf gives the size of a file in bytes, 0 where there is none.
func sizeOf(path string) int64 {
	stat, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return stat.Size()
}
