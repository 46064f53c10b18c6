package site

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/photo"
)

// A photo's address changes with its bytes, so browsers may keep it; not for
// long, because a photo may be killed and must then be gone.
const photoCaching = "public, max-age=3600"

// servePhoto answers for a rendition of a photo. Only photos of public stories
// are served: an embargo holds at this door too.
func (s *Site) servePhoto(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	at, ok := photo.ParsePath(r.URL.Path)
	if !ok {
		s.missing(w, r)
		return
	}
	var p photo.Photo
	var public bool
	err := s.DB.Read(ctx, func(q *database.Snapshot) (err error) {
		if public, err = s.Stories.PhotoIsPublic(ctx, q, int64(at.ID)); err != nil || !public {
			return err
		}
		p, err = s.Photos.ByID(ctx, q, at.ID)
		return err
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		s.fail(w, r, err)
		return
	}
	if err != nil || !public {
		s.missing(w, r)
		return
	}
	if p.Killed() {
		s.gonePhoto(w)
		return
	}
	switch p.Answers(at) {
	case photo.Current:
		s.sendPhoto(ctx, w, r, p, at.Spec)
	case photo.Stale:
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, p.Path(at.Spec), http.StatusFound)
	default:
		s.missing(w, r)
	}
}

func (s *Site) sendPhoto(ctx context.Context, w http.ResponseWriter, r *http.Request, p photo.Photo, spec photo.Spec) {
	file, info, err := s.Photos.Rendition(ctx, p, spec)
	switch {
	case fault.Is(err, fault.Gone):
		s.gonePhoto(w)
		return
	case fault.Is(err, fault.NotFound):
		s.missing(w, r)
		return
	case err != nil && !errors.Is(err, context.Canceled):
		s.Log.LogAttrs(ctx, slog.LevelError, "photo cannot be made", slog.Int64("photo", int64(p.ID)), slog.String("error", err.Error()))
		w.Header().Set("Retry-After", "10")
		http.Error(w, "This photo cannot be shown now.", http.StatusServiceUnavailable)
		return
	case err != nil:
		return
	}
	defer func() { _ = file.Close() }()
	h := w.Header()
	h.Set("Content-Type", spec.Format.MediaType())
	h.Set("Cache-Control", photoCaching)
	h.Set("Cdn-Cache-Control", "max-age=86400")
	h.Set("Cache-Tag", string(photoKey(int64(p.ID))))
	h.Set("Surrogate-Key", string(photoKey(int64(p.ID))))
	h.Set("Etag", `"`+p.Hash[:16]+"-"+spec.Name()+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	http.ServeContent(w, r, "", info.Modified.Truncate(time.Second), file)
}

func (s *Site) gonePhoto(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "This photo was taken out of use.", http.StatusGone)
}

// missing answers "not found" without a page: for files.
func (s *Site) missing(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "There is nothing at this address.", http.StatusNotFound)
}

// serveAsset answers for a file of the theme. Its name holds a hash of its
// bytes, so it may be kept for ever.
func (s *Site) serveAsset(w http.ResponseWriter, r *http.Request) {
	a, ok := s.Theme.Assets()[r.URL.Path]
	switch {
	case ok:
		s.serveFixed(w, r, a.Bytes, a.ContentType)
	case !s.serveLook(w, r):
		s.missing(w, r)
	}
}
