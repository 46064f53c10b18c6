package body

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", MaxTextBytes+1)
	tests := []struct {
		name, data string
		want       error
	}{
		{"not JSON", "<p>", ErrMalformed},
		{"an unknown field", `{"blocks":[{"kind":"paragraph","onclick":"x"}]}`, ErrMalformed},
		{"an unknown mark", `{"blocks":[{"kind":"paragraph","text":[{"t":"x","blink":true}]}]}`, ErrMalformed},
		{"a second document", `{"blocks":[]} {}`, ErrMalformed},
		{"a wrong type", `{"blocks":"x"}`, ErrMalformed},
		{"too many bytes", strings.Repeat(" ", MaxBytes+1), ErrTooLarge},
		{"too many blocks", `{"blocks":[` + strings.Repeat(`{"kind":"divider"},`, MaxBlocks) + `{"kind":"divider"}]}`, ErrTooLarge},
		{"too long a text", `{"blocks":[{"kind":"paragraph","text":[{"t":"` + long + `"}]}]}`, ErrTooLarge},
		{"too many spans", `{"blocks":[{"kind":"paragraph","text":[` + strings.Repeat(`{"t":"x"},`, MaxSpans) + `{"t":"x"}]}]}`, ErrTooLarge},
		{"too wide a row", `{"blocks":[{"kind":"table","rows":[{"cells":[` + strings.Repeat(`{"text":null},`, MaxColumns) + `{"text":null}]}]}]}`, ErrTooLarge},
		{"too long an address", `{"blocks":[{"kind":"embed","url":"` + strings.Repeat("x", MaxHref+1) + `"}]}`, ErrTooLarge},
		{"too deep", strings.Repeat("[", 20000), ErrMalformed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if _, err := Decode([]byte(test.data)); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestDecodeGivesIDs(t *testing.T) {
	t.Parallel()
	doc, err := Decode([]byte(`{"blocks":[{"kind":"divider"},{"id":"b7","kind":"divider"},{"id":"b7","kind":"divider"},{"id":"a b","kind":"divider"},{"id":"fix-1","kind":"divider"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, b := range doc.Blocks {
		ids = append(ids, b.ID)
	}
	if want := []string{"b8", "b7", "b9", "b10", "fix-1"}; !reflect.DeepEqual(ids, want) {
		t.Errorf("got %v, want %v", ids, want)
	}
}

func TestEncodeEmpty(t *testing.T) {
	t.Parallel()
	data, err := Encode(Document{})
	if err != nil || string(data) != `{"blocks":[]}` {
		t.Errorf("got %s, %v", data, err)
	}
	data, err = Encode(Document{Blocks: []Block{{ID: "b1", Kind: Paragraph, Text: Text{{Text: "a<b & c"}}}}})
	if want := `{"blocks":[{"id":"b1","kind":"paragraph","text":[{"t":"a<b & c"}]}]}`; err != nil || string(data) != want {
		t.Errorf("got %s, %v", data, err)
	}
}

func TestNormaliseLeavesItsArgumentAlone(t *testing.T) {
	t.Parallel()
	doc := Document{Blocks: []Block{
		{Kind: List, Lang: "ar", Items: []Item{{Text: Text{{Text: " a ", Lang: "ar"}}, Level: 3}}},
		{Kind: Table, HeadRows: 9, Rows: []Row{{Cells: []Cell{{Text: Text{{Text: " a "}}, ColSpan: 99, RowSpan: 4}, {}}}, {}, {Cells: []Cell{{Text: TextFrom("b")}}}}},
		{Kind: Photo, Photos: []PhotoUse{{Photo: 1, Alt: " a\x00 ", FocalX: 9}}},
	}}
	before := pretty(t, doc)
	Normalise(doc, Rights{})
	if after := pretty(t, doc); after != before {
		t.Errorf("changed:\n%s\n%s", before, after)
	}
}

func TestSafeHref(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in, want string
		ok       bool
	}{
		{"https://example.org/a?b=1#c", "https://example.org/a?b=1#c", true},
		{" HTTPS://Example.org/x y ", "https://Example.org/x%20y", true},
		{"http://[::1]:8080/", "http://[::1]:8080/", true},
		{"https://مثال.إختبار/صفحة", "https://مثال.إختبار/صفحة", true},
		{"mailto:desk@example.org?subject=Hi", "mailto:desk@example.org?subject=Hi", true},
		{"tel:+44123", "tel:+44123", true},
		{"/world/2024", "/world/2024", true},
		{"/", "/", true},
		{"java\nscript:alert(1)", "", false},
		{"JavaScript:alert(1)", "", false},
		{"data:text/html,x", "", false},
		{"vbscript:x", "", false},
		{"file:///etc/passwd", "", false},
		{"//evil.example", "", false},
		{"/\\evil.example", "", false},
		{"\\\\evil.example", "", false},
		{"https:example.org", "", false},
		{"https:///path", "", false},
		{"https://user:secret@example.org/", "", false},
		{"https://example.org/\x00", "", false},
		{"https://example.org/\u202egpj", "", false},
		{"https://example.org/\"x", "", false},
		{"page.html", "", false},
		{"#top", "", false},
		{"mailto:nobody", "", false},
		{"", "", false},
		{"https://example.org/" + strings.Repeat("x", MaxHref), "", false},
	}
	for _, test := range tests {
		got, ok := SafeHref(test.in)
		if ok != test.ok || ok && got != test.want {
			t.Errorf("SafeHref(%q) = %q, %v", test.in, got, ok)
		}
		if ok && !printable(got) {
			t.Errorf("%q is safe but not printable", got)
		}
		if again, ok2 := SafeHref(got); ok && (!ok2 || again != got) {
			t.Errorf("SafeHref is not idempotent for %q: %q", test.in, again)
		}
	}
}

func TestEmbedFrom(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, provider, url, src string }{
		{"https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3", "youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"},
		{"https://m.youtube.com/shorts/dQw4w9WgXcQ", "youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"},
		{"https://player.vimeo.com/video/76979871?h=8272103f6e", "vimeo", "https://vimeo.com/76979871/8272103f6e", "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e"},
		{"https://dai.ly/x8abcd", "dailymotion", "https://www.dailymotion.com/video/x8abcd", "https://geo.dailymotion.com/player.html?video=x8abcd"},
		{"https://www.tiktok.com/@news.room/video/7123456789", "tiktok", "https://www.tiktok.com/@news.room/video/7123456789", "https://www.tiktok.com/embed/v2/7123456789"},
		{"https://archive.org/details/some_item", "archive", "https://archive.org/details/some_item", "https://archive.org/embed/some_item"},
		{"https://open.spotify.com/embed/episode/abc123", "spotify", "https://open.spotify.com/episode/abc123", "https://open.spotify.com/embed/episode/abc123"},
		{"https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b", "soundcloud", "https://soundcloud.com/a/b", "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fa%2Fb"},
		{"https://flo.uri.sh/visualisation/123/embed", "flourish", "https://public.flourish.studio/visualisation/123/", "https://flo.uri.sh/visualisation/123/embed"},
		{"https://www.documentcloud.org/documents/123-name.html", "documentcloud", "https://www.documentcloud.org/documents/123-name", "https://embed.documentcloud.org/documents/123-name/?embed=1"},
		{"https://bsky.app/profile/a.example/post/3k", "bluesky", "https://bsky.app/profile/a.example/post/3k", ""},
		{"https://www.facebook.com/newsroom/videos/123", "facebook", "https://www.facebook.com/newsroom/videos/123", ""},
		{"https://www.youtube.com/", "", "", ""},
		{"https://www.youtube.com/embed/..%2f..%2fx", "", "", ""},
		{"https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ", "", "", ""},
		{"https://youtube.com:8443/watch?v=dQw4w9WgXcQ", "", "", ""},
		{"https://x.com/a/status/12\"onload=\"", "", "", ""},
		{"javascript:alert(1)", "", "", ""},
	}
	hosts := EmbedHosts()
	for _, test := range tests {
		b, ok := EmbedFrom(test.in)
		if ok != (test.provider != "") || b.Provider != test.provider || b.URL != test.url {
			t.Errorf("EmbedFrom(%q) = %+v, %v", test.in, b, ok)
			continue
		}
		if !ok {
			continue
		}
		p, _ := playerOf(test.in)
		if p.src != test.src {
			t.Errorf("%q plays %q, want %q", test.in, p.src, test.src)
		}
		if again, ok := playerOf(p.url); !ok || again != p {
			t.Errorf("%q is not canonical: %+v", p.url, again)
		}
		if host, _, _ := strings.Cut(strings.TrimPrefix(p.src, "https://"), "/"); p.src != "" && !oneOf(host, hosts...) {
			t.Errorf("EmbedHosts lacks %q", host)
		}
	}
}

func TestDir(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{
		"ar": "rtl", "ar-EG": "rtl", "AR": "rtl", "he": "rtl", "fa-IR": "rtl", "ur": "rtl", "ckb": "rtl", "az-Arab": "rtl", "pa-Arab-PK": "rtl",
		"en": "ltr", "": "ltr", "tr": "ltr", "ar-Latn": "ltr", "ku": "ltr", "zh-Hant": "ltr", "arn": "ltr",
	} {
		if got := Dir(lang); got != want {
			t.Errorf("Dir(%q) = %q", lang, got)
		}
	}
}

func TestMeasures(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		words      int
		first      string // three words
	}{
		{"English", "It's 10,000 well-known harbours — or so.", 6, "It's 10,000 well-known…"},
		{"Arabic", "قالت وكالة الأنباء إنّ المحادثات بدأت", 6, "قالت وكالة الأنباء…"},
		{"Japanese", "日本語の文。", 5, "日本語…"},
		{"mixed", "G20 会議 today", 4, "G20 会議…"},
		{"Korean", "한국어 문장은 띄어쓰기를 한다", 4, "한국어 문장은 띄어쓰기를…"},
		{"short", "Two words", 2, "Two words"},
		{"nothing", "— … !", 0, "— … !"},
	}
	for _, test := range tests {
		doc := Document{Blocks: []Block{{Kind: Paragraph, Text: TextFrom(test.text)}}}
		if got := doc.Words(); got != test.words {
			t.Errorf("%s: %d words, want %d", test.name, got, test.words)
		}
		if got := FirstWords(doc, 3); got != test.first {
			t.Errorf("%s: first words %q, want %q", test.name, got, test.first)
		}
	}
	doc := Document{Blocks: []Block{
		{Kind: Heading, Level: 2, Text: TextFrom("A heading")},
		{Kind: Photo, Photos: []PhotoUse{{Photo: 4, Caption: TextFrom("not counted")}}},
		{Kind: Paragraph, Text: Text{{Text: strings.Repeat("word ", 690)}, {Text: "end", Story: 12}, {Text: "x", Story: 12}}},
		{Kind: PullQuote, Text: TextFrom("word word")},
		{Kind: Gallery, Photos: []PhotoUse{{Photo: 5}, {Photo: 4}}},
	}}
	if got := doc.Words(); got != 693 {
		t.Errorf("%d words", got)
	}
	if got := doc.ReadingMinutes(); got != 3 {
		t.Errorf("%d minutes", got)
	}
	if got := (Document{}).ReadingMinutes(); got != 0 {
		t.Errorf("%d minutes for nothing", got)
	}
	if got := doc.StoryLinks(); !reflect.DeepEqual(got, []int64{12}) {
		t.Errorf("links %v", got)
	}
	if uses := doc.PhotoUses(); len(uses) != 3 || uses[0].Photo != 4 || uses[1].Photo != 5 {
		t.Errorf("photos %v", uses)
	}
	if got := doc.PlainText(); !strings.HasPrefix(got, "A heading\nnot counted\nword word") || strings.Count(got, "\n") != 2 {
		t.Errorf("plain text %.60q", got)
	}
	if got := FirstWords(doc, 2); got != "word word…" {
		t.Errorf("first words %q", got)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	text := Text{{Text: "a "}, {Text: "b", Bold: true}, {Text: " <c>", Href: "https://example.org/"}}
	if got := text.String(); got != "a b <c>" {
		t.Errorf("String %q", got)
	}
	if got := text.HTML(nil); got != `a <strong>b</strong><a href="https://example.org/" rel="noopener"> &lt;c&gt;</a>` {
		t.Errorf("HTML %s", got)
	}
	if got := TextFrom("  a\r\n b\x00 "); !reflect.DeepEqual(got, Text{{Text: "a\nb"}}) {
		t.Errorf("TextFrom %+v", got)
	}
	want := Text{{Text: "A "}, {Text: "boat", Italic: true}, {Text: ".\nSecond line"}}
	if got := TextFromHTML("<p>A <i>boat</i>.<p>Second<script>x</script> line"); !reflect.DeepEqual(got, want) {
		t.Errorf("TextFromHTML %+v", got)
	}
	if got := TextFromHTML(" &nbsp; "); got != nil {
		t.Errorf("blank %+v", got)
	}
}

func TestFromText(t *testing.T) {
	t.Parallel()
	long := "A long line that some agency's machine has broken at a width"
	doc := FromText("Title line\nA short line\n\n" + long + "\nand goes on.\n   Indented begins anew.\r\n\r\nFacts:\n- one\n  more of one\n* two\nAfter.\n\f\n")
	got := Plain(doc, PlainOptions{})
	want := "Title line\nA short line\n\n" + long + " and goes on.\n\nIndented begins anew.\n\nFacts:\n\n- one more of one\n- two\n\nAfter.\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestFromHTMLAsks(t *testing.T) {
	t.Parallel()
	var asked []string
	doc, dropped := FromHTML(`<p>See <a href="/2024/old-story">this</a>.</p><figure><img src="a.jpg" alt=" A  boat "><figcaption>Seen <b>today</b> <cite>Reuters</cite></figcaption></figure><img data-src="b.jpg" src="data:image/gif;base64,x">`,
		FromOptions{
			Base:  "https://old.example/x/",
			Story: func(href string) (int64, bool) { return 44, href == "https://old.example/2024/old-story" },
			Image: func(src, alt, caption, credit string) (PhotoUse, bool) {
				asked = append(asked, src+"|"+alt+"|"+caption+"|"+credit)
				return PhotoUse{Photo: 3}, strings.HasSuffix(src, "a.jpg")
			},
		})
	want := []string{"https://old.example/x/a.jpg|A boat|Seen <strong>today</strong>|Reuters", "https://old.example/x/b.jpg|||"}
	if !reflect.DeepEqual(asked, want) {
		t.Errorf("asked %q", asked)
	}
	if !reflect.DeepEqual(dropped, []string{"1 picture"}) {
		t.Errorf("dropped %q", dropped)
	}
	if len(doc.Blocks) != 2 || doc.Blocks[0].Text[1].Story != 44 || doc.Blocks[1].Photos[0].Photo != 3 {
		t.Errorf("got %s", pretty(t, doc))
	}
}

// TestFromHTMLBounded feeds markup that would cost a browser's parser dearly.
func TestFromHTMLBounded(t *testing.T) {
	t.Parallel()
	for name, markup := range map[string]string{
		"deep":       strings.Repeat("<div>", 100_000) + "x",
		"misnested":  strings.Repeat("<b><i></b><b></i>", 30_000) + "x",
		"quotes":     strings.Repeat("<blockquote>x", 20_000),
		"lists":      strings.Repeat("<ul><li>x", 20_000),
		"tables":     strings.Repeat("<table><tr><td>x<td>", 20_000),
		"spans":      "<table>" + strings.Repeat("<tr><td rowspan=1000 colspan=50>x<td>y", 5_000),
		"figures":    strings.Repeat("<figure><figcaption><img src=x><img src=y>", 10_000),
		"one text":   strings.Repeat("word ", 100_000),
		"formatting": strings.Repeat("<b class=a><i class=b>", 100) + strings.Repeat("<p>x", 50_000),
		"broken":     strings.Repeat("<", 100_000) + "\xff\xfe\x00",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, _ := FromHTML(markup, FromOptions{})
			if problems := doc.Validate(Rights{}); len(problems) > 0 {
				t.Errorf("not valid: %s", problemLines(problems))
			}
		})
	}
}

func TestHTMLForFeeds(t *testing.T) {
	t.Parallel()
	doc := Document{Blocks: []Block{
		{ID: "b1", Kind: Paragraph, Text: Text{{Text: "x", Href: "/about"}, {Text: "y", Story: 7}}},
		{ID: "b2", Kind: Photo, Photos: []PhotoUse{{Photo: 1}}},
		{ID: "b3", Kind: Note, NoteKind: NoteCorrection, Text: TextFrom("z")},
	}}
	got := HTML(doc, HTMLOptions{Resolver: desk{}, BaseURL: "https://dateline.example/", Labels: map[string]string{NoteCorrection: "We were wrong"}})
	for _, want := range []string{`href="https://dateline.example/about"`, `href="https://dateline.example/world/`, `src="https://dateline.example/media/1/960.jpg"`, ">We were wrong<"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in\n%s", want, got)
		}
	}
	if strings.Contains(got, "srcset") {
		t.Errorf("a relative srcset in\n%s", got)
	}
}

func TestPlainStyles(t *testing.T) {
	t.Parallel()
	doc := Document{Blocks: []Block{
		{Kind: Paragraph, Text: Text{{Text: "Read "}, {Text: "the report", Href: "https://example.org/r"}, {Text: " or write to us today."}}},
		{Kind: Quote, Text: TextFrom("A quote that is somewhat longer than the line.")},
	}}
	got := Plain(doc, PlainOptions{Links: LinkInline, Width: 30})
	want := "Read the report\n(https://example.org/r) or\nwrite to us today.\n\n> A quote that is somewhat\n> longer than the line.\n"
	if got != want {
		t.Errorf("got\n%s", got)
	}
	if got := Plain(doc, PlainOptions{Links: LinkOmit}); strings.Contains(got, "http") {
		t.Errorf("got\n%s", got)
	}
	if got := Plain(Document{}, PlainOptions{}); got != "" {
		t.Errorf("got %q for nothing", got)
	}
}

// longStory is a story of about 1,200 words as the desk stores it.
func longStory() Document {
	var doc Document
	sentence := "Talks on the harbour began on Monday, officials said, and nobody expects them to end soon. "
	for i := range 24 {
		doc.Blocks = append(doc.Blocks, Block{Kind: Paragraph, Text: Text{
			{Text: sentence + sentence}, {Text: "a linked phrase", Href: "https://example.org/report?id=1&x=2"}, {Text: " & "}, {Text: "a bold one", Bold: true}, {Text: ", " + sentence},
		}})
		switch i % 8 {
		case 3:
			doc.Blocks = append(doc.Blocks, Block{Kind: Photo, Photos: []PhotoUse{{Photo: 1}}})
		case 5:
			doc.Blocks = append(doc.Blocks, Block{Kind: Heading, Level: 2, Text: TextFrom("What we know")})
		case 7:
			doc.Blocks = append(doc.Blocks, Block{Kind: Quote, Text: TextFrom(sentence), Attribution: TextFrom("Salma Idris")})
		}
	}
	return Normalise(doc, Rights{})
}

func BenchmarkHTML(b *testing.B) {
	doc := longStory()
	opts := HTMLOptions{Resolver: desk{}, Lang: "en", Dateline: "TRIPOLI, Libya —", DatelinePath: "/places/tripoli"}
	b.SetBytes(int64(len(HTML(doc, opts))))
	b.ReportAllocs()
	for b.Loop() {
		HTML(doc, opts)
	}
}

func BenchmarkFromHTML(b *testing.B) {
	markup := XHTML(longStory(), desk{})
	b.SetBytes(int64(len(markup)))
	b.ReportAllocs()
	for b.Loop() {
		FromHTML(markup, FromOptions{})
	}
}

func BenchmarkNormalise(b *testing.B) {
	doc := longStory()
	b.ReportAllocs()
	for b.Loop() {
		Normalise(doc, Rights{})
	}
}
