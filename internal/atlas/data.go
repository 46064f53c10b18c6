package atlas

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"sync"
)

//go:embed all:dist
var dist embed.FS

// atlasData is everything decoded from dist/maps.bin.gz.
type atlasData struct {
	detailed *topology // 1:50 million, for locators
	coarse   *topology // 1:110 million, for the world and the globe
}

// topology is a set of countries whose frontiers are shared: each stretch of line is stored once.
type topology struct {
	arcs      []arc
	land      []ring
	countries []country
}

// Kinds of line.
const (
	coast    = 0
	frontier = 1
	disputed = 2
)

type arc struct {
	kind   int
	points []vec // on the unit sphere
	disc   disc
}

// ring is a closed line made of arcs; a reference below zero runs the arc ^ref backwards.
type ring struct {
	refs []int
	hole bool
	disc disc
	area float64 // km², of the ring alone
}

type country struct {
	name  string
	code  string // ISO 3166-1 alpha-2, "" where there is none
	rings []ring
}

// country finds one by code or by English name, nil when there is none.
func (t *topology) country(s string) *country {
	if s == "" {
		return nil
	}
	for i := range t.countries {
		if c := &t.countries[i]; strings.EqualFold(c.code, s) || strings.EqualFold(c.name, s) {
			return c
		}
	}
	return nil
}

// maps decodes the embedded data on first use and keeps it, about two megabytes.
var maps = sync.OnceValues(func() (*atlasData, error) {
	packed, err := dist.ReadFile("dist/maps.bin.gz")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	zr, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("atlas: open map data: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(zr, 8<<20))
	if err != nil {
		return nil, fmt.Errorf("atlas: unpack map data: %w", err)
	}
	return decode(raw)
})

const magic = "DLMAPS1\n"

var errData = errors.New("atlas: map data is damaged")

func decode(raw []byte) (*atlasData, error) {
	if !bytes.HasPrefix(raw, []byte(magic)) {
		return nil, errData
	}
	r := &reader{rest: raw[len(magic):]}
	m := &atlasData{detailed: r.topology(), coarse: r.topology()}
	if r.bad || len(r.rest) > 0 {
		return nil, errData
	}
	return m, nil
}

// reader takes values off the front of rest; after damage it is bad and returns zeros.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) uint() int {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 || v > math.MaxInt32 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return int(v)
}

func (r *reader) int() int {
	v := r.uint()
	return (v >> 1) ^ -(v & 1)
}

// count reads how many things of at least one byte each follow.
func (r *reader) count() int {
	n := r.uint()
	if n > len(r.rest) {
		r.bad, r.rest = true, nil
		return 0
	}
	return n
}

func (r *reader) float() float64 {
	if len(r.rest) < 8 {
		r.bad, r.rest = true, nil
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(r.rest))
	r.rest = r.rest[8:]
	if math.IsNaN(v) || math.IsInf(v, 0) {
		r.bad = true
		return 0
	}
	return v
}

func (r *reader) text() string {
	n := r.count()
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}

func (r *reader) topology() *topology {
	t := &topology{}
	scaleX, scaleY := r.float(), r.float()
	originX, originY := r.float(), r.float()
	for range r.count() {
		a := arc{kind: r.uint()}
		x, y := 0, 0
		for range r.count() {
			x, y = x+r.int(), y+r.int()
			a.points = append(a.points, unit(float64(y)*scaleY+originY, float64(x)*scaleX+originX))
		}
		if len(a.points) < 2 {
			r.bad = true
			return t
		}
		a.points = append([]vec(nil), a.points...) // no spare capacity: the data stays for good
		a.disc = discOf(a.points)
		t.arcs = append(t.arcs, a)
	}
	t.land = r.rings(t)
	for range r.count() {
		t.countries = append(t.countries, country{name: r.text(), code: r.text(), rings: r.rings(t)})
	}
	return t
}

func (r *reader) rings(t *topology) []ring {
	var rings []ring
	for range r.count() {
		g := ring{hole: r.uint() == 1}
		for range r.count() {
			ref := r.int()
			if index(ref) >= len(t.arcs) {
				r.bad = true
				return nil
			}
			g.refs = append(g.refs, ref)
		}
		if len(g.refs) == 0 {
			r.bad = true
			return nil
		}
		t.measure(&g)
		rings = append(rings, g)
	}
	return rings
}

// index is the arc that a reference points at.
func index(ref int) int {
	if ref < 0 {
		return ^ref
	}
	return ref
}
