package desk

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"dateline/desk/docs"
	"dateline/internal/fault"
	"dateline/internal/web"
)

// routes names every operation, group by group.
func (d *Desk) routes() {
	d.storyRoutes()
	d.planRoutes()
	d.suggestionRoutes()
	d.actRoutes()
	d.historyRoutes()
	d.textRoutes()
	d.preflightRoutes()
	d.houseRoutes()
	d.presenceRoutes()
	d.noteRoutes()
	d.wireRoutes()
	d.exportRoutes()
	d.photoRoutes()
	d.photoUseRoutes()
	d.uploadRoutes()
	d.tagRoutes()
	d.publicationRoutes()
	d.webhookRoutes()
	d.sampleRoutes()
	d.youRoutes()
	d.factorRoutes()
	d.passkeyRoutes()
	d.accountRoutes()
	d.rightsRoutes()
}

// document serves the API's description: for programs as OpenAPI 3.1, for
// people as a page.
func (d *Desk) document() error {
	refine(d.api.OpenAPI().Components.Schemas)
	asJSON, err := json.Marshal(d.api.OpenAPI())
	if err != nil {
		return fmt.Errorf("write the OpenAPI document: %w", err)
	}
	asYAML, err := d.api.OpenAPI().YAML()
	if err != nil {
		return fmt.Errorf("write the OpenAPI document: %w", err)
	}
	d.mux.HandleFunc("GET "+apiPrefix+"/openapi.json", sendBytes("application/vnd.oai.openapi+json;version=3.1", asJSON))
	d.mux.HandleFunc("GET "+apiPrefix+"/openapi.yaml", sendBytes("application/yaml", asYAML))
	d.mux.HandleFunc("GET "+apiRoot+"{$}", d.docsPage)
	d.mux.HandleFunc("GET "+apiRoot+"assets/{name}", d.docsAsset)
	d.mux.HandleFunc(apiRoot, d.noSuchCall)
	return nil
}

func sendBytes(kind string, b []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(b) // a client that left is no error of ours
	}
}

// docsAsset serves the viewer's files. Their address has the program's version
// in it nowhere, so they are asked for anew each hour.
func (d *Desk) docsAsset(w http.ResponseWriter, r *http.Request) {
	a, ok := docs.Open(r.PathValue("name"))
	if !ok {
		web.WriteProblem(w, r, d.Log, fault.New(fault.NotFound, "there is no such file"))
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.Type)
	h.Set("Cache-Control", "private, max-age=3600")
	h.Add("Vary", "Accept-Encoding")
	if a.Gzip != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		_, _ = w.Write(a.Gzip) // a client that left is no error of ours
		return
	}
	b, err := a.Plain()
	if err != nil {
		web.WriteProblem(w, r, d.Log, err)
		return
	}
	_, _ = w.Write(b) // a client that left is no error of ours
}

// noSuchCall answers what no route takes: with 405 where another method would
// do, with 404 else.
func (d *Desk) noSuchCall(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := d.mux.Handler(other); pattern != apiRoot {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		web.WriteProblem(w, r, d.Log, fault.New(fault.NotFound, "there is no such call; the list of them is at %s", apiRoot))
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	p := web.ProblemOf(fault.New(fault.Invalid, "this address takes %s and not %s", strings.Join(allowed, ", "), r.Method))
	p.Status, p.Title = http.StatusMethodNotAllowed, "Another method is needed"
	web.WriteProblem(w, r, d.Log, p)
}

// docsView is the page about the API.
type docsView struct {
	frame
	Document string
	Viewer   bool
	Groups   []callGroup
}

type callGroup struct {
	Name, About string
	Calls       []call
}

type call struct {
	Method, Path, ID, Summary, Right string
}

func (d *Desk) docsPage(w http.ResponseWriter, r *http.Request) {
	self := []string{web.Self}
	policy := web.Policy{Script: self, Style: self, Image: []string{web.Self, "data:"}, Font: self, Connect: self, Form: self}
	w.Header().Set("Content-Security-Policy", policy.String())
	v := docsView{frame: d.frame(r, "API"), Document: apiPrefix + "/openapi.json", Viewer: docs.Available(), Groups: callGroups(d.api.OpenAPI())}
	v.Wide = true
	d.render(w, r, http.StatusOK, "docs", v)
}

// callGroups gives the plain list of operations, in the groups' order.
func callGroups(doc *huma.OpenAPI) []callGroup {
	groups := make([]callGroup, 0, len(doc.Tags))
	for _, t := range doc.Tags {
		groups = append(groups, callGroup{Name: t.Name, About: t.Description})
	}
	for path, item := range doc.Paths {
		for method, op := range operations(item) {
			right, _ := op.Extensions["x-right"].(string)
			for i := range groups {
				if slices.Contains(op.Tags, groups[i].Name) {
					groups[i].Calls = append(groups[i].Calls, call{Method: method, Path: apiPrefix + path, ID: op.OperationID, Summary: op.Summary, Right: right})
				}
			}
		}
	}
	for _, g := range groups {
		slices.SortFunc(g.Calls, func(a, b call) int { return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method) })
	}
	return groups
}

func operations(item *huma.PathItem) map[string]*huma.Operation {
	all := map[string]*huma.Operation{
		http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
	}
	for method, op := range all {
		if op == nil {
			delete(all, method)
		}
	}
	return all
}

// render executes a page before anything of it is sent.
func (d *Desk) render(w http.ResponseWriter, r *http.Request, status int, page string, v any) {
	var b bytes.Buffer
	if err := d.templates.ExecuteTemplate(&b, page, v); err != nil {
		web.LogFault(r, d.Log, fmt.Errorf("render %s: %w", page, err))
		http.Error(w, "The page could not be made. Please try again.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // a client that left is no error of ours
}
