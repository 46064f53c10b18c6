package story

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
)

// Timing is when a story may and will go live.
type Timing struct {
	PublishAt    time.Time // zero to go live when the embargo ends
	EmbargoUntil time.Time // zero for none
	Zone         string    // IANA name in which the desk thinks of these times; empty for the publication's
	Reason       string
	Check        Check
}

// Schedule sets when a story goes live by itself. It never does so before its
// embargo ends.
func (ss *Stories) Schedule(ctx context.Context, actor account.Actor, id ID, rev int64, t Timing) (st Story, err error) {
	err = ss.Do(ctx, "schedule", func(w *Work) error {
		st, err = w.Schedule(ctx, actor, id, rev, t)
		return err
	})
	return st, err
}

// Schedule sets when a story goes live; see Stories.Schedule.
func (w *Work) Schedule(ctx context.Context, actor account.Actor, id ID, rev int64, t Timing) (Story, error) {
	if err := actor.Check(account.PublishStory); err != nil {
		return Story{}, err
	}
	st, err := w.open(ctx, id, rev)
	if err != nil {
		return st, err
	}
	if st.Publication, err = st.Publication.Next(Schedule); err != nil {
		return st, err
	}
	if t.EmbargoUntil.IsZero() { // to lift one is an act of its own
		t.EmbargoUntil = st.EmbargoUntil
	}
	if err := w.mayShorten(&st, t); err != nil {
		return st, err
	}
	if err := w.setTimes(&st, t); err != nil {
		return st, err
	}
	if st.PublishAt.Before(st.EmbargoUntil) {
		st.PublishAt = st.EmbargoUntil
	}
	if !st.PublishAt.After(w.now) {
		return st, fault.InvalidField("publish_at", "lies in the past: publish the story instead")
	}
	if err := w.second(ctx, actor, st); err != nil {
		return st, err
	}
	if err := w.preflight(ctx, &st, t.Check); err != nil {
		return st, err
	}
	return st, w.keep(ctx, actor, &st, string(Schedule), t.Reason, false)
}

// Unschedule makes a scheduled story a draft again. Its embargo stays.
func (ss *Stories) Unschedule(ctx context.Context, actor account.Actor, id ID, rev int64, reason string) (st Story, err error) {
	err = ss.Do(ctx, "unschedule", func(w *Work) error {
		if err := actor.Check(account.PublishStory); err != nil {
			return err
		}
		if st, err = w.open(ctx, id, rev); err != nil {
			return err
		}
		if st.Publication, err = st.Publication.Next(Unschedule); err != nil {
			return err
		}
		st.PublishAt = time.Time{}
		return w.keep(ctx, actor, &st, string(Unschedule), reason, false)
	})
	return st, err
}

// Embargo sets or lifts a story's embargo. A story that is public already
// cannot be embargoed: withdraw it. Moving or lifting one needs a reason.
func (ss *Stories) Embargo(ctx context.Context, actor account.Actor, id ID, rev int64, t Timing) (st Story, err error) {
	err = ss.Do(ctx, "embargo", func(w *Work) error {
		st, err = w.Embargo(ctx, actor, id, rev, t)
		return err
	})
	return st, err
}

// Embargo sets or lifts a story's embargo; see Stories.Embargo.
func (w *Work) Embargo(ctx context.Context, actor account.Actor, id ID, rev int64, t Timing) (Story, error) {
	if err := actor.Check(account.PublishStory); err != nil {
		return Story{}, err
	}
	st, err := w.open(ctx, id, rev)
	switch {
	case err != nil:
		return st, err
	case st.Publication.Public():
		return st, fault.New(fault.Conflict, "this story is live: an embargo would come too late; withdraw it instead")
	case st.Publication == Killed:
		return st, fault.New(fault.Conflict, "this story was killed")
	}
	if err := w.mayShorten(&st, t); err != nil {
		return st, err
	}
	t.PublishAt = st.PublishAt
	if err := w.setTimes(&st, t); err != nil {
		return st, err
	}
	if st.Publication == Scheduled && st.PublishAt.Before(st.EmbargoUntil) {
		st.PublishAt = st.EmbargoUntil
	}
	return st, w.keep(ctx, actor, &st, "embargo", t.Reason, false)
}

// mayShorten wants a reason from whoever moves an embargo nearer.
func (w *Work) mayShorten(st *Story, t Timing) error {
	if w.now.Before(st.EmbargoUntil) && t.EmbargoUntil.Before(st.EmbargoUntil) && t.Reason == "" {
		return fault.InvalidField("reason", "is needed to shorten or lift an embargo")
	}
	return nil
}

func (w *Work) setTimes(st *Story, t Timing) error {
	if t.Zone != "" {
		if _, err := time.LoadLocation(t.Zone); err != nil {
			return fault.InvalidField("zone", "“%s” is not a time zone; use a name such as Europe/Paris", t.Zone)
		}
		st.Zone = t.Zone
	}
	st.PublishAt = t.PublishAt.UTC().Truncate(time.Microsecond)
	st.EmbargoUntil = t.EmbargoUntil.UTC().Truncate(time.Microsecond)
	return nil
}

// Limits of the loop that publishes what is due.
const (
	dueBatch = 50
	dueRetry = 5 * time.Second
	dueIdle  = 15 * time.Second // longest sleep: another node may have scheduled something
)

// program is who publishes what was scheduled.
var program = account.Actor{Name: "Schedule", Role: account.Owner}

// PublishDue publishes every scheduled story whose time has come, each in a
// transaction of its own, and gives how many went live and when the next is
// due (zero for none). A story that cannot go live goes back to draft, with
// the reason in its history, so that the others are not held up.
func (ss *Stories) PublishDue(ctx context.Context) (published int, next time.Time, err error) {
	for {
		due, next, err := ss.selectDue(ctx)
		if err != nil || len(due) == 0 {
			return published, next, err
		}
		for _, id := range due {
			if err := ss.publishOne(ctx, id); err != nil {
				return published, next, fmt.Errorf("publish story %d, which is due: %w", id, err)
			}
			published++
		}
	}
}

func (ss *Stories) publishOne(ctx context.Context, id ID) error {
	err := ss.Do(ctx, "publish", func(w *Work) error {
		st, err := selectStory(ctx, w.tx, id)
		if err != nil || st.Publication != Scheduled || st.PublishAt.After(w.now) || st.EmbargoUntil.After(w.now) {
			return err // another node was faster, or an editor moved it
		}
		if err := w.second(ctx, program, st); err != nil {
			return err
		}
		return w.goLive(ctx, program, &st, PublishOptions{Reason: "its time has come"})
	})
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return err
	}
	cause := err.Error()
	return ss.Do(ctx, "unschedule", func(w *Work) error {
		st, err := selectStory(ctx, w.tx, id)
		if err != nil || st.Publication != Scheduled {
			return err
		}
		st.Publication, st.PublishAt = Draft, time.Time{}
		return w.keep(ctx, program, &st, string(Unschedule), "could not be published at its time: "+cause, false)
	})
}

func (ss *Stories) selectDue(ctx context.Context) (due []ID, next time.Time, err error) {
	err = ss.db.Read(ctx, func(q *database.Snapshot) error {
		due, err = database.List(ctx, q, database.Value[ID], `SELECT id FROM story WHERE publication = 'scheduled' AND publish_at <= $1 ORDER BY publish_at, id LIMIT $2`,
			database.Micros(ss.clock.Now()), dueBatch)
		if err != nil || len(due) > 0 {
			return err
		}
		at, err := database.One(ctx, q, database.Value[int64], `SELECT COALESCE(MIN(publish_at), 0) FROM story WHERE publication = 'scheduled'`)
		next = database.Time(at)
		return err
	})
	return due, next, err
}

// RunSchedule publishes what is due, to the second, until ctx ends.
func (ss *Stories) RunSchedule(ctx context.Context, log *slog.Logger) {
	for ctx.Err() == nil {
		n, next, err := ss.PublishDue(ctx)
		wait := dueIdle
		switch {
		case err != nil && ctx.Err() == nil:
			log.LogAttrs(ctx, slog.LevelError, "scheduled stories cannot be published", slog.String("error", err.Error()))
			wait = dueRetry
		case !next.IsZero():
			wait = min(wait, max(0, next.Sub(ss.clock.Now())))
		}
		if n > 0 {
			log.LogAttrs(ctx, slog.LevelInfo, "scheduled stories published", slog.Int("count", n))
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-ss.due:
		}
		timer.Stop()
	}
}

// Wake makes RunSchedule look again. Call it when another process may have
// scheduled something.
func (ss *Stories) Wake() {
	select {
	case ss.due <- struct{}{}:
	default:
	}
}
