package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"
)

// progress tells how far long work has come: a bar on a terminal, a line now
// and then elsewhere.
type progress struct {
	what string
	out  io.Writer
	bar  *progressbar.ProgressBar
	last time.Time
}

// everyLine is how often a line is written where there is no terminal.
const everyLine = 5 * time.Second

func newProgress(std streams, what string) *progress {
	p := &progress{what: what, out: std.err, last: time.Now()}
	if f, ok := std.err.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		p.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(std.err), progressbar.OptionSetDescription(what), progressbar.OptionClearOnFinish(), progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond))
	}
	return p
}

// set says that done of total is done; total is 0 where nobody knows it.
func (p *progress) set(done, total int) {
	if p.bar != nil {
		if total > 0 {
			p.bar.ChangeMax(total)
		}
		_ = p.bar.Set(done) // a bar that cannot be drawn is no reason to stop
		return
	}
	if now := time.Now(); now.Sub(p.last) >= everyLine {
		p.last = now
		if total > 0 {
			_, _ = fmt.Fprintf(p.out, "%s: %d of %d\n", p.what, done, total)
		} else {
			_, _ = fmt.Fprintf(p.out, "%s: %d\n", p.what, done)
		}
	}
}

func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
