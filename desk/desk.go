// Package desk is the editors' door. In a newsroom the desk is where stories
// are written, checked, released and taken back; here it is the API that the
// desk app and scripts use, and plain pages that do the most needed things
// without any script. It decodes, asks the rooms below, and encodes: what is
// allowed and what follows is decided there.
package desk

import (
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/housestyle"
	"dateline/newsroom/letter"
	"dateline/newsroom/linkcheck"
	"dateline/newsroom/masthead"
	"dateline/newsroom/note"
	"dateline/newsroom/photo"
	"dateline/newsroom/preflight"
	"dateline/newsroom/presence"
	"dateline/newsroom/story"
	"dateline/newsroom/suggest"
	"dateline/newsroom/tag"
	"dateline/newsroom/webhook"
)

// Where the desk stands on the site.
const (
	Root      = "/desk/"
	apiRoot   = "/desk/api/"
	apiPrefix = "/desk/api/v1"
	signIn    = "/desk/sign-in"
	forgotten = "/desk/forgotten"
	linkRoot  = "/desk/link/"
)

// Deps is what the desk needs from the rest of the house.
type Deps struct {
	Webhooks  *webhook.Webhooks
	Links     *linkcheck.Links // to the outside; nil where none are looked at
	Sample    SampleRoom       // nil where there is no sample to be had
	Letters   *letter.Letters  // to the newsroom's own people; nil where none are written
	DB        *database.DB
	Clock     clock.Clock
	Log       *slog.Logger
	Accounts  *account.Accounts
	Stories   *story.Stories
	Tags      *tag.Tags
	Photos    *photo.Photos
	Mastheads *masthead.Mastheads
	Wire      Importer // nil where nothing can be imported over HTTP
	Proofs    Proofs   // nil where nothing prints proofs
	BaseURL   string   // of the site, absolute, without a slash at its end
	Proxies   web.Proxies
	Calls     web.Limit // API calls by one person or script; zero for 1,200 a minute
}

// Desk is the editors' door. It is safe for concurrent use.
type Desk struct {
	Deps
	cookie    web.Cookie
	mux       *http.ServeMux
	api       huma.API
	open      map[string]account.Action // right of each operation, by its id
	templates *template.Template
	preflight *preflight.Preflight
	styles    *housestyle.Styles
	links     *linkcheck.Links
	suggester *suggest.Suggester
	presence  *presence.Presence
	notes     *note.Notes
	pulse     *pulse

	passkeyScript string // its address
	signIns       *web.Limiter
	calls         *web.Limiter
	visits        *web.Limiter
	handler       http.Handler
}

// New opens the door.
func New(deps Deps) (*Desk, error) {
	deps.BaseURL = strings.TrimSuffix(deps.BaseURL, "/")
	if deps.Calls.Requests == 0 {
		deps.Calls = callLimit
	}
	templates, err := parsePages()
	if err != nil {
		return nil, err
	}
	styles := housestyle.New(deps.DB, deps.Clock)
	links := deps.Links
	if links == nil {
		links = linkcheck.New(deps.DB, deps.Clock, nil) // nothing is looked at
	}
	d := &Desk{
		Deps: deps, cookie: web.Cookie{Name: "dateline-desk", Proxies: deps.Proxies}, mux: http.NewServeMux(),
		open: map[string]account.Action{}, templates: templates,
		preflight: preflight.New(deps.Stories, deps.Photos, deps.Tags, deps.Mastheads, styles, links, deps.Clock), styles: styles, links: links,
		suggester: suggest.New(deps.Stories, deps.Tags),
		presence:  presence.New(deps.DB, deps.Clock), notes: note.New(deps.DB, deps.Clock, deps.Accounts),
		signIns: web.NewLimiter(signInLimit), calls: web.NewLimiter(deps.Calls), visits: web.NewLimiter(visitLimit),
	}
	if deps.Letters != nil {
		d.notes.OnMention(deps.Letters.PostMention)
	}
	d.pulse = newPulse(d)
	d.api = d.newAPI()
	d.routes()
	if err := d.document(); err != nil {
		return nil, err
	}
	if err := d.pageRoutes(); err != nil {
		return nil, err
	}
	own, err := origins(deps.BaseURL)
	if err != nil {
		return nil, err
	}
	same, err := web.NewSameOrigin(own, hasToken, d.fail)
	if err != nil {
		return nil, fmt.Errorf("set up the desk: %w", err)
	}
	d.handler = web.Chain(d.mux,
		web.Headers{Policy: pagePolicy(), Proxies: deps.Proxies, Referrer: "same-origin", Private: true}.Layer,
		d.visits.Layer(deps.Proxies.Host, d.fail),
		same.Layer)
	return d, nil
}

// Close lets those go who wait for changes, so that the server can stop.
func (d *Desk) Close() { d.pulse.close() }

// Handler answers everything below Root. It wants web.RequestID around it.
func (d *Desk) Handler() http.Handler { return d.handler }

// SecretPaths gives the starts of paths whose rest must not be logged.
func SecretPaths() []string { return []string{linkRoot} }

// QuietPaths gives the paths whose calls wait by design: a log of slow requests
// is not about them.
func QuietPaths() []string { return []string{apiPrefix + changesPath} }

// LinkURL gives the address of a login link from its token.
func LinkURL(baseURL, token string) string {
	return strings.TrimSuffix(baseURL, "/") + linkRoot + token
}

func origins(baseURL string) ([]string, error) {
	if baseURL == "" {
		return nil, nil
	}
	u, err := url.Parse(baseURL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, fmt.Errorf("the site's address “%s” is not like https://news.example", baseURL)
	}
	return []string{u.Scheme + "://" + u.Host}, nil
}

func pagePolicy() web.Policy {
	self := []string{web.Self}
	return web.Policy{Style: self, Image: self, Font: self, Form: self}
}

// fail answers with an error in the form that the path asks for.
func (d *Desk) fail(w http.ResponseWriter, r *http.Request, err error) {
	if strings.HasPrefix(r.URL.Path, apiRoot) {
		web.WriteProblem(w, r, d.Log, err)
		return
	}
	d.failPage(w, r, err)
}
