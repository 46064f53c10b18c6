package photo

import (
	"image"
	"strconv"
	"strings"

	"dateline/internal/imaging"
)

// Crop is a shape in which a photo is cut around its focal point, written as
// its sides: "16x9".
type Crop string

// The crops, as search engines and social networks ask for them.
const (
	Whole    Crop = "" // no crop
	Wide     Crop = "16x9"
	Standard Crop = "4x3"
	Square   Crop = "1x1"
)

// cropWidth is the width of crops in pixels, where the photo is wide enough.
const cropWidth = 1200

// Spec names one rendition.
type Spec struct {
	Width  int  // pixels; 0 for crops
	Crop   Crop // Whole for widths
	Format imaging.Format
}

// Name gives the file name of the rendition: "1280.avif", "16x9.jpg".
func (s Spec) Name() string {
	if s.Crop != Whole {
		return string(s.Crop) + "." + s.Format.Ext()
	}
	return strconv.Itoa(s.Width) + "." + s.Format.Ext()
}

// parseName reads what Name wrote.
func parseName(name string) (s Spec, ok bool) {
	stem, ext, ok := strings.Cut(name, ".")
	if !ok {
		return s, false
	}
	switch ext {
	case imaging.AVIF.Ext():
		s.Format = imaging.AVIF
	case imaging.WebP.Ext():
		s.Format = imaging.WebP
	case imaging.JPEG.Ext():
		s.Format = imaging.JPEG
	default:
		return s, false
	}
	if c := Crop(stem); c == Wide || c == Standard || c == Square {
		s.Crop = c
		return s, true
	}
	width, err := strconv.Atoi(stem)
	s.Width = width
	return s, err == nil && width > 0 && s.Name() == name
}

// steps are the widths that pages choose from.
func steps() []int { return []int{320, 640, 960, 1280, 1920, 2560} }

// Widths gives the widths at which a photo is made, narrowest first. A photo is
// never enlarged: the last is its own width where that is below 2560.
func Widths(p Photo) []int {
	const nearly = 0.9 // a step this close below the photo's own width is left out
	var all []int
	widest := 0
	for _, step := range steps() {
		widest = step
		if float64(step) < nearly*float64(p.Width) {
			all = append(all, step)
		}
	}
	if own := min(p.Width, widest); len(all) == 0 || all[len(all)-1] != own {
		all = append(all, own)
	}
	return all
}

// specs gives every rendition of a photo in some formats, those first that a
// page needs first.
func specs(p Photo, formats []imaging.Format) []Spec {
	var all []Spec
	for _, f := range formats {
		for _, w := range Widths(p) {
			all = append(all, Spec{Width: w, Format: f})
		}
	}
	for _, c := range []Crop{Wide, Standard, Square} {
		all = append(all, Spec{Crop: c, Format: imaging.JPEG})
	}
	return all
}

// sides gives the shape of a crop.
func (c Crop) sides() (across, down int) {
	switch c {
	case Wide:
		return 16, 9
	case Standard:
		return 4, 3
	case Square, Whole:
	}
	return 1, 1
}

// output says how the rendition is made from a photo.
func (s Spec) output(p Photo) imaging.Output {
	if s.Crop == Whole {
		return imaging.Output{Format: s.Format, Width: s.Width}
	}
	across, down := s.Crop.sides()
	return imaging.Output{Format: s.Format, Width: cropWidth, Crop: imaging.Cover(p.Width, p.Height, across, down, p.FocalX, p.FocalY)}
}

// size gives the pixels that the rendition of a photo will have.
func (s Spec) size(p Photo) image.Point {
	o := s.output(p)
	whole := image.Pt(p.Width, p.Height)
	if !o.Crop.Empty() {
		whole = o.Crop.Size()
	}
	if whole.X <= o.Width || whole.X == 0 {
		return whole
	}
	return image.Pt(o.Width, max((whole.Y*o.Width+whole.X/2)/whole.X, 1))
}

// pathRoot begins the path of every rendition.
const pathRoot = "/photo/"

// Path gives the address of a rendition on the site:
// /photo/{id}/{token}/{name}, for example /photo/12/3f9ac01d-77aa0312/1280.avif.
// What is there never changes, so it may be cached for good.
func (p Photo) Path(s Spec) string { return p.paths() + s.Name() }

// paths is what the paths of all renditions have in common.
func (p Photo) paths() string {
	return pathRoot + strconv.FormatInt(int64(p.ID), 10) + "/" + p.Token() + "/"
}

// Address is the path of a rendition, read.
type Address struct {
	ID    ID
	Token string
	Spec  Spec
}

// ParsePath reads what Path wrote. Whether the token is right only the photo
// knows: see Photo.Answers.
func ParsePath(path string) (a Address, ok bool) {
	rest, ok := strings.CutPrefix(path, pathRoot)
	if !ok {
		return a, false
	}
	parts := strings.Split(rest, "/")
	if len(parts) != 3 || len(parts[1]) != len("01234567-01234567") {
		return a, false
	}
	id, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil || id <= 0 || strconv.FormatInt(id, 10) != parts[0] {
		return a, false
	}
	spec, ok := parseName(parts[2])
	return Address{ID: ID(id), Token: parts[1], Spec: spec}, ok
}

// Match says how an address fits a photo.
type Match int

// The answers to an address.
const (
	Wrong   Match = iota // no such file, or somebody guesses: answer "not found"
	Stale                // the photo's credits or focal point changed since: send on to Path
	Current              // serve it
)

// Answers compares an address with the photo.
func (p Photo) Answers(a Address) Match {
	current := p.Token()
	switch {
	case a.ID != p.ID || p.Killed():
		return Wrong
	case a.Token == current:
		return Current
	case a.Token[:8] == current[:8]:
		return Stale
	}
	return Wrong
}
