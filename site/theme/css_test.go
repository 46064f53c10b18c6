package theme

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

var tagEnd = regexp.MustCompile(`(?i)<\s*/?\s*(style|script|!--)`)

// FuzzTokens gives the reader of tokens.json anything: whatever comes, the CSS
// that is printed inside a page holds no markup and closes what it opens.
func FuzzTokens(f *testing.F) {
	for _, seed := range []string{`{"light":{"accent":"#fff"}}`, `{"all":{"x":"</style>"}}`, `{"dark":{"x":"1;}body{"}}`, "{", `{"all":{"a":"\u003c/style"}}`, `[]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b := &build{assets: map[string]Asset{}, urls: map[string]string{}}
		b.readTokens(shelf{own: fstest.MapFS{"tokens.json": &fstest.MapFile{Data: data}}})
		css := b.tokens.css()
		if tagEnd.MatchString(css) || strings.Count(css, "{") != strings.Count(css, "}") {
			t.Errorf("%q came out", css)
		}
	})
}

// FuzzCSS gives the cleaner of style sheets anything.
func FuzzCSS(f *testing.F) {
	for _, seed := range []string{"a{}", "a{}</style>", "/* </style> */a{}", "a{/*}*/}", "</ style>", "</st/**/yle>"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b := &build{assets: map[string]Asset{}, urls: map[string]string{}}
		if css := b.cleanCSS("x.css", data); tagEnd.MatchString(css) {
			t.Errorf("%q came out of %q", css, data)
		}
	})
}
