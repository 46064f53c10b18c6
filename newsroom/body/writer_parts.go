package body

// items prints the entries of a list with their deeper lists inside them. The
// tags come from open and shut, which print a list's and an entry's ends.
func (w *writer) items(b *Block, open func(ordered bool, level int), entry string) {
	level := -1
	var ordered [MaxListLevel + 1]bool
	for i := range b.Items {
		it := &b.Items[i]
		to := max(0, min(it.Level, level+1, MaxListLevel))
		for level > to {
			w.put("</li>\n")
			w.shutList(ordered[level])
			level--
		}
		if level == to {
			w.put("</li>\n")
		} else {
			level = to
			ordered[level] = it.Ordered && level > 0 || b.Ordered && level == 0
			open(ordered[level], level)
		}
		w.put(entry)
		w.text(it.Text)
	}
	for ; level >= 0; level-- {
		w.put("</li>\n")
		w.shutList(ordered[level])
	}
	if len(b.Items) > 0 {
		w.put("\n")
	}
}

func (w *writer) shutList(ordered bool) {
	if ordered {
		w.put("</ol>")
	} else {
		w.put("</ul>")
	}
}

func listTag(ordered bool) string {
	if ordered {
		return "<ol"
	}
	return "<ul"
}

// tableRows prints the rows of a table in their two parts. The styles are
// printed into each cell as they are.
func (w *writer) tableRows(b *Block, headStyle, cellStyle string) {
	heads := max(0, min(b.HeadRows, len(b.Rows)))
	until := 0 // first row whose first column is free
	for r := range b.Rows {
		switch {
		case r == 0 && heads > 0:
			w.put("<thead>\n")
		case r == heads:
			w.put("<tbody>\n")
		}
		w.put("<tr>")
		for c := range b.Rows[r].Cells {
			cell := &b.Rows[r].Cells[c]
			scope := ""
			if r < heads {
				scope = "col"
			} else if b.HeadColumn && c == 0 && until <= r {
				scope = "row"
			}
			if c == 0 && until <= r {
				until = r + atLeastOne(cell.RowSpan)
			}
			w.cell(cell, scope, headStyle, cellStyle)
		}
		w.put("</tr>\n")
		if r == heads-1 {
			w.put("</thead>\n")
		}
	}
	if len(b.Rows) > heads {
		w.put("</tbody>\n")
	}
}

// cell prints one cell. A heading cell without words is a plain cell, because
// there is nothing to announce.
func (w *writer) cell(cell *Cell, scope, headStyle, cellStyle string) {
	head := scope != "" && len(cell.Text) > 0
	if head {
		w.put(`<th scope="`)
		w.put(scope)
		if scope == "col" && cell.ColSpan > 1 || scope == "row" && cell.RowSpan > 1 {
			w.put("group")
		}
		w.put(`"`)
		w.put(headStyle)
	} else {
		w.put("<td")
		w.put(cellStyle)
	}
	if cell.ColSpan > 1 {
		w.numberAttr("colspan", cell.ColSpan)
	}
	if cell.RowSpan > 1 {
		w.numberAttr("rowspan", cell.RowSpan)
	}
	w.put(">")
	w.text(cell.Text)
	if head {
		w.put("</th>")
	} else {
		w.put("</td>")
	}
}
