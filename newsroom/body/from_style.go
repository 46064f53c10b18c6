package body

import (
	"strconv"
	"strings"
)

// marked adds the marks that an element sets by its name and by its style.
func marked(n *node, m Span) Span {
	switch n.tag {
	case "b", "strong", "dt", "summary":
		m.Bold = true
	case "i", "em", "cite", "dfn", "var":
		m.Italic = true
	case "u":
		m.Underline = true
	case "s", "strike", "del":
		m.Strike = true
	case "code", "kbd", "samp", "tt", "pre":
		m.Code = true
	case "sub":
		m.Sub = true
	case "sup":
		m.Sup = true
	}
	if n.get("style") != "" {
		for property, value := range styles(n) {
			m = styled(m, property, value)
		}
	}
	return m
}

// styles walks the declarations of a style attribute in lower case.
func styles(n *node) func(yield func(property, value string) bool) {
	return func(yield func(property, value string) bool) {
		for _, declaration := range strings.Split(n.get("style"), ";") {
			property, value, _ := strings.Cut(declaration, ":")
			value = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(value)), "!important")
			if !yield(strings.ToLower(strings.TrimSpace(property)), strings.TrimSpace(value)) {
				return
			}
		}
	}
}

func styleOf(n *node, property string) string {
	for p, value := range styles(n) {
		if p == property {
			return value
		}
	}
	return ""
}

func styled(m Span, property, value string) Span {
	switch property {
	case "font-weight":
		weight, err := strconv.Atoi(value)
		switch {
		case err == nil:
			m.Bold = weight >= 600
		case value == "bold" || value == "bolder":
			m.Bold = true
		case value == "normal" || value == "lighter":
			m.Bold = false
		}
	case "font-style":
		m.Italic = value == "italic" || strings.HasPrefix(value, "oblique")
	case "text-decoration", "text-decoration-line":
		m.Underline = m.Underline || strings.Contains(value, "underline")
		m.Strike = m.Strike || strings.Contains(value, "line-through")
	case "vertical-align":
		m.Sub = m.Sub || value == "sub"
		m.Sup = m.Sup || value == "super"
	}
	return m
}

// hidden tells what a browser would not show, the bullets that Word writes out,
// and words that tracked changes took away.
func hidden(n *node) bool {
	for _, a := range n.attrs {
		if a.key == "hidden" {
			return true
		}
	}
	if n.classed("msoDel") {
		return true
	}
	if n.get("style") == "" {
		return false
	}
	for property, value := range styles(n) {
		switch property {
		case "display":
			if value == "none" {
				return true
			}
		case "mso-hide":
			if value == "all" {
				return true
			}
		case "mso-list":
			if value == "ignore" {
				return true
			}
		}
	}
	return false
}

// wordItem reads the list membership that Word writes into a paragraph's style:
// "l0 level2 lfo1" is list 0, second level.
func wordItem(n *node) (list string, level int, ok bool) {
	value := styleOf(n, "mso-list")
	fields := strings.Fields(value)
	if len(fields) < 2 || value == "ignore" || value == "none" {
		return "", 0, false
	}
	level, err := strconv.Atoi(strings.TrimPrefix(fields[1], "level"))
	if err != nil || level < 1 {
		level = 1
	}
	return fields[0], min(level-1, MaxListLevel), true
}

// wordOrdered looks at the bullet that Word wrote out: a number or letter with
// a full stop or bracket after it numbers the list.
func wordOrdered(n *node) bool {
	for _, k := range n.kids {
		if k.tag == "" {
			continue
		}
		if styleOf(k, "mso-list") == "ignore" {
			sign := strings.TrimLeft(strings.TrimSpace(words(k)), "(")
			end := strings.IndexAny(sign, ".)")
			return end > 0 && end <= 6 && token(sign[:end])
		}
		if wordOrdered(k) {
			return true
		}
	}
	return false
}

// words gives all text below a node on one line.
func words(n *node) string {
	var b strings.Builder
	gather(&b, n)
	return cleanLine(b.String())
}

func gather(b *strings.Builder, n *node) {
	if b.Len() > 4*MaxLine {
		return
	}
	b.WriteString(n.text)
	for _, k := range n.kids {
		gather(b, k)
		if block(k.tag) || k.tag == "br" {
			b.WriteByte(' ')
		}
	}
}
