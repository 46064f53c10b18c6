package imaging_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"dateline/internal/imaging"
	"dateline/internal/imaging/imagingtest"
)

func take(t testing.TB, im *imaging.Images, file []byte) *imaging.Source {
	t.Helper()
	s, err := im.Take(t.Context(), bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

type made struct {
	imaging.Rendition
	file []byte
}

func render(t testing.TB, s *imaging.Source, words imaging.Words, outputs ...imaging.Output) (all []made) {
	t.Helper()
	err := s.Render(t.Context(), outputs, words, func(r imaging.Rendition, f io.Reader) error {
		b, err := io.ReadAll(f)
		if err == nil && int64(len(b)) != r.Size {
			err = fmt.Errorf("%d bytes, said %d", len(b), r.Size)
		}
		all = append(all, made{r, b})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// eachBackend runs a test with the built-in decoder and with libvips: both must
// give readers the same picture.
func eachBackend(t *testing.T, test func(*testing.T, *imaging.Images)) {
	t.Helper()
	t.Run("builtin", func(t *testing.T) { t.Parallel(); test(t, imagingtest.Builtin(t)) })
	t.Run("vips", func(t *testing.T) { t.Parallel(); test(t, imagingtest.Vips(t)) })
}

func TestWidthsAndCrops(t *testing.T) {
	t.Parallel()
	eachBackend(t, func(t *testing.T, im *imaging.Images) {
		s := take(t, im, encode(t, "jpeg", quarters(1500, 1000)))
		got := render(t, s, imaging.Words{},
			imaging.Output{Format: imaging.JPEG, Width: 320},
			imaging.Output{Format: imaging.JPEG, Width: 4000},
			imaging.Output{Format: imaging.JPEG, Width: 300, Crop: imaging.Cover(1500, 1000, 1, 1, 0, 0.5)},
			imaging.Output{Format: imaging.JPEG, Width: 1200, Crop: imaging.Cover(1500, 1000, 16, 9, 0.5, 1)},
		)
		for i, want := range []image.Point{{320, 213}, {1500, 1000}, {300, 300}, {1200, 675}} {
			img, err := jpeg.Decode(bytes.NewReader(got[i].file))
			if err != nil {
				t.Fatal(err)
			}
			if size := img.Bounds().Size(); size != want || got[i].Width != want.X || got[i].Height != want.Y {
				t.Errorf("output %d: %v, said %d × %d, want %v", i, size, got[i].Width, got[i].Height, want)
			}
		}
		square, err := jpeg.Decode(bytes.NewReader(got[2].file))
		if err != nil {
			t.Fatal(err)
		}
		for at, want := range map[image.Point]string{{10, 10}: "red", {290, 10}: "green", {10, 290}: "blue"} {
			if c := name(square.At(at.X, at.Y)); c != want {
				t.Errorf("left square at %v is %s, want %s", at, c, want)
			}
		}
	})
}

func TestOrientation(t *testing.T) {
	t.Parallel()
	// What the corners show when a stored red-green-blue-yellow picture is
	// turned upright.
	for o, want := range map[uint16]string{
		1: "red green blue yellow", 2: "green red yellow blue", 3: "yellow blue green red", 4: "blue yellow red green",
		5: "red blue green yellow", 6: "blue red yellow green", 7: "yellow green blue red", 8: "green yellow red blue",
	} {
		t.Run(fmt.Sprint(o), func(t *testing.T) {
			t.Parallel()
			eachBackend(t, func(t *testing.T, im *imaging.Images) {
				s := take(t, im, withSegment(encode(t, "jpeg", quarters(300, 200)), 0xe1, exifWith(o)))
				info, err := s.Inspect(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				img, err := jpeg.Decode(bytes.NewReader(render(t, s, imaging.Words{}, imaging.Output{Format: imaging.JPEG, Width: 2560})[0].file))
				if err != nil {
					t.Fatal(err)
				}
				size := img.Bounds().Size()
				if size != image.Pt(info.Width, info.Height) || (o > 4) != (size.X < size.Y) {
					t.Errorf("size %v, inspected %d × %d", size, info.Width, info.Height)
				}
				got := fmt.Sprint(name(img.At(9, 9)), " ", name(img.At(size.X-9, 9)), " ", name(img.At(9, size.Y-9)), " ", name(img.At(size.X-9, size.Y-9)))
				if got != want {
					t.Errorf("corners %s, want %s", got, want)
				}
			})
		})
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	webp, err := base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
	if err != nil {
		t.Fatal(err)
	}
	eachBackend(t, func(t *testing.T, im *imaging.Images) {
		for kind, file := range map[imaging.Kind][]byte{
			imaging.KindJPEG: encode(t, "jpeg", quarters(80, 60)),
			imaging.KindPNG:  encode(t, "png", quarters(80, 60)),
			imaging.KindGIF:  encode(t, "gif", quarters(80, 60)),
			imaging.KindTIFF: encode(t, "tiff", quarters(80, 60)),
			imaging.KindWebP: webp,
		} {
			s := take(t, im, file)
			if s.Kind != kind {
				t.Errorf("%s taken for %s", kind, s.Kind)
			}
			info, err := s.Inspect(t.Context())
			if err != nil {
				t.Errorf("%s: %v", kind, err)
				continue
			}
			if info.Width != s.Width || info.Height != s.Height || len(info.Colour) != 7 {
				t.Errorf("%s: %+v of %+v", kind, info, s.Header)
			}
		}
	})
}

func TestGrey16AndTransparent(t *testing.T) {
	t.Parallel()
	deep := image.NewGray16(image.Rect(0, 0, 40, 40))
	for i := range 40 * 40 {
		deep.SetGray16(i%40, i/40, color.Gray16{Y: 0x8000})
	}
	transparent := image.NewNRGBA(image.Rect(0, 0, 40, 40)) // all transparent: white for readers
	palette := image.NewPaletted(image.Rect(0, 0, 40, 40), color.Palette{color.Transparent, color.White})
	eachBackend(t, func(t *testing.T, im *imaging.Images) {
		for i, c := range []struct {
			img  image.Image
			want uint8
		}{{deep, 0x80}, {transparent, 0xff}, {palette, 0xff}} {
			s := take(t, im, encode(t, "png", c.img))
			img, err := jpeg.Decode(bytes.NewReader(render(t, s, imaging.Words{}, imaging.Output{Format: imaging.JPEG, Width: 20})[0].file))
			if err != nil {
				t.Fatal(err)
			}
			if got := color.GrayModel.Convert(img.At(10, 10)).(color.Gray).Y; got < c.want-3 || got > c.want && c.want != 0xff {
				t.Errorf("picture %d: grey %#x, want %#x", i, got, c.want)
			}
		}
	})
}

func TestAnimatedGIFGivesFirstFrame(t *testing.T) {
	t.Parallel()
	frame := func(c color.Color) *image.Paletted {
		p := image.NewPaletted(image.Rect(0, 0, 64, 64), color.Palette{color.White, c})
		draw.Draw(p, p.Rect, image.NewUniform(c), image.Point{}, draw.Src)
		return p
	}
	var b bytes.Buffer
	err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{frame(color.RGBA{200, 30, 30, 255}), frame(color.RGBA{30, 30, 200, 255})}, Delay: []int{1, 1}})
	if err != nil {
		t.Fatal(err)
	}
	eachBackend(t, func(t *testing.T, im *imaging.Images) {
		s := take(t, im, b.Bytes())
		if !s.Animated {
			t.Error("not seen as animated")
		}
		img, err := jpeg.Decode(bytes.NewReader(render(t, s, imaging.Words{}, imaging.Output{Format: imaging.JPEG, Width: 64})[0].file))
		if err != nil {
			t.Fatal(err)
		}
		if got := name(img.At(30, 30)); got != "red" || img.Bounds().Dy() != 64 {
			t.Errorf("%s, %v", got, img.Bounds())
		}
	})
}

// TestLabels checks with an independent reader that every format tells
// photographer and rights, and never where the picture was taken or with what.
func TestLabels(t *testing.T) {
	t.Parallel()
	words := imaging.Words{
		Creator: "Zoë <b>Müller</b> & Sons, who have a very long name", Credit: "AFP", Source: "Getty Images",
		Copyright: "© 2013 AFP", UsageTerms: "Editorial use only", Licence: "https://example.org/licence",
	}
	eachBackend(t, func(t *testing.T, im *imaging.Images) {
		s := take(t, im, withSegment(encode(t, "jpeg", quarters(640, 400)), 0xe1, exifWith(1)))
		info, err := s.Inspect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if all := fmt.Sprint(info.Tags); !strings.Contains(all, "SN-4711-SECRET") || !strings.Contains(all, "GPSLatitude") {
			t.Errorf("the sample does not hold what must be stripped: %s", all)
		}
		var outputs []imaging.Output
		for _, f := range im.Formats() {
			outputs = append(outputs, imaging.Output{Format: f, Width: 320}, imaging.Output{Format: f, Width: 200, Crop: imaging.Cover(640, 400, 1, 1, .5, .5)})
		}
		for _, m := range render(t, s, words, outputs...) {
			path := filepath.Join(t.TempDir(), "rendition."+m.Output.Format.Ext())
			if err := os.WriteFile(path, m.file, 0o600); err != nil {
				t.Fatal(err)
			}
			got := exiftool(t, path)
			for _, want := range []string{words.Creator, ": AFP", "Getty Images", words.Copyright, words.UsageTerms, words.Licence, "image/" + string(m.Output.Format)} {
				if !strings.Contains(got, want) {
					t.Errorf("%s lacks %q:\n%s", m.Output.Format, want, got)
				}
			}
			for _, never := range []string{"GPS", "4711", "Serial", "Warning"} {
				if strings.Contains(got, never) || bytes.Contains(m.file, []byte("4711")) {
					t.Errorf("%s tells %q:\n%s", m.Output.Format, never, got)
				}
			}
			if m.Output.Format == imaging.JPEG && !strings.Contains(got, "[IPTC]          By-line                         : Zoë <b>Müller</b> & Sons, who h") {
				if !strings.Contains(got, "By-line") {
					t.Errorf("no IIM by-line:\n%s", got)
				}
			}
		}
	})
}

func TestReferencePhotoTags(t *testing.T) {
	t.Parallel()
	file := reference(t)
	eachBackend(t, func(t *testing.T, im *imaging.Images) {
		info, err := take(t, im, file).Inspect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		seen := map[imaging.Standard]int{}
		for _, tag := range info.Tags {
			seen[tag.Standard]++
		}
		if seen[imaging.XMP] < 30 || seen[imaging.IPTC] < 20 || seen[imaging.EXIF] < 5 || info.Width != 2000 || info.Height != 1000 {
			t.Errorf("%v, %d × %d", seen, info.Width, info.Height)
		}
	})
}

// TestBackendsAgree is the conformance test between the two: the same picture,
// the same sizes, the same colours within what encoders differ.
func TestBackendsAgree(t *testing.T) {
	t.Parallel()
	outputs := []imaging.Output{{Format: imaging.JPEG, Width: 640}, {Format: imaging.JPEG, Width: 320}, {Format: imaging.JPEG, Width: 200, Crop: imaging.Cover(901, 1203, 4, 3, .2, .8)}}
	one, two := imagingtest.Builtin(t), imagingtest.Vips(t)
	for _, kind := range []string{"jpeg", "png", "tiff"} {
		file := encode(t, kind, quarters(901, 1203))
		a, b := render(t, take(t, one, file), imaging.Words{}, outputs...), render(t, take(t, two, file), imaging.Words{}, outputs...)
		for i := range outputs {
			x, errX := jpeg.Decode(bytes.NewReader(a[i].file))
			y, errY := jpeg.Decode(bytes.NewReader(b[i].file))
			if err := errors.Join(errX, errY); err != nil {
				t.Fatal(err)
			}
			if x.Bounds() != y.Bounds() {
				t.Errorf("%s %d: %v and %v", kind, i, x.Bounds(), y.Bounds())
				continue
			}
			if d := distance(x, y); d > 4 {
				t.Errorf("%s %d: %.1f levels apart on average", kind, i, d)
			}
		}
	}
}

func TestCover(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		w, h, across, down int
		fx, fy             float64
		want               image.Rectangle
	}{
		{1600, 1200, 16, 9, .5, .5, image.Rect(0, 150, 1600, 1050)},
		{1600, 1200, 16, 9, .5, 0, image.Rect(0, 0, 1600, 900)},
		{1600, 1200, 1, 1, 1, .5, image.Rect(400, 0, 1600, 1200)},
		{1000, 4000, 4, 3, .5, .25, image.Rect(0, 625, 1000, 1375)},
		{1, 1, 16, 9, .5, .5, image.Rect(0, 0, 1, 1)},
		{3, 10000, 16, 9, 1, 1, image.Rect(0, 9998, 3, 10000)},
	} {
		if got := imaging.Cover(c.w, c.h, c.across, c.down, c.fx, c.fy); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func distance(a, b image.Image) float64 {
	var sum, n float64
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r, g, bl, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			for _, d := range []float64{float64(r) - float64(r2), float64(g) - float64(g2), float64(bl) - float64(b2)} {
				sum += max(d, -d) / 257
				n++
			}
		}
	}
	return sum / n
}

func name(c color.Color) string {
	r, g, b, _ := c.RGBA()
	switch {
	case r > 0x8000 && g > 0x8000:
		return "yellow"
	case r > 0x8000:
		return "red"
	case g > 0x8000:
		return "green"
	case b > 0x8000:
		return "blue"
	}
	return "dark"
}

// TestColours brings pictures from wider and from printers' colour spaces to
// sRGB and back to the same red.
func TestColours(t *testing.T) {
	t.Parallel()
	im := imagingtest.Vips(t)
	program, err := exec.LookPath("vips")
	if err != nil {
		t.Skip("the vips program is not on PATH")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "red.png"), encode(t, "png", red(64, 64)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		make      []string
		tolerance int
	}{
		"plain":            {[]string{"copy", "red.png", "out.jpg[Q=98]"}, 4},
		"Display P3":       {[]string{"icc_transform", "red.png", "out.jpg[Q=98]", "p3", "--input-profile", "srgb"}, 6},
		"CMYK":             {[]string{"icc_transform", "red.png", "out.jpg[Q=98]", "cmyk", "--input-profile", "srgb"}, 16},
		"CMYK, unlabelled": {[]string{"icc_transform", "red.png", "out.jpg[Q=98,strip]", "cmyk", "--input-profile", "srgb"}, 16},
		"16 bits":          {[]string{"colourspace", "red.png", "out.png[bitdepth=16]", "rgb16"}, 4},
	} {
		cmd := exec.CommandContext(t.Context(), program, c.make...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", name, err, out)
		}
		file := filepath.Join(dir, strings.SplitN(c.make[2], "[", 2)[0])
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(bytes.NewReader(render(t, take(t, im, b), imaging.Words{}, imaging.Output{Format: imaging.JPEG, Width: 64})[0].file))
		if err != nil {
			t.Fatal(err)
		}
		got := color.RGBAModel.Convert(img.At(32, 32)).(color.RGBA)
		for i, d := range []int{int(got.R) - 200, int(got.G) - 30, int(got.B) - 30} {
			if max(d, -d) > c.tolerance {
				t.Errorf("%s: %v, channel %d is %d off", name, got, i, d)
			}
		}
	}
}

func red(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.NewUniform(color.RGBA{200, 30, 30, 255}), image.Point{}, draw.Src)
	return img
}
