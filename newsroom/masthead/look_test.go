package masthead_test

import (
	"bytes"
	"image"
	"image/png"
	"testing"
	"time"

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/testkit"
	"dateline/newsroom/account"
	"dateline/newsroom/masthead"
)

func TestALookThatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	names := masthead.New(testkit.SQLite(t), clock.Freeze(time.Unix(1, 0)))
	for _, c := range []struct {
		accent, dark, headlines string
		ok                      bool
	}{
		{"", "", "", true},
		{"#b3221b", "#ff7a66", "sans", true},
		{"#004488", "", "", true},
		{"#ffcc00", "", "", false}, // yellow on cream
		{"", "#222266", "", false}, // navy on black
		{"red", "", "", false},
		{"#12345", "", "", false},
		{"#b3221b;}", "", "", false},
		{"", "", "comic", false},
	} {
		m := masthead.Default()
		m.Accent, m.AccentDark, m.Headlines = c.accent, c.dark, c.headlines
		err := names.Set(t.Context(), account.Operator("test"), m)
		if (err == nil) != c.ok || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func picture(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	testkit.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 200, 40))))
	return b.Bytes()
}

func TestALogoIsAPicture(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *database.DB) {
		names := masthead.New(db, clock.Freeze(time.Unix(1, 0)))
		l, err := names.KeepLogo(t.Context(), account.Operator("test"), picture(t))
		testkit.NoError(t, err)
		testkit.Equal(t, []int{l.Width, l.Height}, []int{200, 40})
		testkit.NoError(t, db.Read(t.Context(), func(q *database.Snapshot) error {
			b, media, err := names.LogoFile(t.Context(), q, l.File)
			testkit.Equal(t, media, "image/png")
			testkit.Equal(t, b, picture(t))
			return err
		}))
		for _, bad := range [][]byte{nil, []byte("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"), picture(t)[:60]} {
			if _, err := names.KeepLogo(t.Context(), account.Operator("test"), bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%.20q: %v", bad, err)
			}
		}
		if _, err := names.KeepLogo(t.Context(), account.Actor{Name: "Edith", Role: account.Editor}, picture(t)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an editor: %v", err)
		}
	})
}

func FuzzLogo(f *testing.F) {
	f.Add(picture(f))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPVP8 "))
	names := masthead.New(testkit.SQLite(f), clock.Freeze(time.Unix(1, 0)))
	f.Fuzz(func(t *testing.T, file []byte) {
		l, err := names.KeepLogo(t.Context(), account.Operator("test"), file)
		if err == nil && (l.Width == 0 || l.Height == 0 || l.File == "") {
			t.Fatalf("%+v", l)
		}
		if err != nil && fault.KindOf(err) == fault.Internal {
			t.Fatal(err)
		}
	})
}
