package body

import "strings"

// Dir gives the direction in which a language is written, "rtl" or "ltr", from
// its BCP 47 tag. A script subtag decides over the language.
func Dir(lang string) string {
	if rightToLeft(lang) {
		return "rtl"
	}
	return "ltr"
}

func rightToLeft(lang string) bool {
	for i, sub := range strings.FieldsFunc(lang, func(r rune) bool { return r == '-' || r == '_' }) {
		sub = strings.ToLower(sub)
		if i == 0 {
			continue
		}
		if len(sub) == 1 {
			break // what follows is an extension
		}
		if len(sub) == 4 && (sub[0] < '0' || sub[0] > '9') {
			return oneOf(sub, "arab", "aran", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg", "mand", "samr")
		}
	}
	return oneOf(primary(lang), "ar", "arc", "arz", "ckb", "dv", "fa", "he", "iw", "ji", "nqo", "ps", "sd", "syr", "ug", "ur", "yi")
}

// primary gives the language subtag in lower case.
func primary(lang string) string {
	if i := strings.IndexAny(lang, "-_"); i >= 0 {
		lang = lang[:i]
	}
	return strings.ToLower(lang)
}

// validLang reports whether a tag has the shape of BCP 47.
func validLang(lang string) bool {
	if len(lang) > 35 {
		return false
	}
	for i, sub := range strings.Split(lang, "-") {
		if len(sub) < 1 || len(sub) > 8 || !token(sub) || strings.Contains(sub, "_") {
			return false
		}
		if i == 0 && (len(sub) < 2 || strings.Trim(strings.ToLower(sub), "abcdefghijklmnopqrstuvwxyz") != "") {
			return false
		}
	}
	return true
}

// guessRTL says which way a block without a language of its own runs. In a
// left-to-right story a block that opens with a right-to-left letter is turned;
// in a right-to-left story only one without any such letter is.
func guessRTL(t Text, base bool) bool {
	latin := false
	for i := range t {
		s := t[i].Text
		for _, r := range s {
			switch {
			case r < 'A':
			case rtlLetter(r):
				return true
			case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0xc0 && (r < 0x2000 || r > 0x2bff):
				if !base {
					return false
				}
				latin = true
			}
		}
	}
	return base && !latin
}

func rtlLetter(r rune) bool {
	return r >= 0x591 && r <= 0x8ff && (r < 0x660 || r > 0x669) && (r < 0x6f0 || r > 0x6f9) ||
		r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfefc || r >= 0x10800 && r <= 0x10fff || r >= 0x1e800 && r <= 0x1efff
}

// label gives the words that the renderers add to a body, in the language of
// the story where they are known here and else in English.
func label(lang, what string) string {
	for i, w := range [...]string{NoteCorrection, NoteClarification, NoteEditors, NoteNote, labelPullQuote, labelTable} {
		if w == what {
			return labelsOf(primary(lang))[i]
		}
	}
	return ""
}

// The words that label knows besides the note kinds.
const (
	labelPullQuote = "pull-quote"
	labelTable     = "table"
)

func labelsOf(primary string) [6]string {
	switch primary {
	case "ar":
		return [6]string{"تصحيح", "توضيح", "ملاحظة المحرر", "ملاحظة", "اقتباس بارز", "جدول"}
	case "de":
		return [6]string{"Korrektur", "Klarstellung", "Anmerkung der Redaktion", "Hinweis", "Hervorgehobenes Zitat", "Tabelle"}
	case "es":
		return [6]string{"Corrección", "Aclaración", "Nota de la redacción", "Nota", "Cita destacada", "Tabla"}
	case "fr":
		return [6]string{"Rectificatif", "Précision", "Note de la rédaction", "Note", "Citation en exergue", "Tableau"}
	case "it":
		return [6]string{"Correzione", "Precisazione", "Nota della redazione", "Nota", "Citazione in evidenza", "Tabella"}
	case "pt":
		return [6]string{"Correção", "Esclarecimento", "Nota da redação", "Nota", "Citação em destaque", "Tabela"}
	case "tr":
		return [6]string{"Düzeltme", "Açıklama", "Editörün notu", "Not", "Öne çıkan alıntı", "Tablo"}
	}
	return [6]string{"Correction", "Clarification", "Editor’s note", "Note", "Pull quote", "Table"}
}

// The kinds of note. A box is a note without a label of its own.
const (
	NoteNote          = "note"
	NoteCorrection    = "correction"
	NoteClarification = "clarification"
	NoteEditors       = "editors-note"
	NoteBox           = "box"
)

func validNote(kind string) bool {
	return oneOf(kind, NoteNote, NoteCorrection, NoteClarification, NoteEditors, NoteBox)
}
