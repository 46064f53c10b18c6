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
// (RFC 9110, 12.5.3), encoding it on the first such request.
func (e *Entry) negotiate(accept []string) *variant {
	plain := e.variant[identity].Load()
	if len(accept) == 0 || len(plain.body) < minCompress {
		return plain
	}
	for enc := brotliEnc; enc < encodings; enc++ {
		if !accepts(accept, encodingNames[enc]) {
			continue
		}
		if v := e.variant[enc].Load(); v != nil {
			return v
		}
		v := newVariant(encode(enc, plain.body), encodingNames[enc])
		e.variant[enc].Store(v)
		return v
	}
	return plain
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
