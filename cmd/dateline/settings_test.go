package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"dateline/internal/testkit"
)

// serveSettings names every setting that the program and its serve command
// know.
func serveSettings(t *testing.T) []string {
	t.Helper()
	parser, err := kong.New(&cli{})
	testkit.NoError(t, err)
	nodes := []*kong.Node{parser.Model.Node}
	for _, child := range parser.Model.Children {
		if child.Name == "serve" {
			nodes = append(nodes, child)
		}
	}
	testkit.Equal(t, len(nodes), 2)
	var names []string
	for _, n := range nodes {
		for _, f := range n.Flags {
			if !f.Hidden && f.Name != "help" {
				names = append(names, f.Name)
			}
		}
	}
	return names
}

func TestSettingsAreDocumented(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("../../docs/dateline.toml")
	testkit.NoError(t, err)
	guide, err := os.ReadFile("../../docs/operating.md")
	testkit.NoError(t, err)
	for _, name := range serveSettings(t) {
		if name != "config" && !strings.Contains(string(file), "\n# "+name+" = ") {
			t.Errorf("docs/dateline.toml does not name %s", name)
		}
		if !strings.Contains(string(guide), "| `"+name+"` |") {
			t.Errorf("docs/operating.md does not name %s", name)
		}
	}
}

// TestSettingsFileCanBeRead takes every example in docs/dateline.toml as it
// stands there.
func TestSettingsFileCanBeRead(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/dateline.toml")
	testkit.NoError(t, err)
	all := regexp.MustCompile(`(?m)^# ([a-z-]+ = )`).ReplaceAllString(string(text), "$1")
	path := filepath.Join(t.TempDir(), "all.toml")
	testkit.NoError(t, os.WriteFile(path, []byte(all), 0o600))
	args := []string{"serve", "--config", path}
	var c cli
	parser, err := kong.New(&c, kong.Resolvers(readSettings(args)), kong.Writers(io.Discard, io.Discard))
	testkit.NoError(t, err)
	_, err = parser.Parse(args)
	testkit.NoError(t, err)
	testkit.Equal(t, c.Serve.Domain, []string{"news.example", "www.news.example"})
	testkit.Equal(t, c.Serve.Proxies, []string{"127.0.0.1", "10.0.0.0/8"})
	testkit.Equal(t, c.Serve.Cache, 32)
	testkit.Equal(t, c.Log, "info")
}
