// Package press is what follows when a story changes. In a newsroom the press
// takes what the editors hand down and sets everything else in motion; here it
// is one table of consequences. Package story never learns who listens: to add
// a consequence, add a line here.
package press

import (
	"context"
	"log/slog"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/jobs"
	"dateline/internal/journal"
	"dateline/newsroom/photo"
	"dateline/newsroom/related"
	"dateline/newsroom/search"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/site"
)

// Press sets in motion what follows from changes.
type Press struct {
	DB      *database.DB
	Clock   clock.Clock
	Log     *slog.Logger
	Jobs    *jobs.Jobs
	Stories *story.Stories
	Photos  *photo.Photos
	Related *related.Related
	Search  *search.Clippings
	Site    *site.Site
}

// Consequences registers who does which job. Jobs run on any one node, and
// again if they fail.
func (p *Press) Consequences() {
	jobs.Register(p.Jobs, p.relate)        // Related News of a story and of those it touches
	jobs.Register(p.Jobs, p.preparePhotos) // renditions, before a reader asks for them
	jobs.Register(p.Jobs, p.searchAnew)    // stories under a tag that has another name now
}

// Obey is what every node does at once for each journal entry.
func (p *Press) Obey(ctx context.Context, entries []journal.Entry) {
	p.Site.Obey(ctx, entries) // pages in memory
}

// relate computes Related News anew, and tells every node whose page changed.
func (p *Press) relate(ctx context.Context, c story.Changed) error {
	changed, err := p.Related.Work(ctx, c)
	if err != nil || len(changed) == 0 {
		return err
	}
	return p.DB.Write(ctx, func(tx *database.Tx) error {
		return journal.Append(ctx, tx, journal.Entry{At: p.Clock.Now(), Noun: "related", Kind: "refresh", Touched: journal.Touched{Stories: changed}})
	})
}

// searchBatch is how many stories are indexed anew in one transaction.
const searchBatch = 100

func (p *Press) searchAnew(ctx context.Context, c story.Renamed) error {
	for offset := 0; ; offset += searchBatch {
		var ids []story.ID
		err := p.DB.Read(ctx, func(q *database.Snapshot) (err error) {
			ids, err = p.Stories.ByTag(ctx, q, tag.ID(c.Tag), story.Window{Limit: searchBatch, Offset: offset})
			return err
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := p.Search.Refile(ctx, ids); err != nil {
			return err
		}
	}
}

func (p *Press) preparePhotos(ctx context.Context, c photo.Changed) error {
	return p.Photos.Prepare(ctx, photo.ID(c.Photo))
}

// pruneEvery is how often what nobody needs any more is swept out.
const pruneEvery = time.Hour

// Sweep prunes the journal until ctx ends.
func (p *Press) Sweep(ctx context.Context) {
	tick := time.NewTicker(pruneEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := p.DB.Write(ctx, func(tx *database.Tx) error { return journal.Prune(ctx, tx) }); err != nil && ctx.Err() == nil {
				p.Log.LogAttrs(ctx, slog.LevelWarn, "journal cannot be pruned", slog.String("error", err.Error()))
			}
		}
	}
}
