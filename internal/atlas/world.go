package atlas

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/paulmach/orb"

	"dateline/internal/atlas/svg"
)

// Point is one numbered mark on the map of the world.
type Point struct {
	Number   int     // printed in the mark
	Lat, Lon float64 // degrees
	Label    string  // what the mark stands for, told to those who cannot see it
	Href     string  // where it leads: a path or an http(s) address; empty: no link
}

const (
	worldWidth  = 1200.0
	worldHeight = 560.0
	worldSouth  = -57.0 // degrees; Antarctica has no news desk and would cost a fifth of the height
)

func worldProjection() equalEarth {
	return equalEarth{meridian: 11, scale: 236, x: worldWidth / 2, y: 314}
}

// worldBase is what every map of the world shares, drawn once.
type worldBase struct {
	land, borders []byte
}

var worldLines = sync.OnceValue(func() worldBase {
	m, err := maps()
	if err != nil {
		return worldBase{}
	}
	e := worldProjection()
	var land, borders pen
	land.rings(e.rings(m.coarse, m.coarse.land, worldSouth, 1.5, 8))
	borders.open(e.borders(m.coarse, 1.9))
	return worldBase{land.out, borders.out}
})

// World draws the numbered map of the front page, 1200 by 560 units. Marks that would cover each other move
// apart and point to where they belong. Points without a usable position are left out.
func World(points []Point, o Options) (SVG, error) {
	m, err := maps()
	if err != nil {
		return "", err
	}
	points = usable(points)
	e := worldProjection()
	base := worldLines()
	p := svg.NewPage(look(), o.Mode, o.ID, "world")
	p.Add("<rect", p.Use("map-world-sea"), fmt.Sprintf(` width="%g" height="%g"/>`, worldWidth, worldHeight))
	p.Path("map-world-land", base.land)
	p.Path("map-world-focus", told(m.coarse, e, points))
	p.Path("map-world-border", base.borders)
	at := make([]orb.Point, len(points))
	for i, q := range points {
		at[i] = e.point(e.relative(q.Lon), q.Lat)
	}
	marks(p, "map-w", points, at, 19)
	marks(p, "map-n", points, at, 40)
	title := svg.Clean(o.Title)
	if title == "" {
		title = "Map of the world"
	}
	return p.Finish(svg.Frame{Kind: "world", Role: "group", Width: worldWidth, Height: worldHeight, Title: title, Desc: legend(points)}), nil
}

func usable(points []Point) []Point {
	var out []Point
	for _, q := range points {
		at, err := Place{Lat: q.Lat, Lon: q.Lon}.normal()
		if err != nil {
			continue
		}
		q.Lat, q.Lon = at.Lat, at.Lon
		q.Label = svg.Clean(q.Label)
		q.Href = safeHref(q.Href)
		out = append(out, q)
	}
	return out
}

func legend(points []Point) string {
	parts := make([]string, 0, len(points))
	for _, q := range points {
		parts = append(parts, fmt.Sprintf("%d %s", q.Number, q.Label))
	}
	return strings.Join(parts, "; ")
}

// told returns the outlines of the countries that have a mark.
func told(t *topology, e equalEarth, points []Point) []byte {
	var ink pen
	var done []*country
	for _, q := range points {
		c := t.countryAt(unit(q.Lat, q.Lon))
		if c == nil || slices.Contains(done, c) {
			continue
		}
		done = append(done, c)
		if budget := 2800; len(ink.out) < budget {
			ink.rings(e.rings(t, c.rings, worldSouth, 1.5, 8))
		}
	}
	return ink.out
}

// marks sets one round of marks: those for wide images or those for narrow ones, which are larger.
func marks(p *svg.Page, class string, points []Point, at []orb.Point, radius float64) {
	if len(points) == 0 {
		return
	}
	spots := spread(at, radius, worldWidth, worldHeight)
	p.Add("<g", p.Use(class), "><g", p.Use("map-leader"), ">")
	for i, s := range spots {
		if math.Hypot(s[0]-at[i][0], s[1]-at[i][1]) > radius*0.5 {
			p.Add(fmt.Sprintf(`<path d="M%s %sL%s %s"/>`, svg.Num(at[i][0]), svg.Num(at[i][1]), svg.Num(s[0]), svg.Num(s[1])))
			p.Add("<circle", p.Use("map-spot"), fmt.Sprintf(` cx="%s" cy="%s"/>`, svg.Num(at[i][0]), svg.Num(at[i][1])))
		}
	}
	p.Add("</g><g", p.Use("map-numbers"), ">")
	for i, q := range points {
		s := spots[i]
		end := "</g>"
		if q.Href == "" {
			p.Add("<g>")
		} else {
			p.Add(`<a href="`, svg.Escape(q.Href), `">`)
			end = "</a>"
		}
		p.Add("<title>", svg.Escape(q.Label), "</title>")
		p.Add("<circle", p.Use("map-number"), fmt.Sprintf(` cx="%s" cy="%s"/>`, svg.Num(s[0]), svg.Num(s[1])))
		p.Add("<text", p.Use("map-digit"), fmt.Sprintf(` x="%s" y="%s" dy=".35em">%s</text>`, svg.Num(s[0]), svg.Num(s[1]), strconv.Itoa(q.Number)), end)
	}
	p.Add("</g></g>")
}

// spread moves marks apart until none covers another, each staying as near its place as it can and inside
// the image. The order of the marks decides ties, so that the result is always the same.
func spread(at []orb.Point, radius, width, height float64) []orb.Point {
	out := slices.Clone(at)
	apart := 2*radius + 3
	for range 200 {
		moved := false
		for i := range out {
			for j := i + 1; j < len(out); j++ {
				dx, dy := out[j][0]-out[i][0], out[j][1]-out[i][1]
				d := math.Hypot(dx, dy)
				if d >= apart {
					continue
				}
				if d < 1e-3 { // the same spot: fan out by number
					sin, cos := math.Sincos(float64(j) * 2.4)
					dx, dy, d = cos, sin, 1
				}
				push := (apart - math.Min(d, apart-0.2)) / 2
				out[i][0], out[i][1] = out[i][0]-dx/d*push, out[i][1]-dy/d*push
				out[j][0], out[j][1] = out[j][0]+dx/d*push, out[j][1]+dy/d*push
				moved = true
			}
		}
		for i := range out {
			out[i][0] = math.Max(radius+4, math.Min(width-radius-4, out[i][0]))
			out[i][1] = math.Max(radius+4, math.Min(height-radius-4, out[i][1]))
		}
		if !moved {
			break
		}
	}
	return out
}

// safeHref keeps a path on this site or an http(s) address and drops everything else.
func safeHref(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Opaque != "" {
		return ""
	}
	if u.Scheme == "" && u.Host == "" && (strings.HasPrefix(u.Path, "/") || u.Path == "" && u.Fragment != "") {
		return u.String()
	}
	if (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		return u.String()
	}
	return ""
}
