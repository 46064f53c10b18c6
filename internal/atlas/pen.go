package atlas

import (
	"math"
	"strconv"

	"github.com/paulmach/orb"
)

// pen writes path data: relative moves in tenths of a unit, the way SVG reads them with the fewest bytes.
type pen struct {
	out  []byte
	x, y int // where the pen stands, in tenths
}

func (p *pen) rings(rings []orb.Ring) {
	for _, r := range rings {
		p.closed(r)
	}
}

func (p *pen) open(lines []orb.LineString) {
	for _, l := range lines {
		p.start(l[0])
		for _, q := range l[1:] {
			p.to(q)
		}
	}
}

func (p *pen) closed(r orb.Ring) {
	n := len(r)
	if n > 1 && r[0] == r[n-1] {
		n--
	}
	if n < 3 {
		return
	}
	p.start(r[0])
	x, y := p.x, p.y
	for _, q := range r[1:n] {
		p.to(q)
	}
	p.out = append(p.out, 'z')
	p.x, p.y = x, y
}

// start lifts the pen. The pairs that follow a relative move are relative lines.
func (p *pen) start(q orb.Point) {
	x, y := tenths(q)
	p.out = append(p.out, 'm')
	p.number(x-p.x, true)
	p.number(y-p.y, false)
	p.x, p.y = x, y
}

func (p *pen) to(q orb.Point) {
	x, y := tenths(q)
	if x == p.x && y == p.y {
		return
	}
	p.number(x-p.x, false)
	p.number(y-p.y, false)
	p.x, p.y = x, y
}

// number appends one number, with a space only where the parser needs it.
func (p *pen) number(v int, first bool) {
	if v < 0 {
		p.out = append(p.out, '-')
		v = -v
	} else if !first {
		p.out = append(p.out, ' ')
	}
	if v >= 10 || v == 0 {
		p.out = strconv.AppendInt(p.out, int64(v/10), 10)
	}
	if v%10 != 0 {
		p.out = append(p.out, '.', byte('0'+v%10))
	}
}

func tenths(q orb.Point) (x, y int) {
	return int(math.Round(q[0] * 10)), int(math.Round(q[1] * 10))
}
