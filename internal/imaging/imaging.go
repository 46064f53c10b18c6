// Package imaging opens foreign pictures safely and makes the files that
// readers get from them. In a newsroom a "rendition" is one such file: the same
// photo at one width or crop and in one format. Pictures come from cameras,
// agencies and strangers, so their bytes are decoded in a child process with
// limits on time and memory, one or two at a time, and what readers get is
// always encoded anew: it holds pixels, the photographer's name and rights, and
// nothing else of the original.
package imaging

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/sync/semaphore"

	"dateline/internal/fault"
)

// Subcommand is the hidden subcommand by which the program runs itself as the
// child that decodes.
const Subcommand = "image-worker"

// Format is a format in which renditions are written.
type Format string

// The formats of renditions.
const (
	AVIF Format = "avif"
	WebP Format = "webp"
	JPEG Format = "jpeg"
)

// MediaType gives the media type of files in the format.
func (f Format) MediaType() string { return "image/" + string(f) }

// Ext gives the usual ending of file names, without the dot.
func (f Format) Ext() string {
	if f == JPEG {
		return "jpg"
	}
	return string(f)
}

// Config says how pictures are handled. The zero value is usable.
type Config struct {
	// Command is the program with its arguments that runs RunWorker. Empty means
	// this program with Subcommand.
	Command []string
	// Dir is where originals are unpacked while they are worked on. Empty means
	// the system's folder for temporary files.
	Dir string
	// Vips is the libvips program "vips": a path, empty to look for it on PATH,
	// or "off" for the built-in decoder alone.
	Vips string
	// Limits bound what is accepted; its zero fields get the usual ones.
	Limits Limits
	// Log hears what was found at start. Nil means silence.
	Log *slog.Logger
}

// Images opens pictures and makes renditions. It is safe for concurrent use.
type Images struct {
	worker  []string
	dir     string
	vips    string // path, empty without libvips
	limits  Limits
	formats []Format
	slots   *semaphore.Weighted
}

// New finds out what this machine can do and gives the service. Without libvips
// everything works except AVIF and HEIC, and renditions are JPEG only.
func New(ctx context.Context, cfg Config) (*Images, error) {
	im := &Images{worker: cfg.Command, dir: cfg.Dir, limits: cfg.Limits.withDefaults(), formats: []Format{JPEG}}
	im.slots = semaphore.NewWeighted(int64(im.limits.AtOnce))
	if len(im.worker) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find own program: %w", err)
		}
		im.worker = []string{self, Subcommand}
	}
	log := cfg.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	vips, err := findVips(cfg.Vips)
	if err != nil {
		return nil, err
	}
	if vips != "" {
		im.tryVips(ctx, vips, log)
	}
	names := make([]string, len(im.formats))
	for i, f := range im.formats {
		names[i] = string(f)
	}
	log.LogAttrs(ctx, slog.LevelDebug, "pictures", slog.String("vips", im.vips), slog.Any("formats", names))
	return im, nil
}

// Formats gives the formats that renditions can be made in, best first. JPEG is
// always the last.
func (im *Images) Formats() []Format { return append([]Format(nil), im.formats...) }

// Limits gives the bounds in force.
func (im *Images) Limits() Limits { return im.limits }

// CanOpen says whether pictures of a kind can be opened on this machine.
func (im *Images) CanOpen(k Kind) bool {
	return k.builtin() || im.vips != "" && k != ""
}

func findVips(setting string) (string, error) {
	switch setting {
	case "off":
		return "", nil
	case "":
		path, err := exec.LookPath("vips")
		if err != nil {
			return "", nil //nolint:nilerr // not installed: the built-in decoder does the work
		}
		return filepath.Abs(path)
	}
	if _, err := os.Stat(setting); err != nil {
		return "", fmt.Errorf("vips program from the configuration: %w", err)
	}
	return filepath.Abs(setting)
}

// tryVips makes a tiny picture in each format: that tells more than a version
// number, since encoders are parts that may be left out.
func (im *Images) tryVips(ctx context.Context, path string, log *slog.Logger) {
	reply, err := im.run(ctx, job{Task: taskTry, Vips: path}, nil)
	if err != nil {
		log.LogAttrs(ctx, slog.LevelWarn, "libvips does not work and is left aside", slog.String("vips", path), slog.String("error", err.Error()))
		return
	}
	im.vips = path
	im.formats = reply.Formats
}

// Cover gives the largest part of a width by height picture that has the shape
// across:down, placed so that the focal point (0 to 1 from the left and the
// top) is as near to its middle as the edges allow.
func Cover(width, height, across, down int, focalX, focalY float64) image.Rectangle {
	w, h := width, (width*down+across/2)/across
	if h > height {
		w, h = min((height*across+down/2)/down, width), height
	}
	w, h = max(w, 1), max(h, 1)
	x := min(max(int(focalX*float64(width))-w/2, 0), width-w)
	y := min(max(int(focalY*float64(height))-h/2, 0), height-h)
	return image.Rect(x, y, x+w, y+h)
}

// errBusy is what a caller gets who gave up waiting for a free slot.
func errBusy(cause error) error {
	if errors.Is(cause, context.DeadlineExceeded) {
		return fault.Wrap(fault.Unavailable, cause, "the server is busy with other pictures; try again in a minute")
	}
	return cause
}
