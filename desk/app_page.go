package desk

import (
	"crypto/rand"
	"net/http"
	"strings"

	"dateline/desk/app"
	"dateline/internal/fault"
	"dateline/internal/web"
	"dateline/newsroom/account"
)

// appRoot is where the app stands; what follows is an address within it.
const appRoot = "/desk/app/"

// appRoutes serves the app, if it was built in. Its files hold nothing of the
// newsroom and are for everybody; its page is for those who are signed in.
func (d *Desk) appRoutes() {
	html, built := app.Page()
	if !built {
		d.mux.HandleFunc("GET "+appRoot, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, Root, http.StatusSeeOther)
		})
		return
	}
	before, after, _ := strings.Cut(html, app.Nonce)
	d.mux.HandleFunc("GET "+appRoot, d.page(account.ReadDesk, func(w http.ResponseWriter, _ *http.Request, _ caller) {
		nonce := rand.Text()
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", appPolicy(nonce))
		_, _ = w.Write([]byte(before + nonce + after)) // a client that left is no error of ours
	}))
	d.mux.HandleFunc("GET "+appRoot+"assets/{name}", d.appFile)
}

// appPolicy lets the app add style elements of its own that carry the nonce,
// show photos before they are sent (blob:), and show the site in a frame.
func appPolicy(nonce string) string {
	self := []string{web.Self}
	return web.Policy{
		Script: self, Style: []string{web.Self, "'nonce-" + nonce + "'"}, Image: []string{web.Self, "blob:", "data:"}, Font: self,
		Connect: self, Frame: self, Form: self,
	}.String()
}

func (d *Desk) appFile(w http.ResponseWriter, r *http.Request) {
	f, ok := app.Open(r.PathValue("name"))
	if !ok {
		d.failPage(w, r, fault.New(fault.NotFound, "there is no such file"))
		return
	}
	b := f.Bytes
	h := w.Header()
	if f.Packed {
		h.Add("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
		} else {
			var err error
			if b, err = f.Plain(); err != nil {
				d.failPage(w, r, err)
				return
			}
		}
	}
	h.Set("Content-Type", f.Type)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(b) // a client that left is no error of ours
}
