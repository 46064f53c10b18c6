package desk

import (
	"context"
	"net/http"

	"dateline/internal/database"
	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/photo"
)

func (d *Desk) uploadRoutes() {
	const group = "Photos"
	add(d, route{
		method: http.MethodPost, path: "/uploads", id: "begin-upload", group: group, right: account.WritePhoto, status: http.StatusCreated, summary: "Begin to upload a photo in pieces",
		about: "For large files and lines that are cut: what has arrived stays for a day.",
	}, d.beginUpload)
	add(d, route{
		method: http.MethodGet, path: "/uploads/{id}", id: "get-upload", group: group, right: account.WritePhoto, summary: "How far an upload is",
	}, d.getUpload)
	add(d, route{
		method: http.MethodPut, path: "/uploads/{id}", id: "append-upload", group: group, right: account.WritePhoto, summary: "Send the next piece", about: "Its bytes, 8 MB at most.",
	}, d.appendUpload)
	add(d, route{
		method: http.MethodPost, path: "/uploads/{id}/finish", id: "finish-upload", group: group, right: account.WritePhoto, status: http.StatusCreated, summary: "Take the photo in",
	}, d.finishUpload)
}

// uploadView is a photo on its way in pieces.
type uploadView struct {
	ID       string `json:"id"`
	Filename string `json:"filename"`
	Size     int64  `json:"size" doc:"Bytes of the whole file"`
	Received int64  `json:"received" doc:"Bytes that are here, from its beginning"`
}

func uploadOf(u photo.Pieces) *reply[uploadView] {
	return answer(uploadView{ID: u.ID, Filename: u.Filename, Size: u.Size, Received: u.Received})
}

type beginUploadIn struct {
	Body struct {
		Filename string `json:"filename" maxLength:"200"`
		Size     int64  `json:"size" minimum:"1"`
	}
}

func (d *Desk) beginUpload(ctx context.Context, c caller, in *beginUploadIn) (*reply[uploadView], error) {
	u, err := d.Photos.Begin(ctx, c.actor, in.Body.Filename, in.Body.Size, web.PhotoBytes)
	if err != nil {
		return nil, err
	}
	return uploadOf(u), nil
}

type uploadIn struct {
	ID string `path:"id" pattern:"^[0-9a-f]{32}$" patternDescription:"an upload's id"`
}

func (d *Desk) getUpload(ctx context.Context, c caller, in *uploadIn) (*reply[uploadView], error) {
	var u photo.Pieces
	err := d.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		u, err = d.Photos.Coming(ctx, q, c.actor, in.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return uploadOf(u), nil
}

type appendUploadIn struct {
	Exchange
	ID     string `path:"id" pattern:"^[0-9a-f]{32}$" patternDescription:"an upload's id"`
	Offset int64  `query:"offset" minimum:"0" doc:"Where the piece begins"`
}

func (d *Desk) appendUpload(ctx context.Context, c caller, in *appendUploadIn) (*reply[uploadView], error) {
	web.Patient(in.w, d.Clock, uploadTime)
	u, err := d.Photos.Append(ctx, c.actor, in.ID, in.Offset, in.r.Body)
	if err != nil {
		return nil, err
	}
	return uploadOf(u), nil
}

func (d *Desk) finishUpload(ctx context.Context, c caller, in *uploadIn) (*reply[addedPhotoView], error) {
	added, err := d.Photos.Finish(ctx, c.actor, in.ID)
	if err != nil {
		return nil, err
	}
	return answer(addedPhotoView{Photo: d.photoView(ctx)(added.Photo), Known: added.Known, Notes: orEmpty(added.Notes)}), nil
}
