package main

import (
	"context"
	"time"

	"dateline/internal/database"
	"dateline/newsroom/search"
)

// overdue is how late a scheduled story may be.
const overdue = time.Minute

const mendItself = "dateline doctor --mend"

func lookSchedule(ctx context.Context, p *patient) (finding, error) {
	n, ids, err := p.ids(ctx, `SELECT id FROM story WHERE publication = 'scheduled' AND publish_at <= $1 AND embargo_until <= $1 ORDER BY publish_at, id`, database.Micros(p.now.Add(-overdue)))
	if err != nil {
		return finding{}, err
	}
	if n > 0 {
		return bad("see that `dateline serve` runs, and look into its log: it publishes them", "%d stories should be live and are not: %s", n, ids), nil
	}
	waiting, err := p.number(ctx, `SELECT COUNT(*) FROM story WHERE publication = 'scheduled'`)
	return healthy("%d stories wait for their time", waiting), err
}

func lookEmbargo(ctx context.Context, p *patient) (finding, error) {
	n, ids, err := p.ids(ctx, `SELECT s.id FROM story s JOIN published p ON p.story_id = s.id WHERE s.embargo_until > $1 ORDER BY s.id`, database.Micros(p.now))
	if err != nil {
		return finding{}, err
	}
	if n > 0 {
		return bad("withdraw them at the desk now", "%d stories are public before their embargo ends: %s", n, ids), nil
	}
	return healthy("kept"), nil
}

// leaked finds what readers see though it is not public.
const leaked = `SELECT p.story_id FROM published p LEFT JOIN story s ON s.id = p.story_id WHERE s.id IS NULL OR s.publication NOT IN ('live', 'corrected') ORDER BY p.story_id`

func lookGate(ctx context.Context, p *patient) (finding, error) {
	n, ids, err := p.ids(ctx, leaked)
	if err != nil {
		return finding{}, err
	}
	if n > 0 {
		return bad(mendItself+" takes them from readers", "%d stories can be read though they are not live: %s", n, ids), nil
	}
	return healthy("readers see live stories only"), nil
}

func lookLive(ctx context.Context, p *patient) (finding, error) {
	n, ids, err := p.ids(ctx, `SELECT s.id FROM story s LEFT JOIN published p ON p.story_id = s.id LEFT JOIN revision r ON r.story_id = p.story_id AND r.rev = p.rev
		WHERE s.publication IN ('live', 'corrected') AND (r.rev IS NULL OR p.rev <> s.live_rev OR p.path <> s.path) ORDER BY s.id`)
	if err != nil {
		return finding{}, err
	}
	if n > 0 {
		return bad("publish them again at the desk", "%d stories are live, but readers see nothing or an old state of them: %s", n, ids), nil
	}
	live, err := p.number(ctx, `SELECT COUNT(*) FROM published`)
	return healthy("%d, all can be read", live), err
}

func lookPaths(ctx context.Context, p *patient) (finding, error) {
	n, ids, err := p.ids(ctx, `SELECT p.story_id FROM published p LEFT JOIN path a ON a.path = p.path AND a.story_id = p.story_id WHERE a.path IS NULL ORDER BY p.story_id`)
	if err != nil {
		return finding{}, err
	}
	if n > 0 {
		return bad("publish them again at the desk", "%d live stories have an address that leads nowhere: %s", n, ids), nil
	}
	return healthy("each leads to its story"), nil
}

func lookSearch(ctx context.Context, p *patient) (f finding, err error) {
	err = p.db.Read(ctx, func(q *database.Snapshot) error {
		missing, stray, err := search.New(p.db, frozen(p.now)).Gaps(ctx, q)
		switch {
		case err != nil:
			return err
		case stray > 0:
			f = bad(mendItself, "%d stories are in the search index and not public, %d public ones are not in it", stray, missing)
		case missing > 0:
			f = bad(mendItself, "%d public stories are not in the search index", missing)
		default:
			f = healthy("the index is complete")
		}
		return nil
	})
	return f, err
}

// unrelated finds public stories whose Related News was never made.
const unrelated = `SELECT p.story_id FROM published p LEFT JOIN related r ON r.story_id = p.story_id WHERE r.story_id IS NULL ORDER BY p.story_id`

func lookRelated(ctx context.Context, p *patient) (finding, error) {
	n, ids, err := p.ids(ctx, unrelated)
	if err != nil {
		return finding{}, err
	}
	if n > 0 {
		return warn(mendItself+", where `dateline serve` does not do it within a minute", "%d public stories have no list of related ones yet: %s", n, ids), nil
	}
	return healthy("every public story has its list"), nil
}

type original struct {
	id     int64
	hash   string
	public bool
}

func lookOriginals(ctx context.Context, p *patient) (finding, error) {
	var all []original
	err := p.db.Read(ctx, func(q *database.Snapshot) (err error) {
		all, err = database.List(ctx, q, func(s database.Scanner) (o original, err error) { return o, s.Scan(&o.id, &o.hash, &o.public) },
			`SELECT id, hash, EXISTS (SELECT 1 FROM published_photo u WHERE u.photo_id = photo.id) FROM photo WHERE killed_at = 0 ORDER BY id`)
		return err
	})
	if err != nil {
		return finding{}, err
	}
	var missing []int64
	public := false
	for _, o := range all {
		there := false
		if p.blobs != nil {
			if there, err = p.blobs.Exists(ctx, "photo/"+o.hash+"/original"); err != nil {
				return finding{}, err
			}
		}
		if !there {
			missing = append(missing, o.id)
			public = public || o.public
		}
	}
	const how = "restore the folder “blobs” from a backup, or upload the photos again"
	switch {
	case public:
		return bad(how, "the files of %d photos are gone, and readers should see some of them: %s", len(missing), listed(missing)), nil
	case len(missing) > 0:
		return warn(how, "the files of %d photos are gone: %s", len(missing), listed(missing)), nil
	}
	return healthy("all %d photos have their file", len(all)), nil
}

func lookKilled(ctx context.Context, p *patient) (finding, error) {
	n, ids, err := p.ids(ctx, `SELECT DISTINCT u.photo_id FROM published_photo u JOIN photo f ON f.id = u.photo_id WHERE f.killed_at <> 0 ORDER BY u.photo_id`)
	if err != nil {
		return finding{}, err
	}
	if n > 0 {
		return warn("choose other photos for these stories at the desk", "%d killed photos still belong to live stories, which show none: %s", n, ids), nil
	}
	return healthy("no live story uses one"), nil
}

func lookCredits(ctx context.Context, p *patient) (finding, error) {
	n, ids, err := p.ids(ctx, `SELECT DISTINCT u.photo_id FROM published_photo u JOIN photo f ON f.id = u.photo_id WHERE f.killed_at = 0 AND f.creator = '' AND f.agency = '' AND f.source = '' ORDER BY u.photo_id`)
	if err != nil {
		return finding{}, err
	}
	if n > 0 {
		return warn("add photographer, agency or source at the desk, under Photos", "%d photos in live stories say nothing of where they are from: %s", n, ids), nil
	}
	return healthy("every public photo has one"), nil
}
