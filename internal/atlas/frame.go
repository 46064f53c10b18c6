package atlas

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// frame says what part of the globe a locator shows: a centre and a width on the ground.
type frame struct {
	centre vec
	width  float64 // km across the middle
	focus  *country
}

// limits of the width in km for each kind of place.
type limits struct{ least, most float64 }

func limitsOf(kind string) limits {
	switch kind {
	case Country:
		return limits{700, 11000}
	case Region:
		return limits{800, 3000}
	}
	return limits{700, 2500}
}

const aspect = 1.5 // width over height of every locator

// frameFor chooses the frame for a place: the whole country where it fits, otherwise the place and as much
// of its country as the limit allows; and always wide enough to show a second country to steer by.
func (t *topology) frameFor(p Place) frame {
	at := unit(p.Lat, p.Lon)
	lim := limitsOf(p.Kind)
	focus := t.country(p.Country)
	if focus == nil {
		focus = t.countryAt(at)
	}
	if focus == nil {
		return frame{centre: at, width: t.reach(at, nil, frame{centre: at, width: 1200}, 5000)}
	}
	group := t.group(focus, at, p.Kind == Country)
	if len(group) == 0 || (p.Kind != Country && !near(group, at, lim.most)) {
		return frame{centre: at, width: lim.most, focus: focus}
	}
	centre, across := t.extent(group)
	f := frame{centre: centre, width: math.Max(across*1.22, lim.least), focus: focus}
	if f.width > lim.most {
		f.width = lim.most
		f.centre = toward(at, centre, 0.2*f.width/earthRadius)
	}
	if p.Kind != Country {
		f.centre = hold(f, at)
	}
	f.width = math.Min(t.reach(f.centre, focus, f, math.Max(f.width, 3200)), 12000)
	return f
}

func near(group []ring, at vec, km float64) bool {
	return slices.ContainsFunc(group, func(r ring) bool {
		return (angle(r.disc.centre, at)-r.disc.radius)*earthRadius < km
	})
}

// countryAt finds the country under a point, nil at sea.
func (t *topology) countryAt(at vec) *country {
	for i := range t.countries {
		odd := false
		for _, r := range t.countries[i].rings {
			if angle(r.disc.centre, at) <= r.disc.radius && t.contains(r, at) {
				odd = !odd
			}
		}
		if odd {
			return &t.countries[i]
		}
	}
	return nil
}

// contains reports whether a ring runs round a point, seen from that point.
func (t *topology) contains(r ring, at vec) bool {
	proj := newAzimuthal(at, 1, 0, 0)
	points := t.points(r)
	odd := false
	last := proj.point(points[len(points)-1])
	for _, v := range points {
		p := proj.point(v)
		if (p[1] > 0) != (last[1] > 0) && p[0]+(last[0]-p[0])*p[1]/(p[1]-last[1]) > 0 {
			odd = !odd
		}
		last = p
	}
	return odd
}

// group picks the parts of a country that belong on one map: those close to the part where the place is, so
// that a story from Lyon does not show Réunion nor one from Réunion the Alps.
func (t *topology) group(c *country, at vec, largest bool) []ring {
	var outer []ring
	total := 0.0
	for _, r := range c.rings {
		if !r.hole {
			outer = append(outer, r)
			total += r.area
		}
	}
	if len(outer) == 0 {
		return nil
	}
	first := slices.MaxFunc(outer, func(a, b ring) int { return cmp.Compare(a.area, b.area) })
	if !largest {
		first = t.closest(outer, at)
	}
	const step = 260 / earthRadius
	group := []ring{first}
	for i := 0; i < len(group); i++ {
		for _, r := range outer {
			big := r.area > total*0.004 || r.area > first.area*0.05
			if big && group[i].disc.gap(r.disc) < step && !hasRing(group, r) {
				group = append(group, r)
			}
		}
	}
	return group
}

// closest returns the ring that holds a point or comes nearest to it.
func (t *topology) closest(rings []ring, at vec) ring {
	best, least := rings[0], math.Pi
	for _, r := range rings {
		if angle(r.disc.centre, at)-r.disc.radius > least {
			continue
		}
		if d := t.distance(r, at); d < least {
			best, least = r, d
		}
	}
	return best
}

func hasRing(group []ring, r ring) bool {
	return slices.ContainsFunc(group, func(g ring) bool { return g.disc == r.disc })
}

// distance is how far a point lies outside a ring, in radians; nothing inside it.
func (t *topology) distance(r ring, at vec) float64 {
	if angle(r.disc.centre, at) <= r.disc.radius && t.contains(r, at) {
		return 0
	}
	best := -1.0
	for _, ref := range r.refs {
		for _, v := range t.arcs[index(ref)].points {
			best = math.Max(best, v.dot(at))
		}
	}
	return math.Acos(math.Max(-1, math.Min(1, best)))
}

// extent returns the middle of a group and the width in km of a 3:2 frame that just holds it.
func (t *topology) extent(group []ring) (centre vec, across float64) {
	var all []vec
	for _, r := range group {
		all = append(all, t.points(r)...)
	}
	proj := newAzimuthal(discOf(all).centre, earthRadius, 0, 0)
	bound := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for _, v := range all {
		bound = bound.Extend(proj.point(v))
	}
	size := math.Max(bound.Max[0]-bound.Min[0], (bound.Max[1]-bound.Min[1])*aspect)
	return proj.invert(bound.Center()), size
}

// toward moves from one point to another, at most by the given angle.
func toward(from, to vec, most float64) vec {
	whole := angle(from, to)
	if whole < 1e-6 {
		return from
	}
	proj := newAzimuthal(from, 1, 0, 0)
	p := proj.point(to)
	k := math.Min(most, whole) / math.Hypot(p[0], p[1])
	return proj.invert(orb.Point{p[0] * k, p[1] * k})
}

// hold shifts the centre of a frame until the place stands clear of the edges.
func hold(f frame, at vec) vec {
	const clearX, clearY = 0.30, 0.32 // share of the frame on either side of its middle
	proj := newAzimuthal(f.centre, earthRadius, 0, 0)
	p := proj.point(at)
	x, y := f.width*clearX, f.width/aspect*clearY
	return proj.invert(orb.Point{p[0] - math.Max(-x, math.Min(x, p[0])), p[1] - math.Max(-y, math.Min(y, p[1]))})
}

// reach widens a frame step by step until land of another country is in sight, or the limit is reached.
func (t *topology) reach(centre vec, focus *country, f frame, most float64) float64 {
	nearest := math.Pi
	for i := range t.countries {
		c := &t.countries[i]
		if c == focus {
			continue
		}
		for _, r := range c.rings {
			if r.hole || r.area < 250 || angle(r.disc.centre, centre)-r.disc.radius > nearest {
				continue
			}
			nearest = math.Min(nearest, t.distance(r, centre))
		}
	}
	// Twice the way there and a margin that leaves room for a name.
	needed := nearest * earthRadius * 2 * 1.25
	if focus == nil {
		needed *= aspect // nothing but the nearest coast to steer by: it must be in sight whichever way it lies
	}
	return math.Max(f.width, math.Min(needed, most))
}
