package pagecache

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
)

// Entry is a page that is kept. It stands in memory as readers take it: as it
// was printed until the first of them takes it compressed, and from then on
// compressed alone, which is a quarter of it. The odd reader who takes no
// compression has it unpacked again.
type Entry struct {
	start   uint64
	slots   []uint16
	expires int64 // Unix nanoseconds
	status  int
	length  int    // bytes as printed
	tag     string // of its bytes, for ETags
	header  []headerField
	variant [encodings]atomic.Pointer[variant]
}

type headerField struct {
	name   string
	values []string
}

// variant is the page in one encoding. Its header values are shared by all
// responses and never changed.
type variant struct {
	body     []byte
	length   []string
	etag     []string
	encoding []string
}

func newEntry(p Page, start uint64) *Entry {
	e := &Entry{start: start, status: p.Status, length: len(p.Body)}
	if e.status == 0 {
		e.status = http.StatusOK
	}
	for name, values := range p.Header {
		e.header = append(e.header, headerField{name, values})
	}
	sum := sha256.Sum256(p.Body)
	e.tag = base64.RawURLEncoding.EncodeToString(sum[:hashBytes])
	e.variant[identity].Store(e.newVariant(p.Body, identity))
	return e
}

// newVariant makes the page in one encoding. Each has a strong tag of its own
// (RFC 9110, 8.8.3).
func (e *Entry) newVariant(body []byte, enc int) *variant {
	v := &variant{body: body, length: []string{strconv.Itoa(len(body))}, etag: []string{`"` + e.tag + `"`}}
	if enc != identity {
		v.encoding = []string{encodingNames[enc]}
		v.etag = []string{`"` + e.tag + "-" + encodingNames[enc] + `"`}
	}
	return v
}

// weight is how much memory e takes, in bytes.
func (e *Entry) weight() int {
	n := entryOverhead
	for i := range e.variant {
		if v := e.variant[i].Load(); v != nil {
			n += len(v.body)
		}
	}
	return n
}

var vary = []string{"Accept-Encoding"}

// serve answers with e and says whether e now weighs something else.
func (e *Entry) serve(w http.ResponseWriter, r *http.Request) (changed bool) {
	h := w.Header()
	for i := range e.header {
		h[e.header[i].name] = e.header[i].values
	}
	v, changed := e.negotiate(r.Header["Accept-Encoding"])
	if v.encoding != nil {
		h["Content-Encoding"] = v.encoding
	}
	h["Vary"] = vary
	if e.status == http.StatusOK {
		h["Etag"] = v.etag
		if match := r.Header["If-None-Match"]; len(match) > 0 && matches(match, v.etag[0]) {
			delete(h, "Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return changed
		}
	}
	h["Content-Length"] = v.length
	w.WriteHeader(e.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(v.body) // the reader may have gone
	}
	return changed
}

// matches compares entity tags weakly, as RFC 9110, 13.1.2 asks for
// If-None-Match.
func matches(headers []string, etag string) bool {
	for _, h := range headers {
		for part := range strings.SplitSeq(h, ",") {
			part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
			if part == etag || part == "*" {
				return true
			}
		}
	}
	return false
}
