package theme_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/internal/testkit"
	"dateline/site/theme"
	"dateline/themes"
)

type file struct {
	name string
	data []byte
}

func glob(t *testing.T, dir string) []file {
	t.Helper()
	entries, err := fs.ReadDir(themes.Default(), dir)
	testkit.NoError(t, err)
	var list []file
	for _, e := range entries {
		data, err := fs.ReadFile(themes.Default(), dir+"/"+e.Name())
		testkit.NoError(t, err)
		list = append(list, file{dir + "/" + e.Name(), data})
	}
	return list
}

// house writes a newsroom's own theme folder.
func house(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		put(t, dir, name, text)
	}
	return dir
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	testkit.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	testkit.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

func TestOverrides(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		files    map[string]string
		page     string   // of the specimen
		want     []string // in the page
		not      []string // not in the page
		problems []string // one fragment each
	}{
		{
			name:  "a page of one's own",
			files: map[string]string{"templates/plain.html": `<h1>{{.Heading}}</h1><p class="house">[[Latest]]</p>`},
			page:  "plain", want: []string{`<p class="house">Latest</p>`, "</footer>"},
		},
		{
			name:  "a partial reaches every page",
			files: map[string]string{"templates/foot.html": `<footer>Ours</footer></body></html>`},
			page:  "story", want: []string{"<footer>Ours</footer>"}, not: []string{"foot-legal"},
		},
		{
			name:  "a slip of syntax",
			files: map[string]string{"templates/plain.html": "<h1>x</h1>\n{{if .Heading}}\n", "templates/problem.html": `<h1 class="ours">{{.Heading}}</h1>`},
			page:  "problem", want: []string{`<h1 class="ours">`}, problems: []string{"templates/plain.html:3: "},
		},
		{
			name:  "a field that is not there",
			files: map[string]string{"templates/story.html": "<h1>{{.Headline}}</h1>\n<p>{{.Horoscope}}</p>"},
			page:  "story", want: []string{"story-head"}, problems: []string{"templates/story.html:2:"},
		},
		{
			name:  "markup that leaves a quote open",
			files: map[string]string{"templates/story.html": "<h1>x</h1>\n{{if .Deck}}<a href=\"{{.Deck}}{{end}}"},
			page:  "story", want: []string{"story-head"}, problems: []string{"templates/"},
		},
		{
			name:  "tokens",
			files: map[string]string{"tokens.json": `{"light":{"accent":"#004488"},"dark":{"accent":"#88bbee"},"all":{"measure":"38rem"}}`},
			page:  "plain", want: []string{"--accent:#004488;", "--accent:#88bbee;", "--measure:38rem;"},
		},
		{
			name:  "a colour that cannot be read",
			files: map[string]string{"tokens.json": `{"light":{"section-3":"#eeddaa"}}`},
			page:  "plain", want: []string{"--section-3:#eeddaa"}, problems: []string{"--section-3 (#eeddaa) on --paper (#", "--section-3 (#eeddaa) on --paper-2 (#"},
		},
		{
			name:  "tokens that are not JSON",
			files: map[string]string{"tokens.json": "{\n \"light\": {\n}"},
			page:  "plain", want: []string{"</footer>"}, problems: []string{"tokens.json:3: "},
		},
		{
			name:  "tokens that would break out",
			files: map[string]string{"tokens.json": `{"all":{"x":"1}</style>","y y":"2"}}`},
			page:  "plain", not: []string{"1}</style>", "y y"}, problems: []string{"is not a name and a value", "is not a name and a value"},
		},
		{
			name:  "css of one's own",
			files: map[string]string{"css/tokens.css": ":root { --paper: #fff; }\n", "css/extra.css": ".x{}"},
			page:  "plain", want: []string{"--paper: #fff"}, not: []string{"--section-4:"},
		},
		{
			name:  "css that ends the style element",
			files: map[string]string{"css/cards.css": "a{}\n</style><script>x</script>"},
			page:  "plain", not: []string{"<script>x"}, want: []string{".kicker"}, problems: []string{"css/cards.css:2: markup inside CSS"},
		},
		{
			name:  "css with a brace too few",
			files: map[string]string{"css/cards.css": "a{"},
			page:  "plain", want: []string{".kicker"}, problems: []string{"css/cards.css: 1 braces open"},
		},
		{
			name:  "words",
			files: map[string]string{"words/en.json": `{"say":{"Latest":"As it comes & goes"}}`},
			page:  "front", want: []string{"As it comes &amp; goes"},
		},
		{
			name:  "words that are not JSON",
			files: map[string]string{"words/en.json": `{`},
			page:  "front", want: []string{">Latest<"}, problems: []string{"words/en.json"},
		},
		{
			name:  "a picture of one's own, and a file of no known kind",
			files: map[string]string{"assets/icon.svg": "<svg/>", "assets/run.exe": "MZ"},
			page:  "plain", want: []string{`<link rel="icon" href="/assets/icon.`}, problems: []string{"run.exe: a theme serves no files of this kind"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			th := load(t, theme.Options{OverrideDir: house(t, tt.files)})
			p := kit(th).Pages()[tt.page]
			page := render(t, th, p.Template, p.Data)
			for _, want := range tt.want {
				if !strings.Contains(page, want) {
					t.Errorf("page lacks %s", want)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(page, not) {
					t.Errorf("page has %s", not)
				}
			}
			problems := th.Problems()
			if len(problems) != len(tt.problems) {
				t.Fatalf("problems %q, want %q", problems, tt.problems)
			}
			for i, want := range tt.problems {
				if !strings.Contains(problems[i], want) {
					t.Errorf("problem %q, want %q in it", problems[i], want)
				}
			}
		})
	}
}

func TestMissingFolder(t *testing.T) {
	t.Parallel()
	th := load(t, theme.Options{OverrideDir: filepath.Join(t.TempDir(), "gone")})
	if len(th.Problems()) != 1 {
		t.Errorf("problems %q, want the missing folder", th.Problems())
	}
}

// TestFailsWhilePrinting is a template that tries well but breaks on one story.
func TestFailsWhilePrinting(t *testing.T) {
	t.Parallel()
	dir := house(t, map[string]string{"templates/plain.html": `<h1>{{slice .Heading 0 1}}{{if gt (len .Heading) 20}}{{index .Heading 99}}{{end}}</h1>`})
	th := load(t, theme.Options{OverrideDir: dir})
	p := kit(th).Pages()["plain"].Data
	if page := render(t, th, "plain", p); !strings.Contains(page, "About The Meridian") {
		t.Error("the default did not stand in")
	}
}

func TestLiveReload(t *testing.T) {
	t.Parallel()
	dir := house(t, map[string]string{"templates/plain.html": `<h1>Before</h1>`})
	th := load(t, theme.Options{OverrideDir: dir, Dev: true})
	changed := th.Changed()
	put(t, dir, "templates/plain.html", `<h1>After</h1>`)
	select {
	case <-changed:
	case <-time.After(10 * time.Second):
		t.Fatal("the change was not seen")
	}
	if page := render(t, th, "plain", kit(th).Pages()["plain"].Data); !strings.Contains(page, "<h1>After</h1>") {
		t.Error("the page is still the old one")
	}
}
