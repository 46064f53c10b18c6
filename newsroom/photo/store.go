package photo

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"dateline/internal/database"
	"dateline/internal/fault"
)

const (
	columns = `id, rev, hash, filename, media_type, width, height, bytes, focal_x, focal_y, headline, caption, alt, creator, agency, source,
		copyright, licence, licence_url, usage_terms, place, taken_at, language, colour, created_at, killed_at, killed_reason, prepared`
	// withMetadata reads what may be a megabyte; lists and pages do without.
	withMetadata = columns + `, metadata`
)

func scan(s database.Scanner) (Photo, error) { return scanInto(s) }

func scanWithMetadata(s database.Scanner) (Photo, error) {
	var metadata string
	p, err := scanInto(s, &metadata)
	p.Metadata = json.RawMessage(metadata)
	return p, err
}

func scanInto(s database.Scanner, more ...any) (p Photo, err error) {
	var taken, created, killed int64
	err = s.Scan(append([]any{
		&p.ID, &p.Rev, &p.Hash, &p.Filename, &p.MediaType, &p.Width, &p.Height, &p.Bytes, &p.FocalX, &p.FocalY, &p.Headline, &p.Caption, &p.Alt,
		&p.Creator, &p.Agency, &p.Source, &p.Copyright, &p.Licence, &p.LicenceURL, &p.UsageTerms, &p.Place, &taken, &p.Language, &p.Colour,
		&created, &killed, &p.KilledReason, &p.Rendered,
	}, more...)...)
	p.TakenAt, p.CreatedAt, p.KilledAt = database.Time(taken), database.Time(created), database.Time(killed)
	return p, err
}

// ByID gives one photo with all its metadata, killed or not.
func (ps *Photos) ByID(ctx context.Context, q database.Q, id ID) (Photo, error) {
	p, err := database.One(ctx, q, scanWithMetadata, `SELECT `+withMetadata+` FROM photo WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return p, fault.Wrap(fault.NotFound, err, "there is no photo %d", id)
	}
	return p, err
}

// ByIDs gives photos by number, killed ones too, in one query. Those that do
// not exist are missing from the map.
func (ps *Photos) ByIDs(ctx context.Context, q database.Q, ids []ID) (map[ID]Photo, error) {
	found := make(map[ID]Photo, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	where, arg := database.In(q, "id", 1, ids)
	photos, err := database.List(ctx, q, scan, `SELECT `+columns+` FROM photo WHERE `+where, arg)
	if err != nil {
		return nil, fmt.Errorf("read photos: %w", err)
	}
	for _, p := range photos {
		found[p.ID] = p
	}
	return found, nil
}

// Query narrows a list of photos. The zero value lists the newest.
type Query struct {
	Text   string // part of headline, caption, credits, place or file name; SQLite ignores case for A to Z only
	Before ID     // photos with a smaller number, for paging; 0 for the newest
	Limit  int    // 1 to MaxList; 0 for 50
}

// List gives photos that may be used, newest first.
func (ps *Photos) List(ctx context.Context, q database.Q, want Query) ([]Photo, error) {
	limit := want.Limit
	if limit <= 0 {
		limit = 50
	}
	text := strings.ToLower(strings.TrimSpace(want.Text))
	photos, err := database.List(ctx, q, scan, `SELECT `+columns+` FROM photo
		WHERE killed_at = 0 AND (CAST($1 AS BIGINT) = 0 OR id < $1) AND (CAST($2 AS TEXT) = ''
		OR lower(headline || ' ' || caption || ' ' || creator || ' ' || agency || ' ' || source || ' ' || place || ' ' || filename) LIKE $3 ESCAPE '!')
		ORDER BY id DESC LIMIT $4`, int64(want.Before), text, "%"+escapeLike(text)+"%", min(limit, MaxList))
	if err != nil {
		return nil, fmt.Errorf("list photos: %w", err)
	}
	return photos, nil
}

func escapeLike(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

func byHash(ctx context.Context, q database.Q, hash string) (Photo, error) {
	return database.One(ctx, q, scan, `SELECT `+columns+` FROM photo WHERE hash = $1`, hash)
}

func insert(ctx context.Context, tx *database.Tx, p *Photo) error {
	id, err := tx.Insert(ctx, `INSERT INTO photo (rev, hash, filename, media_type, width, height, bytes, focal_x, focal_y, headline, caption, alt, creator, agency, source,
		copyright, licence, licence_url, usage_terms, place, taken_at, language, colour, metadata, created_at)
		VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24) RETURNING id`,
		p.Hash, p.Filename, p.MediaType, p.Width, p.Height, p.Bytes, p.FocalX, p.FocalY, p.Headline, p.Caption, p.Alt, p.Creator, p.Agency, p.Source,
		p.Copyright, p.Licence, p.LicenceURL, p.UsageTerms, p.Place, database.Micros(p.TakenAt), p.Language, p.Colour, string(p.Metadata), database.Micros(p.CreatedAt))
	if err != nil {
		return fmt.Errorf("insert photo: %w", err)
	}
	p.ID, p.Rev = ID(id), 1
	return nil
}

// update writes what a person may change, where nobody else was faster.
func update(ctx context.Context, tx *database.Tx, p *Photo) error {
	n, err := tx.Exec(ctx, `UPDATE photo SET rev = rev + 1, focal_x = $1, focal_y = $2, headline = $3, caption = $4, alt = $5, creator = $6, agency = $7, source = $8,
		copyright = $9, licence = $10, licence_url = $11, usage_terms = $12, place = $13, taken_at = $14, language = $15, killed_at = $16, killed_reason = $17
		WHERE id = $18 AND rev = $19`,
		p.FocalX, p.FocalY, p.Headline, p.Caption, p.Alt, p.Creator, p.Agency, p.Source, p.Copyright, p.Licence, p.LicenceURL, p.UsageTerms, p.Place,
		database.Micros(p.TakenAt), p.Language, database.Micros(p.KilledAt), p.KilledReason, p.ID, p.Rev)
	if err != nil {
		return fmt.Errorf("update photo %d: %w", p.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "somebody changed this photo meanwhile: look at it again, then repeat your change")
	}
	p.Rev++
	return nil
}

// markPrepared keeps that all renditions of a version are made. It is no change
// of the photo and leaves its rev.
func markPrepared(ctx context.Context, tx *database.Tx, p Photo) (changed bool, err error) {
	n, err := tx.Exec(ctx, `UPDATE photo SET prepared = $1 WHERE id = $2 AND prepared <> $1`, p.version(), p.ID)
	if err != nil {
		return false, fmt.Errorf("mark photo %d prepared: %w", p.ID, err)
	}
	return n > 0, nil
}
