package masthead

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"image"
	_ "image/jpeg" // what a logo may be
	_ "image/png"  // likewise
	"math"
	"strconv"
	"strings"

	_ "golang.org/x/image/webp" // likewise

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

// The default theme's papers, on which accents must be read, and how much
// darker or lighter than the paper a letter must be (WCAG 2.2, 1.4.3).
const (
	lightPaper  = "#fbfaf6"
	darkPaper   = "#121314"
	minContrast = 4.5
)

// Limits of a logo.
const (
	MaxLogoBytes  = 300 << 10
	maxLogoPixels = 4000 // of a side
)

func (m *Masthead) checkLook() error {
	for _, c := range []struct{ field, colour, paper, name string }{{"accent", m.Accent, lightPaper, "light"}, {"accent_dark", m.AccentDark, darkPaper, "dark"}} {
		if c.colour == "" {
			continue
		}
		ratio, ok := contrast(c.colour, c.paper)
		if !ok {
			return fault.InvalidField(c.field, "“%s” is not a colour such as #b3221b", c.colour)
		}
		if ratio < minContrast {
			return fault.InvalidField(c.field, "has a contrast of %.1f on the %s paper and needs %.1f: many could not read it; take a %s one", ratio, c.name, minContrast, map[string]string{"light": "darker", "dark": "lighter"}[c.name])
		}
	}
	if m.Headlines != "" && m.Headlines != "sans" {
		return fault.InvalidField("headlines", "is empty for the theme's serif, or sans")
	}
	return nil
}

// contrast gives the contrast of two colours by WCAG 2.2, 1 to 21.
func contrast(a, b string) (ratio float64, ok bool) {
	la, okA := luminance(a)
	lb, okB := luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05), okA && okB
}

func luminance(colour string) (l float64, ok bool) {
	n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil || len(colour) != 7 || colour[0] != '#' {
		return 0, false
	}
	for i, weight := range []float64{0.0722, 0.7152, 0.2126} { // blue, green, red
		c := float64(n>>(8*i)&0xff) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		l += weight * c
	}
	return l, true
}

// Logo is a picture in place of the publication's name.
type Logo struct {
	File   string // name: hash and ending
	Width  int    // pixels
	Height int
}

var logoTypes = map[string]string{"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}

// KeepLogo takes in a picture for the masthead. It shows once the masthead
// names it.
func (ms *Mastheads) KeepLogo(ctx context.Context, actor account.Actor, file []byte) (l Logo, err error) {
	if err := actor.Check(account.WriteSettings); err != nil {
		return l, err
	}
	if len(file) > MaxLogoBytes {
		return l, fault.New(fault.TooLarge, "a logo may have %d kB and this one has %d", MaxLogoBytes>>10, len(file)>>10)
	}
	seen, kind, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil || logoTypes[kind] == "" {
		return l, fault.Wrap(fault.Invalid, err, "a logo is a PNG, JPEG or WebP picture, and this file is none that can be read")
	}
	if seen.Width > maxLogoPixels || seen.Height > maxLogoPixels || seen.Width == 0 || seen.Height == 0 {
		return l, fault.New(fault.Invalid, "a logo may be %d pixels wide and high, and this one is %d × %d", maxLogoPixels, seen.Width, seen.Height)
	}
	if _, _, err := image.Decode(bytes.NewReader(file)); err != nil {
		return l, fault.Wrap(fault.Invalid, err, "this picture is broken: save it anew and try again")
	}
	sum := sha256.Sum256(file)
	l = Logo{File: hex.EncodeToString(sum[:8]) + "." + kind, Width: seen.Width, Height: seen.Height}
	now := ms.clock.Now()
	return l, ms.db.Write(ctx, func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING`, logoSetting+l.File, base64.StdEncoding.EncodeToString(file), database.Micros(now))
		if err != nil {
			return fmt.Errorf("keep the logo: %w", err)
		}
		return audit.Record(ctx, tx, now, actor, "logo", "masthead", 0, l.File)
	})
}

const logoSetting = "logo:"

// LogoFile gives a logo's bytes and media type.
func (ms *Mastheads) LogoFile(ctx context.Context, q database.Q, file string) (b []byte, media string, err error) {
	text, err := database.One(ctx, q, database.Value[string], `SELECT value FROM setting WHERE name = $1`, logoSetting+file)
	if err != nil {
		return nil, "", err
	}
	_, kind, _ := strings.Cut(file, ".")
	if b, err = base64.StdEncoding.DecodeString(text); err != nil {
		return nil, "", fmt.Errorf("read the logo: %w", err)
	}
	return b, logoTypes[kind], nil
}
