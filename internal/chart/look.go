package chart

import "dateline/internal/atlas/svg"

// look is how every chart is drawn.
func look() svg.Look {
	return svg.Look{
		Name: "chart", Narrow: 520,
		Tokens: []svg.Token{
			{Name: "paper", Light: "#fdfbf6", Dark: "#17191b"},
			{Name: "ink", Light: "#1a1917", Dark: "#f1eee6"},
			{Name: "muted", Light: "#635b4d", Dark: "#b5b1a6"},
			{Name: "rule", Light: "#d9d3c6", Dark: "#34383a"},
			{Name: "base", Light: "#7d766a", Dark: "#8b8a85"},
			{Name: "mark", Light: "#1f5f7a", Dark: "#6db3cf"},
			{Name: "area", Light: "#dfe9ec", Dark: "#1d2b32"},
		},
		Styles: []svg.Style{
			{Class: "chart-paper", Wide: "fill:$paper"},
			{Class: "chart-title", Wide: "fill:$ink;font-weight:700"},
			{Class: "chart-unit", Wide: "fill:$muted;font-weight:400"},
			{Class: "chart-source", Wide: "fill:$muted;font-weight:400"},
			{Class: "chart-rule", Wide: "fill:none;stroke:$rule;stroke-width:1.5"},
			{Class: "chart-base", Wide: "fill:none;stroke:$base;stroke-width:2"},
			{Class: "chart-axis", Wide: "fill:$muted;font-weight:400"},
			{Class: "chart-value", Wide: "fill:$ink;font-weight:600;stroke:$paper;paint-order:stroke;stroke-linejoin:round"},
			{Class: "chart-bar", Wide: "fill:$mark"},
			{Class: "chart-area", Wide: "fill:$area"},
			{Class: "chart-curve", Wide: "fill:none;stroke:$mark;stroke-linejoin:round;stroke-linecap:round"},
			{Class: "chart-dot", Wide: "fill:$mark;stroke:$paper"},
			{Class: "chart-n", Wide: "display:none", Narrow: "display:inline"},
			{Class: "chart-w", Narrow: "display:none"},
		},
	}
}
