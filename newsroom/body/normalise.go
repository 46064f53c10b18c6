package body

import "strings"

// Rights are what the person who writes the body may do beyond writing.
type Rights struct {
	RawHTML bool // may put raw HTML blocks into a story
}

// Normalise gives the document in the one form in which it is stored: texts
// tidied and merged, empty blocks left out, every block with an id, fields that
// its kind does not know cleared, spans and levels drawn in, and raw HTML made
// safe whoever wrote it. It changes nothing that a person must decide, such as
// heading levels; Validate names those. It is idempotent.
func Normalise(doc Document, _ Rights) Document {
	out := make([]Block, 0, len(doc.Blocks))
	for i := range doc.Blocks {
		out = normalBlock(out, &doc.Blocks[i])
	}
	giveIDs(out)
	return Document{Blocks: out}
}

func normalBlock(out []Block, b *Block) []Block {
	n := Block{ID: b.ID, Kind: b.Kind, Lang: strings.TrimSpace(b.Lang)}
	switch b.Kind {
	case Paragraph:
		return normalParagraphs(out, n, b.Text)
	case Heading:
		n.Level = b.Level
		n.Text = headingText(b.Text, n.Lang)
		return appendIf(out, n, len(n.Text) > 0)
	case List:
		n.Ordered = b.Ordered
		n.Items = normalItems(b.Items, n.Lang)
		return appendIf(out, n, len(n.Items) > 0)
	case Quote:
		n.Text, n.Items = normalTexts(b, n.Lang)
		n.Attribution = attributionText(b.Attribution, n.Lang)
		n.Source = strings.TrimSpace(b.Source)
		return appendIf(out, n, len(n.Text)+len(n.Items) > 0)
	case PullQuote:
		n.Text = blockText(b.Text, n.Lang)
		n.Attribution = attributionText(b.Attribution, n.Lang)
		return appendIf(out, n, len(n.Text) > 0)
	case Note:
		n.NoteKind = b.NoteKind
		n.Text, n.Items = normalTexts(b, n.Lang)
		return appendIf(out, n, len(n.Text)+len(n.Items) > 0)
	case Photo:
		n.Photos = normalPhotos(b.Photos, n.Lang)
		return appendIf(out, n, len(n.Photos) > 0)
	case Gallery:
		n.Photos = normalPhotos(b.Photos, n.Lang)
		n.Caption = blockText(b.Caption, n.Lang)
		return appendIf(out, n, len(n.Photos) > 0)
	case Table:
		n.HeadRows, n.HeadColumn = b.HeadRows, b.HeadColumn
		n.Caption = blockText(b.Caption, n.Lang)
		n.Rows = normalRows(b.Rows, n.Lang)
		fixTable(&n)
		return appendIf(out, n, hasWords(n.Rows))
	case Embed:
		return appendIf(out, normalEmbed(n, b), b.URL != "")
	case Divider:
		n.Lang = ""
		return append(out, n)
	case RawHTML:
		n.HTML = cleanHTML(b.HTML)
		return appendIf(out, n, n.HTML != "")
	}
	return append(out, *b) // an unknown kind is for Validate to name
}

func appendIf(out []Block, b Block, keep bool) []Block {
	if !keep {
		return out
	}
	return append(out, b)
}

func normalParagraphs(out []Block, n Block, t Text) []Block {
	for _, piece := range splitText(tidy(t, breakParagraph, false)) {
		n.Text = withoutLang(piece, n.Lang)
		out = append(out, n)
		n.ID = ""
	}
	return out
}

// normalTexts gives the paragraphs of a quote or note: one of them in Text,
// several in Items.
func normalTexts(b *Block, lang string) (Text, []Item) {
	items := make([]Item, 0, len(b.Items)+1)
	add := func(t Text) {
		for _, piece := range splitText(tidy(t, breakParagraph, false)) {
			items = append(items, Item{Text: withoutLang(piece, lang)})
		}
	}
	add(b.Text)
	for i := range b.Items {
		add(b.Items[i].Text)
	}
	switch len(items) {
	case 0:
		return nil, nil
	case 1:
		return items[0].Text, nil
	}
	return nil, items
}

func normalItems(items []Item, lang string) []Item {
	out := make([]Item, 0, len(items))
	var ordered [MaxListLevel + 1]bool // of the list open at each level
	last := -1
	for _, it := range items {
		n := Item{Text: blockText(it.Text, lang), Level: max(0, min(it.Level, last+1, MaxListLevel))}
		if len(n.Text) == 0 {
			continue
		}
		if n.Level > last {
			ordered[n.Level] = it.Ordered
		}
		n.Ordered = n.Level > 0 && ordered[n.Level]
		last = n.Level
		out = append(out, n)
	}
	return out
}

func normalPhotos(photos []PhotoUse, lang string) []PhotoUse {
	out := make([]PhotoUse, 0, len(photos))
	for _, p := range photos {
		if p.Photo <= 0 {
			continue
		}
		p.Caption = blockText(p.Caption, lang)
		p.Alt = cleanLine(p.Alt)
		p.FocalX, p.FocalY = share(p.FocalX), share(p.FocalY)
		out = append(out, p)
	}
	return out
}

// share draws a number into 0 to 1; what is not a number becomes 0.
func share(f float64) float64 {
	switch {
	case f >= 0 && f <= 1:
		return f
	case f > 1:
		return 1
	}
	return 0
}

func normalRows(rows []Row, lang string) []Row {
	out := make([]Row, len(rows))
	for r := range rows {
		cells := make([]Cell, len(rows[r].Cells))
		for c, cell := range rows[r].Cells {
			cell.Text = blockText(cell.Text, lang)
			cells[c] = cell
		}
		out[r].Cells = cells
	}
	return out
}

func hasWords(rows []Row) bool {
	for r := range rows {
		for c := range rows[r].Cells {
			if len(rows[r].Cells[c].Text) > 0 {
				return true
			}
		}
	}
	return false
}

func normalEmbed(n Block, b *Block) Block {
	n.URL, n.Provider = strings.TrimSpace(b.URL), b.Provider
	if p, ok := playerOf(n.URL); ok {
		n.URL, n.Provider = p.url, p.key
	}
	if n.Title = cleanLine(b.Title); n.Title == n.URL {
		n.Title = ""
	}
	return n
}

func blockText(t Text, lang string) Text { return withoutLang(tidy(t, breakLine, false), lang) }

// headingText is one line and never bold, because it is bold already.
func headingText(t Text, lang string) Text {
	plain := make(Text, len(t))
	for i, s := range t {
		s.Bold = false
		plain[i] = s
	}
	return withoutLang(tidy(plain, breakNone, false), lang)
}

// attributionText is one line without the dash that some people type before a
// name: the renderers set it.
func attributionText(t Text, lang string) Text {
	out := tidy(t, breakNone, false)
	for len(out) > 0 {
		trimmed := strings.TrimLeft(out[0].Text, "-–—― \u00a0\u2009\u202f\u3000")
		if trimmed != "" {
			out[0].Text = trimmed
			break
		}
		out = out[1:]
	}
	return withoutLang(tidy(out, breakNone, false), lang)
}

// withoutLang clears the language of spans that only repeat their block's. It
// merges what then is equal.
func withoutLang(t Text, lang string) Text {
	if lang == "" {
		return t
	}
	found := false
	for i := range t {
		if strings.EqualFold(t[i].Lang, lang) {
			t[i].Lang = ""
			found = true
		}
	}
	if !found {
		return t
	}
	return tidy(t, breakParagraph, false)
}
