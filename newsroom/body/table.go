package body

// grid walks the cells of a table in reading order and knows the column each
// one lands in, as a browser would place it: cells that span rows push the
// cells below them to the right.
type grid struct {
	until [MaxColumns + 1]int // per column, the first row that is free
}

// place finds the next free column of a row, from a column on.
func (g *grid) place(row, from int) int {
	for from < MaxColumns && g.until[from] > row {
		from++
	}
	return from
}

// free counts the free columns of a row from a column on, up to want.
func (g *grid) free(row, from, want int) int {
	n := 0
	for n < want && from+n < MaxColumns && g.until[from+n] <= row {
		n++
	}
	return n
}

func (g *grid) take(row, from, cols, rows int) {
	for i := from; i < from+cols && i < MaxColumns; i++ {
		g.until[i] = row + rows
	}
}

func atLeastOne(n int) int { return max(n, 1) }

// fixTable drops rows without cells and draws spans in where they would leave
// the table, run into other cells or cross from the heading into the body.
func fixTable(b *Block) {
	dropEmptyRows(b)
	b.HeadRows = max(0, min(b.HeadRows, len(b.Rows)-1))
	width := 0
	covered := false // a row that cells from above fill to the last column
	var g grid
	for r := range b.Rows {
		end := len(b.Rows)
		if r < b.HeadRows {
			end = b.HeadRows
		}
		col := 0
		cells := b.Rows[r].Cells
		for c := range cells {
			col = g.place(r, col)
			if col == MaxColumns {
				cells = cells[:c]
				break
			}
			cols := g.free(r, col, atLeastOne(cells[c].ColSpan))
			rows := min(atLeastOne(cells[c].RowSpan), end-r)
			g.take(r, col, cols, rows)
			cells[c].ColSpan, cells[c].RowSpan = spanned(cols), spanned(rows)
			col += cols
			width = max(width, col)
		}
		b.Rows[r].Cells = cells
		covered = covered || len(cells) == 0
	}
	if covered {
		fixTable(b)
		return
	}
	if b.HeadColumn && (width < 2 || !headsRows(b)) {
		b.HeadColumn = false
	}
}

// spanned writes a span as the document does: nothing for one.
func spanned(n int) int {
	if n < 2 {
		return 0
	}
	return n
}

func dropEmptyRows(b *Block) {
	kept := b.Rows[:0:0]
	heads := b.HeadRows
	for r, row := range b.Rows {
		if len(row.Cells) > 0 {
			kept = append(kept, row)
			continue
		}
		if r < b.HeadRows {
			heads--
		}
		at := len(kept)
		for above := range kept {
			for c := range kept[above].Cells {
				if cell := &kept[above].Cells[c]; above+cell.RowSpan > at {
					cell.RowSpan--
				}
			}
		}
	}
	b.Rows, b.HeadRows = kept, heads
}

// headsRows reports whether any row of the body has words in the first column.
func headsRows(b *Block) bool {
	found := false
	eachFirstCell(b, func(cell Cell) { found = found || len(cell.Text) > 0 })
	return found
}

// eachFirstCell calls f with the cell in the first column of each body row that
// starts one.
func eachFirstCell(b *Block, f func(Cell)) {
	until := 0
	for r := range b.Rows {
		if until > r || len(b.Rows[r].Cells) == 0 {
			continue
		}
		cell := b.Rows[r].Cells[0]
		until = r + atLeastOne(cell.RowSpan)
		if r >= b.HeadRows {
			f(cell)
		}
	}
}

// tableProblem says what is wrong with the spans of a table, or nothing.
func tableProblem(b *Block) (field, message string) {
	var g grid
	for r := range b.Rows {
		end := len(b.Rows)
		if r < b.HeadRows {
			end = b.HeadRows
		}
		if len(b.Rows[r].Cells) == 0 {
			return "rows", "A row has no cells: give it some or remove it."
		}
		col := 0
		for _, cell := range b.Rows[r].Cells {
			col = g.place(r, col)
			cols, rows := atLeastOne(cell.ColSpan), atLeastOne(cell.RowSpan)
			switch {
			case cell.ColSpan < 0 || cell.RowSpan < 0:
				return "rows", "A cell spans less than nothing: set its span to 1."
			case col+cols > MaxColumns:
				return "rows", "The table is too wide: use at most 50 columns."
			case g.free(r, col, cols) < cols:
				return "rows", "Two cells lie on top of each other: make one of them narrower."
			case rows > end-r:
				return "rows", "A cell reaches below the last row of its part: make it span fewer rows."
			}
			g.take(r, col, cols, rows)
			col += cols
		}
	}
	return "", ""
}
