package desk

import (
	"context"
	"net/http"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/jobs"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
	"dateline/newsroom/story"
)

// FillSample is the job that writes the sample newsroom. What is there of it
// already stays, so it may be done again.
type FillSample struct{}

// Kind names the job.
func (FillSample) Kind() string { return "sample.fill" }

// SampleRoom is what the desk asks about the sample newsroom.
type SampleRoom interface {
	Enqueue(ctx context.Context, tx *database.Tx, all ...jobs.Args) error
	Progress() (done, total int) // 0, 0 while nobody writes it here
}

func (d *Desk) sampleRoutes() {
	add(d, route{
		method: http.MethodGet, path: "/sample", id: "get-sample", group: "Publication", right: account.WriteSettings, summary: "How far the sample newsroom is",
	}, d.getSample)
	add(d, route{
		method: http.MethodPost, path: "/sample", id: "fill-sample", group: "Publication", right: account.WriteSettings, status: http.StatusAccepted, summary: "Write the sample newsroom",
		about: "Into an empty installation, or one in which it was begun. It takes its time; ask how far it is.",
	}, d.fillSample)
}

// sampleView is how far the sample newsroom is.
type sampleView struct {
	Possible bool `json:"possible" doc:"There are no stories yet, or the sample's alone were begun"`
	Done     int  `json:"done" doc:"Steps; 0 of 0 while it is not written"`
	Total    int  `json:"total"`
	There    bool `json:"there" doc:"The stories are the sample's"`
}

func (d *Desk) sampleState(ctx context.Context) (v sampleView, err error) {
	m, err := d.Mastheads.Current(ctx)
	if err != nil {
		return v, err
	}
	var rows []story.Brief
	err = d.DB.Read(ctx, func(q *database.Snapshot) error {
		rows, err = d.Stories.List(ctx, q, story.Filter{Limit: 1})
		return err
	})
	v.There, v.Possible = m.Sample, d.Sample != nil && (len(rows) == 0 || m.Sample)
	if d.Sample != nil {
		v.Done, v.Total = d.Sample.Progress()
	}
	return v, err
}

func (d *Desk) getSample(ctx context.Context, _ caller, _ *struct{}) (*reply[sampleView], error) {
	v, err := d.sampleState(ctx)
	if err != nil {
		return nil, err
	}
	return answer(v), nil
}

func (d *Desk) fillSample(ctx context.Context, c caller, _ *struct{}) (*reply[sampleView], error) {
	v, err := d.sampleState(ctx)
	if err != nil {
		return nil, err
	}
	if !v.Possible {
		return nil, fault.New(fault.Conflict, "there are stories of your own already: the sample is for an empty newsroom")
	}
	err = d.DB.Write(ctx, func(tx *database.Tx) error {
		if err := d.Sample.Enqueue(ctx, tx, FillSample{}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, d.Clock.Now(), c.actor, "sample", "masthead", 0, "")
	})
	if err != nil {
		return nil, err
	}
	return answer(v), nil
}
