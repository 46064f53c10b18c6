package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"dateline/internal/testkit"
)

// TestScripts runs the program as people do, one file a subject. In a script
// `dateline` is this program as a process of its own; `exits N dateline …` runs
// it and wants an exit code, and one line on standard error where that is not
// 0; `fetch STATUS ADDRESS` asks a server and leaves the answer in stdout;
// `await FILE` waits for a file.
func TestScripts(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	testkit.NoError(t, err)
	bin := t.TempDir()
	testkit.NoError(t, os.Symlink(self, filepath.Join(bin, "dateline")))
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       testkit.Updating(),
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", bin+string(filepath.ListSeparator)+env.Getenv("PATH"))
			env.Setenv(programEnv, "1")
			env.Setenv("USER", "tester")
			env.Setenv("DATELINE_LOG", "error")
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits, "fetch": fetchPage, "await": await},
	})
}

// exits runs a command and looks at its exit code and its one line of error.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE program args…")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var ended interface{ ExitCode() int }
	if errors.As(err, &ended) {
		code = ended.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("it ended with %d and not %s", code, args[0])
	}
	if errs := ts.ReadFile("stderr"); code != 0 && errs != "" && strings.Count(errs, "\n") != 1 {
		ts.Fatalf("an error is one line: %q", errs)
	}
}

// patience is how long a script waits for a server.
const patience = 30 * time.Second

// fetchPage gets an address and wants a status.
func fetchPage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: fetch STATUS ADDRESS")
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, args[1], nil)
	ts.Check(err)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	ts.Check(err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	ts.Check(err)
	_, _ = ts.Stdout().Write(text)
	if fmt.Sprint(res.StatusCode) != args[0] {
		ts.Fatalf("%s answers %d and not %s", args[1], res.StatusCode, args[0])
	}
}

// await waits for a file that a server writes, and sets a variable to what it
// holds.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await VARIABLE FILE")
	}
	for began := time.Now(); time.Since(began) < patience; time.Sleep(20 * time.Millisecond) {
		if text, err := os.ReadFile(ts.MkAbs(args[1])); err == nil && len(text) > 0 {
			ts.Setenv(args[0], strings.TrimSpace(string(text)))
			return
		}
	}
	ts.Fatalf("%s is not there after %s", args[1], patience)
}
