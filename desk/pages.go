package desk

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"dateline/internal/fault"
	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
	"dateline/newsroom/story"
)

//go:embed pages
var pageFiles embed.FS

// The two files of the plain pages.
const (
	styleName  = "desk.css"
	scriptName = "passkey.js"
)

// pageFile gives a file of the pages and its address, which changes with it.
func pageFile(name string) (b []byte, address string, err error) {
	if b, err = pageFiles.ReadFile("pages/" + name); err != nil {
		return nil, "", fmt.Errorf("read the desk's %s: %w", name, err)
	}
	sum := sha256.Sum256(b)
	base, ending, _ := strings.Cut(name, ".")
	return b, Root + "assets/" + base + "-" + hex.EncodeToString(sum[:6]) + "." + ending, nil
}

// servePageFile serves one, and gives its address.
func (d *Desk) servePageFile(name, media string) (address string, err error) {
	b, address, err := pageFile(name)
	if err != nil {
		return "", err
	}
	d.mux.HandleFunc("GET "+address, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media+"; charset=utf-8")
		w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
		_, _ = w.Write(b) // a client that left is no error of ours
	})
	return address, nil
}

func parsePages() (*template.Template, error) {
	_, style, err := pageFile(styleName)
	if err != nil {
		return nil, err
	}
	t, err := template.New("desk").Funcs(template.FuncMap{
		"style": func() string { return style },
		"dir":   body.Dir,
		"word":  func(v any) string { return words()[fmt.Sprint(v)] },
	}).ParseFS(pageFiles, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("read the desk's pages: %w", err)
	}
	return t, nil
}

// words gives the desk's words for states and for what was done.
func words() map[string]string {
	return map[string]string{
		"draft": "Draft", "scheduled": "Scheduled", "live": "Live", "corrected": "Corrected", "withdrawn": "Withdrawn", "killed": "Killed",
		"pitch": "Pitch", "writing": "Writing", "editing": "Editing", "checking": "Checking", "ready": "Ready",
		"create": "Started", "save": "Saved", "autosave": "Saved by itself", "import": "Imported", "publish": "Published", "schedule": "Scheduled",
		"unschedule": "Taken off the schedule", "embargo": "Embargo changed", "correct": "Corrected", "withdraw": "Withdrawn", "kill": "Killed",
		"correction": "Correction", "clarification": "Clarification", "editors-note": "Editor’s note",
		"owner": "Owner", "editor": "Editor", "reporter": "Reporter", "photo-editor": "Photo editor", "reader": "Reader of drafts",
	}
}

// frame is what every page of the desk shares.
type frame struct {
	Title   string
	Name    string // of the publication
	Who     string // empty where nobody is signed in
	Role    account.Role
	May     map[string]bool // rights, by name
	Did     string          // what the form that led here did
	Problem *formProblem
	Wide    bool
}

// formProblem is an error beside the form that it is about.
type formProblem struct {
	Act    string // the form; empty for the page
	Text   string
	Fields []fault.Field
	Stale  *story.Stale
}

func formProblemOf(act string, err error) *formProblem {
	p := web.ProblemOf(err)
	n := &formProblem{Act: act, Text: p.Detail}
	var f *fault.Error
	if errors.As(err, &f) && f.Kind != fault.Internal {
		n.Fields = f.Fields
		n.Text = f.Message
		if stale, ok := f.Detail.(story.Stale); ok {
			n.Stale = &stale
		}
	}
	return n
}

func (d *Desk) frame(r *http.Request, title string) frame {
	f := frame{Title: title, May: map[string]bool{}, Did: words()[r.URL.Query().Get("did")]}
	if m, err := d.Mastheads.Current(r.Context()); err == nil {
		f.Name = m.Name
	}
	c := callerOf(r.Context())
	f.Who, f.Role = c.actor.Name, c.actor.Role
	for _, a := range account.Actions() {
		f.May[string(a)] = c.actor.May(a)
	}
	return f
}

func (d *Desk) pageRoutes() error {
	if _, err := d.servePageFile(styleName, "text/css"); err != nil {
		return err
	}
	var err error
	if d.passkeyScript, err = d.servePageFile(scriptName, "text/javascript"); err != nil {
		return err
	}
	d.appRoutes()
	d.proofRoutes()
	d.mux.HandleFunc("GET "+signIn, d.signInPage)
	d.mux.HandleFunc("POST "+signIn, d.form(d.postSignIn))
	d.mux.HandleFunc("GET "+forgotten, d.forgotPage)
	d.mux.HandleFunc("POST "+forgotten, d.form(d.postForgot))
	d.mux.HandleFunc("GET "+linkRoot+"{token}", d.linkPage)
	d.mux.HandleFunc("POST "+linkRoot+"{token}", d.form(d.postLink))
	d.mux.HandleFunc("POST /desk/sign-out", d.form(d.page("", d.postSignOut)))
	d.mux.HandleFunc("GET "+Root+"{$}", d.page(account.ReadDesk, d.shelfHTML))
	d.mux.HandleFunc("GET /desk/stories/new", d.page(account.WriteStory, d.newStoryHTML))
	d.mux.HandleFunc("POST /desk/stories/new", d.form(d.page(account.WriteStory, d.postNewStory)))
	d.mux.HandleFunc("GET /desk/stories/{id}", d.page(account.ReadDesk, d.storyHTML))
	d.mux.HandleFunc("GET /desk/stories/{id}/edit", d.page(account.WriteStory, d.editStoryHTML))
	d.mux.HandleFunc("POST /desk/stories/{id}/edit", d.form(d.page(account.WriteStory, d.postEditStory)))
	d.mux.HandleFunc("POST /desk/stories/{id}/{act}", d.form(d.page(account.ReadDesk, d.postAct)))
	d.mux.HandleFunc(Root, func(w http.ResponseWriter, r *http.Request) {
		d.failPage(w, r, fault.New(fault.NotFound, "there is nothing at this address of the desk"))
	})
	return nil
}

// page is for people who are signed in and hold a right; the others are led to
// sign in, or told what they lack.
func (d *Desk) page(right account.Action, h func(http.ResponseWriter, *http.Request, caller)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := d.identify(r)
		if fault.Is(err, fault.Unsigned) && r.Method == http.MethodGet && !hasToken(r) {
			http.Redirect(w, r, signIn+"?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
			return
		}
		if err == nil && !c.person() {
			err = fault.New(fault.Forbidden, "the desk's pages are for people; scripts use %s", apiPrefix)
		}
		r = r.WithContext(withCaller(r.Context(), c))
		if err == nil && right != "" {
			err = c.actor.Check(right)
		}
		if err != nil {
			d.failPage(w, r, err)
			return
		}
		h(w, r, c)
	}
}

// form reads a form of text fields before h runs.
func (d *Desk) form(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, web.FormBytes)
		if err := r.ParseForm(); err != nil {
			d.failPage(w, r, web.BodyFault(err))
			return
		}
		h(w, r)
	}
}

// problemView is the page of an error that belongs to no form.
type problemView struct {
	frame
	Status  int
	Heading string
	Detail  string
	Request string
	SignIn  string
}

func (d *Desk) failPage(w http.ResponseWriter, r *http.Request, err error) {
	web.LogFault(r, d.Log, err)
	p := web.ProblemOf(err)
	v := problemView{frame: d.frame(r, p.Title), Status: p.Status, Heading: p.Title, Detail: p.Detail, Request: web.IDOf(r.Context())}
	if p.Status == http.StatusUnauthorized {
		v.SignIn = signIn
	}
	d.render(w, r, p.Status, "problem", v)
}

// moment is a time as the desk reads it.
type moment struct {
	Text string
	RFC  string
}

// at gives t in a zone, nil for no time.
func at(t time.Time, zone *time.Location) *moment {
	if t.IsZero() {
		return nil
	}
	return &moment{Text: t.In(zone).Format("2 Jan 2006, 15:04"), RFC: t.UTC().Format(time.RFC3339)}
}

// safeNext gives where to go after signing in: a page of the desk, whatever
// was asked for. The app leads to the plain pages where it was not built in.
func safeNext(next string) string {
	if strings.ContainsAny(next, "\\\r\n") {
		return appRoot
	}
	to, err := (&url.URL{Path: signIn}).Parse(next)
	if err != nil || to.Scheme != "" || to.Host != "" || to.User != nil || !strings.HasPrefix(to.Path, Root) || to.Path == signIn { // which would lead on to itself
		return appRoot
	}
	return to.RequestURI()
}
