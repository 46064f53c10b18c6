package atlas

import "dateline/internal/atlas/svg"

// narrowest is the width in CSS pixels up to which the larger lettering is used.
const narrowest = 520

// look is how every map is drawn.
func look() svg.Look {
	return svg.Look{Name: "map", Narrow: narrowest, Tokens: tokens(), Styles: styles()}
}

// CSS returns the rules that a page with inline maps should carry: the colour tokens (which a theme may set
// itself, ours have no specificity) and larger lettering on narrow screens or inside a narrow .map-frame.
func CSS() string { return look().CSS() }

func tokens() []svg.Token {
	return []svg.Token{
		{Name: "sea", Light: "#e3ebee", Dark: "#11181c"},
		{Name: "shoal", Light: "#d3e0e5", Dark: "#182228"},
		{Name: "grid", Light: "#cbd8dd", Dark: "#1f2b31"},
		{Name: "land", Light: "#f1ebdf", Dark: "#24282a"},
		{Name: "focus", Light: "#fdf9ef", Dark: "#363c3f"},
		{Name: "border", Light: "#b3a78f", Dark: "#596064"},
		{Name: "coast", Light: "#7d969f", Dark: "#546871"},
		{Name: "ink", Light: "#1a1917", Dark: "#f1eee6"},
		{Name: "muted", Light: "#635b4d", Dark: "#b5b1a6"},
		{Name: "water", Light: "#4a6a78", Dark: "#7fa3b3"},
		{Name: "mark", Light: "#b3261e", Dark: "#ff6f5b"},
		{Name: "mark-ink", Light: "#ffffff", Dark: "#15100f"},
	}
}

func styles() []svg.Style {
	text := "text-anchor:middle;paint-order:stroke;stroke-linejoin:round;"
	return []svg.Style{
		{Class: "map-sea", Wide: "fill:$sea"},
		{Class: "map-shoal", Wide: "fill:none;stroke:$shoal;stroke-width:13;stroke-linejoin:round", Narrow: "stroke-width:20"},
		{Class: "map-grid", Wide: "fill:none;stroke:$grid;stroke-width:1", Narrow: "stroke-width:2"},
		{Class: "map-land", Wide: "fill:$land;stroke:$coast;stroke-width:1.6;fill-rule:evenodd;stroke-linejoin:round", Narrow: "stroke-width:3"},
		{Class: "map-focus", Wide: "fill:$focus;stroke:$coast;stroke-width:1.6;fill-rule:evenodd;stroke-linejoin:round", Narrow: "stroke-width:3"},
		{Class: "map-border", Wide: "fill:none;stroke:$border;stroke-width:1.6;stroke-linejoin:round", Narrow: "stroke-width:3"},
		{Class: "map-disputed", Wide: "fill:none;stroke:$border;stroke-width:1.8;stroke-dasharray:7 5", Narrow: "stroke-width:3.4;stroke-dasharray:11 8"},
		{Class: "map-place", Wide: "fill:$ink;stroke:$focus;stroke-width:7;font-size:34px;font-weight:700;paint-order:stroke;stroke-linejoin:round", Narrow: "font-size:54px;stroke-width:12"},
		{Class: "map-main", Wide: text + "fill:$ink;stroke:$focus;stroke-width:6;font-size:23px;font-weight:600;letter-spacing:.03em", Narrow: "font-size:40px;stroke-width:10"},
		{Class: "map-near", Wide: text + "fill:$muted;stroke:$land;stroke-width:5;font-size:20px;font-weight:500;letter-spacing:.02em", Narrow: "font-size:36px;stroke-width:9"},
		{Class: "map-water", Wide: text + "fill:$water;stroke:$sea;stroke-width:5;font-size:21px;font-style:italic;font-family:$serif", Narrow: "font-size:36px;stroke-width:9"},
		{Class: "map-mark", Wide: "fill:$mark;stroke:$focus;stroke-width:4;r:10px", Narrow: "r:17px;stroke-width:7"},
		{Class: "map-ring", Wide: "fill:$mark;fill-opacity:.13;stroke:$mark;stroke-width:3;r:34px", Narrow: "r:46px;stroke-width:5"},
		{Class: "map-scale", Wide: "fill:none;stroke:$muted;stroke-width:2", Narrow: "stroke-width:4"},
		{Class: "map-scale-text", Wide: "fill:$muted;stroke:$sea;stroke-width:5;font-size:18px;font-weight:500;paint-order:stroke;stroke-linejoin:round", Narrow: "font-size:34px;stroke-width:9"},
		{Class: "map-globe-sea", Wide: "fill:$sea;stroke:$muted;stroke-width:1.5"},
		{Class: "map-globe-land", Wide: "fill:$coast;fill-rule:evenodd;fill-opacity:.6"},
		{Class: "map-globe-view", Wide: "fill:$mark;fill-opacity:.16;stroke:$mark;stroke-width:2.5;stroke-linejoin:round"},
		{Class: "map-globe-dot", Wide: "fill:$mark;stroke:$sea;stroke-width:2;r:6.5px"},
		{Class: "map-n", Wide: "display:none", Narrow: "display:inline"},
		{Class: "map-w", Narrow: "display:none"},
		{Class: "map-leader", Wide: "fill:none;stroke:$mark;stroke-width:2", Narrow: "stroke-width:4"},
		{Class: "map-spot", Wide: "fill:$mark;r:4px", Narrow: "r:7px"},
		{Class: "map-numbers", Wide: "fill:$mark;stroke:$focus;stroke-width:2.5;font-size:20px;font-weight:700;text-anchor:middle", Narrow: "font-size:42px;stroke-width:5"},
		{Class: "map-number", Wide: "r:17px", Narrow: "r:37px"},
		{Class: "map-digit", Wide: "fill:$mark-ink;stroke:none"},
		{Class: "map-world-sea", Wide: "fill:$sea"},
		{Class: "map-world-land", Wide: "fill:$land;stroke:$coast;stroke-width:.9;fill-rule:evenodd;stroke-linejoin:round", Narrow: "stroke-width:1.6"},
		{Class: "map-world-focus", Wide: "fill:$focus;stroke:$coast;stroke-width:.9;fill-rule:evenodd;stroke-linejoin:round", Narrow: "stroke-width:1.6"},
		{Class: "map-world-border", Wide: "fill:none;stroke:$border;stroke-width:.8;stroke-linejoin:round", Narrow: "stroke-width:1.4"},
		{Class: "map-t-sea", Wide: "fill:$sea"},
		{Class: "map-t-land", Wide: "fill:$land;stroke:$coast;stroke-width:.5;fill-rule:evenodd"},
		{Class: "map-t-focus", Wide: "fill:$focus;stroke:$coast;stroke-width:.7;fill-rule:evenodd"},
		{Class: "map-t-border", Wide: "fill:none;stroke:$border;stroke-width:.6"},
		{Class: "map-t-mark", Wide: "fill:$mark;stroke:$focus;stroke-width:1.6;r:4.6px"},
		{Class: "map-globe", Narrow: "transform:scale(1.4)"},
	}
}
