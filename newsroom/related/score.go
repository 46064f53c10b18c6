package related

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/newsroom/story"
	"dateline/newsroom/tag"
)

// What counts how much. Rarity is about 1 for a tag that hundreds of stories
// have and 8 for one that two have, so a rare topic alone relates two stories
// and a common one needs company.
const (
	leadFactor    = 2    // the tag that the story is filed under first
	parentFactor  = 0.5  // one story is about the country, the other about a city in it
	siblingFactor = 0.3  // two cities of one country
	enough        = 1.5  // places and topics together, before freshness
	staleFloor    = 0.2  // of freshness
	halfLife      = 90   // days
	seriesFirst   = 3    // parts of the same series that stand first; more of them must earn it
	keep          = 20   // items of a list
	rarityCap     = 500  // stories under a tag that are counted
	sameHeadline  = 0.75 // of the words in either of two headlines stand in both
)

// subject is the story that others are related to.
type subject struct {
	id        story.ID
	headline  string
	published time.Time
	series    tag.ID
	part      int
	marks     map[tag.ID]mark
}

// mark is one tag of the subject.
type mark struct {
	kind   tag.Kind
	direct bool // chosen by an editor, and not only above one that was
	lead   bool // chosen first of its kind
	count  int  // stories under it, at most rarityCap
	above  []tag.ID
}

func (m mark) rarity() float64 { return math.Log2(1 + rarityCap/float64(max(m.count, 1))) }

// candidate is a story that may be related.
type candidate struct {
	id        story.ID
	published time.Time
	headline  string
	part      int
	shared    map[tag.ID]bool // its tags that the subject has too; true where chosen by an editor
}

// scored is a candidate with what it was found to be worth.
type scored struct {
	Item
	candidate candidate
}

// worthy says whether places and topics alone relate it.
func (c scored) worthy() bool { return c.Parts.Places+c.Parts.Topics >= enough }

// order gives the candidates that are related to s, best first. It is the
// whole rule: same input, same list, on either engine.
func order(s subject, candidates []candidate, now time.Time) []Item {
	var all, parts []scored
	for _, c := range candidates {
		it := scored{relate(s, c, now), c}
		if c.id == s.id {
			continue
		}
		if it.Series != 0 {
			parts = append(parts, it)
		}
		if it.worthy() {
			all = append(all, it)
		}
	}
	best := func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), b.candidate.published.Compare(a.candidate.published), cmp.Compare(b.ID, a.ID))
	}
	slices.SortFunc(all, best)
	slices.SortFunc(parts, func(a, b scored) int {
		return cmp.Or(cmp.Compare(distance(s, a.candidate), distance(s, b.candidate)), best(a, b))
	})
	parts = parts[:min(seriesFirst, len(parts))]
	k := newCollapser(s)
	for _, c := range parts {
		k.add(c)
	}
	for _, c := range all {
		if !slices.ContainsFunc(parts, func(p scored) bool { return p.ID == c.ID }) {
			k.add(c)
		}
	}
	return k.items[:min(keep, len(k.items))]
}

// distance is how far apart two parts of a series stand; the next part is
// nearer than the one before.
func distance(s subject, c candidate) int {
	d := 2 * (c.part - s.part)
	if d < 0 {
		return -d + 1
	}
	return d
}

// relate says what a candidate shares with s and what that is worth.
func relate(s subject, c candidate, now time.Time) Item {
	it := Item{ID: c.id}
	worth := map[tag.ID]float64{}
	for id, direct := range c.shared {
		m, ok := s.marks[id]
		if !ok {
			continue
		}
		switch m.kind {
		case tag.Series:
			it.Series = id
		case tag.Topic:
			worth[id] = m.rarity() * m.factor(direct)
			it.SharedTopics = append(it.SharedTopics, id)
		case tag.Place:
			if !around(s, c, id) {
				worth[id] = m.rarity() * m.factor(direct)
				it.SharedPlaces = append(it.SharedPlaces, id)
			}
		case tag.Section, tag.Person, tag.Organisation:
		}
	}
	strongest := func(a, b tag.ID) int { return cmp.Or(cmp.Compare(worth[b], worth[a]), cmp.Compare(a, b)) }
	slices.SortFunc(it.SharedPlaces, strongest)
	slices.SortFunc(it.SharedTopics, strongest)
	for _, id := range it.SharedPlaces { // in order, so that the sum is the same every time
		it.Parts.Places += worth[id]
	}
	for _, id := range it.SharedTopics {
		it.Parts.Topics += worth[id]
	}
	it.Parts = Parts{Places: rounded(it.Parts.Places), Topics: rounded(it.Parts.Topics), Freshness: rounded(freshness(now.Sub(c.published)))}
	it.Score = rounded((it.Parts.Places + it.Parts.Topics) * it.Parts.Freshness)
	return it
}

// rounded keeps four decimals, so that processors which round differently
// agree.
func rounded(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// factor says how much of a shared tag's rarity counts.
func (m mark) factor(direct bool) float64 {
	switch {
	case m.direct && direct && m.lead:
		return leadFactor
	case m.direct && direct:
		return 1
	case m.direct || direct:
		return parentFactor
	}
	return siblingFactor
}

// around says whether a shared place only lies around another shared one: who
// shares Aleppo shares Syria with it.
func around(s subject, c candidate, id tag.ID) bool {
	for other := range c.shared {
		if m, ok := s.marks[other]; ok && other != id && slices.Contains(m.above, id) {
			return true
		}
	}
	return false
}

func freshness(age time.Duration) float64 {
	return staleFloor + (1-staleFloor)*math.Exp2(-max(0, age.Hours())/24/halfLife)
}

// collapser keeps one of several stories that bear nearly the same headline:
// the newest, at the place of the best.
type collapser struct {
	self  map[string]bool
	since time.Time
	items []Item
	words []map[string]bool
	times []time.Time
}

func newCollapser(s subject) *collapser {
	return &collapser{self: headlineWords(s.headline), since: s.published}
}

func (k *collapser) add(it scored) {
	c := it.candidate
	words := headlineWords(c.headline)
	if alike(words, k.self) && !c.published.After(k.since) {
		return // an older version of the story itself
	}
	for i := range k.items {
		if !alike(words, k.words[i]) {
			continue
		}
		if c.published.After(k.times[i]) {
			k.items[i], k.words[i], k.times[i] = it.Item, words, c.published
		}
		return
	}
	k.items, k.words, k.times = append(k.items, it.Item), append(k.words, words), append(k.times, c.published)
}

func headlineWords(headline string) map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(headline), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) }) {
		words[w] = true
	}
	return words
}

// alike says whether two headlines are nearly the same.
func alike(a, b map[string]bool) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	both := 0
	for w := range a {
		if b[w] {
			both++
		}
	}
	return float64(both) >= sameHeadline*float64(len(a)+len(b)-both)
}
