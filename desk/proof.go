package desk

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"dateline/internal/fault"
	"dateline/newsroom/account"
	"dateline/newsroom/photo"
	"dateline/newsroom/story"
)

// proofRoot is where proofs stand: /desk/proof/7 is story 7 as readers would
// see it, and below it are photos as in their public addresses.
const proofRoot = "/desk/proof"

// Proofs prints a story that need not be public as readers would see it, with
// the Content-Security-Policy that the page needs. pictures goes before the
// addresses of its photos. As a letter it is what an e-mail carries.
type Proofs func(ctx context.Context, st story.Story, pictures string, letter bool) (html []byte, policy string, err error)

func (d *Desk) proofRoutes() {
	d.mux.HandleFunc("GET "+proofRoot+"/{id}", d.page(account.ReadDesk, d.proof))
	d.mux.HandleFunc("GET "+proofRoot+"/photo/", d.page(account.ReadDesk, d.proofPhoto))
}

func (d *Desk) proof(w http.ResponseWriter, r *http.Request, _ caller) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || d.Proofs == nil {
		d.failPage(w, r, fault.New(fault.NotFound, "there is no proof of that"))
		return
	}
	st, err := d.story(r.Context(), story.ID(id))
	if err != nil {
		d.failPage(w, r, err)
		return
	}
	html, policy, err := d.Proofs(r.Context(), st, proofRoot, r.URL.Query().Get("as") == "email")
	if err != nil {
		d.failPage(w, r, fmt.Errorf("print a proof of story %d: %w", id, err))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	_, _ = w.Write(html) // a client that left is no error of ours
}

// proofPhoto sends a rendition of a photo whether or not readers may see it.
func (d *Desk) proofPhoto(w http.ResponseWriter, r *http.Request, _ caller) {
	at, ok := photo.ParsePath(strings.TrimPrefix(r.URL.Path, proofRoot))
	if !ok {
		d.failPage(w, r, noSuchPhoto())
		return
	}
	f, err := d.proofFile(r.Context(), at)
	if err != nil {
		d.failPage(w, r, err)
		return
	}
	defer func() { _ = f.Close() }()
	h := w.Header()
	h.Set("Content-Type", at.Spec.Format.MediaType())
	h.Set("Cache-Control", "private, max-age=3600")
	http.ServeContent(w, r, "", time.Time{}, f)
}

func (d *Desk) proofFile(ctx context.Context, at photo.Address) (io.ReadSeekCloser, error) {
	p, err := d.photo(ctx, int64(at.ID))
	if err != nil {
		return nil, err
	}
	if p.Answers(at) == photo.Wrong {
		return nil, noSuchPhoto()
	}
	f, _, err := d.Photos.Rendition(ctx, p, at.Spec)
	return f, err
}

func noSuchPhoto() error { return fault.New(fault.NotFound, "there is no such photo") }
