// Command preview serves the specimen pages in a theme, for looking at while
// one designs: go run ./site/theme/preview -photos DIR -theme DIR. It is a tool
// of the workshop and not part of the program.
package main

import (
	"flag"
	"fmt"
	"html/template"
	"image/jpeg"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"dateline/internal/atlas"
	"dateline/site/theme"
	"dateline/site/theme/specimen"
	"dateline/site/view"
	"dateline/themes"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8090", "address to listen on")
	photos := flag.String("photos", "", "folder of JPEG files to illustrate with")
	own := flag.String("theme", "", "folder with a newsroom's own templates, css, tokens.json …")
	flag.Parse()
	t, err := theme.Load(theme.Options{Default: themes.Default(), OverrideDir: *own, Dev: true})
	if err != nil {
		log.Fatal(err)
	}
	kit := specimen.Kit{Photos: readPhotos(*photos), Dress: t.Dress}
	if atlas.Available() {
		kit.Locator, kit.Thumb, kit.World = locator, thumb, world
	}
	log.Printf("http://%s/front and %s", *addr, strings.Join(names(kit), " "))
	log.Fatal(http.ListenAndServe(*addr, newMux(t, kit, *photos)))
}

func newMux(t *theme.Theme, kit specimen.Kit, photos string) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /assets/", func(w http.ResponseWriter, r *http.Request) {
		a, ok := t.Assets()[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", a.ContentType)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		w.Header().Set("Etag", a.ETag)
		_, _ = w.Write(a.Bytes)
	})
	if photos != "" {
		mux.Handle("GET /photo/", http.StripPrefix("/photo/", http.FileServer(http.Dir(photos))))
	}
	mux.HandleFunc("GET /{page...}", func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("page")
		if name == "" {
			name = "front"
		}
		p, ok := kit.Pages()[name]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			p = kit.Pages()["problem"]
		}
		_, hash := t.Critical()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'sha256-"+hash+"'; img-src 'self' data:; base-uri 'none'; object-src 'none'; frame-src https://www.youtube-nocookie.com")
		if err := t.Render(w, p.Template, p.Data); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	return mux
}

func names(kit specimen.Kit) []string {
	var list []string
	for name := range kit.Pages() {
		list = append(list, "/"+name)
	}
	sort.Strings(list)
	return list
}

func readPhotos(dir string) []specimen.Photo {
	files, _ := filepath.Glob(filepath.Join(dir, "*.jpg"))
	var list []specimen.Photo
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			log.Fatal(err)
		}
		c, err := jpeg.DecodeConfig(f)
		_ = f.Close()
		if err != nil {
			continue
		}
		name := filepath.Base(file)
		list = append(list, specimen.Photo{
			URL: "/photo/" + name, Width: c.Width, Height: c.Height, Alt: strings.TrimSuffix(name, ".jpg"),
			Caption: "A view that stands in for the real one, early on Sunday, before the delegations came down to the shore.", Creator: "Jo Marsh",
		})
	}
	return list
}

func locator(name string, lat, lon float64) template.HTML {
	svg, err := atlas.Locator(atlas.Place{Name: name, Lat: lat, Lon: lon, Kind: atlas.City}, atlas.Options{})
	return drawn(svg, err)
}

func thumb(name string, lat, lon float64) template.HTML {
	svg, err := atlas.Thumb(atlas.Place{Name: name, Lat: lat, Lon: lon, Kind: atlas.City}, atlas.Options{})
	return drawn(svg, err)
}

func world(places []view.MapPlace) template.HTML {
	at := [][2]float64{{46.2, 6.15}, {32.88, 13.19}, {28.7, -17.9}, {45.65, 13.77}, {36.8, 34.6}}
	var points []atlas.Point
	for i, p := range places {
		points = append(points, atlas.Point{Number: p.Number, Lat: at[i][0], Lon: at[i][1], Label: fmt.Sprint(p.Place.Name, ": ", p.Card.Headline), Href: p.Card.URL})
	}
	svg, err := atlas.World(points, atlas.Options{})
	return drawn(svg, err)
}

func drawn(svg atlas.SVG, err error) template.HTML {
	if err != nil {
		log.Print(err)
		return ""
	}
	return template.HTML(svg)
}
