package desk

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"dateline/internal/fault"
	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/wire"
)

// Importer files the items of a source as stories. Package wire provides it.
type Importer interface {
	Import(ctx context.Context, actor account.Actor, src wire.Source, o wire.Options) (wire.Report, error)
}

const lines = "application/x-ndjson"

func (d *Desk) wireRoutes() {
	text := &huma.MediaType{Schema: &huma.Schema{Description: "ninjs 1.x, 2.x or 3.x"}}
	add(d, route{
		method: http.MethodPost, path: "/stories/import", id: "import-stories", group: "Wire", right: account.WriteStory, summary: "Import stories",
		about: "One ninjs item, an array, or one item a line. A newer version of the same uri updates, an older one never overwrites, canceled kills, embargoed holds. " +
			"Each item comes in whole or not at all, and whatever is not understood is named. The answer is a report; ask for " + lines + " to be told of each item as it is done, one " +
			"result a line and the report as the last.",
		body: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": text, lines: text}},
	}, d.importStories)
}

type importIn struct {
	Exchange
	Publish bool   `query:"publish" doc:"Put usable stories live, and schedule those under embargo"`
	Section string `query:"section" maxLength:"200" doc:"Name of the section of stories whose items name none; made where it is new"`
	DryRun  bool   `query:"dry_run" doc:"Say what would be done, and do nothing"`
	Name    string `query:"name" maxLength:"200" doc:"Where the items come from, for the stories' history"`
}

// importOut is the report, written by hand where it is told line by line.
type importOut struct{ Body wire.Report }

func (d *Desk) importStories(ctx context.Context, c caller, in *importIn) (*importOut, error) {
	if d.Wire == nil {
		return nil, fault.New(fault.Unavailable, "this desk takes no imports over HTTP: use `dateline story import`")
	}
	if in.Publish {
		if err := c.actor.Check(account.PublishStory); err != nil {
			return nil, err
		}
	}
	web.Patient(in.w, d.Clock, importTime)
	src := wire.Source{Reader: in.r.Body, Name: orWord(in.Name, "desk API")}
	o := wire.Options{Publish: in.Publish, Section: in.Section, DryRun: in.DryRun}
	if strings.Contains(in.r.Header.Get("Accept"), lines) {
		d.importAloud(ctx, c, in.w, src, o)
		return nil, nil //nolint:nilnil // the answer is written
	}
	report, err := d.Wire.Import(ctx, c.actor, src, o)
	if err != nil {
		return nil, err
	}
	report.Noted = orEmpty(report.Noted)
	return &importOut{Body: report}, nil
}

// lastLine ends an import that is told line by line.
type lastLine struct {
	Report wire.Report  `json:"report"`
	Error  *web.Problem `json:"error,omitempty"` // the import had to stop; what was done until then stays
}

// importAloud tells of each item as it is done.
func (d *Desk) importAloud(ctx context.Context, c caller, w http.ResponseWriter, src wire.Source, o wire.Options) {
	control := http.NewResponseController(w)
	_ = control.EnableFullDuplex() // over HTTP/1.1 the items are still coming in
	w.Header().Set("Content-Type", lines)
	enc := json.NewEncoder(w)
	o.Each = func(r wire.Result) { _ = enc.Encode(r) }       // a client that left ends ctx
	o.Progress = func(wire.Progress) { _ = control.Flush() } // a recorder in a test cannot
	report, err := d.Wire.Import(ctx, c.actor, src, o)
	last := lastLine{Report: report}
	last.Report.Noted = []wire.Result{} // they were told already
	if err != nil {
		if fault.KindOf(err) == fault.Internal {
			d.logBroken(ctx, err)
		}
		last.Error = web.ProblemOf(err)
		last.Error.Request = web.IDOf(ctx)
	}
	_ = enc.Encode(last)
}
