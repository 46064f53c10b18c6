package imaging

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"os"

	"golang.org/x/image/webp"
)

const (
	markerSOI   = 0xd8
	markerAPP0  = 0xe0
	markerAPP1  = 0xe1
	markerAPP13 = 0xed
	// maxSegment is what a JPEG segment can hold besides its own length.
	maxSegment = 0xffff - 2
)

var errNotOurs = errors.New("not a file that an encoder of ours wrote")

// labelJPEG writes the words into a JPEG file that we encoded: XMP in APP1 and
// IPTC-IIM in APP13, after the JFIF header if there is one.
func labelJPEG(file []byte, words Words) ([]byte, error) {
	if len(file) < 4 || file[0] != 0xff || file[1] != markerSOI {
		return nil, errNotOurs
	}
	if words.empty() {
		return file, nil
	}
	at := 2
	if file[2] == 0xff && file[3] == markerAPP0 && len(file) > 6 {
		at = min(4+int(binary.BigEndian.Uint16(file[4:])), len(file))
	}
	var b bytes.Buffer
	b.Grow(len(file) + 4096)
	b.Write(file[:at])
	segment(&b, markerAPP1, append([]byte("http://ns.adobe.com/xap/1.0/\x00"), words.packet()...))
	segment(&b, markerAPP13, photoshop(words.iim()))
	b.Write(file[at:])
	return b.Bytes(), nil
}

// segment writes one JPEG segment, or nothing where it is too long for one.
func segment(b *bytes.Buffer, marker byte, content []byte) {
	if len(content) > maxSegment {
		return
	}
	b.Write([]byte{0xff, marker})
	b.Write(binary.BigEndian.AppendUint16(nil, uint16(len(content)+2)))
	b.Write(content)
}

// photoshop wraps IIM records in the resource block 0x0404 in which JPEG files
// carry them.
func photoshop(iim []byte) []byte {
	const name = "\x00\x00" // empty, padded
	b := []byte("Photoshop 3.0\x008BIM\x04\x04" + name)
	b = binary.BigEndian.AppendUint32(b, uint32(len(iim)))
	b = append(b, iim...)
	if len(iim)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// labelPNG writes the words into a PNG file that we encoded, as the iTXt chunk
// that XMP part 3 prescribes, right after the header chunk.
func labelPNG(file []byte, words Words) ([]byte, error) {
	const afterHeader = 8 + 4 + 4 + 13 + 4 // signature; length, type, content and checksum of IHDR
	if len(file) < afterHeader || !bytes.HasPrefix(file, []byte("\x89PNG")) {
		return nil, errNotOurs
	}
	if words.empty() {
		return file, nil
	}
	content := append([]byte("iTXtXML:com.adobe.xmp\x00\x00\x00\x00\x00"), words.packet()...)
	var b bytes.Buffer
	b.Grow(len(file) + len(content) + 8)
	b.Write(file[:afterHeader])
	b.Write(binary.BigEndian.AppendUint32(nil, uint32(len(content)-4)))
	b.Write(content)
	b.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(content)))
	b.Write(file[afterHeader:])
	return b.Bytes(), nil
}

func writePNG(path string, img image.Image, words Words) error {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	file, err := labelPNG(b.Bytes(), words)
	if err != nil {
		return err
	}
	return os.WriteFile(path, file, 0o600)
}

// labelWebP takes the picture chunk out of a still, opaque WebP file that we
// encoded and builds the file anew around it, with the words as an XMP chunk
// (WebP container specification, "Extended File Format"). The encoder's own
// metadata chunks fall away.
func labelWebP(file []byte, words Words) ([]byte, error) {
	picture, err := webpPicture(file)
	if err != nil {
		return nil, err
	}
	bare := riffChunk("RIFF", append([]byte("WEBP"), picture...))
	if words.empty() {
		return bare, nil
	}
	c, err := webp.DecodeConfig(bytes.NewReader(bare))
	if err != nil {
		return nil, fmt.Errorf("read rendition: %w", err)
	}
	const flagXMP = 0x04
	w, h := c.Width-1, c.Height-1
	body := append([]byte("WEBP"), riffChunk("VP8X", []byte{flagXMP, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)})...)
	body = append(body, picture...)
	return riffChunk("RIFF", append(body, riffChunk("XMP ", words.packet())...)), nil
}

// webpPicture gives the chunk that holds the pixels, padded.
func webpPicture(file []byte) ([]byte, error) {
	const firstChunk, chunkHeader = 12, 8
	if len(file) < firstChunk || string(file[:4]) != "RIFF" {
		return nil, errNotOurs
	}
	for rest := file[firstChunk:]; len(rest) >= chunkHeader; {
		size := int(binary.LittleEndian.Uint32(rest[4:]))
		end := chunkHeader + size + size%2
		if end > len(rest) {
			return nil, errNotOurs
		}
		if kind := string(rest[:4]); kind == "VP8 " || kind == "VP8L" {
			return rest[:end], nil
		}
		rest = rest[end:]
	}
	return nil, errNotOurs
}

func riffChunk(kind string, content []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(content)))
	b = append(b, content...)
	if len(content)%2 == 1 {
		b = append(b, 0)
	}
	return b
}
