package photo_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/internal/imaging"
	"dateline/internal/testkit"
	"dateline/newsroom/photo"
)

const (
	nsDC        = "http://purl.org/dc/elements/1.1/"
	nsPhotoshop = "http://ns.adobe.com/photoshop/1.0/"
	nsRights    = "http://ns.adobe.com/xap/1.0/rights/"
	nsCore      = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
)

func xmp(namespace, name string, values ...string) imaging.Tag {
	return imaging.Tag{Standard: imaging.XMP, Namespace: namespace, Name: name, Values: values}
}

func iim(name string, values ...string) imaging.Tag {
	return imaging.Tag{Standard: imaging.IPTC, Namespace: "IPTCApplication", Name: name, Values: values}
}

func exif(name string, values ...string) imaging.Tag {
	return imaging.Tag{Standard: imaging.EXIF, Namespace: "IFD0", Name: name, Values: values}
}

func TestReadPrecedence(t *testing.T) {
	t.Parallel()
	full := []imaging.Tag{
		exif("ImageDescription", "EXIF caption"), exif("Artist", "EXIF artist"), exif("Copyright", "EXIF copyright"), exif("DateTimeOriginal", "2011:01:01 10:00:00"),
		iim("Caption-Abstract", "IIM caption"), iim("By-line", "IIM one", "IIM two"), iim("CopyrightNotice", "IIM copyright"), iim("Credit", "IIM credit"),
		iim("City", "Benghazi"), iim("Country-PrimaryLocationName", "Libya"), iim("DateCreated", "2012:01:01"), iim("TimeCreated", "21:01:01+02:00"),
		xmp(nsDC, "Description", "XMP caption", "XMP Bildtext"), xmp(nsDC, "Creator", "XMP one", "XMP two", "XMP one"), xmp(nsDC, "Rights", "XMP copyright"),
		xmp(nsPhotoshop, "Credit", "XMP credit"), xmp(nsPhotoshop, "City", "Tripoli"), xmp(nsPhotoshop, "DateCreated", "2013-01-01T08:00:00+01:00"),
	}
	at := func(y, h, m, s int) time.Time { return time.Date(y, 1, 1, h, m, s, 0, time.UTC) }
	for name, c := range map[string]struct {
		tags []imaging.Tag
		want photo.Reading
	}{
		"XMP first":        {full, photo.Reading{Caption: "XMP caption", Creator: "XMP one, XMP two", Copyright: "XMP copyright", Agency: "XMP credit", Place: "Tripoli", TakenAt: at(2013, 7, 0, 0)}},
		"then IIM":         {full[:12], photo.Reading{Caption: "IIM caption", Creator: "IIM one, IIM two", Copyright: "IIM copyright", Agency: "IIM credit", Place: "Benghazi, Libya", TakenAt: at(2012, 19, 1, 1)}},
		"then EXIF":        {full[:4], photo.Reading{Caption: "EXIF caption", Creator: "EXIF artist", Copyright: "EXIF copyright", TakenAt: at(2011, 10, 0, 0)}},
		"field by field":   {[]imaging.Tag{xmp(nsDC, "Description", " "), full[4], full[1]}, photo.Reading{Caption: "IIM caption", Creator: "EXIF artist"}},
		"nothing":          {nil, photo.Reading{}},
		"what cameras say": {[]imaging.Tag{exif("ImageDescription", "OLYMPUS DIGITAL CAMERA ")}, photo.Reading{}},
		"another's title":  {[]imaging.Tag{xmp("http://example.org/", "Creator", "Nobody")}, photo.Reading{}},
		"licence": {
			[]imaging.Tag{xmp(nsRights, "WebStatement", "https://creativecommons.org/licenses/by-sa/4.0/"), xmp(nsRights, "UsageTerms", "Credit\nthe photographer")},
			photo.Reading{Licence: "CC BY-SA 4.0", LicenceURL: "https://creativecommons.org/licenses/by-sa/4.0/", UsageTerms: "Credit\nthe photographer"},
		},
		"instructions":   {[]imaging.Tag{iim("SpecialInstructions", "EDITORIAL USE ONLY")}, photo.Reading{UsageTerms: "EDITORIAL USE ONLY"}},
		"unsafe licence": {[]imaging.Tag{xmp(nsRights, "WebStatement", "javascript:alert(1)")}, photo.Reading{}},
		"bad date":       {[]imaging.Tag{exif("DateTimeOriginal", "0000:00:00 00:00:00"), xmp(nsPhotoshop, "DateCreated", "yesterday")}, photo.Reading{}},
		"year alone":     {[]imaging.Tag{xmp(nsPhotoshop, "DateCreated", "1969")}, photo.Reading{TakenAt: at(1969, 0, 0, 0)}},
		"language":       {[]imaging.Tag{xmp(nsDC, "Language", "AR-ly")}, photo.Reading{Language: "ar-LY"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testkit.Equal(t, photo.Read(c.tags), c.want)
		})
	}
}

func TestReadCleans(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain":                                      "plain",
		"<p>A &amp; B</p>":                           "A & B",
		"a<script>alert(1)</script>b":                "ab",
		"&lt;b&gt;bold&lt;/b&gt;":                    "bold",
		"5 < 6 & 7 > 3":                              "5 < 6 & 7 > 3",
		"nul\x00 bell\a esc\x1b[31m":                 "nul bell esc[31m",
		"evil\u202egnp.exe":                          "evilgnp.exe",
		"\ufeffZoe\u0308  Mu\u0308ller\t":            "Zoë Müller",
		"bad \xff utf":                               "bad \uFFFD utf",
		"line one\r\n\r\n line   two":                "line one\nline two",
		"\u0646\u0635\u200c\u0639\u0631\u0628\u064a": "\u0646\u0635\u200c\u0639\u0631\u0628\u064a",
		strings.Repeat("ä", 5000):                    strings.Repeat("ä", 4000),
	} {
		if got := photo.Read([]imaging.Tag{xmp(nsDC, "Description", in)}).Caption; got != want {
			t.Errorf("%.60q: %.60q, want %.60q", in, got, want)
		}
	}
	if got := photo.Read([]imaging.Tag{xmp(nsPhotoshop, "Headline", "two\nlines")}).Headline; got != "two lines" {
		t.Errorf("headline %q", got)
	}
}

// TestIIMCharset covers the four ways in which IIM text meets its character
// set; the decoder below has made Latin-1 of what declares nothing.
func TestIIMCharset(t *testing.T) {
	t.Parallel()
	declared := iim("CodedCharacterSet", "UTF-8")
	for name, c := range map[string]struct {
		tags []imaging.Tag
		want string
	}{
		"UTF-8, declared":      {[]imaging.Tag{declared, iim("By-line", "Zoë")}, "Zoë"},
		"UTF-8, not declared":  {[]imaging.Tag{iim("By-line", "ZoÃ«")}, "Zoë"},
		"Latin-1":              {[]imaging.Tag{iim("By-line", "Zoë")}, "Zoë"},
		"looks wrong, is said": {[]imaging.Tag{declared, iim("By-line", "ZoÃ«")}, "ZoÃ«"},
	} {
		if got := photo.Read(c.tags).Creator; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("<b>x</b>", "ZoÃ«", "2021-10-20T21:01:01+00:00", "https://creativecommons.org/licenses/by/4.0/")
	f.Add("\x00\xff\u202e", "&amp;lt;script", "2021:10:20", "javascript:x")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		r := photo.Read([]imaging.Tag{
			xmp(nsDC, "Description", a, b), xmp(nsPhotoshop, "Headline", b), iim("By-line", a, b, c), iim("City", c), iim("DateCreated", c), iim("TimeCreated", a),
			xmp(nsRights, "WebStatement", d), xmp(nsCore, "AltTextAccessibility", d), exif("Copyright", b), exif("DateTimeOriginal", c), xmp(nsDC, "Language", d),
		})
		for _, s := range []string{r.Headline, r.Caption, r.Alt, r.Creator, r.Copyright, r.Place, r.Licence, r.LicenceURL, r.Language} {
			if !utf8.ValidString(s) || utf8.RuneCountInString(s) > 4000 {
				t.Errorf("%q", s)
			}
			for _, c := range s {
				if unicode.IsControl(c) && c != '\n' || c == '\u202e' {
					t.Errorf("control character in %q", s)
				}
			}
		}
		if r.LicenceURL != "" && !strings.HasPrefix(r.LicenceURL, "http") {
			t.Errorf("licence address %q", r.LicenceURL)
		}
	})
}
