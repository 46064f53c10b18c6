package atlas

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"
)

// ortho shows half of the globe as from far away.
type ortho struct {
	azimuthal // for directions and the sense of rings
	radius    float64
}

func newOrtho(centre vec, radius, x, y float64) ortho {
	return ortho{newAzimuthal(centre, 1, x, y), radius}
}

// point puts what lies behind the horizon onto it, in its own direction.
func (o ortho) point(v vec) orb.Point {
	x, y := v.dot(o.east), v.dot(o.north)
	if v.dot(o.centre) < 0 {
		if n := math.Hypot(x, y); n > 1e-9 {
			x, y = x/n, y/n
		}
	}
	return orb.Point{o.x + o.radius*x, o.y - o.radius*y}
}

// land returns the path of the land in view, for the even-odd rule. A ring that holds the far point of the
// globe comes out as its complement, which a ring along the horizon sets right.
func (o ortho) land(t *topology) []byte {
	var ink pen
	for _, r := range t.land {
		if angle(r.disc.centre, o.centre)-r.disc.radius > math.Pi/2 {
			continue
		}
		points := t.points(r)
		ring := make(orb.Ring, 0, len(points)+1)
		for _, v := range points {
			ring = append(ring, o.point(v))
		}
		area := signedArea(len(points), func(i int) orb.Point { return o.azimuthal.point(points[i]) })
		if (area > 0) == r.hole && angle(r.disc.centre, o.centre)+r.disc.radius > math.Pi/2 {
			ink.closed(o.horizon())
		}
		ring = simplify.DouglasPeucker(1.1).Ring(append(ring, ring[0]))
		if math.Abs(signedArea(len(ring), func(i int) orb.Point { return ring[i] })) > 5 {
			ink.closed(ring)
		}
	}
	return ink.out
}

func (o ortho) horizon() orb.Ring {
	const n = 48
	ring := make(orb.Ring, 0, n)
	for i := range n {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / n)
		ring = append(ring, orb.Point{o.x + o.radius*cos, o.y + o.radius*sin})
	}
	return ring
}
