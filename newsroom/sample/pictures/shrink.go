//go:build ignore

// Makes the sample photographs: reads a JSON list of {"from", "to"} from standard input, scales each
// picture to at most 2000 pixels across and writes it as JPEG. Called by build.mjs with go run.
package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png"
	"os"

	"golang.org/x/image/draw"
)

const (
	widest  = 2000 // pixels
	quality = 82   // JPEG
)

func main() {
	var jobs []struct{ From, To string }
	if err := json.NewDecoder(os.Stdin).Decode(&jobs); err != nil {
		fmt.Fprintln(os.Stderr, "shrink:", err)
		os.Exit(1)
	}
	for _, j := range jobs {
		if err := shrink(j.From, j.To); err != nil {
			fmt.Fprintln(os.Stderr, "shrink:", err)
			os.Exit(1)
		}
	}
}

func shrink(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	src, _, err := image.Decode(in)
	if err != nil {
		return fmt.Errorf("decode %s: %w", from, err)
	}
	size := src.Bounds().Size()
	if longest := max(size.X, size.Y); longest > widest {
		size = image.Pt(size.X*widest/longest, size.Y*widest/longest)
	}
	dst := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Over, nil)
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if err := jpeg.Encode(out, dst, &jpeg.Options{Quality: quality}); err != nil {
		out.Close()
		return fmt.Errorf("encode %s: %w", to, err)
	}
	return out.Close()
}
