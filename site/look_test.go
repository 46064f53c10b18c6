package site_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"dateline/internal/database"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
)

func TestTheNewsroomsOwnLookIsOnEveryPageAtOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		p := openPaper(t, db)
		ctx := t.Context()
		sheet := regexp.MustCompile(`/assets/house\.[0-9a-f]+\.css`)
		for _, path := range []string{"/", p.final.Path} {
			if sheet.MatchString(p.page(path)) {
				t.Errorf("%s has a look of its own before anybody chose one", path)
			}
		}
		var b bytes.Buffer
		testkit.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 400, 100))))
		logo, err := p.names.KeepLogo(ctx, account.Operator("test"), b.Bytes())
		testkit.NoError(t, err)
		p.wantStatus("/assets/logo."+logo.File, http.StatusNotFound) // not before the masthead names it
		m, err := p.names.Current(ctx)
		testkit.NoError(t, err)
		m.Accent, m.Headlines, m.Logo, m.LogoWidth, m.LogoHeight = "#004488", "sans", logo.File, logo.Width, logo.Height
		testkit.NoError(t, p.names.Set(ctx, account.Operator("test"), m))

		for _, path := range []string{"/", p.final.Path, "/sport"} {
			page := p.page(path)
			address := sheet.FindString(page)
			css := p.page(address)
			testkit.Equal(t, css, ":root{--accent:#004488;--display:var(--sans);}@media (prefers-color-scheme:dark){:root{--accent:#ff7a66;}}")
			if !strings.Contains(page, `<img src="/assets/logo.`+logo.File+`" width="256" height="64"`) {
				t.Errorf("%s has no logo", path)
			}
		}
		a := p.get("/assets/logo." + logo.File)
		testkit.Equal(t, []string{a.header.Get("Content-Type"), a.body}, []string{"image/png", b.String()})
		p.wantStatus("/assets/house.0000000000.css", http.StatusNotFound)
	})
}
