// Command bench measures Dateline as its readers and editors meet it: the
// built program, over HTTP, beside a bare Go handler and nginx in the same
// run. It prints figures and ratios; it fails on none of them, because the
// machine may be busy with other things.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"time"
)

// settings of a run.
type settings struct {
	binary  string
	dir     string // where archives are kept between runs
	small   int
	large   int
	seconds int
	only    string
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "bare" {
		if err := bare(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	var s settings
	flag.StringVar(&s.binary, "binary", "bin/dateline", "the program to measure")
	flag.StringVar(&s.dir, "dir", ".cache/bench", "folder for the made-up archives")
	flag.IntVar(&s.small, "small", 1000, "stories in the small archive")
	flag.IntVar(&s.large, "large", 100000, "stories in the large archive")
	flag.IntVar(&s.seconds, "seconds", 6, "length of each throughput run")
	flag.StringVar(&s.only, "only", "", "one part: import, cached, fresh, publish, start, lists")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := s.run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (s settings) run(ctx context.Context) error {
	var err error
	if s.binary, err = filepath.Abs(s.binary); err != nil {
		return err
	}
	if err := os.MkdirAll(s.dir, 0o750); err != nil {
		return err
	}
	fmt.Printf("Dateline, %d and %d stories, %s\n", s.small, s.large, time.Now().Format("2006-01-02 15:04"))
	parts := []struct {
		name string
		do   func(context.Context) error
	}{
		{"import", s.imports}, {"cached", s.cached}, {"fresh", s.fresh}, {"publish", s.publish}, {"start", s.start}, {"lists", s.lists},
	}
	for _, p := range parts {
		if s.only != "" && s.only != p.name {
			continue
		}
		fmt.Printf("\n%s\n", p.name)
		if err := p.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

func line(what, format string, args ...any) {
	fmt.Printf("  %-58s %s\n", what, fmt.Sprintf(format, args...))
}

func (s settings) archive(n int) string {
	return filepath.Join(s.dir, "archive-"+strconv.Itoa(n))
}

// imports makes both archives from ninjs lines, the large one against the
// clock. An archive that is there already is kept.
func (s settings) imports(ctx context.Context) error {
	for _, n := range []int{s.small, s.large} {
		if err := s.importOne(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

func (s settings) importOne(ctx context.Context, n int) error {
	data := s.archive(n)
	if _, err := os.Stat(filepath.Join(data, "done")); err == nil {
		text, err := os.ReadFile(filepath.Join(data, "done"))
		line(fmt.Sprintf("import of %d stories (kept from before)", n), "%s", text)
		return err
	}
	if err := os.RemoveAll(data); err != nil {
		return err
	}
	file := filepath.Join(s.dir, fmt.Sprintf("stories-%d.jsonl", n))
	if err := writeStories(file, n, time.Now().UTC()); err != nil {
		return err
	}
	defer func() { _ = os.Remove(file) }()
	cmd := exec.CommandContext(ctx, s.binary, "story", "import", "--log", "warn", "--data", data, "--publish", "--quiet", file)
	cmd.Stderr = os.Stderr
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	took := time.Since(began)
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	text := fmt.Sprintf("%.1f s, %.0f a second, %.2f ms CPU each", took.Seconds(), float64(n)/took.Seconds(), 1000*cpu.Seconds()/float64(n))
	line(fmt.Sprintf("import of %d stories", n), "%s", text)
	return os.WriteFile(filepath.Join(data, "done"), []byte(text), 0o600)
}

var errSlow = errors.New("the server did not start")
