package imaging

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"dateline/internal/fault"
)

// Kind is what a file is by its content. Names and declared types are never
// believed.
type Kind string

// The kinds of picture that can be opened. AVIF and HEIC need libvips.
const (
	KindJPEG Kind = "jpeg"
	KindPNG  Kind = "png"
	KindGIF  Kind = "gif"
	KindWebP Kind = "webp"
	KindTIFF Kind = "tiff"
	KindAVIF Kind = "avif"
	KindHEIC Kind = "heic"
)

// MediaType gives the media type (IANA) of files of the kind.
func (k Kind) MediaType() string { return "image/" + string(k) }

func (k Kind) builtin() bool {
	switch k {
	case KindJPEG, KindPNG, KindGIF, KindWebP, KindTIFF:
		return true
	case KindAVIF, KindHEIC:
	}
	return false
}

const sniffLength = 512

// sniff tells the kind from a file's first bytes.
func sniff(head []byte) (Kind, error) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return KindJPEG, nil
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return KindPNG, nil
	case bytes.HasPrefix(head, []byte("GIF87a")), bytes.HasPrefix(head, []byte("GIF89a")):
		return KindGIF, nil
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return KindWebP, nil
	case bytes.HasPrefix(head, []byte("II*\x00")), bytes.HasPrefix(head, []byte("MM\x00*")):
		return KindTIFF, nil
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		return sniffBrand(head)
	}
	return "", refuseUnknown(head)
}

// sniffBrand reads the brands of an ISO base media file (ISO/IEC 14496-12).
func sniffBrand(head []byte) (Kind, error) {
	end := min(len(head), int(be32(head)))
	found := Kind("")
	for i := 8; i+4 <= end; i += 4 {
		switch string(head[i : i+4]) {
		case "avif", "avis":
			return KindAVIF, nil
		case "heic", "heix", "heim", "heis", "mif1", "msf1":
			found = KindHEIC
		}
	}
	if found == "" {
		return "", fault.New(fault.Invalid, "this is a video or an unknown kind of media file, not a picture")
	}
	return found, nil
}

func refuseUnknown(head []byte) error {
	const accepted = "JPEG, PNG, WebP, AVIF, TIFF and GIF pictures are accepted"
	text := strings.ToLower(string(bytes.TrimLeft(head, "\xef\xbb\xbf \t\r\n")))
	switch {
	case len(head) == 0:
		return fault.New(fault.Invalid, "the file is empty")
	case strings.Contains(text, "<svg"):
		return fault.New(fault.Invalid, "SVG drawings can carry scripts and are not accepted; export the drawing as PNG and upload that")
	case strings.HasPrefix(text, "%pdf"):
		return fault.New(fault.Invalid, "this is a PDF document, not a picture; %s", accepted)
	case utf8.ValidString(text) && !strings.Contains(text, "\x00"):
		return fault.New(fault.Invalid, "this file holds text or a script, whatever its name says; %s", accepted)
	}
	return fault.New(fault.Invalid, "this file is not a picture that can be read here; %s", accepted)
}

func be32(b []byte) uint32 {
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}
