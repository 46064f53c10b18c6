package photo

import (
	"strconv"
	"strings"

	"dateline/internal/imaging"
	"dateline/newsroom/body"
)

// fallbackWidth is the width of the file for readers whose browser chooses
// none.
const fallbackWidth = 1280

// Picture gives what a page prints of a photo, with the words of this use of it
// in place of the photo's own. base goes before each path: empty, or the
// site's address without a slash at its end.
func (ps *Photos) Picture(p Photo, use body.PhotoUse, base string) body.Picture {
	widths := Widths(p)
	fallback := Spec{Width: widths[0], Format: imaging.JPEG}
	for _, w := range widths {
		if w <= fallbackWidth {
			fallback.Width = w
		}
	}
	size := fallback.size(p)
	base += p.paths()
	pic := body.Picture{
		URL: base + fallback.Name(), Width: size.X, Height: size.Y,
		Alt: p.Alt, Creator: p.Creator, Agency: p.Agency, Source: p.Source, Copyright: withoutSign(p.Copyright),
		FocalX: p.FocalX, FocalY: p.FocalY,
	}
	for _, f := range ps.images.Formats() {
		if f != imaging.JPEG && !p.Prepared() {
			continue
		}
		if f == imaging.JPEG {
			pic.SrcSet = srcSet(f, widths, base)
			continue
		}
		pic.Sources = append(pic.Sources, body.Source{Type: f.MediaType(), SrcSet: srcSet(f, widths, base)})
	}
	if p.Caption != "" {
		pic.Caption = body.Text{{Text: p.Caption, Lang: p.Language}}
	}
	if len(use.Caption) > 0 {
		pic.Caption = use.Caption
	}
	if use.Alt != "" {
		pic.Alt = use.Alt
	}
	if use.FocalX != 0 || use.FocalY != 0 {
		pic.FocalX, pic.FocalY = use.FocalX, use.FocalY
	}
	return pic
}

// withoutSign takes the sign from a copyright notice: pages print their own.
func withoutSign(notice string) string {
	for _, sign := range []string{"©", "(c)", "(C)"} {
		if rest, ok := strings.CutPrefix(notice, sign); ok {
			return strings.TrimSpace(rest)
		}
	}
	return notice
}

func srcSet(f imaging.Format, widths []int, base string) string {
	var b strings.Builder
	for i, w := range widths {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(base)
		b.WriteString(Spec{Width: w, Format: f}.Name())
		b.WriteByte(' ')
		b.WriteString(strconv.Itoa(w))
		b.WriteByte('w')
	}
	return b.String()
}

// Share is a crop of a photo for those who show the story elsewhere: search
// engines, social networks.
type Share struct {
	URL           string
	Width, Height int // pixels
}

// Shares gives the crops of a photo, the widest shape first, which is also the
// one for og:image.
func Shares(p Photo, base string) []Share {
	var all []Share
	base += p.paths()
	for _, c := range []Crop{Wide, Standard, Square} {
		s := Spec{Crop: c, Format: imaging.JPEG}
		size := s.size(p)
		all = append(all, Share{URL: base + s.Name(), Width: size.X, Height: size.Y})
	}
	return all
}
