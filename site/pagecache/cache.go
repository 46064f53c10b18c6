// Package pagecache keeps finished pages in memory, compressed and ready to be
// sent. Each page carries the keys of what stands on it (a story, a tag, a
// photo); purging a key makes every page that carries it stale in the same
// instant, also one that is being rendered at that moment.
package pagecache

import (
	"hash/maphash"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"dateline/internal/clock"
)

// slots is how many counters the keys share. Two keys on one counter purge
// each other's pages, which costs a render and is otherwise harmless.
const slots = 1 << 16

// Limits of the cache.
const (
	DefaultBytes  = 64 << 20
	entryOverhead = 2048              // bytes of bookkeeping a page, for the weight
	maxLife       = time.Hour         // however long a page says it is good
	maxEntryShare = 8                 // a page larger than 1/8 of the cache is not kept
	minCompress   = 512               // bytes; smaller pages are sent as they are
	encodings     = 4                 // identity, gzip, brotli, zstd
	hashBytes     = 12                // of SHA-256, in an ETag
	unboundedKeys = 4096              // keys a page may carry; beyond that it is not kept
	allKey        = Key("everything") // carried by each page
)

// Key names something that stands on a page: "story:9", "tag:4", "list:4".
type Key string

// Page is what a renderer makes.
type Page struct {
	Status  int // 0 for 200
	Header  http.Header
	Body    []byte
	Keys    []Key
	Life    time.Duration // how long it is right without a purge; 0 for maxLife
	NoStore bool          // send it, keep it not
}

// Cache keeps pages. It is safe for concurrent use.
type Cache struct {
	pages   *otter.Cache[string, *Entry]
	flight  singleflight.Group
	clock   clock.Clock
	seed    maphash.Seed
	epoch   atomic.Uint64
	purged  [slots]atomic.Uint64 // epoch of the last purge of a key of this slot
	most    int
	Hits    atomic.Int64
	Misses  atomic.Int64
	Purges  atomic.Int64
	Renders atomic.Int64
}

// New makes a cache of at most so many bytes. With 0 nothing is kept, and
// every request renders.
func New(bytes int, c clock.Clock) *Cache {
	cache := &Cache{clock: c, seed: maphash.MakeSeed(), most: bytes}
	if bytes > 0 {
		cache.pages = otter.Must(&otter.Options[string, *Entry]{
			MaximumWeight: uint64(bytes),
			Weigher:       func(key string, e *Entry) uint32 { return uint32(min(e.weight()+len(key), 1<<31)) }, //nolint:gosec // bounded
		})
	}
	return cache
}

func (c *Cache) slot(k Key) uint16 { return uint16(maphash.String(c.seed, string(k)) % slots) } //nolint:gosec // bounded by slots

// Purge makes every page that carries one of keys stale.
func (c *Cache) Purge(keys ...Key) {
	epoch := c.epoch.Add(1)
	for _, k := range keys {
		raise(&c.purged[c.slot(k)], epoch)
	}
	c.Purges.Add(int64(len(keys)))
}

// raise stores n where it is the greater: of two purges at once the later one
// counts.
func raise(a *atomic.Uint64, n uint64) {
	for {
		old := a.Load()
		if old >= n || a.CompareAndSwap(old, n) {
			return
		}
	}
}

// PurgeAll makes every page stale.
func (c *Cache) PurgeAll() { c.Purge(allKey) }

// Bytes says how much is kept.
func (c *Cache) Bytes() int64 {
	if c.pages == nil {
		return 0
	}
	c.pages.CleanUp()                    // the cache counts late
	return int64(c.pages.WeightedSize()) //nolint:gosec // bounded by the maximum
}

// fresh says whether nothing on the page was purged since its render began.
func (c *Cache) fresh(e *Entry, now int64) bool {
	if now >= e.expires {
		return false
	}
	for _, s := range e.slots {
		if c.purged[s].Load() > e.start {
			return false
		}
	}
	return true
}

// ServeHit answers from memory and says whether it could.
func (c *Cache) ServeHit(w http.ResponseWriter, r *http.Request, key string) bool {
	if c.pages == nil {
		return false
	}
	e, ok := c.pages.GetIfPresent(key)
	if !ok || !c.fresh(e, c.clock.Now().UnixNano()) {
		return false
	}
	c.Hits.Add(1)
	c.send(w, r, key, e)
	return true
}

// Serve answers from memory or renders. However many ask for the same page at
// once, it is rendered once; whoever asks after a purge never gets what was
// being rendered before it.
func (c *Cache) Serve(w http.ResponseWriter, r *http.Request, key string, render func() (Page, error)) error {
	if c.pages == nil {
		c.Misses.Add(1)
		made, err := c.render(render)
		if err != nil {
			return err
		}
		made.entry.serve(w, r)
		return nil
	}
	if c.ServeHit(w, r, key) {
		return nil
	}
	c.Misses.Add(1)
	flight := strconv.FormatUint(c.epoch.Load(), 36) + " " + key
	result, err, _ := c.flight.Do(flight, func() (any, error) {
		made, err := c.render(render)
		if err != nil {
			return nil, err
		}
		if made.keep && made.entry.length < c.most/maxEntryShare && c.fresh(made.entry, c.clock.Now().UnixNano()) {
			c.pages.Set(key, made.entry)
		}
		return made.entry, nil
	})
	if err != nil {
		return err
	}
	c.send(w, r, key, result.(*Entry)) //nolint:forcetypeassert // the flight returns nothing else
	return nil
}

// send answers with e, and weighs it again where that gave it another form: a
// page takes less memory once a reader has had it compressed.
func (c *Cache) send(w http.ResponseWriter, r *http.Request, key string, e *Entry) {
	if !e.serve(w, r) {
		return
	}
	if kept, ok := c.pages.GetEntryQuietly(key); ok && kept.Value == e {
		c.pages.Set(key, e)
	}
}

type made struct {
	entry *Entry
	keep  bool
}

func (c *Cache) render(render func() (Page, error)) (made, error) {
	c.Renders.Add(1)
	start := c.epoch.Load() // before the renderer reads anything
	p, err := render()
	if err != nil {
		return made{}, err
	}
	e := newEntry(p, start)
	life := maxLife
	if p.Life > 0 {
		life = min(p.Life, maxLife)
	}
	e.expires = c.clock.Now().Add(life).UnixNano()
	e.slots = make([]uint16, 0, len(p.Keys)+1)
	e.slots = append(e.slots, c.slot(allKey))
	for _, k := range p.Keys {
		e.slots = append(e.slots, c.slot(k))
	}
	return made{e, !p.NoStore && len(p.Keys) <= unboundedKeys}, nil
}
