package markup

import (
	"html/template"
	"strconv"
	"time"
	"unicode/utf8"
)

const (
	scriptOpen  = `<script type="application/ld+json">`
	scriptClose = `</script>`
)

// printer writes one JSON-LD script by appending. Member names are ours and
// need no escaping; every value is escaped. Members without a value are left
// out.
type printer struct{ b []byte }

// script starts a JSON-LD document of several nodes.
func script(size int) printer {
	p := printer{make([]byte, 0, size)}
	p.b = append(p.b, scriptOpen+`{"@context":"https://schema.org","@graph":[`...)
	return p
}

func (p *printer) close() template.HTML {
	p.b = append(p.b, "]}"+scriptClose...)
	return template.HTML(p.b) //nolint:gosec // every value went through quote
}

// next puts a comma where the thing to come is not the first.
func (p *printer) next() {
	switch p.b[len(p.b)-1] {
	case '{', '[', ':':
	default:
		p.b = append(p.b, ',')
	}
}

func (p *printer) key(name string) {
	p.next()
	p.b = append(p.b, '"')
	p.b = append(p.b, name...)
	p.b = append(p.b, '"', ':')
}

// node starts an object of a type, as the next element or after a key.
func (p *printer) node(kind string) {
	p.next()
	p.b = append(p.b, `{"@type":"`...)
	p.b = append(p.b, kind...)
	p.b = append(p.b, '"')
}

func (p *printer) end() { p.b = append(p.b, '}') }

func (p *printer) list(name string) {
	p.key(name)
	p.b = append(p.b, '[')
}

func (p *printer) endList() { p.b = append(p.b, ']') }

func (p *printer) text(name, value string) {
	if value != "" {
		p.key(name)
		p.quote(value)
	}
}

// texts writes a list of those values that are not empty.
func (p *printer) texts(name string, values []string) {
	open := false
	for _, v := range values {
		if v == "" {
			continue
		}
		if !open {
			p.list(name)
			open = true
		}
		p.next()
		p.quote(v)
	}
	if open {
		p.endList()
	}
}

// id writes the name of a node: an address with a fragment.
func (p *printer) id(address, fragment string) {
	if address == "" {
		return
	}
	p.key("@id")
	p.quote(address)
	if fragment != "" {
		p.b[len(p.b)-1] = '#'
		p.b = append(p.b, fragment...)
		p.b = append(p.b, '"')
	}
}

// ref points to a node: "name":{"@id":"address#fragment"}.
func (p *printer) ref(name, address, fragment string) {
	if address == "" {
		return
	}
	p.key(name)
	p.b = append(p.b, '{')
	p.id(address, fragment)
	p.end()
}

func (p *printer) number(name string, n int) {
	if n > 0 {
		p.key(name)
		p.b = strconv.AppendInt(p.b, int64(n), 10)
	}
}

// degrees writes a coordinate; five decimals are about a metre.
func (p *printer) degrees(name string, d float64) {
	p.key(name)
	p.b = strconv.AppendFloat(p.b, d, 'f', 5, 64)
}

// date writes a moment after ISO 8601 with the offset of a zone.
func (p *printer) date(name string, t time.Time, zone *time.Location) {
	if t.IsZero() {
		return
	}
	p.key(name)
	p.b = append(p.b, '"')
	p.b = in(t, zone).AppendFormat(p.b, time.RFC3339)
	p.b = append(p.b, '"')
}

func in(t time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone)
}

// quote writes a JSON string that neither HTML nor JavaScript can read as
// anything else: <, >, &, U+2028 and U+2029 are escaped, and what is not UTF-8
// becomes U+FFFD.
func (p *printer) quote(s string) {
	p.b = append(p.b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if (r == utf8.RuneError && n == 1) || r == '\u2028' || r == '\u2029' {
				p.b = append(p.b, s[from:i]...)
				p.unit(uint16(r))
				from = i + n
			}
			i += n
			continue
		}
		if c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0x7f {
			p.b = append(p.b, s[from:i]...)
			switch c {
			case '"', '\\':
				p.b = append(p.b, '\\', c)
			case '\n':
				p.b = append(p.b, '\\', 'n')
			default:
				p.unit(uint16(c))
			}
			from = i + 1
		}
		i++
	}
	p.b = append(p.b, s[from:]...)
	p.b = append(p.b, '"')
}

// unit writes \uXXXX.
func (p *printer) unit(c uint16) {
	const hex = "0123456789ABCDEF"
	p.b = append(p.b, '\\', 'u', hex[c>>12], hex[c>>8&15], hex[c>>4&15], hex[c&15])
}
