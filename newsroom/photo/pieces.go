package photo

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/account"
)

// Limits of photos that come in pieces.
const (
	MaxPiece   = 8 << 20 // bytes
	maxOpen    = 60      // uploads of one account that are not finished
	uploadLife = 24 * time.Hour
)

// Pieces is a photo on its way in pieces: a line that is cut costs the piece
// that was on it, and no more.
type Pieces struct {
	ID       string
	Filename string
	Size     int64 // of the whole file
	Received int64 // from its beginning
}

// Begin says that a file of a size is coming.
func (ps *Photos) Begin(ctx context.Context, actor account.Actor, filename string, size, most int64) (u Pieces, err error) {
	if err := actor.Check(account.WritePhoto); err != nil {
		return u, err
	}
	if size <= 0 || size > most {
		return u, fault.New(fault.TooLarge, "a photo may have %d MB and this file has %d", most>>20, size>>20)
	}
	if err := ps.sweepPieces(ctx); err != nil {
		return u, err
	}
	raw := make([]byte, 16)
	if _, err := rand.Read(raw); err != nil {
		return u, fmt.Errorf("draw a name: %w", err)
	}
	u = Pieces{ID: hex.EncodeToString(raw), Filename: cleanFilename(filename), Size: size}
	return u, ps.db.Write(ctx, func(tx *database.Tx) error {
		n, err := database.One(ctx, tx, database.Value[int64], `SELECT COUNT(*) FROM upload WHERE account_id = $1`, actor.ID)
		if err != nil {
			return fmt.Errorf("count uploads: %w", err)
		}
		if n >= maxOpen {
			return fault.New(fault.TooMany, "%d of your uploads are not finished: finish some, or wait a day", n)
		}
		_, err = tx.Exec(ctx, `INSERT INTO upload (id, account_id, filename, size, touched_at) VALUES ($1, $2, $3, $4, $5)`, u.ID, actor.ID, u.Filename, u.Size, database.Micros(ps.clock.Now()))
		return err
	})
}

// Coming gives how far an upload is.
func (ps *Photos) Coming(ctx context.Context, q database.Q, actor account.Actor, id string) (Pieces, error) {
	u, err := database.One(ctx, q, func(s database.Scanner) (u Pieces, err error) {
		err = s.Scan(&u.ID, &u.Filename, &u.Size, &u.Received)
		return u, err
	}, `SELECT id, filename, size, received FROM upload WHERE id = $1 AND account_id = $2`, id, actor.ID)
	if fault.Is(err, fault.NotFound) {
		return u, fault.Wrap(fault.NotFound, err, "this upload is not known any more: begin it again")
	}
	return u, err
}

func pieceKey(id string, offset int64) string { return fmt.Sprintf("upload/%s/%012d", id, offset) }

// Append takes the piece that begins at offset. Where another came first the
// answer is a conflict, and Coming tells where to go on.
func (ps *Photos) Append(ctx context.Context, actor account.Actor, id string, offset int64, r io.Reader) (u Pieces, err error) {
	err = ps.db.Read(ctx, func(q *database.Snapshot) error {
		u, err = ps.Coming(ctx, q, actor, id)
		return err
	})
	if err != nil {
		return u, err
	}
	if u.Received != offset {
		return u, notNext(u)
	}
	piece := &counted{r: io.LimitReader(r, min(MaxPiece, u.Size-offset))}
	if err := ps.blobs.Put(ctx, pieceKey(id, offset), piece); err != nil {
		return u, fmt.Errorf("keep a piece: %w", err)
	}
	if piece.n == 0 {
		return u, fault.New(fault.Invalid, "this piece is empty")
	}
	return u, ps.db.Write(ctx, func(tx *database.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE upload SET received = $1, touched_at = $2 WHERE id = $3 AND received = $4`, offset+piece.n, database.Micros(ps.clock.Now()), id, offset)
		if err != nil {
			return fmt.Errorf("count a piece: %w", err)
		}
		if n == 0 {
			return notNext(u)
		}
		u.Received = offset + piece.n
		return nil
	})
}

func notNext(u Pieces) error {
	return fault.New(fault.Conflict, "%d bytes of this file are here: go on from there", u.Received)
}

type counted struct {
	r io.Reader
	n int64
}

// Read reads on and counts.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// Finish puts the pieces together and takes the photo in; see Add.
func (ps *Photos) Finish(ctx context.Context, actor account.Actor, id string) (added Added, err error) {
	var u Pieces
	err = ps.db.Read(ctx, func(q *database.Snapshot) error {
		u, err = ps.Coming(ctx, q, actor, id)
		return err
	})
	if err != nil {
		return added, err
	}
	if u.Received != u.Size {
		return added, notNext(u)
	}
	whole := &assembled{ctx: ctx, photos: ps, upload: u}
	added, err = ps.Add(ctx, actor, Upload{Filename: u.Filename, Reader: whole})
	err = errors.Join(err, whole.close())
	if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Gone) {
		return added, err // what failed here may go well the next time
	}
	return added, errors.Join(err, ps.dropPieces(context.WithoutCancel(ctx), id))
}

// assembled reads the pieces of an upload one after the other.
type assembled struct {
	ctx    context.Context //nolint:containedctx // of the one call that reads it
	photos *Photos
	upload Pieces
	at     int64
	open   io.ReadSeekCloser
}

// Read reads on.
func (a *assembled) Read(p []byte) (int, error) {
	for {
		if a.open == nil {
			if a.at >= a.upload.Size {
				return 0, io.EOF
			}
			piece, _, err := a.photos.blobs.Open(a.ctx, pieceKey(a.upload.ID, a.at))
			if err != nil {
				return 0, fmt.Errorf("open a piece: %w", err)
			}
			a.open = piece
		}
		n, err := a.open.Read(p)
		a.at += int64(n)
		if n > 0 {
			return n, nil
		}
		if !errors.Is(err, io.EOF) {
			return 0, err
		}
		if err := a.close(); err != nil {
			return 0, err
		}
	}
}

func (a *assembled) close() error {
	if a.open == nil {
		return nil
	}
	open := a.open
	a.open = nil
	return open.Close()
}

// sweepPieces forgets uploads that nobody went on with for a day.
func (ps *Photos) sweepPieces(ctx context.Context) error {
	var old []string
	err := ps.db.Read(ctx, func(q *database.Snapshot) (err error) {
		old, err = database.List(ctx, q, database.Value[string], `SELECT id FROM upload WHERE touched_at < $1 LIMIT 50`, database.Micros(ps.clock.Now().Add(-uploadLife)))
		return err
	})
	for _, id := range old {
		err = errors.Join(err, ps.dropPieces(ctx, id))
	}
	return err
}

func (ps *Photos) dropPieces(ctx context.Context, id string) error {
	for info, err := range ps.blobs.List(ctx, "upload/"+id+"/") {
		if err != nil {
			return fmt.Errorf("list pieces: %w", err)
		}
		if err := ps.blobs.Delete(ctx, info.Key); err != nil {
			return fmt.Errorf("delete a piece: %w", err)
		}
	}
	return ps.db.Write(ctx, func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM upload WHERE id = $1`, id)
		return err
	})
}
