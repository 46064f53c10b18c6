package atlas

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"testing"

	"github.com/paulmach/orb"
)

// packed builds map data with one square country about the given corner, the same on both levels.
func packed(lat, lon, side int) []byte {
	b := []byte(magic)
	for range 2 {
		for _, f := range []float64{1, 1, 0, 0} {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(f))
		}
		b = binary.AppendUvarint(b, 1) // arcs
		b = binary.AppendUvarint(b, coast)
		b = binary.AppendUvarint(b, 5)
		for _, d := range [][2]int{{lon, lat}, {0, side}, {side, 0}, {0, -side}, {-side, 0}} {
			b = appendSigned(appendSigned(b, d[0]), d[1])
		}
		ring := []byte{1, 0, 1, 0} // one ring, no hole, one arc, the first
		b = append(b, ring...)
		b = append(b, 1, 6)
		b = append(b, "Square"...)
		b = append(b, 2, 'S', 'Q')
		b = append(b, ring...)
	}
	return b
}

func appendSigned(b []byte, v int) []byte {
	return binary.AppendUvarint(b, uint64(v<<1^v>>63))
}

func TestDecode(t *testing.T) {
	t.Parallel()
	m, err := decode(packed(10, 20, 6))
	if err != nil {
		t.Fatal(err)
	}
	if c := m.detailed.countryAt(unit(13, 23)); c == nil || c.code != "SQ" || c.name != "Square" {
		t.Errorf("the middle of the square lies in %v", c)
	}
	if c := m.detailed.countryAt(unit(3, 23)); c != nil {
		t.Errorf("a point outside lies in %v", c)
	}
	if c := m.coarse.country("square"); c == nil {
		t.Error("not found by name")
	}
	area := m.detailed.land[0].area
	if want := 6 * 6 * 111.2 * 111.2 * math.Cos(13*math.Pi/180); math.Abs(area-want) > want/100 {
		t.Errorf("area %.0f km², want about %.0f", area, want)
	}
}

func TestDecodeDamaged(t *testing.T) {
	t.Parallel()
	whole := packed(10, 20, 6)
	for n := range whole {
		if _, err := decode(whole[:n]); !errors.Is(err, errData) {
			t.Fatalf("the first %d bytes: %v", n, err)
		}
	}
	if _, err := decode(append(whole, 0)); !errors.Is(err, errData) {
		t.Errorf("a byte too many: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(packed(10, 20, 6))
	f.Add(packed(-60, 179, 3))
	if b, err := dist.ReadFile("dist/maps.bin.gz"); err == nil {
		if zr, err := gzip.NewReader(bytes.NewReader(b)); err == nil {
			if raw, err := io.ReadAll(io.LimitReader(zr, 4096)); err == nil {
				f.Add(raw)
			}
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := decode(raw)
		if err != nil {
			return
		}
		for _, s := range []*topology{m.detailed, m.coarse} {
			s.frameFor(Place{Name: "x", Lat: 12, Lon: 22, Kind: City})
		}
	})
}

func TestAzimuthal(t *testing.T) {
	t.Parallel()
	for _, centre := range []vec{unit(0, 0), unit(90, 0), unit(-90, 7), unit(52, 13), unit(-17, 179.9)} {
		a := newAzimuthal(centre, 100, 5, 7)
		if p := a.point(centre); math.Hypot(p[0]-5, p[1]-7) > 1e-3 {
			t.Errorf("the centre falls on %v", p)
		}
		for _, p := range []orb.Point{{5, 7}, {60, 7}, {5, -80}, {-40, 90}} {
			if q := a.point(a.invert(p)); math.Hypot(p[0]-q[0], p[1]-q[1]) > 0.01 {
				t.Errorf("%v came back as %v", p, q)
			}
		}
	}
}

func TestPen(t *testing.T) {
	t.Parallel()
	var p pen
	p.closed(orb.Ring{{10, 10}, {20.04, 10}, {20, 19.46}, {10, 10}})
	p.open([]orb.LineString{{{10.5, 9.8}, {10.5, 9.8}, {11, 0}}})
	if got, want := string(p.out), "m10 10 10 0 0 9.5zm.5-.2 .5-9.8"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	p = pen{}
	p.closed(orb.Ring{{1, 1}, {2, 2}})
	if len(p.out) > 0 {
		t.Errorf("two points drew %s", p.out)
	}
}
