package pictures

import (
	"bytes"
	"image/jpeg"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
)

func TestManifestIsComplete(t *testing.T) {
	t.Parallel()
	list, err := Listed()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 15 {
		t.Errorf("%d pictures, want at least 15", len(list))
	}
	seen := map[string]bool{}
	hash := regexp.MustCompile(`^[0-9a-f]{64}$`)
	for _, p := range list {
		if seen[p.File] || path.Base(p.File) != p.File || path.Ext(p.File) != ".jpg" {
			t.Errorf("%q: not a unique plain .jpg name", p.File)
		}
		seen[p.File] = true
		for field, v := range map[string]string{"title": p.Title, "caption": p.Caption, "alt": p.Alt, "credit": p.Credit, "licence": p.Licence, "package": p.Package, "path": p.Path} {
			if v == "" {
				t.Errorf("%s: no %s", p.File, field)
			}
		}
		if !hash.MatchString(p.SHA256) {
			t.Errorf("%s: bad sha256 %q", p.File, p.SHA256)
		}
		if u, err := url.Parse(p.LicenceURL); err != nil || u.Scheme != "https" {
			t.Errorf("%s: bad licence address %q", p.File, p.LicenceURL)
		}
		if strings.HasPrefix(p.Licence, "CC BY") && (p.Creator == "" || p.Copyright == "") {
			t.Errorf("%s: %s asks for a creator and a notice", p.File, p.Licence)
		}
		if !strings.HasSuffix(p.Caption, ".") || !strings.HasSuffix(p.Alt, ".") {
			t.Errorf("%s: caption and alt are sentences", p.File)
		}
		if len(p.Subjects) == 0 {
			t.Errorf("%s: no subjects", p.File)
		}
	}
}

func TestFetchedPicturesAreJPEG(t *testing.T) {
	t.Parallel()
	all := All()
	if len(all) == 0 {
		t.Skip("built without photographs; run node assets.mjs newsroom/sample")
	}
	total := 0
	for _, p := range all {
		b, err := p.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		total += len(b)
		c, err := jpeg.DecodeConfig(bytes.NewReader(b))
		if err != nil {
			t.Errorf("%s: %v", p.File, err)
			continue
		}
		if c.Width > 2000 || c.Height > 2000 || c.Width < 300 {
			t.Errorf("%s: %d by %d pixels", p.File, c.Width, c.Height)
		}
	}
	if total > 15<<20 {
		t.Errorf("%d bytes of pictures, want at most 15 MiB", total)
	}
}

func TestByKey(t *testing.T) {
	t.Parallel()
	if _, ok := ByKey("nobody-took-this"); ok {
		t.Error("found a picture that is not listed")
	}
	for _, p := range All() {
		if got, ok := ByKey(p.Key); !ok || got.Title != p.Title {
			t.Errorf("ByKey(%q) = %v, %t", p.Key, got, ok)
		}
	}
}
