package imaging_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/image/tiff"

	"dateline/internal/imaging/imagingtest"
)

func TestMain(m *testing.M) { imagingtest.Main(m) }

// quarters is a picture whose corners tell which way is up: red, green, blue,
// yellow from the top left, row by row.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{200, 30, 30, 255}
			switch {
			case x >= w/2 && y < h/2:
				c = color.RGBA{30, 200, 30, 255}
			case x < w/2 && y >= h/2:
				c = color.RGBA{30, 30, 200, 255}
			case x >= w/2:
				c = color.RGBA{200, 200, 30, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func encode(t testing.TB, kind string, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch kind {
	case "jpeg":
		err = jpeg.Encode(&b, img, &jpeg.Options{Quality: 95})
	case "png":
		err = png.Encode(&b, img)
	case "gif":
		err = gif.Encode(&b, img, nil)
	case "tiff":
		err = tiff.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withSegment puts a segment after the first two bytes of a JPEG.
func withSegment(file []byte, marker byte, content []byte) []byte {
	var b bytes.Buffer
	b.Write(file[:2])
	b.Write([]byte{0xff, marker})
	b.Write(binary.BigEndian.AppendUint16(nil, uint16(len(content)+2)))
	b.Write(content)
	b.Write(file[2:])
	return b.Bytes()
}

// exifWith makes an EXIF segment with an orientation, a place on the globe and
// the serial number of a camera.
func exifWith(orientation uint16) []byte {
	order := binary.LittleEndian
	serial := "SN-4711-SECRET\x00"
	b := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00")
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, count)
		b = order.AppendUint32(b, value)
	}
	const ifd0, exif, gps = 8, 8 + 2 + 3*12 + 4, 8 + 2 + 3*12 + 4 + 2 + 12 + 4
	const data = gps + 2 + 4*12 + 4
	b = order.AppendUint16(b, 3)
	entry(0x0112, 3, 1, uint32(orientation))
	entry(0x8769, 4, 1, exif)
	entry(0x8825, 4, 1, gps)
	b = order.AppendUint32(b, 0)
	b = order.AppendUint16(b, 1)
	entry(0xa431, 2, uint32(len(serial)), data+48)
	b = order.AppendUint32(b, 0)
	b = order.AppendUint16(b, 4)
	entry(1, 2, 2, 'N')
	entry(2, 5, 3, data)
	entry(3, 2, 2, 'E')
	entry(4, 5, 3, data+24)
	b = order.AppendUint32(b, 0)
	for _, n := range []uint32{32, 1, 53, 1, 14, 1, 13, 1, 11, 1, 29, 1} {
		b = order.AppendUint32(b, n)
	}
	return append(b, serial...)
}

func chunk(name string, content []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	body := append([]byte(name), content...)
	b = append(b, body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(body))
}

// pngSaying is a PNG of a few bytes that says it is w by h pixels.
func pngSaying(w, h uint32) []byte {
	header := binary.BigEndian.AppendUint32(nil, w)
	header = binary.BigEndian.AppendUint32(header, h)
	b := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(header, 8, 2, 0, 0, 0))...)
	b = append(b, chunk("IDAT", []byte{0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01})...)
	return append(b, chunk("IEND", nil)...)
}

func gifSaying(w, h uint16) []byte {
	b := binary.LittleEndian.AppendUint16([]byte("GIF89a"), w)
	b = binary.LittleEndian.AppendUint16(b, h)
	b = append(b, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c, 0, 0, 0, 0)
	b = binary.LittleEndian.AppendUint16(b, w)
	b = binary.LittleEndian.AppendUint16(b, h)
	return append(b, 0, 2, 2, 0x4c, 0x01, 0, 0x3b)
}

func tiffSaying(w, h uint32) []byte {
	b := []byte("II*\x00\x08\x00\x00\x00\x02\x00")
	for i, v := range []uint32{w, h} {
		b = binary.LittleEndian.AppendUint16(b, uint16(256+i))
		b = binary.LittleEndian.AppendUint16(b, 4)
		b = binary.LittleEndian.AppendUint32(b, 1)
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return append(b, 0, 0, 0, 0)
}

func jpegSaying(w, h uint16) []byte {
	b := []byte{0xff, 0xd8, 0xff, 0xc0, 0, 17, 8}
	b = binary.BigEndian.AppendUint16(b, h)
	b = binary.BigEndian.AppendUint16(b, w)
	return append(b, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0, 0xff, 0xd9)
}

func webpSaying(w, h uint32) []byte {
	b := []byte("RIFF\x20\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00")
	return append(b, byte(w-1), byte((w-1)>>8), byte((w-1)>>16), byte(h-1), byte((h-1)>>8), byte((h-1)>>16), 0, 0, 0, 0)
}

func box(kind string, content ...[]byte) []byte {
	all := bytes.Join(content, nil)
	b := binary.BigEndian.AppendUint32(nil, uint32(len(all)+8))
	return append(append(b, kind...), all...)
}

func avifSaying(w, h uint32) []byte {
	extent := func(w, h uint32) []byte {
		b := binary.BigEndian.AppendUint32(make([]byte, 4), w)
		return box("ispe", binary.BigEndian.AppendUint32(b, h))
	}
	return append(box("ftyp", []byte("avif\x00\x00\x00\x00avifmif1")),
		box("meta", make([]byte, 4), box("iprp", box("ipco", extent(64, 64), extent(w, h))))...)
}

// reference is the IPTC's test photo with every field set.
func reference(t testing.TB) []byte {
	t.Helper()
	dir := os.Getenv("DATELINE_TEST_DATA")
	if dir == "" {
		t.Skip("DATELINE_TEST_DATA is not set, so the IPTC reference photo is not tested")
	}
	file, err := os.ReadFile(filepath.Join(dir, "photos", "IPTC-PhotometadataRef-Std2021.1.jpg"))
	if err != nil {
		t.Skipf("the IPTC reference photo is not here: %v", err)
	}
	return file
}

// exiftool tells what an independent reader finds in a file.
func exiftool(t testing.TB, path string) string {
	t.Helper()
	program, err := exec.LookPath("exiftool")
	if err != nil {
		t.Skip("exiftool is not installed here (package libimage-exiftool-perl), so nobody checks the files made")
	}
	out, err := exec.CommandContext(t.Context(), program, "-G1", "-s", "-a", "-u", path).CombinedOutput()
	if err != nil {
		t.Fatalf("exiftool: %v: %s", err, out)
	}
	return string(out)
}
