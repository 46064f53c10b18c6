package atlas

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

func TestWorld(t *testing.T) {
	t.Parallel()
	needMaps(t)
	points := []Point{
		{1, 38.9, -77, "Budget & deficit", "/story/1"},
		{2, 33.9, 35.5, "Beirut", "https://example.org/2"},
		{3, 33.5, 36.3, "Damascus", "javascript:alert(1)"},
		{4, -41.3, 174.8, "Wellington", ""},
		{5, -13.8, -171.8, "Apia, beyond the edge", "/5"},
		{6, math.NaN(), 0, "nowhere", "/6"},
		{7, -90, 0, "South Pole", "/7"},
	}
	for _, mode := range []Mode{Inline, File} {
		svg, err := World(points, Options{Mode: mode})
		if err != nil {
			t.Fatal(err)
		}
		checkSVG(t, "world", svg)
		s := string(svg)
		if strings.Contains(s, "javascript") || strings.Contains(s, "nowhere") {
			t.Error("an unsafe link or a point without position was drawn")
		}
		if !strings.Contains(s, `<a href="/story/1"><title>Budget &amp; deficit</title>`) {
			t.Error("the first mark has no link or no title")
		}
		if len(svg) > 30_000 {
			t.Errorf("%d bytes, want at most 30000", len(svg))
		}
	}
	if svg, err := World(nil, Options{}); err != nil || len(svg) < 1000 {
		t.Errorf("an empty world is %d bytes, %v", len(svg), err)
	}
}

func TestSpreadKeepsMarksApart(t *testing.T) {
	t.Parallel()
	const radius = 19.0
	for _, n := range []int{1, 2, 5, 12} {
		at := make([]orb.Point, n)
		for i := range at {
			at[i] = orb.Point{600, 300}
		}
		got := spread(at, radius, worldWidth, worldHeight)
		for i := range got {
			for j := range i {
				if d := math.Hypot(got[i][0]-got[j][0], got[i][1]-got[j][1]); d < 2*radius-1 {
					t.Errorf("%d marks: %d and %d are %.1f apart", n, i, j, d)
				}
			}
		}
	}
	corner := spread([]orb.Point{{-50, 900}}, radius, worldWidth, worldHeight)[0]
	if corner[0] < radius || corner[1] > worldHeight-radius {
		t.Errorf("a mark stands outside: %v", corner)
	}
}

func TestSafeHref(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"/a?b=c#d":            "/a?b=c#d",
		"#here":               "#here",
		"https://example.org": "https://example.org",
		"//evil.example":      "",
		"javascript:alert(1)": "",
		"data:text/html,x":    "",
		"http:evil":           "",
		"a/b":                 "",
		"":                    "",
		"%zz":                 "",
	} {
		if got := safeHref(in); got != want {
			t.Errorf("safeHref(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEqualEarthEdges(t *testing.T) {
	t.Parallel()
	e := worldProjection()
	for lon, want := range map[float64]float64{11: 0, -169: -180, 190.999: 179.999, -168.5: -179.5, 371: 0} {
		if got := e.relative(lon); math.Abs(got-want) > 1e-6 {
			t.Errorf("relative(%v) = %v, want %v", lon, got, want)
		}
	}
	if p := e.point(0, 0); p != (orb.Point{e.x, e.y}) {
		t.Errorf("the middle falls on %v", p)
	}
	line := e.unrolled([]vec{unit(60, -170), unit(60, -168), unit(60, -171)})
	for i := 1; i < len(line); i++ {
		if math.Abs(line[i][0]-line[i-1][0]) > 10 {
			t.Errorf("the line jumps: %v", line)
		}
	}
}

func ExampleWorld() {
	if !Available() {
		fmt.Println("Around the world today")
		return
	}
	svg, _ := World([]Point{{Number: 1, Lat: 34.7, Lon: 36.7, Label: "Homs", Href: "/homs"}}, Options{Title: "Around the world today"})
	_, rest, _ := strings.Cut(string(svg), `-t">`)
	title, _, _ := strings.Cut(rest, "<")
	fmt.Println(title)
	// Output: Around the world today
}
