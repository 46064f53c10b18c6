// Package imagingtest lets tests work with pictures: a test binary that is
// started again as the decoding child must know what to do. In a newsroom it
// would be the darkroom's test strip.
package imagingtest

import (
	"os"
	"testing"

	"dateline/internal/imaging"
)

// Main stands in a package's TestMain. It runs the tests, or the worker where
// the binary was started as one.
func Main(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == imaging.Subcommand {
		os.Exit(imaging.RunWorker(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

// Builtin gives the service with the built-in decoder alone.
func Builtin(t testing.TB) *imaging.Images {
	t.Helper()
	return open(t, imaging.Config{Dir: t.TempDir(), Vips: "off"})
}

// Vips gives the service with libvips, and skips the test where it is not
// installed.
func Vips(t testing.TB) *imaging.Images {
	t.Helper()
	im := open(t, imaging.Config{Dir: t.TempDir()})
	if len(im.Formats()) == 1 {
		t.Skip("libvips is not installed here (package libvips-tools), so its half is not tested")
	}
	return im
}

func open(t testing.TB, cfg imaging.Config) *imaging.Images {
	t.Helper()
	im, err := imaging.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return im
}
