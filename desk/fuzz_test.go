package desk

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"dateline/internal/fault"
	"dateline/newsroom/story"
)

func FuzzCursor(f *testing.F) {
	f.Add(writeCursor(story.ByChange, story.Brief{ID: 7, ChangedAt: time.Unix(1, 0)}))
	f.Add("")
	f.Add("MTIz")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := readCursor(story.ByWords, text)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := readCursor(story.ByWords, writeCursor(story.ByWords, story.Brief{ID: c.ID, Words: int(c.Key)}))
		if err != nil || again != c {
			t.Fatalf("%q became %+v, then %+v (%v)", text, c, again, err)
		}
	})
}

func FuzzSafeNext(f *testing.F) {
	for _, s := range []string{"/desk/", "/desk/stories/7?did=save", "//evil.example/desk/", "/desk/\\evil", "https://evil.example/desk/", "/desk/../elsewhere", "javascript:alert(1)"} {
		f.Add(s)
	}
	f.Add("")
	base := &url.URL{Scheme: "https", Host: "news.example", Path: "/desk/sign-in"}
	f.Fuzz(func(t *testing.T, next string) {
		to, err := base.Parse(safeNext(next))
		if err != nil || to.Path == base.Path || to.Host != base.Host || to.Scheme != base.Scheme || !strings.HasPrefix(to.Path, "/desk/") {
			t.Fatalf("%q leads to %v (%v)", next, to, err)
		}
	})
}
