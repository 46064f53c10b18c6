package desk

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"dateline/internal/fault"
	"dateline/internal/web"
	"dateline/newsroom/account"
	"dateline/newsroom/body"
)

const about = `Everything that the newsroom's desk does: stories from draft to correction, photos, tags, people and the record of who did what.

**Signing.** A person signs in at the desk; the browser then sends a session cookie. A script sends a token: ` + "`Authorization: Bearer dl_…`" + `. A token acts for
the account it belongs to, within its scopes; the scopes are the names of the rights under *Rights*.

**Revisions.** Whatever changes a thing names the revision that it was made on. Where somebody was faster the answer is 409, and ` + "`conflict`" + ` says where the
thing stands now, who changed it and which fields.

**Errors** are problem details (RFC 9457): ` + "`detail`" + ` says what to do, ` + "`errors`" + ` names each field.

**Times** are RFC 3339 with a zone. **Lists** give ` + "`next`" + `, to be sent back as ` + "`after`" + `, while there is more.`

// schemaRoot is where OpenAPI keeps named schemas.
const schemaRoot = "#/components/schemas/"

func (d *Desk) newAPI() huma.API {
	setUpHuma()
	return humago.NewWithPrefix(d.mux, apiPrefix, huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "Dateline desk", Version: "1", Description: about},
			Servers: []*huma.Server{{URL: apiPrefix}},
			Tags: []*huma.Tag{
				{Name: "Stories"},
				{Name: "Acts", Description: "What moves a story. Each names the revision it was decided on."},
				{Name: "History"},
				{Name: "Preflight", Description: "Looking a story over before it goes to press."},
				{Name: "Presence", Description: "Who is in which story, and what changed since."},
				{Name: "Notes", Description: "What the newsroom says of a story among itself. It never leaves the desk."},
				{Name: "Wire", Description: "Stories in and out as IPTC ninjs."},
				{Name: "Photos"},
				{Name: "Tags", Description: "Sections, places, topics, people, organisations and series."},
				{Name: "Publication"},
				{Name: "Webhooks", Description: "Telling programs outside when a story goes live, changes or goes. Signed by the Standard Webhooks convention: webhook-id, webhook-timestamp, webhook-signature."},
				{Name: "You"},
				{Name: "Accounts"},
				{Name: "Rights"},
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry(schemaRoot, schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: "dateline-desk", Description: "A person's session; over HTTPS the cookie's name begins with __Host-"},
					"token":   {Type: "http", Scheme: "bearer", Description: "A script's token, dl_…"},
				},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	})
}

// schemaName names a schema after its Go type, without the ending View that
// tells it from the newsroom's own type. The wire has words of its own for
// things that others have, too.
func schemaName(t reflect.Type, hint string) string {
	name := strings.TrimSuffix(huma.DefaultSchemaNamer(t, hint), "View")
	if strings.HasSuffix(t.PkgPath(), "/wire") {
		return "Wire" + name
	}
	return name
}

// route is one operation of the API.
type route struct {
	method  string
	path    string // below apiPrefix
	id      string
	summary string
	about   string
	group   string
	right   account.Action    // empty for everybody who is signed in
	person  bool              // for people alone: a script's token is refused
	open    bool              // for those who are not signed in, too
	status  int               // of success; 0 for 200, or 204 without a body
	most    int64             // bytes of the body; 0 for web.JSONBytes
	body    *huma.RequestBody // of a POST that streams; nil where its Go type says it
	answers map[string]*huma.Response
}

// add registers a route. Who calls, and whether they may, is settled before
// anything of the request is read.
func add[I, O any](d *Desk, r route, f func(ctx context.Context, c caller, in *I) (*O, error)) {
	op := huma.Operation{
		Method: r.method, Path: r.path, OperationID: r.id, Summary: r.summary, Description: r.describe(), Tags: []string{r.group},
		DefaultStatus: r.status, MaxBodyBytes: r.most, BodyReadTimeout: bodyTime, Responses: r.answers,
		Middlewares: huma.Middlewares{d.guard(r)},
	}
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = web.JSONBytes
	}
	if !r.open {
		op.Security = []map[string][]string{{"session": {}}, {"token": {}}}
		op.Extensions = map[string]any{"x-right": string(r.right)}
	}
	d.open[r.id] = r.right
	huma.Register(d.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := f(ctx, callerOf(ctx), in)
		if err != nil {
			return nil, d.problem(ctx, err)
		}
		return out, nil
	})
	if r.body != nil { // only now, or huma would read the body that the handler streams
		d.api.OpenAPI().Paths[r.path].Post.RequestBody = r.body
	}
}

func (r route) describe() string {
	needs := "For everybody who is signed in."
	switch {
	case r.open:
		needs = "For everybody."
	case r.person:
		needs = "For people, not for scripts."
	case r.right != "":
		needs = "Needs the right `" + string(r.right) + "`."
	}
	return strings.TrimSpace(r.about + "\n\n" + needs)
}

// guard is what stands before a route.
func (d *Desk) guard(r route) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		req, w := humago.Unwrap(ctx)
		if r.open {
			next(ctx)
			return
		}
		c, err := d.identify(req)
		if err == nil {
			err = d.calls.Take(w, req, c.key())
		}
		if err == nil && r.right != "" {
			err = c.actor.Check(r.right)
		}
		if err == nil && r.person && !c.person() {
			err = fault.New(fault.Forbidden, "this is for people who are signed in, not for a script's token")
		}
		if err != nil {
			web.WriteProblem(w, req, d.Log, err)
			return
		}
		next(huma.WithValue(ctx, callerKey{}, c))
	}
}

// key counts a person's browsers and each of their scripts apart.
func (c caller) key() string {
	kind := "person:"
	if !c.person() {
		kind = "script:"
	}
	return kind + number(c.actor.ID)
}

// problem turns an error from below into an answer.
func (d *Desk) problem(ctx context.Context, err error) error {
	p := web.ProblemOf(err)
	p.Request = web.IDOf(ctx)
	if p.Status == http.StatusInternalServerError && ctx.Err() == nil {
		d.logBroken(ctx, err)
	}
	return p
}

// Exchange gives a handler the request itself, where it must stream.
type Exchange struct {
	r *http.Request
	w http.ResponseWriter
}

// Resolve takes the request out of huma's hands.
func (e *Exchange) Resolve(ctx huma.Context) []error {
	e.r, e.w = humago.Unwrap(ctx)
	return nil
}

// refine says in the schemas what Go's types cannot.
func refine(schemas huma.Registry) {
	byName := schemas.Map()
	if s := byName["Lead"]; s != nil { // a chart or a map needs no photo
		s.Required = nil
		s.PrecomputeMessages()
	}
	if s := byName["Block"]; s != nil {
		kind := s.Properties["kind"]
		for _, k := range blockKinds() {
			kind.Enum = append(kind.Enum, string(k))
		}
		kind.PrecomputeMessages()
	}
}

func blockKinds() []body.Kind {
	return []body.Kind{
		body.Paragraph, body.Heading, body.List, body.Quote, body.PullQuote, body.Photo, body.Gallery, body.Table, body.Embed, body.Divider, body.Note, body.RawHTML,
	}
}
