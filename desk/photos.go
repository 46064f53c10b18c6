package desk

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/imaging"
	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/photo"
)

func (d *Desk) photoRoutes() {
	const group = "Photos"
	add(d, route{
		method: http.MethodGet, path: "/photos", id: "list-photos", group: group, right: account.ReadDesk, summary: "List photos",
		about: "Those that may be used, the newest first.",
	}, d.listPhotos)
	add(d, route{
		method: http.MethodPost, path: "/photos", id: "add-photo", group: group, right: account.WritePhoto, status: http.StatusCreated, body: photoBody(),
		summary: "Upload a photo", about: "As a form with the fields file and words (the same as when changing a photo, without rev), or the bytes alone with filename " +
			"in the query. What the file says of itself (XMP, IPTC, EXIF) fills the words that you do not give. The same file twice is one photo: known is then true.",
	}, d.addPhoto)
	add(d, route{
		method: http.MethodGet, path: "/photos/{id}", id: "get-photo", group: group, right: account.ReadDesk, summary: "One photo", about: "With all that was read from the file.",
	}, d.getPhoto)
	add(d, route{
		method: http.MethodPatch, path: "/photos/{id}", id: "change-photo", group: group, right: account.WritePhoto, summary: "Change a photo's words, rights or focal point",
		about: "Fields that are absent stay. It shows at once wherever the photo is used, except where a story has its own words for it.",
	}, d.changePhoto)
	add(d, route{
		method: http.MethodPost, path: "/photos/{id}/kill", id: "kill-photo", group: group, right: account.KillPhoto, summary: "Kill a photo",
		about: "For good: it is shown nowhere any more and cannot come back by being uploaded again.",
	}, d.killPhoto)
	add(d, route{
		method: http.MethodGet, path: "/photos/{id}/file", id: "get-photo-file", group: group, right: account.ReadDesk, summary: "See a photo",
		about: "A rendition, or the file as it came in. For the desk alone: readers have addresses of their own.", answers: imageAnswer(),
	}, d.getPhotoFile)
}

func photoBody() *huma.RequestBody {
	file := &huma.Schema{Type: huma.TypeString, Format: "binary", Description: "JPEG, PNG, WebP, AVIF, TIFF or GIF"}
	words := &huma.Schema{Type: huma.TypeString, Description: "Words and rights as a JSON object, for example {\"alt\": \"…\", \"creator\": \"…\"}"}
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{"file": file, "words": words}, Required: []string{"file"}}},
		"image/*":             {Schema: file},
	}}
}

func imageAnswer() map[string]*huma.Response {
	return map[string]*huma.Response{"200": {Description: "The picture", Content: map[string]*huma.MediaType{
		"image/*": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}}}
}

// photoView is a photo as the desk sees it.
type photoView struct {
	ID           photo.ID        `json:"id"`
	Rev          int64           `json:"rev"`
	Filename     string          `json:"filename"`
	MediaType    string          `json:"media_type"`
	Width        int             `json:"width" doc:"Pixels, upright"`
	Height       int             `json:"height"`
	Bytes        int64           `json:"bytes"`
	FocalX       float64         `json:"focal_x" doc:"0 to 1 from the left"`
	FocalY       float64         `json:"focal_y" doc:"0 to 1 from the top"`
	Headline     string          `json:"headline,omitempty"`
	Caption      string          `json:"caption,omitempty"`
	Alt          string          `json:"alt,omitempty" doc:"What is to be seen, for those who cannot see it"`
	Creator      string          `json:"creator,omitempty" doc:"Photographer"`
	Agency       string          `json:"agency,omitempty" doc:"Credit line"`
	Source       string          `json:"source,omitempty" doc:"Distributor"`
	Copyright    string          `json:"copyright,omitempty" doc:"Copyright notice"`
	Licence      string          `json:"licence,omitempty"`
	LicenceURL   string          `json:"licence_url,omitempty"`
	UsageTerms   string          `json:"usage_terms,omitempty"`
	Rights       photoRightsView `json:"rights"`
	Verdict      verdictView     `json:"verdict" doc:"Whether it may be published now"`
	Place        string          `json:"place,omitempty"`
	TakenAt      time.Time       `json:"taken_at,omitzero"`
	Language     string          `json:"language,omitempty"`
	Colour       string          `json:"colour,omitempty" doc:"Average colour, #rrggbb"`
	Metadata     json.RawMessage `json:"metadata,omitempty" doc:"All that was read from the file; only of one photo"`
	CreatedAt    time.Time       `json:"created_at"`
	KilledAt     time.Time       `json:"killed_at,omitzero"`
	KilledReason string          `json:"killed_reason,omitempty"`
	Widths       []int           `json:"widths" doc:"In which it can be seen"`
}

// photoView gives the way to show photos as they stand now.
func (d *Desk) photoView(ctx context.Context) func(photo.Photo) photoView {
	zone, now := time.UTC, d.Clock.Now()
	if m, err := d.Mastheads.Current(ctx); err == nil { // only days are named in it
		zone = m.Location()
	}
	return func(p photo.Photo) photoView { return photoOf(p, p.Verdict(now, zone)) }
}

func photoOf(p photo.Photo, verdict photo.Verdict) photoView {
	v := photoView{
		ID: p.ID, Rev: p.Rev, Filename: p.Filename, MediaType: p.MediaType, Width: p.Width, Height: p.Height, Bytes: p.Bytes, FocalX: p.FocalX, FocalY: p.FocalY,
		Headline: p.Headline, Caption: p.Caption, Alt: p.Alt, Creator: p.Creator, Agency: p.Agency, Source: p.Source, Copyright: p.Copyright, Licence: p.Licence,
		LicenceURL: p.LicenceURL, UsageTerms: p.UsageTerms, Place: p.Place, TakenAt: p.TakenAt, Language: p.Language, Colour: p.Colour,
		CreatedAt: p.CreatedAt, KilledAt: p.KilledAt, KilledReason: p.KilledReason, Widths: photo.Widths(p),
		Rights: photoRightsOf(p.Rights), Verdict: verdictView{Answer: verdict.Answer, Sentence: verdict.Sentence},
	}
	if json.Valid(p.Metadata) {
		v.Metadata = p.Metadata
	}
	return v
}

type listPhotosIn struct {
	Text  string      `query:"q" maxLength:"200" doc:"Part of headline, caption, credits, place or file name"`
	From  time.Time   `query:"taken_from"`
	To    time.Time   `query:"taken_to" doc:"Taken before then"`
	Class photo.Class `query:"class" enum:"own,agency,licensed,handout,open-licence,public-domain,from-reader"`
	Ends  time.Time   `query:"ends_before" doc:"Only those to which the right ends before then, the next to end first, in one stretch"`
	After int64       `query:"after" minimum:"1" doc:"next of the stretch before"`
	Limit int         `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (d *Desk) listPhotos(ctx context.Context, _ caller, in *listPhotosIn) (*reply[List[photoView]], error) {
	var rows []photo.Photo
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		rows, err = d.Photos.List(ctx, q, photo.Query{Text: in.Text, TakenFrom: in.From, TakenTo: in.To, Class: in.Class, Ends: in.Ends, Before: photo.ID(in.After), Limit: in.Limit})
		return err
	})
	if err != nil {
		return nil, err
	}
	list := listOf(rows, d.photoView(ctx))
	if len(rows) == in.Limit && in.Ends.IsZero() {
		list.Next = number(int64(rows[len(rows)-1].ID))
	}
	return answer(list), nil
}

func (d *Desk) photo(ctx context.Context, id int64) (p photo.Photo, err error) {
	err = d.DB.Read(ctx, func(q *database.Snapshot) error {
		p, err = d.Photos.ByID(ctx, q, photo.ID(id))
		return err
	})
	return p, err
}

func (d *Desk) getPhoto(ctx context.Context, _ caller, in *ByID) (*reply[photoView], error) {
	p, err := d.photo(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return answer(d.photoView(ctx)(p)), nil
}

// photoWords is what a person says about a photo.
type photoWords struct {
	Headline   *string    `json:"headline,omitempty"`
	Caption    *string    `json:"caption,omitempty"`
	Alt        *string    `json:"alt,omitempty"`
	Creator    *string    `json:"creator,omitempty"`
	Agency     *string    `json:"agency,omitempty"`
	Source     *string    `json:"source,omitempty"`
	Copyright  *string    `json:"copyright,omitempty"`
	Licence    *string    `json:"licence,omitempty"`
	LicenceURL *string    `json:"licence_url,omitempty"`
	UsageTerms *string    `json:"usage_terms,omitempty"`
	Place      *string    `json:"place,omitempty"`
	Language   *string    `json:"language,omitempty"`
	TakenAt    *time.Time `json:"taken_at,omitempty"`
	FocalX     *float64   `json:"focal_x,omitempty" minimum:"0" maximum:"1"`
	FocalY     *float64   `json:"focal_y,omitempty" minimum:"0" maximum:"1"`

	Class       *photo.Class `json:"class,omitempty" enum:",own,agency,licensed,handout,open-licence,public-domain,from-reader" doc:"Of rights; empty where nobody knows"`
	ExpiresAt   *time.Time   `json:"expires_at,omitempty" doc:"From then on it may not be published; year 1 for never"`
	Restriction *string      `json:"restriction,omitempty"`
	Uses        *[]photo.Use `json:"uses,omitempty" doc:"web, newsletter, social; empty for everywhere"`
	Cleared     *bool        `json:"cleared,omitempty" doc:"Whoever took it has said yes"`
}

type changePhotoIn struct {
	ByID
	Body struct {
		Rev   int64      `json:"rev" minimum:"1" doc:"The revision that you looked at"`
		Words photoWords `json:"words"`
	}
}

func (d *Desk) changePhoto(ctx context.Context, c caller, in *changePhotoIn) (*reply[photoView], error) {
	p, err := d.Photos.Update(ctx, c.actor, photo.ID(in.ID), in.Body.Rev, photo.Change(in.Body.Words))
	if err != nil {
		return nil, err
	}
	return answer(d.photoView(ctx)(p)), nil
}

type killPhotoIn struct {
	ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"For those who look for the photo later"`
	}
}

func (d *Desk) killPhoto(ctx context.Context, c caller, in *killPhotoIn) (*reply[photoView], error) {
	p, err := d.Photos.Kill(ctx, c.actor, photo.ID(in.ID), in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return answer(d.photoView(ctx)(p)), nil
}

type addPhotoIn struct {
	Exchange
	Filename string `query:"filename" maxLength:"200" doc:"Where the body is the bytes alone"`
}

// addedPhotoView is what became of an upload.
type addedPhotoView struct {
	Photo photoView `json:"photo"`
	Known bool      `json:"known" doc:"The same file was here before; nothing was changed"`
	Notes []string  `json:"notes" doc:"What you should know, as sentences"`
}

func (d *Desk) addPhoto(ctx context.Context, c caller, in *addPhotoIn) (*reply[addedPhotoView], error) {
	web.Patient(in.w, d.Clock, uploadTime)
	in.r.Body = http.MaxBytesReader(in.w, in.r.Body, web.PhotoBytes)
	u, done, err := readUpload(in)
	if err != nil {
		return nil, err
	}
	defer done()
	added, err := d.Photos.Add(ctx, c.actor, u)
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			err = web.BodyFault(err)
		}
		return nil, err
	}
	return answer(addedPhotoView{Photo: d.photoView(ctx)(added.Photo), Known: added.Known, Notes: orEmpty(added.Notes)}), nil
}

// readUpload finds the file in a request, without reading it yet.
func readUpload(in *addPhotoIn) (u photo.Upload, done func(), err error) {
	kind, _, _ := mime.ParseMediaType(in.r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		return photo.Upload{Filename: in.Filename, Reader: in.r.Body}, func() {}, nil
	}
	form, err := in.r.MultipartReader()
	if err != nil {
		return u, nil, fault.Wrap(fault.Invalid, err, "the form cannot be read: send multipart/form-data with a boundary")
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return u, nil, fault.InvalidField("file", "is needed: the photo itself, and it comes after words")
		}
		if err != nil {
			return u, nil, web.BodyFault(err)
		}
		switch part.FormName() {
		case "words":
			if err := readWords(part, &u.Fields); err != nil {
				return u, nil, err
			}
		case "file":
			u.Filename, u.Reader = part.FileName(), part
			return u, func() { _ = part.Close() }, nil // what follows the file is not read
		}
	}
}

func readWords(part *multipart.Part, into *photo.Change) error {
	var words photoWords
	dec := json.NewDecoder(io.LimitReader(part, web.FormBytes))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&words); err != nil {
		return fault.Wrap(fault.Invalid, err, "words is not the JSON object that is asked for: %v", err)
	}
	*into = photo.Change(words)
	return nil
}

type photoFileIn struct {
	ByID
	Exchange
	Width int    `query:"width" minimum:"1" maximum:"10000" default:"640" doc:"The narrowest rendition that is at least so wide"`
	As    string `query:"as" enum:"rendition,original" default:"rendition"`
}

func (d *Desk) getPhotoFile(ctx context.Context, _ caller, in *photoFileIn) (*huma.StreamResponse, error) {
	p, err := d.photo(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var f io.ReadSeekCloser
	kind := p.MediaType
	if in.As == "original" {
		f, _, err = d.Photos.Original(ctx, p)
	} else {
		f, _, err = d.Photos.Rendition(ctx, p, previewSpec(p, in.Width))
		kind = imaging.JPEG.MediaType()
	}
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		defer func() { _ = f.Close() }()
		h := in.w.Header()
		h.Set("Content-Type", kind)
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		if in.As == "original" {
			h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": safeName(p)}))
		}
		http.ServeContent(in.w, in.r, "", time.Time{}, f)
	}}, nil
}

func previewSpec(p photo.Photo, width int) photo.Spec {
	widths := photo.Widths(p)
	for _, w := range widths {
		if w >= width {
			return photo.Spec{Width: w, Format: imaging.JPEG}
		}
	}
	return photo.Spec{Width: widths[len(widths)-1], Format: imaging.JPEG}
}

func safeName(p photo.Photo) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == '"' || r == '\\' || r == '/' {
			return '_'
		}
		return r
	}, p.Filename)
	if name == "" {
		return "photo-" + strconv.FormatInt(int64(p.ID), 10)
	}
	return name
}
