package feed

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// document is an XML document in the making.
type document struct{ b []byte }

// open starts an element. Attributes come as name, value, name, value; those
// without a value are left out.
func (d *document) open(name string, attributes ...string) {
	d.tag(name, attributes)
	d.b = append(d.b, ">\n"...)
}

func (d *document) tag(name string, attributes []string) {
	d.b = append(d.b, '<')
	d.b = append(d.b, name...)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] == "" {
			continue
		}
		d.b = append(d.b, ' ')
		d.b = append(d.b, attributes[i]...)
		d.b = append(d.b, '=', '"')
		d.b = appendEscaped(d.b, attributes[i+1], true)
		d.b = append(d.b, '"')
	}
}

func (d *document) end(name string) {
	d.b = append(d.b, "</"...)
	d.b = append(d.b, name...)
	d.b = append(d.b, ">\n"...)
}

// leaf writes an element that holds text, or nothing where there is no text.
func (d *document) leaf(name, text string, attributes ...string) {
	if text != "" {
		d.must(name, text, attributes...)
	}
}

// must writes an element even where its text is empty.
func (d *document) must(name, text string, attributes ...string) {
	d.tag(name, attributes)
	d.b = append(d.b, '>')
	d.b = appendEscaped(d.b, text, false)
	d.end(name)
}

// void writes an element that is all attributes.
func (d *document) void(name string, attributes ...string) {
	d.tag(name, attributes)
	d.b = append(d.b, "/>\n"...)
}

// appendEscaped appends text for XML 1.0. White space of an attribute is
// written as references, because a parser would turn it into spaces.
func appendEscaped(b []byte, s string, attribute bool) []byte {
	for _, r := range s {
		switch {
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r == '"' && attribute:
			b = append(b, "&quot;"...)
		case r == '\r', attribute && (r == '\n' || r == '\t'):
			b = append(b, "&#x"...)
			b = strconv.AppendInt(b, int64(r), 16)
			b = append(b, ';')
		case legal(r):
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}

// legal says whether a character may stand in XML 1.0, section 2.2. What was
// not UTF-8 arrives here as U+FFFD, which may.
func legal(r rune) bool {
	return r >= 0x20 && r <= 0xD7FF || r == '\t' || r == '\n' || r == '\r' || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000
}

// clean makes text that every format here can hold.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if legal(r) {
			return r
		}
		return -1
	}, s)
}

// number prints a size, and nothing for an unknown one.
func number(n int64) string {
	if n <= 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// stamp prints a moment after RFC 3339, and nothing for the zero time.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
