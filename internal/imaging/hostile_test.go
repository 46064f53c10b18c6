package imaging_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"dateline/internal/fault"
	"dateline/internal/imaging"
	"dateline/internal/imaging/imagingtest"
)

// refusedFast is how long it may take to refuse a file by its header on a busy
// machine.
const refusedFast = 20 * time.Second

func TestHostileHeadersAreRefusedUndecoded(t *testing.T) {
	t.Parallel()
	im := imagingtest.Vips(t) // accepts the most, so refuses for the right reason
	for name, c := range map[string]struct {
		file []byte
		kind fault.Kind
		want string // in the message
	}{
		"30,000 px PNG":       {pngSaying(30_000, 30_000), fault.TooLarge, "30000 × 30000"},
		"flat PNG":            {pngSaying(1, 2_000_000_000), fault.TooLarge, "at most 20000"},
		"900 MP PNG":          {pngSaying(19_999, 19_999), fault.TooLarge, "399 megapixels"},
		"30,000 px TIFF":      {tiffSaying(30_000, 30_000), fault.TooLarge, "30000 × 30000"},
		"4 billion px TIFF":   {tiffSaying(0xffffffff, 0xffffffff), fault.TooLarge, "at most 20000"},
		"65,535 px GIF":       {gifSaying(65_535, 65_535), fault.TooLarge, "65535 × 65535"},
		"30,000 px GIF":       {gifSaying(30_000, 30_000), fault.TooLarge, "30000 × 30000"},
		"30,000 px JPEG":      {jpegSaying(30_000, 30_000), fault.TooLarge, "30000 × 30000"},
		"30,000 px AVIF":      {avifSaying(30_000, 30_000), fault.TooLarge, "30000 × 30000"},
		"4 billion px AVIF":   {avifSaying(0xffffffff, 0xffffffff), fault.TooLarge, "at most 20000"},
		"16 million px WebP":  {webpSaying(1<<24, 1<<24), fault.TooLarge, "16777216"},
		"no size PNG":         {pngSaying(0, 0), fault.Invalid, "damaged"},
		"no size TIFF":        {tiffSaying(0, 0), fault.Invalid, "damaged"},
		"empty":               {nil, fault.Invalid, "empty"},
		"script named .jpg":   {[]byte("#!/bin/sh\nrm -rf \"$HOME\"\n"), fault.Invalid, "text or a script"},
		"PHP":                 {[]byte("<?php system($_GET['x']); ?>"), fault.Invalid, "text or a script"},
		"page":                {[]byte("<!doctype html><script>alert(1)</script>"), fault.Invalid, "text or a script"},
		"SVG with script":     {[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), fault.Invalid, "SVG"},
		"SVG behind a BOM":    {[]byte("\xef\xbb\xbf\n <SVG onload='alert(1)'/>"), fault.Invalid, "SVG"},
		"PDF":                 {[]byte("%PDF-1.7\n%\xe2\xe3"), fault.Invalid, "PDF"},
		"video":               {box("ftyp", []byte("isom\x00\x00\x00\x00mp42")), fault.Invalid, "video"},
		"ZIP":                 {[]byte("PK\x03\x04\x00\x00\x00\x00\xff\xfe"), fault.Invalid, "not a picture"},
		"three bytes of JPEG": {[]byte("\xff\xd8\xff"), fault.Invalid, "damaged"},
		"boxes in circles":    {append(box("ftyp", []byte("avif\x00\x00\x00\x00avif")), 0, 0, 0, 1, 'm', 'e', 't', 'a', 255, 255, 255, 255, 255, 255, 255, 248), fault.Invalid, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			s, err := im.Take(t.Context(), bytes.NewReader(c.file))
			if err == nil {
				t.Fatal("taken", s.Close())
			}
			if fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v: %v", fault.KindOf(err), err)
			}
			if took := time.Since(start); took > refusedFast {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestTooManyBytes(t *testing.T) {
	t.Parallel()
	im, err := imaging.New(t.Context(), imaging.Config{Dir: t.TempDir(), Vips: "off", Limits: imaging.Limits{Bytes: 1 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = im.Take(t.Context(), io.MultiReader(bytes.NewReader(encode(t, "jpeg", quarters(8, 8))), zeros{}))
	if !fault.Is(err, fault.TooLarge) || !strings.Contains(err.Error(), "1 MB") {
		t.Error(err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestTruncated cuts pictures at many places: each piece is refused, by header
// or by decoding, and none is shown half grey.
func TestTruncated(t *testing.T) {
	t.Parallel()
	eachBackend(t, func(t *testing.T, im *imaging.Images) {
		for _, kind := range []string{"jpeg", "png", "tiff"} {
			file := encode(t, kind, quarters(500, 400))
			for _, part := range []int{1, 5, 30, 60, 90} {
				at := len(file) * part / 100
				s, err := im.Take(t.Context(), bytes.NewReader(file[:at]))
				if err == nil {
					_, err = s.Inspect(t.Context())
					err = errors.Join(err, s.Close())
				}
				if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "damaged or cut off") {
					t.Errorf("%s cut at %d of %d bytes: %v", kind, at, len(file), err)
				}
			}
		}
	})
}

// TestTruncatedHeaders cuts at every early byte; only headers are read.
func TestTruncatedHeaders(t *testing.T) {
	t.Parallel()
	for _, file := range [][]byte{encode(t, "jpeg", quarters(20, 20)), encode(t, "gif", quarters(20, 20)), avifSaying(20, 20), webpSaying(20, 20), tiffSaying(20, 20)} {
		for at := range len(file) {
			if h, err := imaging.ReadHeader(bytes.NewReader(file[:at]), int64(at)); err != nil && !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", h, err)
			}
		}
	}
}

// TestPolyglot takes a true JPEG that also holds a page and an archive: what
// readers get holds neither.
func TestPolyglot(t *testing.T) {
	t.Parallel()
	evil := []byte("<script>alert('polyglot')</script>PK\x03\x04payload")
	file := append(withSegment(encode(t, "jpeg", quarters(100, 80)), 0xfe, evil), evil...)
	eachBackend(t, func(t *testing.T, im *imaging.Images) {
		var outputs []imaging.Output
		for _, f := range im.Formats() {
			outputs = append(outputs, imaging.Output{Format: f, Width: 100})
		}
		for _, m := range render(t, take(t, im, file), imaging.Words{Creator: "A"}, outputs...) {
			if bytes.Contains(m.file, []byte("polyglot")) || bytes.Contains(m.file, []byte("payload")) {
				t.Errorf("%s carries what the original held", m.Output.Format)
			}
		}
	})
}

// TestGIFBomb is small, true to its header, and unpacks to many large frames.
func TestGIFBomb(t *testing.T) {
	t.Parallel()
	const side, frames = 4000, 200
	const header = 13 + 3*2 // with a palette of two
	first := encode(t, "gif", image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black}))
	frame := first[header+bytes.IndexByte(first[header:], 0x2c) : len(first)-1]
	bomb := append([]byte(nil), first[:len(first)-1]...)
	for range frames {
		bomb = append(bomb, frame...)
	}
	bomb = append(bomb, 0x3b)
	eachBackend(t, func(t *testing.T, im *imaging.Images) {
		start := time.Now()
		s := take(t, im, bomb)
		if !s.Animated {
			t.Error("not seen as animated")
		}
		if _, err := s.Inspect(t.Context()); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// TestMemoryIsBounded opens a picture within the pixel limit that needs more
// memory than the child may have.
func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("memory is limited on Linux only")
	}
	im, err := imaging.New(t.Context(), imaging.Config{Dir: t.TempDir(), Vips: "off", Limits: imaging.Limits{Memory: 64 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = take(t, im, pngSaying(10_900, 10_900)).Inspect(t.Context())
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "needs more memory or time") {
		t.Errorf("a decoder that wants 475 MB: %v", err)
	}
}

func TestStuckWorkerIsKilled(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	im, err := imaging.New(t.Context(), imaging.Config{
		Command: []string{sh, "-c", "sleep 60 & wait"}, Dir: t.TempDir(), Vips: "off",
		Limits: imaging.Limits{Wall: 200 * time.Millisecond},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := take(t, im, encode(t, "jpeg", quarters(8, 8)))
	start := time.Now()
	if _, err := s.Inspect(t.Context()); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "took longer than 200ms") {
		t.Error(err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Inspect(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestWorkerThatCannotStartIsNobodysFault(t *testing.T) {
	t.Parallel()
	im, err := imaging.New(t.Context(), imaging.Config{Command: []string{t.TempDir() + "/none"}, Dir: t.TempDir(), Vips: "off"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := take(t, im, encode(t, "jpeg", quarters(8, 8))).Inspect(t.Context()); err == nil || fault.KindOf(err) != fault.Internal {
		t.Error(err)
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	im, err := imaging.New(t.Context(), imaging.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range [][]byte{encode(t, "png", quarters(50, 50)), pngSaying(30_000, 30_000), []byte("no picture")} {
		s, err := im.Take(t.Context(), bytes.NewReader(file))
		if err != nil {
			continue
		}
		render(t, s, imaging.Words{}, imaging.Output{Format: imaging.JPEG, Width: 20})
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v %v", left, err)
	}
}

func TestAVIFWithoutVips(t *testing.T) {
	t.Parallel()
	_, err := imagingtest.Builtin(t).Take(t.Context(), bytes.NewReader(avifSaying(64, 64)))
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "libvips-tools") {
		t.Error(err)
	}
}

// TestAVIFRoundTrip opens what was made: AVIF in, AVIF out.
func TestAVIFRoundTrip(t *testing.T) {
	t.Parallel()
	im := imagingtest.Vips(t)
	if im.Formats()[0] != imaging.AVIF {
		t.Skip("this libvips writes no AVIF")
	}
	avif := render(t, take(t, im, encode(t, "png", quarters(300, 200))), imaging.Words{Creator: "A"}, imaging.Output{Format: imaging.AVIF, Width: 300})[0].file
	s := take(t, im, avif)
	info, err := s.Inspect(t.Context())
	if err != nil || s.Kind != imaging.KindAVIF || info.Width != 300 || info.Height != 200 {
		t.Fatalf("%+v %+v %v", s.Header, info, err)
	}
	s = take(t, im, avif[:len(avif)*2/3])
	if _, err := s.Inspect(t.Context()); !fault.Is(err, fault.Invalid) {
		t.Errorf("cut off AVIF: %v", err)
	}
}

func FuzzReadHeader(f *testing.F) {
	for _, seed := range [][]byte{
		encode(f, "jpeg", quarters(8, 8)), encode(f, "png", quarters(8, 8)), encode(f, "gif", quarters(8, 8)), encode(f, "tiff", quarters(8, 8)),
		avifSaying(8, 8), webpSaying(8, 8), tiffSaying(8, 8), pngSaying(8, 8), []byte("<svg/>"),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		h, err := imaging.ReadHeader(bytes.NewReader(file), int64(len(file)))
		if err == nil && (h.Width <= 0 || h.Height <= 0 || h.Kind == "") {
			t.Errorf("%+v", h)
		}
	})
}
