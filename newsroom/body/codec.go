package body

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// ErrMalformed says that bytes are not a document as JSON.
var ErrMalformed = errors.New("not a story body")

// ErrTooLarge says that a document exceeds one of the limits of this package.
var ErrTooLarge = errors.New("story body too large")

// Decode reads a document from JSON. It refuses unknown fields, trailing bytes
// and anything beyond the limits, and gives an id to blocks that have none. The
// document is well-shaped but not yet valid: ask Validate.
func Decode(data []byte) (Document, error) {
	if len(data) > MaxBytes {
		return Document{}, fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(data), MaxBytes)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var doc Document
	if err := d.Decode(&doc); err != nil {
		return Document{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Document{}, fmt.Errorf("%w: more follows after its end", ErrMalformed)
	}
	if problems := overLimits(doc); len(problems) > 0 {
		p := problems[0]
		return Document{}, fmt.Errorf("%w: block %d, %s: %s", ErrTooLarge, p.Block, p.Field, p.Message)
	}
	giveIDs(doc.Blocks)
	return doc, nil
}

// Encode writes a document as JSON, with an empty list rather than null for an
// empty body and without escaping < and & (it is data, never pasted into HTML).
func Encode(doc Document) ([]byte, error) {
	if doc.Blocks == nil {
		doc.Blocks = []Block{}
	}
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(doc); err != nil {
		return nil, fmt.Errorf("encode a story body: %w", err)
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// giveIDs names the blocks that have no usable id, or one that an earlier block
// has: "b" and the next number after the highest in use, in reading order.
func giveIDs(blocks []Block) {
	next := 1
	for _, b := range blocks {
		if n := numberOf(b.ID); n >= next {
			next = n + 1
		}
	}
	seen := make(map[string]bool, len(blocks))
	for i := range blocks {
		if id := blocks[i].ID; validID(id) && !seen[id] {
			seen[id] = true
			continue
		}
		blocks[i].ID = "b" + strconv.Itoa(next)
		seen[blocks[i].ID] = true
		next++
	}
}

// numberOf gives the number of an id that giveIDs made, or 0.
func numberOf(id string) int {
	if len(id) < 2 || len(id) > 8 || id[0] != 'b' {
		return 0
	}
	n, err := strconv.ParseUint(id[1:], 10, 31)
	if err != nil {
		return 0
	}
	return int(n)
}

func validID(id string) bool {
	if id == "" || len(id) > MaxID {
		return false
	}
	for i := range len(id) {
		c := id[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
