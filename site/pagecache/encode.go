package pagecache

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// The encodings in the order in which they are tried.
const (
	identity = iota
	brotliEnc
	zstdEnc
	gzipEnc
)

var encodingNames = [encodings]string{"", "br", "zstd", "gzip"}

// Effort of each encoder: what a page costs once and many readers gain.
const (
	brotliQuality = 5
	gzipLevel     = 6
)

// negotiate gives the page in the best encoding that the reader takes
// (RFC 9110, 12.5.3), encoding it on the first such request. changed says that
// e holds something else than before.
func (e *Entry) negotiate(accept []string) (v *variant, changed bool) {
	enc := e.choose(accept)
	if v := e.variant[enc].Load(); v != nil {
		return v, false
	}
	if enc == identity {
		v = e.newVariant(e.unpacked(), identity)
	} else {
		v = e.newVariant(encode(enc, e.unpacked()), enc)
	}
	e.variant[enc].Store(v)
	if enc != identity {
		e.variant[identity].Store(nil) // only now: one of them is always there
	}
	return v, true
}

// choose gives the encoding for a reader.
func (e *Entry) choose(accept []string) int {
	if len(accept) == 0 || e.length < minCompress {
		return identity
	}
	for enc := brotliEnc; enc < encodings; enc++ {
		if accepts(accept, encodingNames[enc]) {
			return enc
		}
	}
	return identity
}

// unpacked gives the page as it was printed.
func (e *Entry) unpacked() []byte {
	for _, enc := range []int{identity, zstdEnc, gzipEnc, brotliEnc} { // the cheapest first
		if v := e.variant[enc].Load(); v != nil {
			return decode(enc, v.body, e.length)
		}
	}
	return nil // never: see negotiate
}

// accepts says whether an Accept-Encoding header names an encoding with a
// weight above zero.
func accepts(headers []string, name string) bool {
	for _, h := range headers {
		rest := h
		for {
			i := strings.Index(rest, name)
			if i < 0 {
				break
			}
			before, after := rest[:i], rest[i+len(name):]
			rest = after
			if before != "" && !strings.HasSuffix(before, ",") && !strings.HasSuffix(before, " ") {
				continue
			}
			after = strings.TrimLeft(after, " ")
			if after == "" || after[0] == ',' {
				return true
			}
			if after[0] != ';' {
				continue
			}
			value, _, _ := strings.Cut(after[1:], ",")
			q, found := strings.CutPrefix(strings.TrimSpace(value), "q=")
			if weight, err := strconv.ParseFloat(q, 64); !found || err != nil || weight > 0 {
				return true
			}
		}
	}
	return false
}

var (
	brotliPool = sync.Pool{New: func() any { return brotli.NewWriterLevel(nil, brotliQuality) }}
	gzipPool   = sync.Pool{New: func() any { w, _ := gzip.NewWriterLevel(nil, gzipLevel); return w }} // the level is valid
	zstdOnce   = sync.OnceValue(func() *zstd.Encoder {
		w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(256<<10))
		if err != nil {
			return nil
		}
		return w
	})
)

var unzstd = sync.OnceValue(func() *zstd.Decoder {
	r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil
	}
	return r
})

type resetter interface {
	io.WriteCloser
	Reset(w io.Writer)
}

func encode(enc int, body []byte) []byte {
	if enc == zstdEnc {
		if w := zstdOnce(); w != nil {
			return w.EncodeAll(body, make([]byte, 0, len(body)/3))
		}
	}
	pool := &gzipPool
	if enc == brotliEnc {
		pool = &brotliPool
	}
	w, ok := pool.Get().(resetter)
	if !ok {
		return body
	}
	defer pool.Put(w)
	var out bytes.Buffer
	out.Grow(len(body) / 3)
	w.Reset(&out)
	_, _ = w.Write(body) // a bytes.Buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

// decode gives back what encode was given; length is how much that was.
func decode(enc int, packed []byte, length int) []byte {
	var from io.Reader
	switch enc {
	case zstdEnc:
		body, _ := unzstd().DecodeAll(packed, make([]byte, 0, length)) // our own bytes
		return body
	case gzipEnc:
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return packed
		}
		from = r
	case brotliEnc:
		from = brotli.NewReader(bytes.NewReader(packed))
	default:
		return packed
	}
	body := make([]byte, length)
	_, _ = io.ReadFull(from, body) // our own bytes
	return body
}
