package atlas

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"dateline/internal/atlas/svg"
)

const cell = 25.0 // side of a grid cell in map units

// grid knows, coarsely, what lies where on a map: 0 for water, n+1 for country n of the topology. Labels are
// set by it.
type grid struct {
	width      float64
	height     float64
	cols, rows int
	owner      []int16
	sums       [][]int32   // by owner, nil until it is wanted
	taken      []orb.Bound // what already stands on the map at the size of a wide image
	takenSmall []orb.Bound // the same at the size of a narrow image, where text is larger
}

// nobody owns no cell.
const nobody = int16(-1)

func newGrid(width, height float64) *grid {
	g := &grid{width: width, height: height, cols: int(math.Ceil(width / cell)), rows: int(math.Ceil(height / cell))}
	g.owner = make([]int16, g.cols*g.rows)
	return g
}

// fill gives a country the cells whose middle it covers and returns how many those are.
func (g *grid) fill(rings []orb.Ring, id int16) int {
	count := 0
	for row := range g.rows {
		y := (float64(row) + 0.5) * cell
		xs := crossings(rings, y)
		for i := 0; i+1 < len(xs); i += 2 {
			from := max(0, int(math.Ceil(xs[i]/cell-0.5)))
			to := min(g.cols-1, int(math.Floor(xs[i+1]/cell-0.5)))
			for col := from; col <= to; col++ {
				g.owner[row*g.cols+col] = id
				count++
			}
		}
	}
	return count
}

func crossings(rings []orb.Ring, y float64) []float64 {
	var xs []float64
	for _, r := range rings {
		for i := 1; i < len(r); i++ {
			a, b := r[i-1], r[i]
			if (a[1] > y) != (b[1] > y) {
				xs = append(xs, a[0]+(b[0]-a[0])*(y-a[1])/(b[1]-a[1]))
			}
		}
	}
	slices.Sort(xs)
	return xs
}

// share returns which parts of a box are water and which belong to a country; the rest is other land.
func (g *grid) share(b orb.Bound, id int16) (water, own float64) {
	c0, c1 := g.clampCol(b.Min[0]), g.clampCol(b.Max[0])+1
	r0, r1 := g.clampRow(b.Min[1]), g.clampRow(b.Max[1])+1
	n := float64((c1 - c0) * (r1 - r0))
	count := func(id int16) float64 {
		sums, stride := g.sumsOf(id), g.cols+1
		return float64(sums[r1*stride+c1] - sums[r0*stride+c1] - sums[r1*stride+c0] + sums[r0*stride+c0])
	}
	water = count(0) / n
	if id != nobody {
		own = count(id) / n
	}
	return water, own
}

// sumsOf counts the cells of an owner above and to the left of every corner, so that a box needs four looks.
func (g *grid) sumsOf(id int16) []int32 {
	if int(id) < len(g.sums) && g.sums[id] != nil {
		return g.sums[id]
	}
	for len(g.sums) <= int(id) {
		g.sums = append(g.sums, nil)
	}
	stride := g.cols + 1
	s := make([]int32, stride*(g.rows+1))
	for r := range g.rows {
		var line int32
		for c := range g.cols {
			if g.owner[r*g.cols+c] == id {
				line++
			}
			s[(r+1)*stride+c+1] = s[r*stride+c+1] + line
		}
	}
	g.sums[id] = s
	return s
}

func (g *grid) clampCol(x float64) int { return max(0, min(g.cols-1, int(x/cell))) }
func (g *grid) clampRow(y float64) int { return max(0, min(g.rows-1, int(y/cell))) }

// inside reports whether a box keeps clear of the edge of the image.
func (g *grid) inside(b orb.Bound) bool {
	const edge = 14
	return b.Min[0] >= edge && b.Min[1] >= edge && b.Max[0] <= g.width-edge && b.Max[1] <= g.height-edge
}

func (g *grid) free(b orb.Bound, small bool) bool {
	list := g.taken
	if small {
		list = g.takenSmall
	}
	return !slices.ContainsFunc(list, b.Intersects)
}

// take reserves room at both sizes; an empty box reserves nothing.
func (g *grid) take(wide, small orb.Bound) {
	if !wide.IsEmpty() {
		g.taken = append(g.taken, wide)
	}
	if !small.IsEmpty() {
		g.takenSmall = append(g.takenSmall, small)
	}
}

// nothing is a box that reserves no room.
func nothing() orb.Bound {
	return orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}}
}

// around is a box of the given size about a middle.
func around(x, y, w, h float64) orb.Bound {
	return orb.Bound{Min: orb.Point{x - w/2, y - h/2}, Max: orb.Point{x + w/2, y + h/2}}
}

// spot is a place found for a label.
type spot struct {
	x, y  float64
	small bool // it also has room on a narrow image
}

// face is the measure of a kind of lettering: its size on a wide and on a narrow image.
type face struct{ wide, small float64 }

func (f face) box(lines []string, x, y float64, small bool) orb.Bound {
	size := f.wide
	if small {
		size = f.small
	}
	longest := 0.0
	for _, l := range lines {
		longest = max(longest, svg.Advance(l))
	}
	return around(x, y, (longest+0.5)*size, (1.15*float64(len(lines))+0.15)*size)
}

// find looks for the best free spot for a label on both sizes, then on a wide image alone. Score judges a box
// and says whether it will do at all; only middles inside the area are tried.
func (g *grid) find(f face, lines []string, area orb.Bound, score func(b orb.Bound) (float64, bool)) (spot, bool) {
	wideBox, smallBox := f.box(lines, 0, 0, false), f.box(lines, 0, 0, true)
	c0, c1 := g.clampCol(area.Min[0]), g.clampCol(area.Max[0])
	r0, r1 := g.clampRow(area.Min[1]), g.clampRow(area.Max[1])
	for _, small := range []bool{true, false} {
		best, high := spot{small: small}, math.Inf(-1)
		for row := r0; row <= r1; row++ {
			for col := c0; col <= c1; col++ {
				x, y := (float64(col)+0.5)*cell, (float64(row)+0.5)*cell
				wide := shift(wideBox, x, y)
				b := wide
				if small {
					b = shift(smallBox, x, y)
				}
				if !g.inside(b) {
					continue
				}
				points, ok := score(b)
				if !ok || points <= high || !g.free(wide, false) || small && !g.free(b, true) {
					continue
				}
				best.x, best.y, high = x, y, points
			}
		}
		if !math.IsInf(high, -1) {
			return best, true
		}
	}
	return spot{}, false
}

func shift(b orb.Bound, x, y float64) orb.Bound {
	return orb.Bound{Min: orb.Point{b.Min[0] + x, b.Min[1] + y}, Max: orb.Point{b.Max[0] + x, b.Max[1] + y}}
}

// reserve takes the room of a label that was set, and some air about it.
func (g *grid) reserve(f face, lines []string, s spot) {
	const air = 10
	small := nothing()
	if s.small {
		small = f.box(lines, s.x, s.y, true).Pad(air)
	}
	g.take(f.box(lines, s.x, s.y, false).Pad(air), small)
}
