package svg

import (
	"fmt"
	"slices"
	"strings"
)

// Look is the style of a family of drawings: "map" or "chart". Its colours are CSS custom properties named
// --NAME-TOKEN and its classes start with NAME.
type Look struct {
	Name   string
	Narrow int // CSS pixels: up to this width the narrow rules hold
	Tokens []Token
	Styles []Style
}

// Token is a colour and what it is on light and on dark paper.
type Token struct{ Name, Light, Dark string }

// Style is one class: declarations for a wide image, and those that change on a narrow one. A value that
// starts with $ is a token, or $serif for the serif face.
type Style struct{ Class, Wide, Narrow string }

const (
	sans  = `"Schibsted Grotesk Variable","Schibsted Grotesk","Helvetica Neue",Arial,"Noto Sans Arabic",sans-serif`
	serif = `"Newsreader Variable",Newsreader,Georgia,"Times New Roman",serif`
)

// declarations prints a rule's body; colour says what stands for a token.
func (l Look) declarations(body string, colour func(token string) string) []string {
	var parts []string
	for d := range strings.SplitSeq(body, ";") {
		property, value, ok := strings.Cut(d, ":")
		if !ok {
			continue
		}
		switch {
		case value == "$serif":
			value = "var(--" + l.Name + "-serif," + serif + ")"
		case strings.HasPrefix(value, "$"):
			value = colour(value[1:])
		}
		parts = append(parts, property+":"+value)
	}
	return parts
}

func (l Look) variable(token string) string { return "var(--" + l.Name + "-" + token + ")" }

func (l Look) variableOr(token string) string {
	i := slices.IndexFunc(l.Tokens, func(t Token) bool { return t.Name == token })
	if i < 0 {
		return "currentColor"
	}
	return "var(--" + l.Name + "-" + token + "," + l.Tokens[i].Light + ")"
}

func (l Look) style(class string) Style {
	i := slices.IndexFunc(l.Styles, func(s Style) bool { return s.Class == class })
	if i < 0 {
		return Style{Class: class}
	}
	return l.Styles[i]
}

// attributes prints a class as presentation attributes, for a page that has no sheet of ours.
func (l Look) attributes(class string) string {
	var b strings.Builder
	b.WriteString(` class="` + class + `"`)
	for _, d := range l.declarations(l.style(class).Wide, l.variableOr) {
		property, value, _ := strings.Cut(d, ":")
		if property == "r" {
			value = strings.TrimSuffix(value, "px")
		}
		b.WriteString(" " + property + `="` + Escape(value) + `"`)
	}
	return b.String()
}

// fileSheet prints the rules of the given classes for a file that stands alone.
func (l Look) fileSheet(used []string) string {
	var light, dark, wide, narrow strings.Builder
	for _, t := range l.Tokens {
		fmt.Fprintf(&light, "--%s-%s:%s;", l.Name, t.Name, t.Light)
		fmt.Fprintf(&dark, "--%s-%s:%s;", l.Name, t.Name, t.Dark)
	}
	for _, s := range l.Styles {
		if !slices.Contains(used, s.Class) {
			continue
		}
		if s.Wide != "" {
			wide.WriteString("." + s.Class + "{" + strings.Join(l.declarations(s.Wide, l.variable), ";") + "}")
		}
		if s.Narrow != "" {
			narrow.WriteString("." + s.Class + "{" + strings.Join(l.declarations(s.Narrow, l.variable), ";") + "}")
		}
	}
	return "svg{" + light.String() + "font-family:" + sans + "}" +
		"@media (prefers-color-scheme:dark){svg{" + dark.String() + "}}" + wide.String() +
		fmt.Sprintf("@media (max-width:%dpx){%s}", l.Narrow, narrow.String())
}

// CSS returns the rules that a page with such drawings inline should carry: the colour tokens, without
// specificity so that a theme may set them, and the narrow rules for narrow screens and for a narrow
// element of the class NAME-frame.
func (l Look) CSS() string {
	var light, both, narrow strings.Builder
	for _, t := range l.Tokens {
		fmt.Fprintf(&light, "--%s-%s: %s; ", l.Name, t.Name, t.Light)
		fmt.Fprintf(&both, "--%s-%s: light-dark(%s, %s); ", l.Name, t.Name, t.Light, t.Dark)
	}
	for _, s := range l.Styles {
		if s.Narrow != "" {
			fmt.Fprintf(&narrow, "  .%s { %s }\n", s.Class, strings.Join(l.declarations(s.Narrow, l.variable), "; "))
		}
	}
	return fmt.Sprintf(`:where(.%[1]s) { %[2]s}
@supports (color: light-dark(#000, #fff)) { :where(.%[1]s) { %[3]s} }
.%[1]s { display: block; inline-size: 100%%; block-size: auto; forced-color-adjust: none; }
.%[1]s-frame { container: %[1]s / inline-size; }
@media (max-width: %[4]dpx) {
%[5]s}
@container %[1]s (max-width: %[4]dpx) {
%[5]s}
`, l.Name, light.String(), both.String(), l.Narrow, narrow.String())
}
