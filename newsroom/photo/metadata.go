package photo

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/language"

	"dateline/internal/imaging"
)

// Reading is what a file's metadata says in the newsroom's words, cleaned.
type Reading struct {
	Headline   string
	Caption    string
	Alt        string
	Creator    string // several are parted by commas
	Agency     string
	Source     string
	Copyright  string
	Licence    string
	LicenceURL string
	UsageTerms string
	Place      string // from the narrow to the wide: "Bab al-Aziziya, Tripoli, Libya"
	TakenAt    time.Time
	Language   string // BCP 47
}

// The XMP namespaces of the IPTC Photo Metadata Standard 2021.1.
const (
	nsDC        = "http://purl.org/dc/elements/1.1/"
	nsPhotoshop = "http://ns.adobe.com/photoshop/1.0/"
	nsRights    = "http://ns.adobe.com/xap/1.0/rights/"
	nsCore      = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
	nsCC        = "http://creativecommons.org/ns#"
)

// Read merges a file's metadata: XMP before IPTC-IIM before EXIF, field by
// field, the first that says anything.
func Read(tags []imaging.Tag) Reading {
	m := index(tags)
	r := Reading{
		Headline: clean(m.first(xmp(nsPhotoshop, "Headline"), iim("Headline")), maxHeadline, false),
		Caption: clean(m.first(xmp(nsDC, "Description"), iim("Caption-Abstract"),
			m.telling("ImageDescription")), maxCaption, true),
		Alt:        clean(m.first(xmp(nsCore, "AltTextAccessibility")), maxAlt, false),
		Creator:    clean(m.every(xmp(nsDC, "Creator"), iim("By-line"), exif("Artist")), maxName, false),
		Agency:     clean(m.first(xmp(nsPhotoshop, "Credit"), iim("Credit")), maxName, false),
		Source:     clean(m.first(xmp(nsPhotoshop, "Source"), iim("Source")), maxName, false),
		Copyright:  clean(m.first(xmp(nsDC, "Rights"), iim("CopyrightNotice"), exif("Copyright")), maxCopyright, false),
		LicenceURL: cleanURL(m.first(xmp(nsCC, "License"), xmp(nsRights, "WebStatement"))),
		UsageTerms: clean(m.first(xmp(nsRights, "UsageTerms"), xmp(nsPhotoshop, "Instructions"), iim("SpecialInstructions")), maxUsageTerms, true),
		Place:      m.place(),
		TakenAt:    m.takenAt(),
		Language:   m.language(),
	}
	r.Licence = licenceName(r.LicenceURL)
	return r
}

type tagKey struct {
	standard  imaging.Standard
	namespace string // of XMP only: elsewhere a name says enough
	name      string
}

func xmp(namespace, name string) tagKey { return tagKey{imaging.XMP, namespace, foldName(name)} }
func iim(name string) tagKey            { return tagKey{imaging.IPTC, "", foldName(name)} }
func exif(name string) tagKey           { return tagKey{imaging.EXIF, "", foldName(name)} }

// foldName makes "By-line", "Byline" and "ByLine" the same.
func foldName(name string) string { return strings.ToLower(strings.ReplaceAll(name, "-", "")) }

type metadata struct {
	values map[tagKey][]string
	utf8   bool // IIM says that it is UTF-8
}

func index(tags []imaging.Tag) metadata {
	m := metadata{values: make(map[tagKey][]string, len(tags))}
	for _, t := range tags {
		k := tagKey{t.Standard, "", foldName(t.Name)}
		if t.Standard == imaging.XMP {
			k.namespace = t.Namespace
		}
		if _, ok := m.values[k]; !ok {
			m.values[k] = t.Values
		}
	}
	m.utf8 = slices.Contains(m.values[iim("CodedCharacterSet")], "UTF-8")
	return m
}

// first gives the first value of the first key that has one. In a list of
// languages the first is the default.
func (m metadata) first(keys ...tagKey) string {
	for _, k := range keys {
		for _, v := range m.values[k] {
			if v = m.decode(k, v); strings.TrimSpace(v) != "" {
				return v
			}
		}
	}
	return ""
}

// every is first for fields that name several.
func (m metadata) every(keys ...tagKey) string {
	for _, k := range keys {
		var all []string
		for _, v := range m.values[k] {
			if v = strings.Trim(m.decode(k, v), " ,;\t"); v != "" && !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
		if len(all) > 0 {
			return strings.Join(all, ", ")
		}
	}
	return ""
}

// decode mends IIM text that does not say its character set. Latin-1 is the
// rule, yet many programs write UTF-8 there; text that is valid UTF-8 and not
// plain ASCII is hardly ever meant as Latin-1.
func (m metadata) decode(k tagKey, v string) string {
	if k.standard != imaging.IPTC || m.utf8 {
		return v
	}
	raw, err := charmap.ISO8859_1.NewEncoder().String(v)
	if err != nil || raw == v || !utf8.ValidString(raw) {
		return v
	}
	return raw
}

// telling gives an EXIF key unless it holds only what cameras write there.
func (m metadata) telling(name string) tagKey {
	k := exif(name)
	switch strings.ToLower(strings.TrimSpace(m.first(k))) {
	case "olympus digital camera", "sony dsc", "dcim", "minolta digital camera", "konica minolta digital camera", "samsung", "default", "untitled", "exif_jpeg_picture":
		return tagKey{}
	}
	return k
}

// place joins the location fields of one standard; two are never mixed.
func (m metadata) place() string {
	for _, keys := range [][]tagKey{
		{xmp(nsCore, "Location"), xmp(nsPhotoshop, "City"), xmp(nsPhotoshop, "State"), xmp(nsPhotoshop, "Country")},
		{iim("Sub-location"), iim("City"), iim("Province-State"), iim("Country-PrimaryLocationName")},
	} {
		var parts []string
		for _, k := range keys {
			if part := clean(m.first(k), maxPlace, false); part != "" && !slices.Contains(parts, part) {
				parts = append(parts, part)
			}
		}
		if len(parts) > 0 {
			return cutTo(strings.Join(parts, ", "), maxPlace)
		}
	}
	return ""
}

// takenAt reads the moment of the shot. Where no zone is given it is taken for
// UTC.
func (m metadata) takenAt() time.Time {
	for _, text := range []string{
		m.first(xmp(nsPhotoshop, "DateCreated")),
		strings.TrimSpace(m.first(iim("DateCreated")) + " " + m.first(iim("TimeCreated"))),
		m.first(iim("DateCreated")),
		m.first(exif("DateTimeOriginal")) + m.first(exif("OffsetTimeOriginal")),
		m.first(exif("DateTimeOriginal")),
	} {
		if t := parseTime(text); !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

func parseTime(s string) time.Time {
	const dateLength = len("2006-01-02")
	s = strings.TrimSpace(strings.ReplaceAll(s, "T", " "))
	if len(s) >= dateLength { // EXIF and IIM part dates with colons
		s = strings.ReplaceAll(s[:dateLength], ":", "-") + s[dateLength:]
	}
	for _, layout := range []string{"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04Z07:00", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1800 {
			return t.UTC().Truncate(time.Microsecond)
		}
	}
	return time.Time{}
}

func (m metadata) language() string {
	tag, err := language.Parse(strings.TrimSpace(m.first(xmp(nsDC, "Language"), iim("LanguageIdentifier"))))
	if err != nil || tag == language.Und {
		return ""
	}
	return tag.String()
}

// licenceName gives the short name of a Creative Commons licence or dedication.
func licenceName(address string) string {
	u, err := url.Parse(address)
	if err != nil || strings.TrimPrefix(u.Host, "www.") != "creativecommons.org" {
		return ""
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) < 3 {
		return ""
	}
	version := cutTo(parts[2], 5)
	switch parts[0] + "/" + parts[1] {
	case "publicdomain/zero":
		return "CC0 " + version
	case "publicdomain/mark":
		return "Public domain"
	case "licenses/by", "licenses/by-sa", "licenses/by-nd", "licenses/by-nc", "licenses/by-nc-sa", "licenses/by-nc-nd":
		return "CC " + strings.ToUpper(parts[1]) + " " + version
	}
	return ""
}
