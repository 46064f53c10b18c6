package imaging

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"dateline/internal/fault"
)

// Header is what a file says of itself before any pixel is decoded. It may lie.
type Header struct {
	Kind     Kind
	Width    int // pixels as stored, before turning upright
	Height   int
	Animated bool // a GIF of more than one frame; only the first is used
}

// ReadHeader finds kind and dimensions of a picture of size bytes without
// decoding it. It reads little, allocates little and never panics. The error is
// a fault for the person who uploaded the file.
func ReadHeader(r io.ReaderAt, size int64) (Header, error) {
	head := make([]byte, min(size, sniffLength))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return Header{}, fmt.Errorf("read picture: %w", err)
	}
	kind, err := sniff(head)
	if err != nil {
		return Header{}, err
	}
	h := Header{Kind: kind}
	h.Width, h.Height, err = dimensions(kind, io.NewSectionReader(r, 0, size))
	if err != nil || h.Width <= 0 || h.Height <= 0 {
		return Header{}, damaged(kind, err)
	}
	if kind == KindGIF {
		h.Animated = animated(io.NewSectionReader(r, 0, size))
	}
	return h, nil
}

func (l Limits) check(h Header) error {
	if h.Width > l.Side || h.Height > l.Side {
		return fault.New(fault.TooLarge, "the picture says it is %d × %d pixels; the longer side may have at most %d", h.Width, h.Height, l.Side)
	}
	if h.Width*h.Height > l.Pixels {
		return fault.New(fault.TooLarge, "the picture says it is %d × %d pixels, that is %d megapixels; at most %d are accepted",
			h.Width, h.Height, h.Width*h.Height/1_000_000, l.Pixels/1_000_000)
	}
	return nil
}

func damaged(kind Kind, cause error) error {
	return fault.Wrap(fault.Invalid, cause, "this %s file is damaged or cut off; ask for it again or save it anew in a picture editor", kind.label())
}

func (k Kind) label() string {
	switch k {
	case KindWebP:
		return "WebP"
	case KindJPEG:
		return "JPEG"
	case KindPNG:
		return "PNG"
	case KindGIF:
		return "GIF"
	case KindTIFF:
		return "TIFF"
	case KindAVIF:
		return "AVIF"
	case KindHEIC:
		return "HEIC"
	}
	return "picture"
}

func dimensions(kind Kind, r *io.SectionReader) (width, height int, err error) {
	limited := bufio.NewReader(io.LimitReader(r, headerReach))
	switch kind {
	case KindJPEG:
		c, err := jpeg.DecodeConfig(limited)
		return c.Width, c.Height, err
	case KindPNG:
		c, err := png.DecodeConfig(limited)
		return c.Width, c.Height, err
	case KindGIF:
		c, err := gif.DecodeConfig(limited)
		return c.Width, c.Height, err
	case KindWebP:
		return webpSize(r, limited)
	case KindTIFF:
		return tiffSize(r)
	case KindAVIF, KindHEIC:
		return heifSize(r)
	}
	return 0, 0, fmt.Errorf("unknown kind %q", kind)
}

// webpSize takes the canvas of an extended file itself, since the library
// refuses animations before it tells their size.
func webpSize(at io.ReaderAt, r io.Reader) (width, height int, err error) {
	var b [30]byte
	if _, err := at.ReadAt(b[:], 0); err == nil && string(b[12:16]) == "VP8X" {
		return 1 + le24(b[24:]), 1 + le24(b[27:]), nil
	}
	c, err := webp.DecodeConfig(r)
	return c.Width, c.Height, err
}

func le24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// tiffSize reads ImageWidth and ImageLength from the first directory of a TIFF
// file (TIFF 6.0, section 2).
func tiffSize(r io.ReaderAt) (width, height int, err error) {
	const (
		tagWidth, tagHeight = 256, 257
		typeShort, typeLong = 3, 4
		maxEntries          = 512
	)
	var b [12]byte
	if _, err := r.ReadAt(b[:8], 0); err != nil {
		return 0, 0, err
	}
	var order binary.ByteOrder = binary.LittleEndian
	if b[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(b[4:]))
	if _, err := r.ReadAt(b[:2], at); err != nil {
		return 0, 0, err
	}
	for range min(int(order.Uint16(b[:])), maxEntries) {
		if _, err := r.ReadAt(b[:], at+2); err != nil {
			return 0, 0, err
		}
		at += 12
		var value int
		switch order.Uint16(b[2:]) {
		case typeShort:
			value = int(order.Uint16(b[8:]))
		case typeLong:
			value = int(order.Uint32(b[8:]))
		}
		switch order.Uint16(b[:]) {
		case tagWidth:
			width = value
		case tagHeight:
			height = value
		}
	}
	return width, height, nil
}

// heifSize gives the largest extent (box ispe) that a HEIF or AVIF file
// declares for any of its images (ISO/IEC 23008-12). The largest, since a small
// thumbnail must not hide a huge picture.
func heifSize(r *io.SectionReader) (width, height int, err error) {
	extent := func(from, to int64) error {
		var b [12]byte
		if to-from < int64(len(b)) {
			return nil
		}
		if _, err := r.ReadAt(b[:], from); err != nil {
			return err
		}
		w, h := int(be32(b[4:])), int(be32(b[8:]))
		if float64(w)*float64(h) > float64(width)*float64(height) {
			width, height = w, h
		}
		return nil
	}
	properties := func(from, to int64) error {
		return eachBox(r, from, to, only("ipco", func(from, to int64) error {
			return eachBox(r, from, to, only("ispe", extent))
		}))
	}
	err = eachBox(r, 0, r.Size(), only("meta", func(from, to int64) error {
		const versionAndFlags = 4
		if err := eachBox(r, from+versionAndFlags, min(to, from+headerReach), only("iprp", properties)); err != nil {
			return err
		}
		return errSeen // one meta box is all there may be
	}))
	if errors.Is(err, errSeen) {
		err = nil
	}
	return width, height, err
}

var errSeen = errors.New("seen")

// only calls f for boxes of one kind and skips the others.
func only(kind string, f func(from, to int64) error) func(string, int64, int64) error {
	return func(k string, from, to int64) error {
		if k != kind {
			return nil
		}
		return f(from, to)
	}
}

// eachBox calls f for each box between two offsets with the range of its
// content.
func eachBox(r *io.SectionReader, from, to int64, f func(kind string, from, to int64) error) error {
	const maxBoxes = 4096
	for range maxBoxes {
		var b [16]byte
		if from+8 > to {
			return nil
		}
		if _, err := r.ReadAt(b[:8], from); err != nil {
			return err
		}
		size, header := int64(be32(b[:])), int64(8)
		switch size {
		case 0: // to the end
			size = to - from
		case 1:
			if _, err := r.ReadAt(b[8:16], from+8); err != nil {
				return err
			}
			size, header = int64(binary.BigEndian.Uint64(b[8:])), 16
		}
		if size < header || size > r.Size()-from {
			return errors.New("box reaches beyond the file")
		}
		if err := f(string(b[4:8]), from+header, min(from+size, to)); err != nil {
			return err
		}
		from += size
	}
	return errors.New("too many boxes")
}

// animated counts the frames of a GIF as far as two, without decoding them.
func animated(r io.Reader) bool {
	br := bufio.NewReader(r)
	var b [13]byte
	if _, err := io.ReadFull(br, b[:]); err != nil || !skipColours(br, b[10]) {
		return false
	}
	for frames := 0; ; {
		switch kind, err := br.ReadByte(); {
		case err != nil:
			return false
		case kind == 0x21: // extension
			if _, err := br.Discard(1); err != nil || !skipBlocks(br) {
				return false
			}
		case kind == 0x2c: // frame
			if frames++; frames > 1 {
				return true
			}
			if _, err := io.ReadFull(br, b[:9]); err != nil || !skipColours(br, b[8]) {
				return false
			}
			if _, err := br.Discard(1); err != nil || !skipBlocks(br) {
				return false
			}
		default:
			return false
		}
	}
}

func skipColours(r *bufio.Reader, flags byte) bool {
	if flags&0x80 == 0 {
		return true
	}
	_, err := r.Discard(3 << (flags&7 + 1))
	return err == nil
}

func skipBlocks(r *bufio.Reader) bool {
	for {
		n, err := r.ReadByte()
		if err != nil {
			return false
		}
		if n == 0 {
			return true
		}
		if _, err := r.Discard(int(n)); err != nil {
			return false
		}
	}
}
