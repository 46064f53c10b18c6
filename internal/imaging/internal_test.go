package imaging

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"
)

// FuzzDecode runs what the child runs on foreign bytes: it may refuse, never
// panic.
func FuzzDecode(f *testing.F) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, file []byte) {
		h, err := ReadHeader(bytes.NewReader(file), int64(len(file)))
		if err != nil || h.Width > 256 || h.Height > 256 {
			return
		}
		path := filepath.Join(t.TempDir(), sourceName)
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, tag := range readTags(path, h.Kind) {
			for _, v := range tag.Values {
				if !utf8.ValidString(v) || len(v) > maxTagBytes+utf8.UTFMax {
					t.Errorf("value %q of %s", v, tag.Name)
				}
			}
		}
		if h.Kind.builtin() {
			if img, err := decodeFile(path, h); err == nil {
				averageColour(img)
				resize(flatten(img), image.Pt(3, 2))
			}
		}
	})
}

func TestHead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, want string
		n        int
	}{{"short", "short", 32}, {"Zoë", "Zo", 3}, {"Zoë", "Zoë", 4}, {"ab cd", "ab", 3}, {"ü", "", 1}, {"", "", 0}} {
		if got := head(c.in, c.n); got != c.want {
			t.Errorf("head(%q, %d) = %q", c.in, c.n, got)
		}
	}
}
