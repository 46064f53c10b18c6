package wire_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"dateline/internal/testkit"
	"dateline/newsroom/wire"
)

// official is where the standard's schemas and examples stand on a machine
// that has them.
const official = "../../../shared/data/ninjs"

func needOfficial(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(official); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("skipped: the schemas and examples of ninjs are not in %s", official)
	}
}

// schema compiles the official schema of a version, with GeoJSON's beside it.
func schema(t *testing.T, version string) *jsonschema.Schema {
	t.Helper()
	needOfficial(t)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for url, path := range map[string]string{
		"https://geojson.org/schema/GeoJSON.json": "test_suite/GeoJSON-schema.json",
		"ninjs.json": "schema/ninjs-schema_" + version + ".json",
	} {
		data, err := os.ReadFile(filepath.Join(official, path))
		testkit.NoError(t, err)
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		testkit.NoError(t, err)
		testkit.NoError(t, c.AddResource(url, doc))
	}
	s, err := c.Compile("ninjs.json")
	testkit.NoError(t, err)
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, data []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	testkit.NoError(t, err)
	if err := s.Validate(doc); err != nil {
		t.Fatalf("not valid: %v\n%s", err, data)
	}
}

// TestOfficialExamples reads every example of the standard: those that tell a
// story have a headline or a text, and nothing in them is called unknown.
func TestOfficialExamples(t *testing.T) {
	t.Parallel()
	needOfficial(t)
	files, err := filepath.Glob(official + "/examples/*/*.json")
	testkit.NoError(t, err)
	if len(files) < 20 {
		t.Fatalf("only %d examples", len(files))
	}
	for _, path := range files {
		t.Run(strings.TrimPrefix(path, official), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(path)
			testkit.NoError(t, err)
			it, problems, err := wire.Decode(data)
			testkit.NoError(t, err)
			if want := filepath.Base(filepath.Dir(path))[:1]; it.Standard != want && it.Standard != "1" && it.Standard != "2" {
				t.Errorf("taken for version %s", it.Standard)
			}
			c, problems := wire.Compose(it, problems)
			for _, p := range problems {
				if strings.Contains(p.Message, "not a property") || strings.Contains(p.Message, "expected") {
					t.Errorf("not understood: %s", p)
				}
			}
			if it.Type == "text" && (c.Content.Headline == "" || len(c.Content.Body.Blocks) == 0 || len(c.Content.Byline) != 2) {
				t.Errorf("lost words: %+v", c.Content)
			}
		})
	}
}
