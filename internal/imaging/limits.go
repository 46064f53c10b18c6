package imaging

import "time"

// Limits bound what a picture may cost. A picture beyond them is refused with a
// sentence that names the limit.
type Limits struct {
	Bytes  int64         // of the file
	Side   int           // pixels of the longer side
	Pixels int           // width times height
	Memory int64         // bytes that the child may use
	Wall   time.Duration // to decode a picture; as long again for every eight renditions
	CPU    time.Duration // for one process
	AtOnce int           // children at the same time
}

// The usual limits. 120 megapixels is above every camera that newsrooms use
// and below what exhausts a small server.
const (
	MaxBytes  = 60 << 20
	MaxSide   = 20_000
	MaxPixels = 120_000_000
	maxMemory = 1536 << 20
	maxWall   = time.Minute
	maxCPU    = 60 * time.Second
	maxAtOnce = 2

	// outputsPerWall is how many renditions earn a job the wall time again.
	outputsPerWall = 8
	// headerReach is how deep into a file its dimensions are looked for.
	headerReach = 16 << 20
	// maxReply bounds what a child may answer.
	maxReply = 4 << 20
	// maxTags and maxTagBytes bound what is kept of a picture's metadata.
	maxTags     = 1000
	maxTagBytes = 8 << 10
	maxAllTags  = 1 << 20
	// maxOutputs bounds one order of renditions.
	maxOutputs = 64
	// maxFile bounds a single file that a child writes.
	maxFile = 2 << 30
)

// The master is the upright, sRGB, opaque picture at no more than this width
// from which all renditions of one order are made.
const masterWidth = 2560

// Qualities, measured on press photos: AVIF above effort 2 costs ten times the
// time for the same size.
const (
	jpegQuality = 82
	webpQuality = 80
	avifQuality = 55
	avifEffort  = 2
)

func (l Limits) withDefaults() Limits {
	set(&l.Bytes, MaxBytes)
	set(&l.Side, MaxSide)
	set(&l.Pixels, MaxPixels)
	set(&l.Memory, maxMemory)
	set(&l.Wall, maxWall)
	set(&l.CPU, maxCPU)
	set(&l.AtOnce, maxAtOnce)
	return l
}

func set[T comparable](v *T, usual T) {
	var zero T
	if *v == zero {
		*v = usual
	}
}
