package search

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// place says where words must stand to be found.
type place int

// The places, from the widest to the narrowest.
const (
	anywhere   place = iota // in any part of the story
	inHead                  // in headline, deck or names
	inHeadline              // all in the headline
)

// Weights of where a query's words were found. One half is what a month takes
// off, so an old headline beats a month-old mention and not today's.
const (
	anywhereWeight = 1
	headWeight     = 2.5
	headlineWeight = 4
	exactWeight    = 6 // in the headline, in the order and the form they were typed in
)

// tier is a narrower search that makes what it finds weigh more.
type tier struct {
	where  place
	wanted wanted
	weight float64
}

// tiers gives the narrower searches for a query, each within the one before:
// where one finds nothing, the rest need not be asked.
func (w wanted) tiers() []tier {
	var exact []string
	for _, t := range w.all {
		exact = append(exact, t.words...)
	}
	return []tier{
		{inHead, wanted{all: w.all}, headWeight},
		{inHeadline, wanted{all: w.all}, headlineWeight},
		{inHeadline, wanted{all: []term{{words: exact}}}, exactWeight},
	}
}

// ranking collects what was found with its weight.
type ranking struct {
	slots  []slot
	weight map[slot]float64
}

func newRanking(found []slot) *ranking {
	r := &ranking{slots: slices.Clone(found), weight: make(map[slot]float64, len(found))}
	for _, s := range found {
		r.weight[s] = anywhereWeight
	}
	return r
}

// raise gives slots a weight where they have less; widen says whether slots
// beyond the window count too.
func (r *ranking) raise(slots []slot, weight float64, widen bool) {
	for _, s := range slots {
		before, known := r.weight[s]
		if !known {
			if !widen {
				continue
			}
			r.slots = append(r.slots, s)
		}
		r.weight[s] = max(before, weight)
	}
}

// order gives the slots by weight times freshness, best first.
func (r *ranking) order(now time.Time) []slot {
	score := make(map[slot]float64, len(r.slots))
	for _, s := range r.slots {
		score[s] = r.weight[s] * freshness(now.Sub(s.time()))
	}
	slices.SortFunc(r.slots, func(a, b slot) int { return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(b, a)) })
	return r.slots
}

// freshness is 1 for a story of this minute, 1/2 after a month, 1/5 after a
// year, 1/8 after ten.
func freshness(age time.Duration) float64 {
	const month = 30 * 24 * time.Hour
	return 1 / (1 + math.Log2(1+max(0, age.Hours())/month.Hours()))
}
