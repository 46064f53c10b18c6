package imaging

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/image/draw"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"dateline/internal/fault"
)

// builtin is the backend that is always there: pure Go, JPEG out. It knows no
// colour profiles, so a picture in a wide colour space looks a little dull.
type builtin struct{}

func (builtin) inspect(_ context.Context, j job, orientation int) (Inspection, error) {
	img, err := decodeFile(filepath.Join(j.Dir, sourceName), j.Header)
	if err != nil {
		return Inspection{}, err
	}
	w, h := j.Header.Width, j.Header.Height
	if orientation > 4 {
		w, h = h, w
	}
	return Inspection{Width: w, Height: h, Colour: averageColour(img)}, nil
}

func (builtin) render(_ context.Context, j job, orientation int) ([]image.Point, error) {
	img, err := decodeFile(filepath.Join(j.Dir, sourceName), j.Header)
	if err != nil {
		return nil, err
	}
	upright := image.Pt(j.Header.Width, j.Header.Height)
	if orientation > 4 {
		upright.X, upright.Y = upright.Y, upright.X
	}
	master := turn(shrinkTo(flatten(img), masterSize(upright), orientation > 4), orientation)
	made := make([]image.Point, len(j.Outputs))
	last := master // the smallest picture of the whole so far
	for _, i := range largestFirst(j.Outputs) {
		o := j.Outputs[i]
		from, size := last, fit(master.Bounds().Size(), o.Width)
		if !o.Crop.Empty() {
			from = cut(master, scaleRect(o.Crop, upright, master.Bounds().Size()))
			size = fit(from.Bounds().Size(), o.Width)
		}
		small := resize(from, size)
		if o.Crop.Empty() {
			last = small
		}
		if err := writeJPEG(filepath.Join(j.Dir, outputName(i, o.Format)), small, j.Words); err != nil {
			return nil, err
		}
		made[i] = size
	}
	return made, nil
}

// largestFirst orders outputs so that each can be made from the one before.
func largestFirst(outputs []Output) []int {
	order := make([]int, len(outputs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return outputs[b].Width - outputs[a].Width })
	return order
}

func writeJPEG(path string, img image.Image, words Words) error {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return fmt.Errorf("encode JPEG: %w", err)
	}
	file, err := labelJPEG(b.Bytes(), words)
	if err != nil {
		return err
	}
	return os.WriteFile(path, file, 0o600)
}

func decodeFile(path string, h Header) (img image.Image, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open picture: %w", err)
	}
	defer func() { _ = f.Close() }() // read only
	switch h.Kind {
	case KindJPEG:
		img, err = jpeg.Decode(bufio.NewReader(f))
	case KindPNG:
		img, err = png.Decode(bufio.NewReader(f))
	case KindGIF:
		img, err = gif.Decode(bufio.NewReader(f)) // the first frame
	case KindWebP:
		img, err = webp.Decode(bufio.NewReader(f))
		if err != nil && isAnimatedWebP(path) {
			return nil, fault.New(fault.Unavailable, "animated WebP cannot be opened on this server until libvips is installed (package libvips-tools)")
		}
	case KindTIFF:
		img, err = tiff.Decode(f)
		if unsupported := tiff.UnsupportedError(""); errors.As(err, &unsupported) {
			return nil, fault.Wrap(fault.Unavailable, err, "this sort of TIFF cannot be opened on this server; save it as JPEG or PNG")
		}
	case KindAVIF, KindHEIC:
		return nil, fault.New(fault.Unavailable, "%s pictures cannot be opened on this server until libvips is installed (package libvips-tools)", h.Kind.label())
	}
	if err != nil {
		return nil, damaged(h.Kind, err)
	}
	if h.Kind == KindGIF {
		return img, nil // a frame may be smaller than the canvas; flatten places it
	}
	if size := img.Bounds().Size(); size != image.Pt(h.Width, h.Height) {
		return nil, damaged(h.Kind, fmt.Errorf("decoded %v, header says %d × %d", size, h.Width, h.Height))
	}
	return img, nil
}

func isAnimatedWebP(path string) bool {
	b := make([]byte, 21)
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }() // read only
	const animation = 0x02
	n, _ := f.Read(b)
	return n == len(b) && string(b[12:16]) == "VP8X" && b[20]&animation != 0
}

// averageColour looks at a grid of some thousand pixels.
func averageColour(img image.Image) string {
	const grid = 64
	var r, g, b, n uint64
	box := img.Bounds()
	stepX, stepY := max(box.Dx()/grid, 1), max(box.Dy()/grid, 1)
	for y := box.Min.Y; y < box.Max.Y; y += stepY {
		for x := box.Min.X; x < box.Max.X; x += stepX {
			pr, pg, pb, pa := img.At(x, y).RGBA()
			white := uint64(0xffff - pa) // transparent parts show white, as in renditions
			r, g, b, n = r+uint64(pr)+white, g+uint64(pg)+white, b+uint64(pb)+white, n+1
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("#%02x%02x%02x", r/n>>8, g/n>>8, b/n>>8)
}

// flatten paints a picture on white.
func flatten(img image.Image) *image.RGBA {
	box := img.Bounds()
	flat := image.NewRGBA(image.Rect(0, 0, box.Max.X, box.Max.Y))
	if opaque, ok := img.(interface{ Opaque() bool }); ok && opaque.Opaque() && box.Min == (image.Point{}) {
		draw.Draw(flat, flat.Bounds(), img, image.Point{}, draw.Src)
		return flat
	}
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(flat, box, img, box.Min, draw.Over)
	return flat
}

// masterSize gives the size of the master for an upright picture.
func masterSize(upright image.Point) image.Point { return fit(upright, masterWidth) }

// fit gives the size of a picture at no more than a width; it never grows.
func fit(size image.Point, width int) image.Point {
	if width <= 0 || width >= size.X {
		return size
	}
	return image.Pt(width, max((size.Y*width+size.X/2)/size.X, 1))
}

// shrinkTo brings a picture that still lies on its side, where turned is set,
// to the size that it will have upright.
func shrinkTo(img *image.RGBA, size image.Point, turned bool) *image.RGBA {
	if turned {
		size.X, size.Y = size.Y, size.X
	}
	return resize(img, size)
}

// resize halves a picture by averaging while it is more than twice too large
// and does the rest with a Catmull-Rom filter.
func resize(img *image.RGBA, size image.Point) *image.RGBA {
	for img.Rect.Dx() >= 2*size.X && img.Rect.Dy() >= 2*size.Y && img.Rect.Dx() > 2 && img.Rect.Dy() > 2 {
		img = halve(img)
	}
	if img.Rect.Size() == size {
		return img
	}
	small := image.NewRGBA(image.Rect(0, 0, size.X, size.Y))
	draw.CatmullRom.Scale(small, small.Rect, img, img.Rect, draw.Src, nil)
	return small
}

func halve(img *image.RGBA) *image.RGBA {
	w, h := img.Rect.Dx()/2, img.Rect.Dy()/2
	half := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		top := img.Pix[(2*y)*img.Stride:]
		low := img.Pix[(2*y+1)*img.Stride:]
		out := half.Pix[y*half.Stride:]
		for x := 0; x < 4*w; x++ {
			from := x/4*8 + x%4
			out[x] = uint8((uint(top[from]) + uint(top[from+4]) + uint(low[from]) + uint(low[from+4]) + 2) / 4)
		}
	}
	return half
}

func cut(img *image.RGBA, r image.Rectangle) *image.RGBA {
	part := image.NewRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	draw.Draw(part, part.Rect, img, r.Min, draw.Src)
	return part
}

// scaleRect carries a rectangle over from one size of a picture to another.
func scaleRect(r image.Rectangle, from, to image.Point) image.Rectangle {
	scaled := image.Rect(r.Min.X*to.X/from.X, r.Min.Y*to.Y/from.Y, r.Max.X*to.X/from.X, r.Max.Y*to.Y/from.Y)
	scaled = scaled.Intersect(image.Rectangle{Max: to})
	if scaled.Empty() {
		return image.Rectangle{Max: to}
	}
	return scaled
}

// turn puts a picture upright that lies as EXIF orientation o says (EXIF 2.32,
// tag 0x0112).
func turn(img *image.RGBA, o int) *image.RGBA {
	if o <= 1 || o > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if o > 4 {
		size = image.Rect(0, 0, h, w)
	}
	upright := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch o {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			copy(upright.Pix[ty*upright.Stride+4*tx:][:4], img.Pix[y*img.Stride+4*x:][:4])
		}
	}
	return upright
}
