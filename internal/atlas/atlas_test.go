package atlas

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"dateline/internal/testkit"
)

// needMaps skips a test in a tree where the map data has not been built.
func needMaps(t testing.TB) *atlasData {
	t.Helper()
	m, err := maps()
	if errors.Is(err, ErrUnavailable) {
		t.Skip("no map data; run node assets.mjs internal/atlas")
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func homs() Place { return Place{Name: "Homs", Lat: 34.73, Lon: 36.71, Country: "SY", Kind: City} }

// gazetteer holds places that are hard to draw, each for its own reason.
func gazetteer() map[string]Place {
	return map[string]Place{
		"inland city":           homs(),
		"east coast":            {"Washington", 38.9, -77.04, "US", City},
		"antimeridian, islands": {"Suva", -18.14, 178.44, "FJ", City},
		"antimeridian, land":    {"Anadyr", 64.73, 177.5, "RU", City},
		"tiny island":           {"Valletta", 35.9, 14.51, "MT", City},
		"tiny country":          {"Nauru", -0.53, 166.93, "NR", Country},
		"city state":            {"Singapore", 1.29, 103.85, "SG", City},
		"far north":             {"Longyearbyen", 78.22, 15.65, "", City},
		"far south":             {"McMurdo Station", -77.85, 166.67, "", City},
		"north pole":            {"North Pole", 90, 0, "", City},
		"south pole":            {"South Pole", -90, 12, "", City},
		"open sea":              {"The wreck", 41.73, -49.95, "", City},
		"largest country":       {"Russia", 61, 100, "RU", Country},
		"small country":         {"Lebanon", 33.9, 35.8, "LB", Country},
		"antipode of Europe":    {"Wellington", -41.29, 174.78, "New Zealand", City},
		"region":                {"Kashmir", 34.0, 76.5, "IN", Region},
		"overseas":              {"Saint-Denis", -20.88, 55.45, "FR", City},
		"not in the data":       {"Funafuti", -8.52, 179.2, "TV", City},
		"Arabic":                {"دمشق", 33.51, 36.29, "SY", City},
		"one long word":         {strings.Repeat("Llanfair", 9), 53.22, -4.2, "GB", City},
		"no name":               {"", 48.2, 16.37, "AT", City},
		"wrong country":         {"Paris", 48.85, 2.35, "JP", City},
	}
}

func TestLocatorOfHardPlaces(t *testing.T) {
	t.Parallel()
	needMaps(t)
	for name, p := range gazetteer() {
		for _, mode := range []Mode{Inline, File} {
			svg, err := Locator(p, Options{Mode: mode})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			checkSVG(t, name, svg)
			if limit := 14_500; len(svg) > limit {
				t.Errorf("%s: %d bytes, want at most %d", name, len(svg), limit)
			}
			if strings.Contains(string(svg), ` style="`) {
				t.Errorf("%s: a style attribute", name)
			}
			if (mode == File) != strings.Contains(string(svg), "<style>") {
				t.Errorf("%s: a file carries its style, an inline map does not", name)
			}
			again, _ := Locator(p, Options{Mode: mode})
			if again != svg {
				t.Errorf("%s: two drawings differ", name)
			}
		}
	}
}

func TestThumbsAreSmall(t *testing.T) {
	t.Parallel()
	needMaps(t)
	for name, p := range gazetteer() {
		svg, err := Thumb(p, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		checkSVG(t, name, svg)
		if !strings.Contains(string(svg), `aria-hidden="true"`) || strings.Contains(string(svg), "<text") {
			t.Errorf("%s: a thumb is decoration without words", name)
		}
		if len(svg) > 4200 {
			t.Errorf("%s: %d bytes", name, len(svg))
		}
	}
}

var badNumber = regexp.MustCompile(`NaN|Inf|[0-9]e[+-]?[0-9]`)

// checkSVG reads an image as XML and looks for numbers that no browser draws and for repeated ids.
func checkSVG(t *testing.T, name string, svg SVG) {
	t.Helper()
	ids := map[string]bool{}
	d := xml.NewDecoder(strings.NewReader(string(svg)))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: not well-formed: %v", name, err)
		}
		el, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range el.Attr {
			switch a.Name.Local {
			case "id":
				if ids[a.Value] {
					t.Errorf("%s: id %q twice", name, a.Value)
				}
				ids[a.Value] = true
			case "d", "x", "y", "cx", "cy", "transform", "viewBox":
				if badNumber.MatchString(a.Value) {
					t.Errorf("%s: %s has a bad number", name, a.Name.Local)
				}
			}
		}
	}
}

func TestPlacesWithoutPosition(t *testing.T) {
	t.Parallel()
	needMaps(t)
	for _, p := range []Place{
		{Lat: math.NaN()}, {Lon: math.Inf(1)}, {Lat: 91}, {Lat: -90.5}, {Lon: 400},
	} {
		if _, err := Locator(p, Options{}); !errors.Is(err, ErrPlace) {
			t.Errorf("Locator(%v, %v) = %v, want ErrPlace", p.Lat, p.Lon, err)
		}
		if _, err := Thumb(p, Options{}); !errors.Is(err, ErrPlace) {
			t.Errorf("Thumb(%v, %v) = %v, want ErrPlace", p.Lat, p.Lon, err)
		}
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	needMaps(t)
	draw := func(o Options) string {
		svg, err := Locator(homs(), o)
		if err != nil {
			t.Fatal(err)
		}
		return string(svg)
	}
	if got := draw(Options{ID: "a b<"}); !strings.Contains(got, `id="a-b--t"`) {
		t.Error("the id is not made safe")
	}
	if got := draw(Options{Title: "Where <Homs> is"}); !strings.Contains(got, "Where &lt;Homs&gt; is</title>") {
		t.Error("the title is not printed safely")
	}
	if got := draw(Options{Miles: true}); !strings.Contains(got, " mi<") || strings.Contains(got, " km<") {
		t.Error("no scale in miles")
	}
	german := func(code, english string) string {
		return map[string]string{"SY": "Syrien", "IQ": "Irak"}[code]
	}
	got := draw(Options{Rename: german})
	if !strings.Contains(got, ">Syrien<") || strings.Contains(got, ">Turkey<") || strings.Contains(got, "Mediterranean") {
		t.Error("names are not those that Rename gave")
	}
}

func TestNamesOnTheMap(t *testing.T) {
	t.Parallel()
	needMaps(t)
	for _, row := range []struct {
		place Place
		want  []string
		never []string
	}{
		{homs(), []string{"Homs", "Syria", "Turkey", "Iraq", "Jordan"}, []string{"Russia"}},
		{Place{"Kyiv", 50.45, 30.52, "UA", City}, []string{"Ukraine", "Poland", "Belarus", "Black Sea"}, nil},
		{Place{"Suva", -18.14, 178.44, "FJ", City}, []string{"Fiji", "Tonga", "Pacific Ocean"}, []string{"Australia"}},
		{Place{"Singapore", 1.29, 103.85, "SG", City}, []string{"Malaysia", "Indonesia"}, nil},
		{Place{"France", 46, 2, "FR", Country}, []string{"Spain", "Germany"}, []string{"Suriname", "Brazil"}},
	} {
		svg, err := Locator(row.place, Options{})
		if err != nil {
			t.Fatal(err)
		}
		flat := regexp.MustCompile(`</tspan><tspan[^>]*>`).ReplaceAllString(string(svg), " ")
		for _, w := range row.want {
			if !strings.Contains(flat, ">"+w+"<") {
				t.Errorf("%s: %s is not named", row.place.Name, w)
			}
		}
		for _, w := range row.never {
			if strings.Contains(flat, ">"+w+"<") {
				t.Errorf("%s: %s is named", row.place.Name, w)
			}
		}
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	needMaps(t)
	if runtime.GOARCH != "amd64" {
		t.Skip("other processors round the last digit differently")
	}
	locator, err := Locator(homs(), Options{})
	testkit.NoError(t, err)
	testkit.Golden(t, "testdata/homs.svg", string(locator))
	thumb, err := Thumb(homs(), Options{Mode: File})
	testkit.NoError(t, err)
	testkit.Golden(t, "testdata/homs-thumb.svg", string(thumb))
	testkit.Golden(t, "testdata/map.css", CSS())
}

func TestCountryName(t *testing.T) {
	t.Parallel()
	needMaps(t)
	for code, want := range map[string]string{"CD": "DR Congo", "xk": "Kosovo", "US": "United States", "ZZ": "", "": ""} {
		if got := CountryName(code); got != want {
			t.Errorf("CountryName(%q) = %q, want %q", code, got, want)
		}
	}
}

func TestCaption(t *testing.T) {
	t.Parallel()
	needMaps(t)
	for want, p := range map[string]Place{
		"Homs, Syria":   homs(),
		"Lebanon":       {"Lebanon", 33.9, 35.8, "LB", Country},
		"Singapore":     {"Singapore", 1.29, 103.85, "", City},
		"The wreck":     {"The wreck", 41.73, -49.95, "", City},
		"Fiji":          {"", -17.8, 178.0, "", City},
		"":              {"Nowhere", math.NaN(), 0, "", City},
		"Kyiv, Ukraine": {"Kyiv", 50.45, 30.52, "Ukraine", City},
	} {
		if got := Caption(p, Options{}); got != want {
			t.Errorf("Caption(%s) = %q, want %q", p.Name, got, want)
		}
	}
}

func TestCrimeaIsDrawnWithUkraine(t *testing.T) {
	t.Parallel()
	m := needMaps(t)
	if c := m.detailed.countryAt(unit(45.05, 34.1)); c == nil || c.code != "UA" {
		t.Errorf("Simferopol lies in %v", c)
	}
}

func BenchmarkLocator(b *testing.B) {
	needMaps(b)
	for b.Loop() {
		if _, err := Locator(homs(), Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzLocator(f *testing.F) {
	needMaps(f)
	for _, p := range gazetteer() {
		f.Add(p.Name, p.Lat, p.Lon, p.Country, p.Kind)
	}
	f.Add("\u202e<script>&\x00", math.NaN(), math.Inf(-1), "<", "?")
	f.Fuzz(func(t *testing.T, name string, lat, lon float64, country, kind string) {
		p := Place{Name: name, Lat: lat, Lon: lon, Country: country, Kind: kind}
		svg, err := Locator(p, Options{Title: name, ID: name})
		if err != nil {
			if !errors.Is(err, ErrPlace) {
				t.Fatal(err)
			}
			return
		}
		checkSVG(t, name, svg)
	})
}
