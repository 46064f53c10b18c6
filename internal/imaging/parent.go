package imaging

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"dateline/internal/fault"
)

// run does a job in a child process that may not outlive its time, nor use more
// memory than allowed. src is nil for a job without a picture.
func (im *Images) run(ctx context.Context, j job, src *Source) (reply, error) {
	if err := im.slots.Acquire(ctx, 1); err != nil {
		return reply{}, errBusy(err)
	}
	defer im.slots.Release(1)
	j.Limits = im.limits
	if src != nil {
		j.Header, j.Vips, j.Dir = src.Header, im.vips, src.dir
	} else {
		dir, err := os.MkdirTemp(im.dir, "dateline-image-")
		if err != nil {
			return reply{}, fmt.Errorf("make folder for pictures: %w", err)
		}
		defer func() { _ = os.RemoveAll(dir) }() // nothing of worth in it
		j.Dir = dir
	}
	return im.child(ctx, j)
}

func (im *Images) child(ctx context.Context, j job) (reply, error) {
	order, err := json.Marshal(j)
	if err != nil {
		return reply{}, fmt.Errorf("encode image job: %w", err)
	}
	wall := im.limits.Wall + im.limits.Wall*time.Duration(len(j.Outputs))/outputsPerWall
	limited, cancel := context.WithTimeout(ctx, wall)
	defer cancel()
	cmd := exec.CommandContext(limited, im.worker[0], im.worker[1:]...)
	cmd.Dir = j.Dir
	cmd.Env = childEnv(j.Dir, im.limits)
	cmd.Stdin = bytes.NewReader(order)
	out, complaint := &capped{room: maxReply}, &capped{room: 8 << 10}
	cmd.Stdout, cmd.Stderr = out, complaint
	ownGroup(cmd)
	runErr := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return reply{}, errBusy(ctx.Err())
	case limited.Err() != nil:
		return reply{}, fault.Wrap(fault.Invalid, limited.Err(), "the picture took longer than %s to open and was given up; save it anew in a picture editor", wall)
	case runErr != nil:
		return reply{}, im.explain(runErr, complaint.String())
	}
	var r reply
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		return reply{}, fmt.Errorf("decode answer of image worker: %w", err)
	}
	if r.Trouble != "" {
		return reply{}, fmt.Errorf("image worker: %s", r.Trouble)
	}
	if r.Refusal != "" {
		return reply{}, &fault.Error{Kind: r.RefusalKind, Message: r.Refusal, Cause: errors.New(r.Cause)}
	}
	return r, nil
}

// explain tells a child that died over a picture from one that could not start.
func (im *Images) explain(err error, complaint string) error {
	cause := fmt.Errorf("image worker: %w: %s", err, strings.TrimSpace(complaint))
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return cause
	}
	if exit.ExitCode() == exitUsage {
		return cause
	}
	return fault.Wrap(fault.Invalid, cause, "the picture needs more memory or time to open than this server allows (%d MB, %s); save it smaller and try again",
		im.limits.Memory>>20, im.limits.CPU)
}

// childEnv is all of the environment that the child gets: no secrets, and what
// holds libvips and the Go runtime back.
func childEnv(dir string, l Limits) []string {
	const heapShare = 0.8 // the rest is for stacks and C code
	return []string{
		"HOME=" + dir,
		"TMPDIR=" + dir,
		"LC_ALL=C.UTF-8",
		"GOMAXPROCS=2",
		"GOMEMLIMIT=" + strconv.FormatInt(int64(float64(l.Memory)*heapShare), 10),
		"GOTRACEBACK=none",
		"VIPS_BLOCK_UNTRUSTED=1",
		"VIPS_CONCURRENCY=1",
		"VIPS_WARNING=0",
		"MALLOC_ARENA_MAX=2",
	}
}

// capped keeps what fits and drops the rest, so that a child cannot fill the
// memory of its parent.
type capped struct {
	bytes.Buffer
	room int
}

func (c *capped) Write(p []byte) (int, error) {
	take := min(len(p), c.room-c.Len())
	if _, err := c.Buffer.Write(p[:take]); err != nil {
		return 0, err
	}
	return len(p), nil
}

// ReadFrom hides the buffer's own, which knows no cap.
func (c *capped) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{c}, r)
}
