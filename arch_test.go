// Package dateline_test holds the house rules that are tests and not wishes.
package dateline_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// floors says on which floor each room stands. Imports only go downward; on
// one floor only the arrows in sideways are allowed.
var floors = []struct {
	prefix string
	floor  int
}{
	{"dateline/bench", 9},
	{"dateline/cmd/", 8},
	{"dateline/press", 7},
	{"dateline/site", 6},
	{"dateline/desk", 6},
	{"dateline/newsroom/sample", 5},
	{"dateline/newsroom/related", 5},
	{"dateline/newsroom/letter", 5},
	{"dateline/newsroom/newsletter", 5},
	{"dateline/newsroom/front", 4},
	{"dateline/newsroom/search", 4},
	{"dateline/newsroom/feed", 4},
	{"dateline/newsroom/tv", 4},
	{"dateline/newsroom/wire", 4},
	{"dateline/newsroom/importer", 4},
	{"dateline/newsroom/housestyle", 3},
	{"dateline/newsroom/linkcheck", 3},
	{"dateline/newsroom/preflight", 4},
	{"dateline/newsroom/suggest", 4},
	{"dateline/newsroom/webhook", 4},
	{"dateline/newsroom/presence", 3},
	{"dateline/newsroom/note", 3},
	{"dateline/newsroom/story", 3},
	{"dateline/newsroom/account", 2},
	{"dateline/newsroom/audit", 2},
	{"dateline/newsroom/tag", 2},
	{"dateline/newsroom/photo", 2},
	{"dateline/newsroom/masthead", 2},
	{"dateline/newsroom/subscriber", 2},
	{"dateline/newsroom/body", 1},
	{"dateline/internal/", 0},
	{"dateline/themes", 0},
	{"dateline/ui", 0},
}

// sideways are the only arrows within a floor: from → to.
var sideways = map[string][]string{
	"audit":    {"account"},
	"tag":      {"account", "audit"},
	"photo":    {"account", "audit"},
	"masthead": {"account", "audit"},
}

type listed struct {
	ImportPath   string
	Name         string
	Doc          string
	Dir          string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Name,Doc,Dir,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	d := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func floorOf(path string) (int, bool) {
	for _, f := range floors {
		if path == f.prefix || strings.HasPrefix(path, strings.TrimSuffix(f.prefix, "/")+"/") {
			return f.floor, true
		}
	}
	return 0, false
}

// room gives the part of a path that names the room: "story" of
// dateline/newsroom/story/x.
func room(path string) string {
	parts := strings.Split(path, "/")
	if len(parts) > 2 && (parts[1] == "newsroom" || parts[1] == "internal" || parts[1] == "cmd") {
		return parts[2]
	}
	return parts[1]
}

func TestHouseImportsGoDownward(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if p.ImportPath == "dateline" {
			continue
		}
		from, ok := floorOf(p.ImportPath)
		if !ok {
			t.Errorf("%s stands on no floor: add it to the table in arch_test.go", p.ImportPath)
			continue
		}
		for _, imp := range p.Imports {
			if !strings.HasPrefix(imp, "dateline/") || room(imp) == room(p.ImportPath) {
				continue
			}
			to, _ := floorOf(imp)
			if to > from || (to == from && from != 0 && !allowed(p.ImportPath, imp)) {
				t.Errorf("%s (floor %d) imports %s (floor %d): imports only go down", p.ImportPath, from, imp, to)
			}
		}
	}
}

func allowed(from, to string) bool {
	for _, s := range sideways[room(from)] {
		if s == room(to) {
			return true
		}
	}
	return false
}

func TestHouseNounsKnowNoHTTPAndNoDriver(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		floor, _ := floorOf(p.ImportPath)
		for _, imp := range p.Imports {
			if floor >= 1 && floor <= 5 && imp == "net/http" {
				t.Errorf("%s imports net/http: HTTP lives in site and desk", p.ImportPath)
			}
			driver := strings.HasPrefix(imp, "github.com/jackc/pgx") || strings.HasPrefix(imp, "modernc.org/sqlite") || imp == "database/sql"
			r := room(p.ImportPath)
			if driver && r != "database" && r != "jobs" && r != "journal" && r != "testkit" {
				t.Errorf("%s imports %s: drivers stay in internal/database and what stands on it", p.ImportPath, imp)
			}
			if strings.HasPrefix(imp, "github.com/riverqueue") && r != "jobs" {
				t.Errorf("%s imports %s: the queue stays in internal/jobs", p.ImportPath, imp)
			}
		}
	}
}

// TestHouseNotesStayAtTheDesk keeps what the newsroom says among itself from
// every door that readers have. Letters go to the newsroom's own people.
func TestHouseNotesStayAtTheDesk(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if slices.Contains(p.Imports, "dateline/newsroom/note") && room(p.ImportPath) != "desk" && room(p.ImportPath) != "letter" {
			t.Errorf("%s imports the notes: only the desk and its letters do", p.ImportPath)
		}
	}
}

func TestHouseEachPackageSaysWhatItIs(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if p.Doc == "" && p.ImportPath != "dateline" {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

// maxLines is how long a source file may be.
const maxLines = 600

func TestHouseNoFileIsTooLong(t *testing.T) {
	t.Parallel()
	walkGo(t, func(path string, src []byte) {
		if n := strings.Count(string(src), "\n"); n > maxLines {
			t.Errorf("%s has %d lines: part it", path, n)
		}
	})
}

// maxFunc is how long a function may be, its signature included.
const maxFunc = 80

func TestHouseNoFunctionIsTooLong(t *testing.T) {
	t.Parallel()
	walkGo(t, func(path string, src []byte) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, path, src, 0)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				if n := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1; n > maxFunc {
					t.Errorf("%s: %s has %d lines: part it", path, fn.Name.Name, n)
				}
			}
		}
	})
}

func walkGo(t *testing.T, f func(path string, src []byte)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || (strings.HasPrefix(d.Name(), ".") && path != ".")) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f(path, src)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestHouseEachMigrationStandsForBothEngines(t *testing.T) {
	t.Parallel()
	names := func(engine string) []string {
		found, err := filepath.Glob("internal/database/migrations/" + engine + "/*.sql")
		if err != nil || len(found) == 0 {
			t.Fatalf("no migrations of %s: %v", engine, err)
		}
		for i := range found {
			found[i] = filepath.Base(found[i])
		}
		return found
	}
	a, b := names("sqlite"), names("postgres")
	if strings.Join(a, " ") != strings.Join(b, " ") {
		t.Errorf("migrations differ: sqlite %v, postgres %v", a, b)
	}
}
