package imaging

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"path/filepath"

	"dateline/internal/fault"
)

// The tasks of a child.
const (
	taskTry     = "try"     // which formats can libvips write here?
	taskInspect = "inspect" // decode all, read metadata
	taskRender  = "render"  // make files
)

// Exit codes of a child. Any other means that the picture killed it.
const (
	exitDone  = 0
	exitUsage = 64
)

// job is the order that a child gets on its standard input.
type job struct {
	Task    string
	Dir     string // holds the picture; results go there
	Vips    string // path of the program, empty for the built-in decoder
	Header  Header
	Limits  Limits
	Outputs []Output
	Words   Words
}

// reply is what a child answers on its standard output.
type reply struct {
	Refusal     string // for a person; empty on success
	RefusalKind fault.Kind
	Cause       string
	Trouble     string // what went wrong here, for the log
	Inspection  Inspection
	Made        []image.Point // width and height of each output
	Formats     []Format
}

// backend decodes and encodes; it runs in the child only.
type backend interface {
	// inspect decodes the whole picture and gives its upright size and colour.
	inspect(ctx context.Context, j job, orientation int) (Inspection, error)
	// render makes all outputs as files and gives their sizes.
	render(ctx context.Context, j job, orientation int) ([]image.Point, error)
}

// RunWorker is the child: it reads one job, restrains itself, does the job and
// answers. The result is the exit code for the process.
func RunWorker(stdin io.Reader, stdout io.Writer) int {
	var j job
	if err := json.NewDecoder(stdin).Decode(&j); err != nil {
		return exitUsage
	}
	if err := restrain(j.Limits); err != nil {
		return exitUsage
	}
	r, err := work(context.Background(), j)
	if err != nil {
		r = answerTo(err)
	}
	if err := json.NewEncoder(stdout).Encode(r); err != nil {
		return exitUsage
	}
	return exitDone
}

func work(ctx context.Context, j job) (r reply, err error) {
	var b backend = builtin{}
	if j.Vips != "" {
		b = vips{path: j.Vips, dir: j.Dir}
	}
	switch j.Task {
	case taskTry:
		r.Formats, err = vips{path: j.Vips, dir: j.Dir}.try(ctx)
		return r, err
	case taskInspect:
		tags := readTags(filepath.Join(j.Dir, sourceName), j.Header.Kind)
		r.Inspection, err = b.inspect(ctx, j, orientation(tags))
		r.Inspection.Tags = tags
		return r, err
	case taskRender:
		tags := readTags(filepath.Join(j.Dir, sourceName), j.Header.Kind)
		r.Made, err = b.render(ctx, j, orientation(tags))
		return r, err
	}
	return r, fmt.Errorf("unknown task %q", j.Task)
}

// answerTo turns an error into an answer: a fault is for a person, anything else
// is trouble of this machine.
func answerTo(err error) reply {
	var f *fault.Error
	if !errors.As(err, &f) {
		return reply{Trouble: err.Error()}
	}
	r := reply{Refusal: f.Message, RefusalKind: f.Kind}
	if f.Cause != nil {
		r.Cause = f.Cause.Error()
	}
	return r
}
