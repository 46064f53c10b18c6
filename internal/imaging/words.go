package imaging

import (
	"bytes"
	"encoding/xml"
	"strings"
	"unicode/utf8"
)

// Words are what a rendition tells of its origin. Empty ones are left out.
type Words struct {
	Creator    string // photographer; several are parted by commas
	Credit     string // credit line, usually the agency
	Source     string // distributor
	Copyright  string // copyright notice
	UsageTerms string
	Licence    string // address of the licence or rights statement
}

func (w Words) empty() bool { return w == Words{} }

// packet gives the words as an XMP packet (ISO 16684-1) in the properties that
// the IPTC Photo Metadata Standard names.
func (w Words) packet() []byte {
	var b bytes.Buffer
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
		` xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">`)
	element(&b, "dc:creator", "<rdf:Seq><rdf:li>", w.Creator, "</rdf:li></rdf:Seq>")
	element(&b, "photoshop:Credit", "", w.Credit, "")
	element(&b, "photoshop:Source", "", w.Source, "")
	element(&b, "dc:rights", `<rdf:Alt><rdf:li xml:lang="x-default">`, w.Copyright, "</rdf:li></rdf:Alt>")
	element(&b, "xmpRights:UsageTerms", `<rdf:Alt><rdf:li xml:lang="x-default">`, w.UsageTerms, "</rdf:li></rdf:Alt>")
	element(&b, "xmpRights:WebStatement", "", w.Licence, "")
	b.WriteString(`</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`)
	return b.Bytes()
}

func element(b *bytes.Buffer, name, before, text, after string) {
	if text == "" {
		return
	}
	b.WriteString("<" + name + ">" + before)
	_ = xml.EscapeText(b, []byte(text)) // a buffer takes everything
	b.WriteString(after + "</" + name + ">")
}

// iim gives the words as IPTC-IIM records in UTF-8, each within the length that
// IIM 4.2 allows.
func (w Words) iim() []byte {
	var b bytes.Buffer
	record := func(number, dataset byte, value string) {
		b.Write([]byte{0x1c, number, dataset, byte(len(value) >> 8), byte(len(value))})
		b.WriteString(value)
	}
	record(1, 90, "\x1b%G")  // coded character set: UTF-8
	record(2, 0, "\x00\x04") // version
	for _, field := range []struct {
		dataset byte
		most    int
		text    string
	}{
		{80, 32, w.Creator}, {110, 32, w.Credit}, {115, 32, w.Source}, {116, 128, w.Copyright},
	} {
		if text := head(field.text, field.most); text != "" {
			record(2, field.dataset, text)
		}
	}
	return b.Bytes()
}

// head gives as many whole characters of s as fit into n bytes.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return strings.TrimRight(s[:n], " ")
}
