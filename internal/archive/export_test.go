package archive

import (
	"context"
	"io"
)

// NewTarReader reads an archive that is not compressed.
func NewTarReader(ctx context.Context, plain io.Reader) (*Reader, error) {
	return newReader(ctx, plain, func() {})
}
