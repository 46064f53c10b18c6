// Command dateline is a whole newsroom in one program: the site that readers
// see, the desk that editors work at, and the tools of whoever runs it.
package main

import (
	"context"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	forgetEmpty()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

// forgetEmpty takes settings without a value out of the environment, where
// containers and service files leave them: they mean "not set".
func forgetEmpty() {
	for _, pair := range os.Environ() {
		if name, value, _ := strings.Cut(pair, "="); value == "" && strings.HasPrefix(name, "DATELINE_") {
			_ = os.Unsetenv(name) // the name came from the environment itself
		}
	}
}
