package main

import (
	"context"
	"sync/atomic"

	"dateline/desk"
	"dateline/internal/jobs"
	"dateline/newsroom/sample/fill"
)

// sampleRoom writes the sample newsroom when an owner asks for it.
type sampleRoom struct {
	*jobs.Jobs
	done, total atomic.Int64
}

// Progress says how far it is.
func (r *sampleRoom) Progress() (done, total int) { return int(r.done.Load()), int(r.total.Load()) }

// openSampleRoom registers who writes it.
func (s *server) openSampleRoom() *sampleRoom {
	r := &sampleRoom{Jobs: s.jobs}
	jobs.Register(s.jobs, func(ctx context.Context, _ desk.FillSample) error {
		defer func() { r.done.Store(0); r.total.Store(0) }()
		progress := func(done, total int) { r.done.Store(int64(done)); r.total.Store(int64(total)) }
		return fill.Fill(ctx, fill.House{Desk: s.desk, Photos: s.photos, Names: s.names, Progress: progress}, s.clock.Now())
	})
	return r
}
