package pagecache_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"dateline/internal/clock"
	"dateline/internal/testkit"
	"dateline/site/pagecache"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

const large = 1 << 20

// text is a page that is worth compressing.
func text(word string) []byte { return []byte(strings.Repeat("<p>"+word+"</p>\n", 400)) }

// made gives a renderer that counts how often it was asked.
func made(n *atomic.Int64, p pagecache.Page) func() (pagecache.Page, error) {
	return func() (pagecache.Page, error) { n.Add(1); return p, nil }
}

func serve(t *testing.T, c *pagecache.Cache, key string, render func() (pagecache.Page, error), header ...string) *http.Response {
	t.Helper()
	return serveAs(t, c, "GET", key, render, header...)
}

func serveAs(t *testing.T, c *pagecache.Cache, method, key string, render func() (pagecache.Page, error), header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "/", nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	testkit.NoError(t, c.Serve(w, r, key, render))
	return w.Result()
}

func body(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	testkit.NoError(t, err)
	return string(b)
}

func TestAPageIsRenderedOnceUntilItsKeyIsPurged(t *testing.T) {
	t.Parallel()
	c := pagecache.New(large, clock.Freeze(noon))
	var a, b atomic.Int64
	both := func() {
		serve(t, c, "/a", made(&a, pagecache.Page{Body: text("a"), Keys: []pagecache.Key{"story:1", "tag:4"}}))
		serve(t, c, "/b", made(&b, pagecache.Page{Body: text("b"), Keys: []pagecache.Key{"story:2", "tag:4"}}))
	}
	for _, step := range []struct {
		purge []pagecache.Key
		a, b  int64
	}{{nil, 1, 1}, {nil, 1, 1}, {[]pagecache.Key{"story:1"}, 2, 1}, {[]pagecache.Key{"story:3"}, 2, 1}, {[]pagecache.Key{"tag:4"}, 3, 2}, {[]pagecache.Key{"story:1", "story:2"}, 4, 3}} {
		if step.purge != nil {
			c.Purge(step.purge...)
		}
		both()
		testkit.Equal(t, []int64{a.Load(), b.Load()}, []int64{step.a, step.b})
	}
	c.PurgeAll()
	both()
	testkit.Equal(t, []int64{a.Load(), b.Load(), c.Renders.Load()}, []int64{5, 4, 9})
	if c.Hits.Load() != 5 || c.Misses.Load() != 9 || c.Bytes() == 0 {
		t.Errorf("it counts %d hits, %d misses, %d bytes", c.Hits.Load(), c.Misses.Load(), c.Bytes())
	}
}

// TestAStampedeRendersOnce sends many readers while one render is under way.
func TestAStampedeRendersOnce(t *testing.T) {
	t.Parallel()
	const readers = 200
	c := pagecache.New(large, clock.Freeze(noon))
	synctest.Test(t, func(t *testing.T) {
		var renders atomic.Int64
		let := make(chan struct{})
		var all sync.WaitGroup
		answers := make([]string, readers)
		for i := range readers {
			all.Go(func() {
				answers[i] = body(t, serve(t, c, "/", func() (pagecache.Page, error) {
					renders.Add(1)
					<-let
					return pagecache.Page{Body: []byte("the front")}, nil
				}))
			})
		}
		synctest.Wait() // everybody waits for the one
		close(let)
		all.Wait()
		testkit.Equal(t, renders.Load(), int64(1))
		for i, a := range answers {
			if a != "the front" {
				t.Fatalf("reader %d got %q", i, a)
			}
		}
	})
}

// TestARenderFromBeforeAPurgeIsNeitherKeptNorShared is the story of a reader
// who came a moment too early: what he waits for is old when it is done, and
// those who come after the change do not wait for it.
func TestARenderFromBeforeAPurgeIsNeitherKeptNorShared(t *testing.T) {
	t.Parallel()
	c := pagecache.New(large, clock.Freeze(noon))
	synctest.Test(t, func(t *testing.T) {
		var stands atomic.Value
		stands.Store("old")
		let := make(chan struct{})
		early := make(chan string, 1)
		go func() {
			early <- body(t, serve(t, c, "/", func() (pagecache.Page, error) {
				seen := stands.Load().(string)
				<-let
				return pagecache.Page{Body: []byte(seen), Keys: []pagecache.Key{"story:1"}}, nil
			}))
		}()
		synctest.Wait()
		stands.Store("new")
		c.Purge("story:1")
		fresh := func() (pagecache.Page, error) {
			return pagecache.Page{Body: []byte(stands.Load().(string)), Keys: []pagecache.Key{"story:1"}}, nil
		}
		testkit.Equal(t, body(t, serve(t, c, "/", fresh)), "new") // and not the one in flight
		close(let)
		testkit.Equal(t, <-early, "old") // this reader asked before the change
		testkit.Equal(t, body(t, serve(t, c, "/", fresh)), "new")
		c.Purge("story:2")
		testkit.Equal(t, body(t, serve(t, c, "/", fresh)), "new")
	})
}

// TestPurgesAtOnce lets many purge while many read: nobody who asks after a
// purge gets what stood before it.
func TestPurgesAtOnce(t *testing.T) {
	t.Parallel()
	c := pagecache.New(large, clock.Freeze(noon))
	const changes, writers = 300, 4
	var stands [writers]atomic.Int64
	var all sync.WaitGroup
	for w := range writers {
		key := fmt.Sprintf("/%d", w)
		keys := []pagecache.Key{pagecache.Key("story:" + key), "latest"}
		all.Go(func() {
			for n := range int64(changes) {
				stands[w].Store(n)
				c.Purge(keys...)
				got := body(t, serve(t, c, key, func() (pagecache.Page, error) {
					return pagecache.Page{Body: fmt.Append(nil, stands[w].Load()), Keys: keys}, nil
				}))
				if got != fmt.Sprint(n) {
					t.Errorf("after change %d a reader gets %s", n, got)
					return
				}
			}
		})
	}
	all.Wait()
}

func TestAPageLivesNoLongerThanItSays(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		page  pagecache.Page
		after time.Duration
		kept  bool
	}{
		{"within its life", pagecache.Page{Life: time.Minute}, time.Minute - time.Second, true},
		{"at its end", pagecache.Page{Life: time.Minute}, time.Minute, false},
		{"without a life, an hour", pagecache.Page{}, time.Hour - time.Second, true},
		{"and no longer", pagecache.Page{}, time.Hour, false},
		{"however long it says", pagecache.Page{Life: 48 * time.Hour}, time.Hour, false},
		{"not to be kept", pagecache.Page{NoStore: true}, 0, false},
		{"not found is kept too", pagecache.Page{Status: http.StatusNotFound, Life: time.Minute}, time.Second, true},
		{"with more keys than anybody can follow", pagecache.Page{Keys: make([]pagecache.Key, 5000)}, 0, false},
		{"larger than its share", pagecache.Page{Body: make([]byte, large/8)}, 0, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			frozen := clock.Freeze(noon)
			c := pagecache.New(large, frozen)
			var n atomic.Int64
			serve(t, c, "/", made(&n, row.page))
			frozen.Advance(row.after)
			serve(t, c, "/", made(&n, row.page))
			testkit.Equal(t, n.Load() == 1, row.kept)
		})
	}
}

func TestNothingIsKeptWithoutMemory(t *testing.T) {
	t.Parallel()
	c := pagecache.New(0, clock.Freeze(noon))
	var n atomic.Int64
	for range 3 {
		testkit.Equal(t, body(t, serve(t, c, "/", made(&n, pagecache.Page{Body: []byte("x")}))), "x")
	}
	testkit.Equal(t, []int64{n.Load(), c.Bytes()}, []int64{3, 0})
}

func TestTheCacheStaysWithinItsSize(t *testing.T) {
	t.Parallel()
	c := pagecache.New(large, clock.Freeze(noon))
	var n atomic.Int64
	for i := range 400 {
		serve(t, c, fmt.Sprintf("/%d", i), made(&n, pagecache.Page{Body: make([]byte, 20_000)}))
	}
	for range 1000 { // what is dropped is dropped a moment later
		if c.Bytes() <= large {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d bytes are kept of %d", c.Bytes(), large)
}

func TestAFailedRenderIsNotKept(t *testing.T) {
	t.Parallel()
	c := pagecache.New(large, clock.Freeze(noon))
	broken := errors.New("no database")
	r, w := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil), httptest.NewRecorder()
	if err := c.Serve(w, r, "/", func() (pagecache.Page, error) { return pagecache.Page{}, broken }); !errors.Is(err, broken) || w.Body.Len() > 0 {
		t.Fatalf("it says %v, %q", err, w.Body)
	}
	var n atomic.Int64
	testkit.Equal(t, body(t, serve(t, c, "/", made(&n, pagecache.Page{Body: []byte("well")}))), "well")
}

func decode(t *testing.T, encoding string, packed []byte) []byte {
	t.Helper()
	var r io.Reader = bytes.NewReader(packed)
	switch encoding {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		g, err := gzip.NewReader(r)
		testkit.NoError(t, err)
		r = g
	case "zstd":
		z, err := zstd.NewReader(r)
		testkit.NoError(t, err)
		defer z.Close()
		r = z
	}
	b, err := io.ReadAll(r)
	testkit.NoError(t, err)
	return b
}

// TestEncodings sends what browsers, tools and tricksters send (RFC 9110,
// 12.5.3).
func TestEncodings(t *testing.T) {
	t.Parallel()
	c := pagecache.New(large, clock.Freeze(noon))
	var n atomic.Int64
	page := text("news")
	etags := map[string]string{}
	for accept, want := range map[string]string{
		"": "", "gzip, deflate, br, zstd": "br", "gzip, deflate": "gzip", "zstd": "zstd", "gzip, zstd": "zstd", "br;q=0, gzip": "gzip", "br;q=0.0,gzip;q=0.5": "gzip", "br ; q=0 , zstd": "zstd",
		"identity": "", "deflate": "", "brotli": "", "x-gzip": "", "gzip;q=0": "", "gzip;q=0.001": "gzip", "*": "", "gzip;q=nonsense": "gzip", ";;;,,,": "",
	} {
		res := serve(t, c, "/", made(&n, pagecache.Page{Body: page}), "Accept-Encoding", accept)
		packed, err := io.ReadAll(res.Body)
		testkit.NoError(t, err)
		got := res.Header.Get("Content-Encoding")
		if got != want || !bytes.Equal(decode(t, got, packed), page) {
			t.Errorf("%q gets %q", accept, got)
		}
		if got != "" && len(packed) > len(page)/4 {
			t.Errorf("%q takes %d of %d bytes", got, len(packed), len(page))
		}
		if res.Header.Get("Vary") != "Accept-Encoding" || res.Header.Get("Content-Length") != fmt.Sprint(len(packed)) {
			t.Errorf("%q gets the headers %v", accept, res.Header)
		}
		if was, known := etags[got]; known && was != res.Header.Get("Etag") {
			t.Errorf("%q has two tags", got)
		}
		etags[got] = res.Header.Get("Etag")
	}
	different := map[string]bool{}
	for _, e := range etags {
		different[e] = true
	}
	testkit.Equal(t, []int{len(etags), len(different)}, []int{4, 4})
	testkit.Equal(t, n.Load(), int64(1))
	small := serve(t, c, "/small", made(&n, pagecache.Page{Body: []byte("short")}), "Accept-Encoding", "gzip, br")
	testkit.Equal(t, small.Header.Get("Content-Encoding"), "")
}

// TestOneFormIsKept holds that a page which readers take compressed is kept
// compressed, and that a reader who takes no compression gets the same page
// with the same tag before and after.
func TestOneFormIsKept(t *testing.T) {
	t.Parallel()
	for _, encoding := range []string{"br", "zstd", "gzip"} {
		t.Run(encoding, func(t *testing.T) {
			t.Parallel()
			c := pagecache.New(large, clock.Freeze(noon))
			var n atomic.Int64
			page := pagecache.Page{Body: text("news")}
			plain := serve(t, c, "/", made(&n, page))
			asPrinted := c.Bytes()
			packed := serve(t, c, "/", made(&n, page), "Accept-Encoding", encoding)
			testkit.Equal(t, packed.Header.Get("Content-Encoding"), encoding)
			if small := c.Bytes(); small > asPrinted-int64(len(page.Body))/2 {
				t.Errorf("compressed it weighs %d bytes, as printed %d", small, asPrinted)
			}
			again := serve(t, c, "/", made(&n, page))
			testkit.Equal(t, body(t, again), string(page.Body))
			testkit.Equal(t, again.Header.Get("Etag"), plain.Header.Get("Etag"))
			if both := c.Bytes(); both <= asPrinted {
				t.Errorf("in both forms it weighs %d bytes, as printed alone %d", both, asPrinted)
			}
			testkit.Equal(t, n.Load(), int64(1))
		})
	}
}

// TestFormsAtOnce lets readers of every kind ask at the same moment.
func TestFormsAtOnce(t *testing.T) {
	t.Parallel()
	c := pagecache.New(large, clock.Freeze(noon))
	var n atomic.Int64
	page := pagecache.Page{Body: text("news")}
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			encoding := []string{"", "br", "gzip", "zstd"}[i%4]
			for range 25 {
				res := serve(t, c, "/", made(&n, page), "Accept-Encoding", encoding)
				packed, err := io.ReadAll(res.Body)
				testkit.NoError(t, err)
				if !bytes.Equal(decode(t, res.Header.Get("Content-Encoding"), packed), page.Body) {
					t.Errorf("a reader who takes %q got another page", encoding)
					return
				}
			}
		})
	}
	all.Wait()
}

// TestConditions looks at If-None-Match (RFC 9110, 13.1.2).
func TestConditions(t *testing.T) {
	t.Parallel()
	c := pagecache.New(large, clock.Freeze(noon))
	var n atomic.Int64
	render := made(&n, pagecache.Page{Body: text("news"), Header: http.Header{"Content-Type": {"text/html"}, "Cache-Control": {"public"}}})
	etag := serve(t, c, "/", render).Header.Get("Etag")
	if !strings.HasPrefix(etag, `"`) || !strings.HasSuffix(etag, `"`) || len(etag) < 12 {
		t.Fatalf("the tag is %s", etag)
	}
	for match, want := range map[string]int{
		etag: 304, "W/" + etag: 304, `"a", ` + etag: 304, "*": 304, `"a"`: 200, strings.Trim(etag, `"`): 200, "": 200,
	} {
		res := serve(t, c, "/", render, "If-None-Match", match)
		if res.StatusCode != want {
			t.Errorf("%q is answered %d", match, res.StatusCode)
		}
		if want == 304 && (body(t, res) != "" || res.Header.Get("Cache-Control") != "public" || res.Header.Get("Etag") != etag || res.Header.Get("Vary") == "") {
			t.Errorf("304 comes with %v", res.Header)
		}
	}
	// The tag of one encoding is not the tag of another.
	if res := serve(t, c, "/", render, "If-None-Match", etag, "Accept-Encoding", "br"); res.StatusCode != http.StatusOK {
		t.Errorf("the plain page's tag is taken for the compressed one: %d", res.StatusCode)
	}
	head := serveAs(t, c, "HEAD", "/", render)
	testkit.Equal(t, []any{head.StatusCode, body(t, head), head.Header.Get("Etag"), head.Header.Get("Content-Length")}, []any{200, "", etag, fmt.Sprint(len(text("news")))})
	// What is not found has no tag: it may be there the next time.
	gone := serve(t, c, "/gone", made(&n, pagecache.Page{Status: http.StatusGone, Body: text("gone")}), "If-None-Match", "*")
	testkit.Equal(t, []any{gone.StatusCode, gone.Header.Get("Etag")}, []any{http.StatusGone, ""})
}
