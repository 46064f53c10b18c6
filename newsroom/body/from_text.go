package body

import (
	"strings"
	"unicode/utf8"
)

// Lines at least this long were broken by a program, not by a person.
const brokenLine = 50

// FromText makes a document of plain text, such as a wire's or a mail's. An
// empty line or an indented one begins a paragraph; lines that start with "- ",
// "* " or "• " are a list. Within a paragraph a short line keeps its line break
// and a long one flows on.
func FromText(text string) Document {
	text = strings.ToValidUTF8(clipString(text, MaxBytes), "")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n\n").Replace(text)
	var t texter
	for line := range strings.SplitSeq(text, "\n") {
		t.line(line)
		if len(t.doc.Blocks) == MaxBlocks {
			break
		}
	}
	t.flush()
	return Normalise(t.doc, Rights{})
}

// texter gathers the lines of a plain text.
type texter struct {
	doc   Document
	para  strings.Builder
	last  int // characters of the line before
	items []Item
	begun bool // an entry of the list is open
}

func (t *texter) line(line string) {
	words := strings.TrimSpace(line)
	entry, isEntry := bullet(words)
	switch {
	case words == "":
		t.flush()
	case isEntry:
		if !t.begun {
			t.flush()
		}
		t.begun = true
		if len(t.items) < MaxItems {
			t.items = append(t.items, Item{Text: Text{{Text: entry}}})
		}
	case t.begun && indented(line):
		item := &t.items[len(t.items)-1]
		item.Text = append(item.Text, Span{Text: " " + words})
	default:
		if t.begun || indented(line) {
			t.flush()
		}
		t.flow(words)
	}
}

func (t *texter) flow(words string) {
	if t.para.Len()+len(words) >= MaxTextBytes {
		t.flush()
	}
	if t.para.Len() > 0 {
		if t.last < brokenLine {
			t.para.WriteByte('\n')
		} else {
			t.para.WriteByte(' ')
		}
	}
	t.para.WriteString(clipString(words, MaxTextBytes))
	t.last = utf8.RuneCountInString(words)
}

func (t *texter) flush() {
	if t.para.Len() > 0 {
		t.doc.Blocks = append(t.doc.Blocks, Block{Kind: Paragraph, Text: Text{{Text: t.para.String()}}})
		t.para.Reset()
	}
	if len(t.items) > 0 {
		for i := range t.items {
			t.items[i].Text, _ = joined([]Text{t.items[i].Text})
		}
		t.doc.Blocks = append(t.doc.Blocks, Block{Kind: List, Items: t.items})
		t.items = nil
	}
	t.begun = false
}

func bullet(words string) (entry string, ok bool) {
	for _, sign := range [...]string{"- ", "* ", "• "} {
		if after, found := strings.CutPrefix(words, sign); found {
			return after, true
		}
	}
	return "", false
}

func indented(line string) bool {
	return strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "\u3000")
}
