package imaging

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/image/webp"

	"dateline/internal/fault"
)

// vips is the backend that calls the program of libvips. It writes AVIF, WebP
// and JPEG, reads AVIF and HEIC too, and turns every colour space into sRGB.
// The program runs below the child and inherits its limits.
type vips struct {
	path string
	dir  string
}

const (
	masterName = "master.png"
	flatName   = "flat.png"
	cropName   = "crop.png"
	noHeight   = "10000000" // what libvips takes for "any"
)

// try writes one tiny picture in each format and gives those that worked.
func (v vips) try(ctx context.Context) ([]Format, error) {
	if err := v.checkVersion(ctx); err != nil {
		return nil, err
	}
	if err := writePNG(filepath.Join(v.dir, masterName), image.NewRGBA(image.Rect(0, 0, 64, 64)), Words{}); err != nil {
		return nil, err
	}
	var formats []Format
	for i, f := range []Format{AVIF, WebP, JPEG} {
		if err := v.save(ctx, masterName, outputName(i, f), f, 64); err == nil {
			formats = append(formats, f)
		}
	}
	if len(formats) == 0 || formats[len(formats)-1] != JPEG {
		return nil, fault.New(fault.Unavailable, "libvips cannot write JPEG")
	}
	return formats, nil
}

// checkVersion wants 8.13, the first version that can be told to leave loaders
// alone that are not safe for foreign files.
func (v vips) checkVersion(ctx context.Context) error {
	out, err := v.run(ctx, "--version")
	if err != nil {
		return err
	}
	var major, minor int
	if _, err := fmt.Sscanf(out, "vips-%d.%d", &major, &minor); err != nil {
		return fmt.Errorf("version of libvips in %q: %w", out, err)
	}
	if major < 8 || major == 8 && minor < 13 {
		return fault.New(fault.Unavailable, "libvips %d.%d is too old, 8.13 is needed", major, minor)
	}
	return nil
}

func (v vips) inspect(ctx context.Context, j job, orientation int) (Inspection, error) {
	const sample = 128
	if err := v.master(ctx, j.Header.Kind, sample); err != nil {
		return Inspection{}, err
	}
	img, err := v.readMaster()
	if err != nil {
		return Inspection{}, err
	}
	w, h := j.Header.Width, j.Header.Height
	switch j.Header.Kind {
	case KindAVIF, KindHEIC: // turned by boxes of the container, which libvips obeys
		if (w > h) != (img.Bounds().Dx() > img.Bounds().Dy()) {
			w, h = h, w
		}
	default:
		if orientation > 4 {
			w, h = h, w
		}
	}
	return Inspection{Width: w, Height: h, Colour: averageColour(img)}, nil
}

func (v vips) render(ctx context.Context, j job, _ int) ([]image.Point, error) {
	if err := v.master(ctx, j.Header.Kind, masterWidth); err != nil {
		return nil, err
	}
	size, err := v.label(j.Words)
	if err != nil {
		return nil, err
	}
	upright := image.Pt(j.Header.Width, j.Header.Height)
	if (upright.X > upright.Y) != (size.X > size.Y) {
		upright.X, upright.Y = upright.Y, upright.X
	}
	made := make([]image.Point, len(j.Outputs))
	for i, o := range j.Outputs {
		from := masterName
		made[i] = fit(size, o.Width)
		if !o.Crop.Empty() {
			part := scaleRect(o.Crop, upright, size)
			if err := v.crop(ctx, part); err != nil {
				return nil, err
			}
			from, made[i] = cropName, fit(part.Size(), o.Width)
		}
		name := outputName(i, o.Format)
		if err := v.save(ctx, from, name, o.Format, made[i].X); err != nil {
			return nil, err
		}
		if made[i], err = v.finish(name, o.Format, made[i], j.Words); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// master decodes the foreign file once: upright, sRGB, 8 bits, on white, no
// wider than width, without any metadata.
func (v vips) master(ctx context.Context, kind Kind, width int) error {
	args := []string{
		"thumbnail", sourceName, masterName + "[compression=0,bitdepth=8,strip]", strconv.Itoa(width),
		"--height", noHeight, "--size", "down", "--fail-on", "truncated",
	}
	profiles, err := v.profiles(ctx)
	if err == nil {
		_, err = v.run(ctx, append(args, profiles...)...)
	}
	if err == nil {
		err = v.flatten(ctx)
	}
	if err != nil && fault.KindOf(err) == fault.Internal {
		return damaged(kind, err)
	}
	return err
}

// profiles gives the options that bring the picture's colours to sRGB. A plain
// RGB picture needs none, and asking would shift its colours.
func (v vips) profiles(ctx context.Context) ([]string, error) {
	header := vips{path: filepath.Join(filepath.Dir(v.path), "vipsheader"), dir: v.dir}
	out, err := header.run(ctx, "-a", sourceName)
	switch {
	case err != nil:
		return nil, err
	case strings.Contains(out, "\nicc-profile-data:"):
		return []string{"--export-profile", "srgb"}, nil
	case strings.Contains(out, "\ninterpretation: cmyk"):
		return []string{"--import-profile", "cmyk", "--export-profile", "srgb"}, nil
	}
	return nil, nil
}

// flatten paints a master with an alpha channel on white.
func (v vips) flatten(ctx context.Context) error {
	const colourType, hasAlpha = 25, 4 // offset in the file and bit, PNG 11.2.2
	head, err := readHead(filepath.Join(v.dir, masterName), colourType+1)
	if err != nil || head[colourType]&hasAlpha == 0 {
		return err
	}
	if _, err := v.run(ctx, "flatten", masterName, flatName+"[compression=0,strip]", "--background", "255"); err != nil {
		return err
	}
	return os.Rename(filepath.Join(v.dir, flatName), filepath.Join(v.dir, masterName))
}

func readHead(path string, n int) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open master: %w", err)
	}
	defer func() { _ = f.Close() }() // read only
	b := make([]byte, n)
	if _, err := io.ReadFull(f, b); err != nil {
		return nil, fmt.Errorf("read master: %w", err)
	}
	return b, nil
}

func (v vips) readMaster() (img image.Image, err error) {
	f, err := os.Open(filepath.Join(v.dir, masterName))
	if err != nil {
		return nil, fmt.Errorf("open master: %w", err)
	}
	defer func() { _ = f.Close() }() // read only
	if img, err = png.Decode(f); err != nil {
		return nil, fmt.Errorf("read master: %w", err)
	}
	return img, nil
}

// label writes the words into the master, from where libvips carries them into
// AVIF, and gives the master's size.
func (v vips) label(words Words) (image.Point, error) {
	path := filepath.Join(v.dir, masterName)
	file, err := os.ReadFile(path)
	if err != nil {
		return image.Point{}, fmt.Errorf("read master: %w", err)
	}
	c, err := png.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return image.Point{}, fmt.Errorf("read master: %w", err)
	}
	if file, err = labelPNG(file, words); err != nil {
		return image.Point{}, err
	}
	return image.Pt(c.Width, c.Height), os.WriteFile(path, file, 0o600)
}

func (v vips) crop(ctx context.Context, r image.Rectangle) error {
	_, err := v.run(ctx, "crop", masterName, cropName+"[compression=0]",
		strconv.Itoa(r.Min.X), strconv.Itoa(r.Min.Y), strconv.Itoa(r.Dx()), strconv.Itoa(r.Dy()))
	return err
}

func (v vips) save(ctx context.Context, from, to string, f Format, width int) error {
	options := map[Format]string{
		AVIF: fmt.Sprintf("[Q=%d,effort=%d,bitdepth=8,compression=av1]", avifQuality, avifEffort),
		WebP: fmt.Sprintf("[Q=%d,strip]", webpQuality),
		JPEG: fmt.Sprintf("[Q=%d,optimize-coding,interlace,strip]", jpegQuality),
	}[f]
	_, err := v.run(ctx, "thumbnail", from, to+options, strconv.Itoa(width), "--height", noHeight, "--size", "down")
	return err
}

// finish labels what libvips wrote bare and gives the true size.
func (v vips) finish(name string, f Format, size image.Point, words Words) (image.Point, error) {
	if f == AVIF {
		return size, nil // labelled by way of the master
	}
	path := filepath.Join(v.dir, name)
	file, err := os.ReadFile(path)
	if err != nil {
		return size, fmt.Errorf("read rendition: %w", err)
	}
	config, label := jpeg.DecodeConfig, labelJPEG
	if f == WebP {
		config, label = webp.DecodeConfig, labelWebP
	}
	c, err := config(bytes.NewReader(file))
	if err != nil {
		return size, fmt.Errorf("read rendition: %w", err)
	}
	if file, err = label(file, words); err != nil {
		return size, err
	}
	return image.Pt(c.Width, c.Height), os.WriteFile(path, file, 0o600)
}

// run calls the program. Its complaint is the cause, never the message.
func (v vips) run(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, v.path, args...)
	cmd.Dir = v.dir
	out, complaint := &capped{room: 4 << 10}, &capped{room: 4 << 10}
	cmd.Stdout, cmd.Stderr = out, complaint
	err := cmd.Run()
	if err == nil {
		return out.String(), nil
	}
	if strings.Contains(complaint.String(), "No space left") {
		return "", fault.Wrap(fault.Unavailable, err, "the server's disk is full; tell whoever runs it")
	}
	err = fmt.Errorf("vips %s: %w: %s", args[0], err, strings.TrimSpace(complaint.String()))
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			return "", fault.Wrap(fault.Invalid, err, "the picture needs more memory or time to open than this server allows; save it smaller and try again")
		}
	}
	return "", err
}
