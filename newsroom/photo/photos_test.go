package photo_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/internal/blob"
	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/imaging"
	"dateline/internal/imaging/imagingtest"
	"dateline/internal/jobs"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
	"dateline/newsroom/body"
	"dateline/newsroom/photo"
)

func TestMain(m *testing.M) { imagingtest.Main(m) }

type desk struct {
	*photo.Photos
	db    *database.DB
	blobs *blob.Disk
	clock *clock.Frozen
}

var editor = account.Actor{ID: 7, Name: "Amal", Role: account.PhotoEditor}

func openDesk(t *testing.T, db *database.DB, images *imaging.Images) desk {
	t.Helper()
	frozen := clock.Freeze(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	blobs, err := blob.OpenDisk(t.TempDir(), frozen.Now())
	testkit.NoError(t, err)
	t.Cleanup(func() {
		if err := blobs.Close(); err != nil {
			t.Error(err)
		}
	})
	return desk{photo.New(db, blobs, images, frozen, jobs.New(db, slog.New(slog.DiscardHandler))), db, blobs, frozen}
}

// picture is a JPEG whose left half is dark.
func picture(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		if i%w > w/2 {
			img.Pix[i] = 250
		}
	}
	var b bytes.Buffer
	testkit.NoError(t, jpeg.Encode(&b, img, nil))
	return b.Bytes()
}

// withIIM puts IPTC-IIM records into a JPEG, with or without the word that they
// are in UTF-8.
func withIIM(file []byte, declare bool, records map[byte]string) []byte {
	var data []byte
	record := func(number, dataset byte, value string) {
		data = append(data, 0x1c, number, dataset, byte(len(value)>>8), byte(len(value)))
		data = append(data, value...)
	}
	if declare {
		record(1, 90, "\x1b%G")
	}
	for dataset, value := range records {
		record(2, dataset, value)
	}
	content := []byte("Photoshop 3.0\x008BIM\x04\x04\x00\x00")
	content = binary.BigEndian.AppendUint32(content, uint32(len(data)))
	content = append(content, data...)
	if len(data)%2 == 1 {
		content = append(content, 0)
	}
	out := append([]byte(nil), file[:2]...)
	out = append(out, 0xff, 0xed)
	out = binary.BigEndian.AppendUint16(out, uint16(len(content)+2))
	return append(append(out, content...), file[2:]...)
}

func (d desk) add(t *testing.T, file []byte, name string) photo.Added {
	t.Helper()
	added, err := d.Add(t.Context(), editor, photo.Upload{Filename: name, Reader: bytes.NewReader(file)})
	testkit.NoError(t, err)
	return added
}

func (d desk) byID(t *testing.T, id photo.ID) (p photo.Photo) {
	t.Helper()
	testkit.NoError(t, d.db.Read(t.Context(), func(q *database.Snapshot) (err error) {
		p, err = d.ByID(t.Context(), q, id)
		return err
	}))
	return p
}

func (d desk) stored(t *testing.T) (names []string) {
	t.Helper()
	for info, err := range d.blobs.List(t.Context(), "photo/") {
		testkit.NoError(t, err)
		names = append(names, info.Key[strings.LastIndexByte(info.Key, '/')+1:])
	}
	slices.Sort(names)
	return names
}

func to[T any](v T) *T { return &v }

func TestAdd(t *testing.T) {
	t.Parallel()
	images := imagingtest.Builtin(t)
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		d := openDesk(t, db, images)
		file := withIIM(picture(t, 700, 500), true, map[byte]string{80: "Zoë Müller", 110: "AFP", 116: "© 2013 AFP", 120: "A <b>caption</b>", 105: "Headline", 90: "Tripoli", 101: "Libya"})
		added := d.add(t, file, `C:\Users\me\..\IMG_1.JPG`)
		p := added.Photo
		testkit.Equal(t, []any{p.Rev, p.MediaType, p.Width, p.Height, p.Bytes, p.FocalX, p.Headline, p.Caption, p.Creator, p.Agency, p.Copyright, p.Place, p.Filename, len(p.Colour), added.Known},
			[]any{int64(1), "image/jpeg", 700, 500, int64(len(file)), 0.5, "Headline", "A caption", "Zoë Müller", "AFP", "© 2013 AFP", "Tripoli, Libya", "IMG_1.JPG", 7, false})
		if notes := strings.Join(added.Notes, " "); !strings.Contains(notes, "alt text") || !strings.Contains(notes, "700 pixels") || strings.Contains(notes, "credit") {
			t.Error(notes)
		}
		testkit.Equal(t, d.byID(t, p.ID), p)
		if !json.Valid(p.Metadata) || !bytes.Contains(p.Metadata, []byte("By-line")) {
			t.Errorf("metadata %s", p.Metadata)
		}

		again := d.add(t, file, "another name.jpg")
		p.Metadata = nil // lists do without
		testkit.Equal(t, again.Photo.ID, p.ID)
		testkit.Equal(t, again.Known, true)

		testkit.NoError(t, db.Read(t.Context(), func(q *database.Snapshot) error {
			found, err := d.ByIDs(t.Context(), q, []photo.ID{p.ID, 99})
			testkit.NoError(t, err)
			again.Photo.Metadata = nil
			found[p.ID] = withoutMetadata(found[p.ID])
			testkit.Equal(t, found, map[photo.ID]photo.Photo{p.ID: p})
			entries, err := audit.List(t.Context(), q, audit.Query{Noun: "photo", NounID: int64(p.ID)})
			testkit.NoError(t, err)
			testkit.Equal(t, len(entries), 1)
			testkit.Equal(t, entries[0].Action+" "+entries[0].Actor, "create Amal")
			for _, c := range []struct {
				text string
				want int
			}{{"", 1}, {"MÜLLER"[:1], 1}, {"zo", 1}, {"100%", 0}, {"afp", 1}, {"nothing like it", 0}} {
				list, err := d.List(t.Context(), q, photo.Query{Text: c.text})
				testkit.NoError(t, err)
				if len(list) != c.want {
					t.Errorf("%q finds %d", c.text, len(list))
				}
			}
			return nil
		}))

		r, info, err := d.Original(t.Context(), p)
		testkit.NoError(t, err)
		got, err := io.ReadAll(r)
		testkit.NoError(t, err)
		testkit.NoError(t, r.Close())
		if !bytes.Equal(got, file) || info.Size != int64(len(file)) {
			t.Error("the original is not kept as it came")
		}
	})
}

func withoutMetadata(p photo.Photo) photo.Photo { p.Metadata = nil; return p }

func TestAddIIMInLatin1(t *testing.T) {
	t.Parallel()
	d := openDesk(t, testkit.SQLite(t), imagingtest.Builtin(t))
	for name, c := range map[string]struct {
		declare bool
		byline  string
	}{"latin1": {false, "Zo\xeb"}, "utf8": {true, "Zoë"}, "undeclared utf8": {false, "Zoë"}} {
		file := withIIM(picture(t, 40+len(name), 30), c.declare, map[byte]string{80: c.byline})
		if got := d.add(t, file, name).Photo.Creator; got != "Zoë" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestAddOverrides(t *testing.T) {
	t.Parallel()
	d := openDesk(t, testkit.SQLite(t), imagingtest.Builtin(t))
	file := withIIM(picture(t, 60, 40), true, map[byte]string{80: "From the file", 120: "From the file"})
	added, err := d.Add(t.Context(), editor, photo.Upload{Filename: "a.jpg", Reader: bytes.NewReader(file), Fields: photo.Change{Creator: to("By hand"), FocalX: to(0.25)}})
	testkit.NoError(t, err)
	testkit.Equal(t, []any{added.Photo.Creator, added.Photo.Caption, added.Photo.FocalX}, []any{"By hand", "From the file", 0.25})
}

func TestAddRefuses(t *testing.T) {
	t.Parallel()
	d := openDesk(t, testkit.SQLite(t), imagingtest.Builtin(t))
	whole := picture(t, 200, 100)
	for name, c := range map[string]struct {
		actor account.Actor
		file  []byte
		kind  fault.Kind
	}{
		"a reader":  {account.Actor{Role: account.Reader}, whole, fault.Forbidden},
		"a script":  {editor, []byte("#!/bin/sh\necho"), fault.Invalid},
		"a half":    {editor, whole[:len(whole)/2], fault.Invalid},
		"bad field": {editor, whole, fault.Invalid},
	} {
		u := photo.Upload{Filename: "photo.jpg", Reader: bytes.NewReader(c.file)}
		if name == "bad field" {
			u.Fields.FocalX = to(3.0)
		}
		if _, err := d.Add(t.Context(), c.actor, u); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left := d.stored(t); left != nil {
		t.Errorf("kept %v", left)
	}
}

func TestUpdateAndKill(t *testing.T) {
	t.Parallel()
	images := imagingtest.Builtin(t)
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		ctx := t.Context()
		d := openDesk(t, db, images)
		file := picture(t, 400, 300)
		p := d.add(t, file, "a.jpg").Photo
		before := p.Path(photo.Spec{Width: 320, Format: imaging.JPEG})
		testkit.NoError(t, d.Prepare(ctx, p.ID))

		changed, err := d.Update(ctx, editor, p.ID, p.Rev, photo.Change{Creator: to("  Zoë\u202e "), Caption: to("1 < 2\nlines"), Language: to("AR"), TakenAt: to(time.Unix(5, 7))})
		testkit.NoError(t, err)
		testkit.Equal(t, []any{changed.Rev, changed.Creator, changed.Caption, changed.Language, changed.TakenAt}, []any{int64(2), "Zoë", "1 < 2\nlines", "ar", time.Unix(5, 0).UTC()})
		testkit.Equal(t, d.byID(t, p.ID), changed)
		old, ok := photo.ParsePath(before)
		testkit.Equal(t, []any{ok, changed.Answers(old), p.Answers(old)}, []any{true, photo.Stale, photo.Current})
		testkit.NoError(t, d.Prepare(ctx, p.ID))
		testkit.Equal(t, d.stored(t), []string{"16x9.jpg", "1x1.jpg", "320.jpg", "400.jpg", "4x3.jpg", "original"})

		if _, err := d.Update(ctx, editor, p.ID, p.Rev, photo.Change{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("old revision: %v", err)
		}
		if _, err := d.Update(ctx, editor, p.ID, changed.Rev, photo.Change{LicenceURL: to("javascript:x"), Alt: to(strings.Repeat("x", 1001))}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "licence_url") || !strings.Contains(err.Error(), "alt") {
			t.Errorf("bad fields: %v", err)
		}
		if _, err := d.Update(ctx, editor, 99, 1, photo.Change{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("no such photo: %v", err)
		}
		if _, err := d.Kill(ctx, account.Actor{Role: account.Reporter}, p.ID, "no"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a reporter kills: %v", err)
		}
		if _, err := d.Kill(ctx, editor, p.ID, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		killed, err := d.Kill(ctx, editor, p.ID, "agency kill notice")
		testkit.NoError(t, err)
		testkit.Equal(t, []any{killed.Killed(), killed.KilledAt, killed.Answers(old)}, []any{true, d.clock.Now(), photo.Wrong})
		testkit.Equal(t, d.stored(t), []string{"original"})
		if _, _, err := d.Rendition(ctx, killed, photo.Spec{Width: 320, Format: imaging.JPEG}); !fault.Is(err, fault.Gone) {
			t.Errorf("rendition of a killed photo: %v", err)
		}
		if _, err := d.Add(ctx, editor, photo.Upload{Filename: "b.jpg", Reader: bytes.NewReader(file)}); !fault.Is(err, fault.Gone) || !strings.Contains(err.Error(), "agency kill notice") {
			t.Errorf("a killed photo comes back: %v", err)
		}
		testkit.NoError(t, db.Read(ctx, func(q *database.Snapshot) error {
			entries, err := audit.List(ctx, q, audit.Query{Noun: "photo"})
			testkit.NoError(t, err)
			var did []string
			for _, e := range entries {
				did = append(did, e.Action)
			}
			testkit.Equal(t, did, []string{"kill", "change", "create"})
			waiting, err := jobs.New(db, slog.New(slog.DiscardHandler)).Waiting(ctx, q)
			testkit.NoError(t, err)
			testkit.Equal(t, waiting, int64(3))
			list, err := d.List(ctx, q, photo.Query{})
			testkit.Equal(t, len(list), 0)
			return err
		}))
	})
}

func TestRenditionIsMadeOnce(t *testing.T) {
	t.Parallel()
	d := openDesk(t, testkit.SQLite(t), imagingtest.Builtin(t))
	p := d.add(t, picture(t, 800, 600), "a.jpg").Photo
	want := photo.Spec{Width: 320, Format: imaging.JPEG}
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			r, info, err := d.Rendition(t.Context(), p, want)
			if err != nil {
				t.Error(err)
				return
			}
			c, err := jpeg.DecodeConfig(r)
			if err != nil || c.Width != 320 || c.Height != 240 || info.Size == 0 {
				t.Errorf("%+v %+v %v", c, info, err)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	testkit.Equal(t, d.stored(t), []string{"320.jpg", "original"})
	for _, s := range []photo.Spec{{Width: 321, Format: imaging.JPEG}, {Width: 1280, Format: imaging.JPEG}, {Width: 320, Format: imaging.AVIF}, {Crop: photo.Square, Format: imaging.WebP}, {Crop: "../../x", Format: imaging.JPEG}} {
		if _, _, err := d.Rendition(t.Context(), p, s); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v: %v", s, err)
		}
	}
}

// TestCropsFollowTheFocalPoint looks at the square crop of a photo that is dark
// on its left.
func TestCropsFollowTheFocalPoint(t *testing.T) {
	t.Parallel()
	d := openDesk(t, testkit.SQLite(t), imagingtest.Builtin(t))
	p := d.add(t, picture(t, 900, 300), "a.jpg").Photo
	for _, c := range []struct {
		x    float64
		dark bool
	}{{0.1, true}, {0.9, false}} {
		var err error
		p, err = d.Update(t.Context(), editor, p.ID, p.Rev, photo.Change{FocalX: &c.x})
		testkit.NoError(t, err)
		r, _, err := d.Rendition(t.Context(), p, photo.Spec{Crop: photo.Square, Format: imaging.JPEG})
		testkit.NoError(t, err)
		img, err := jpeg.Decode(r)
		testkit.NoError(t, err)
		testkit.NoError(t, r.Close())
		testkit.Equal(t, img.Bounds().Size(), image.Pt(300, 300))
		if level := color.GrayModel.Convert(img.At(150, 150)).(color.Gray).Y; (level < 128) != c.dark {
			t.Errorf("focal point at %v gives grey %d", c.x, level)
		}
	}
}

func TestPrepareInAllFormats(t *testing.T) {
	t.Parallel()
	images := imagingtest.Vips(t)
	d := openDesk(t, testkit.SQLite(t), images)
	p := d.add(t, picture(t, 700, 500), "a.jpg").Photo
	testkit.NoError(t, d.Prepare(t.Context(), p.ID))
	want := []string{"16x9.jpg", "1x1.jpg", "4x3.jpg", "original"}
	for _, f := range images.Formats() {
		for _, w := range []string{"320.", "700."} {
			want = append(want, w+f.Ext())
		}
	}
	slices.Sort(want)
	testkit.Equal(t, d.stored(t), want)
	for _, s := range d.Specs(p) {
		r, info, err := d.Rendition(t.Context(), p, s)
		testkit.NoError(t, err)
		if info.Size < 200 {
			t.Errorf("%s has %d bytes", s.Name(), info.Size)
		}
		testkit.NoError(t, r.Close())
	}
}

func TestReferencePhoto(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("DATELINE_TEST_DATA")
	if dir == "" {
		t.Skip("DATELINE_TEST_DATA is not set, so the IPTC reference photo is not tested")
	}
	file, err := os.ReadFile(filepath.Join(dir, "photos", "IPTC-PhotometadataRef-Std2021.1.jpg"))
	if err != nil {
		t.Skipf("the IPTC reference photo is not here: %v", err)
	}
	p := openDesk(t, testkit.SQLite(t), imagingtest.Builtin(t)).add(t, file, "reference.jpg").Photo
	got := photo.Reading{
		Headline: p.Headline, Caption: p.Caption, Alt: p.Alt, Creator: p.Creator, Agency: p.Agency, Source: p.Source, Copyright: p.Copyright,
		Licence: p.Licence, LicenceURL: p.LicenceURL, UsageTerms: p.UsageTerms, Place: p.Place, TakenAt: p.TakenAt, Language: p.Language,
	}
	testkit.Equal(t, got, photo.Reading{
		Headline: "The Headline (ref2021.1)", Caption: "The description aka caption (ref2021.1)",
		Alt:     "This is the Alt Text description to support accessibility in 2021.1",
		Creator: "Creator1 (ref2021.1)", Agency: "Credit Line (ref2021.1)", Source: "Source (ref2021.1)",
		Copyright:  "Copyright (Notice) 2021.1 IPTC - www.iptc.org (ref2021.1)",
		LicenceURL: "https://example.com/WebStatementOfRights/2021.1", UsageTerms: "Rights Usage Terms (ref2021.1)",
		Place:   "Sublocation (Core) (ref2021.1), City (Core) (ref2021.1), Province/State(Core)(ref2021.1), Country (Core) (ref2021.1)",
		TakenAt: time.Date(2021, 10, 20, 21, 1, 1, 0, time.UTC),
	})
}

func TestWidths(t *testing.T) {
	t.Parallel()
	for width, want := range map[int][]int{
		1: {1}, 300: {300}, 320: {320}, 340: {340}, 360: {320, 360}, 1000: {320, 640, 1000}, 2560: {320, 640, 960, 1280, 1920, 2560}, 6000: {320, 640, 960, 1280, 1920, 2560},
	} {
		if got := photo.Widths(photo.Photo{Width: width}); !slices.Equal(got, want) {
			t.Errorf("%d: %v, want %v", width, got, want)
		}
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	p := photo.Photo{ID: 12, Hash: "abc", Width: 3000, Height: 2000, CreatedAt: time.Unix(1, 0)}
	for _, s := range []photo.Spec{{Width: 1280, Format: imaging.AVIF}, {Width: 320, Format: imaging.WebP}, {Crop: photo.Wide, Format: imaging.JPEG}} {
		a, ok := photo.ParsePath(p.Path(s))
		testkit.Equal(t, []any{ok, a.ID, a.Spec, p.Answers(a)}, []any{true, p.ID, s, photo.Current})
		a.Token = "00000000" + a.Token[8:]
		testkit.Equal(t, p.Answers(a), photo.Wrong)
	}
	token := p.Token()
	for _, path := range []string{
		"", "/", "/photo/", "/photo/12/" + token, "/photo/12/" + token + "/", "/photo/012/" + token + "/320.jpg", "/photo/-1/" + token + "/320.jpg", "/photo/x/" + token + "/320.jpg",
		"/photo/12/short/320.jpg", "/photo/12/" + token + "/320.jpeg", "/photo/12/" + token + "/0320.jpg", "/photo/12/" + token + "/-320.jpg", "/photo/12/" + token + "/320", "/photo/12/" + token + "/2x3.jpg",
		"/photo/12/" + token + "/320.jpg/x", "/photo/12/" + token + "/320.svg", "/photo/99999999999999999999/" + token + "/320.jpg",
	} {
		if a, ok := photo.ParsePath(path); ok {
			t.Errorf("%q is %+v", path, a)
		}
	}
}

func TestPicture(t *testing.T) {
	t.Parallel()
	d := openDesk(t, testkit.SQLite(t), imagingtest.Builtin(t))
	p := photo.Photo{ID: 3, Hash: "abc", Width: 1500, Height: 1000, FocalX: .5, FocalY: .4, Alt: "Alt", Caption: "Caption", Language: "en", Creator: "C", Agency: "A", Source: "S", Copyright: "© 2013 AFP"}
	base := "https://example.org"
	at := base + "/photo/3/" + p.Token() + "/"
	testkit.Equal(t, d.Picture(p, body.PhotoUse{Photo: 3}, base), body.Picture{
		URL: at + "1280.jpg", Width: 1280, Height: 853, SrcSet: at + "320.jpg 320w, " + at + "640.jpg 640w, " + at + "960.jpg 960w, " + at + "1280.jpg 1280w, " + at + "1500.jpg 1500w",
		Alt: "Alt", Caption: body.Text{{Text: "Caption", Lang: "en"}}, Creator: "C", Agency: "A", Source: "S", Copyright: "2013 AFP", FocalX: .5, FocalY: .4,
	})
	use := body.PhotoUse{Photo: 3, Caption: body.Text{{Text: "This use"}}, Alt: "This alt", FocalX: .1, FocalY: .2}
	got := d.Picture(p, use, "")
	testkit.Equal(t, []any{got.Caption, got.Alt, got.FocalX, got.FocalY}, []any{use.Caption, use.Alt, .1, .2})
	testkit.Equal(t, photo.Shares(p, base), []photo.Share{{at + "16x9.jpg", 1200, 675}, {at + "4x3.jpg", 1200, 900}, {at + "1x1.jpg", 1000, 1000}})
}

func FuzzParsePath(f *testing.F) {
	f.Add("/photo/12/01234567-01234567/1280.avif")
	f.Add("/photo/1/01234567-01234567/16x9.jpg")
	f.Fuzz(func(t *testing.T, path string) {
		if a, ok := photo.ParsePath(path); ok && (a.ID <= 0 || !strings.HasSuffix(path, "/"+a.Spec.Name())) {
			t.Errorf("%q: %+v", path, a)
		}
	})
}
