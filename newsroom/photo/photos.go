package photo

import (
	"context"

	"golang.org/x/sync/singleflight"

	"dateline/internal/blob"
	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/imaging"
	"dateline/internal/jobs"
)

// Queue takes the jobs that follow from a change.
type Queue interface {
	Enqueue(ctx context.Context, tx *database.Tx, all ...jobs.Args) error
}

// Changed is the job that follows when a photo came in, was changed or was
// killed. Who does it calls Prepare.
type Changed struct {
	Photo int64 `json:"photo"`
}

// Kind implements jobs.Args.
func (Changed) Kind() string { return "photo.changed" }

// Photos is the picture desk. It is safe for concurrent use.
type Photos struct {
	db     *database.DB
	blobs  blob.Store
	images *imaging.Images
	clock  clock.Clock
	queue  Queue
	making singleflight.Group // by blob key

	background chan struct{} // held while renditions are made that nobody waits for
}

// New opens the picture desk.
func New(db *database.DB, blobs blob.Store, images *imaging.Images, c clock.Clock, queue Queue) *Photos {
	return &Photos{db: db, blobs: blobs, images: images, clock: c, queue: queue, background: make(chan struct{}, 1)}
}

// Where the bytes of a photo stand in the blob store.
func folder(p Photo) string      { return "photo/" + p.Hash + "/" }
func originalKey(p Photo) string { return folder(p) + "original" }
func renditions(p Photo) string  { return folder(p) + p.version() + "/" }

func renditionKey(p Photo, s Spec) string { return renditions(p) + s.Name() }
