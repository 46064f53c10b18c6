package desk

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"dateline/internal/database"
	"dateline/newsroom/note"
	"dateline/newsroom/presence"
	"dateline/newsroom/story"
)

// Limits of looking for changes.
const (
	lookEvery  = time.Second      // while anybody waits
	lookBack   = 10 * time.Second // a change becomes visible when its transaction ends, which may be after later ones
	lookMost   = story.MaxList    // stories that changed at once; more are not named
	rememberN  = 2000             // changes that are remembered for those who come back
	sweepEvery = time.Minute
)

// pulse looks, for all who wait on this node, whether a story or somebody's
// presence changed: one cheap look a second, and none while nobody waits.
type pulse struct {
	desk *Desk
	node string // says whose numbers a cursor counts in

	mu      sync.Mutex
	waiting int
	closed  bool
	seq     int64
	changes []change // the newest last
	lost    int64    // up to which number changes are not remembered
	seen    map[story.ID]sighting
	slips   map[int64]time.Time // notes seen, and as of when
	since   time.Time           // of the newest change seen
	present []presence.Person
	woken   chan struct{} // closed at the next change
	kick    chan struct{} // look at once
	swept   time.Time
}

// sighting is how a story stood when it was last seen. A change of the plan
// alone makes no revision.
type sighting struct {
	rev int64
	at  time.Time
}

// change is a story that changed, as the seq-th.
type change struct {
	seq int64
	id  int64
}

func newPulse(d *Desk) *pulse {
	return &pulse{desk: d, node: rand.Text()[:8], seen: map[story.ID]sighting{}, slips: map[int64]time.Time{}, woken: make(chan struct{}), kick: make(chan struct{}, 1), present: []presence.Person{}}
}

// soon asks for a look at once.
func (p *pulse) soon() {
	select {
	case p.kick <- struct{}{}:
	default:
	}
}

// close lets all who wait go, and nobody wait any more.
func (p *pulse) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.closed = true
		close(p.woken)
	}
}

// wait gives what changed since a cursor, as soon as anything did or ctx ends.
func (p *pulse) wait(ctx context.Context, after string) changesView {
	p.mu.Lock()
	if p.since.IsZero() { // what changes from here on must be told from what was there
		p.mu.Unlock()
		p.lookNow(ctx)
		p.mu.Lock()
	}
	p.waiting++
	if p.waiting == 1 && !p.closed {
		go p.run()
	}
	defer func() {
		p.mu.Lock()
		p.waiting--
		p.mu.Unlock()
	}()
	from, known := p.read(after)
	for known && p.seq == from && !p.closed && ctx.Err() == nil {
		woken := p.woken
		p.mu.Unlock()
		select {
		case <-woken:
		case <-ctx.Done():
		}
		p.mu.Lock()
	}
	v := changesView{Next: p.node + "." + strconv.FormatInt(p.seq, 10), All: !known, Stories: []int64{}, Present: p.present}
	for _, c := range p.changes {
		if known && c.seq > from && !slices.Contains(v.Stories, c.id) {
			v.Stories = append(v.Stories, c.id)
		}
	}
	p.mu.Unlock()
	return v
}

// read gives the number in a cursor, and whether all since then is remembered.
// Whoever calls holds the lock.
func (p *pulse) read(after string) (seq int64, known bool) {
	node, number, _ := strings.Cut(after, ".")
	seq, err := strconv.ParseInt(number, 10, 64)
	return seq, err == nil && node == p.node && seq >= p.lost && seq <= p.seq
}

// run looks until nobody waits.
func (p *pulse) run() {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		p.mu.Lock()
		idle := p.closed || p.waiting == 0
		p.mu.Unlock()
		if idle {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), lookEvery*10)
		p.lookNow(ctx)
		cancel()
		select {
		case <-tick.C:
		case <-p.kick:
		}
	}
}

func (p *pulse) lookNow(ctx context.Context) {
	if err := p.once(ctx); err != nil && ctx.Err() == nil {
		p.desk.Log.LogAttrs(ctx, slog.LevelWarn, "changes cannot be seen", slog.String("error", err.Error()))
	}
}

// once looks, and wakes those who wait if anything changed.
func (p *pulse) once(ctx context.Context) error {
	p.mu.Lock()
	since := p.since
	p.mu.Unlock()
	var l look
	err := p.desk.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		l, err = p.desk.lookAround(ctx, q, since)
		return err
	})
	if err != nil {
		return fmt.Errorf("look for changes: %w", err)
	}
	if p.take(l) {
		return p.desk.presence.Sweep(ctx)
	}
	return nil
}

// look is what a look found.
type look struct {
	stories []story.Brief // that changed lately
	slips   []note.Note   // likewise
	present []presence.Person
}

func (d *Desk) lookAround(ctx context.Context, q database.Q, since time.Time) (l look, err error) {
	f := story.Filter{Limit: lookMost}
	if !since.IsZero() {
		f.Since = since.Add(-lookBack)
	}
	if l.stories, err = d.Stories.List(ctx, q, f); err != nil {
		return l, err
	}
	if l.slips, err = d.notes.Touched(ctx, q, f.Since, lookMost); err != nil {
		return l, err
	}
	l.present, err = d.presence.Present(ctx, q)
	return l, err
}

// take takes in what a look found, and says whether it is time to sweep.
func (p *pulse) take(l look) (sweep bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := p.seq
	first := p.since.IsZero()
	for _, b := range l.stories {
		if b.ChangedAt.After(p.since) {
			p.since = b.ChangedAt
		}
		sight := sighting{rev: b.Rev, at: b.ChangedAt}
		if p.seen[b.ID] == sight {
			continue
		}
		p.seen[b.ID] = sight
		if !first {
			p.seq++
			p.changes = append(p.changes, change{seq: p.seq, id: int64(b.ID)})
		}
	}
	for _, n := range l.slips {
		if p.slips[n.ID].Equal(n.TouchedAt) {
			continue
		}
		p.slips[n.ID] = n.TouchedAt
		if !first {
			p.seq++
			p.changes = append(p.changes, change{seq: p.seq, id: n.Story})
		}
	}
	if first && p.since.IsZero() {
		p.since = p.desk.Clock.Now()
	}
	if len(l.stories) == lookMost && p.seq > before {
		p.lost = p.seq // more changed than were looked at
		p.seq++
	}
	if len(p.changes) > rememberN {
		p.lost = max(p.lost, p.changes[len(p.changes)-rememberN].seq)
		p.changes = slices.Delete(p.changes, 0, len(p.changes)-rememberN)
	}
	if len(p.seen)+len(p.slips) > 10*rememberN {
		p.seen, p.slips = map[story.ID]sighting{}, map[int64]time.Time{}
		p.lost, p.seq = p.seq, p.seq+1
	}
	if moved(p.present, l.present) {
		p.seq++
	}
	p.present = orEmpty(l.present)
	if p.seq != before && !p.closed {
		close(p.woken)
		p.woken = make(chan struct{})
	}
	now := p.desk.Clock.Now()
	if sweep = now.Sub(p.swept) > sweepEvery; sweep {
		p.swept = now
	}
	return sweep
}

// moved says whether somebody came, went, or is in another field. A sign of
// life alone moves nobody.
func moved(a, b []presence.Person) bool {
	still := func(all []presence.Person) []presence.Person {
		out := slices.Clone(all)
		for i := range out {
			out[i].SeenAt = time.Time{}
		}
		return out
	}
	return len(a) != len(b) || len(a) > 0 && !reflect.DeepEqual(still(a), still(b))
}
