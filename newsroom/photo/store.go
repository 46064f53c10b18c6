package photo

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
)

const (
	columns = `id, rev, hash, filename, media_type, width, height, bytes, focal_x, focal_y, headline, caption, alt, creator, agency, source,
		copyright, licence, licence_url, usage_terms, place, taken_at, language, colour, created_at, killed_at, killed_reason, prepared,
		rights_class, expires_at, restriction, uses, cleared`
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
	var taken, created, killed, expires int64
	var uses string
	err = s.Scan(append([]any{
		&p.ID, &p.Rev, &p.Hash, &p.Filename, &p.MediaType, &p.Width, &p.Height, &p.Bytes, &p.FocalX, &p.FocalY, &p.Headline, &p.Caption, &p.Alt,
		&p.Creator, &p.Agency, &p.Source, &p.Copyright, &p.Licence, &p.LicenceURL, &p.UsageTerms, &p.Place, &taken, &p.Language, &p.Colour,
		&created, &killed, &p.KilledReason, &p.Rendered, &p.Rights.Class, &expires, &p.Rights.Restriction, &uses, &p.Rights.Cleared,
	}, more...)...)
	p.TakenAt, p.CreatedAt, p.KilledAt = database.Time(taken), database.Time(created), database.Time(killed)
	p.Rights.ExpiresAt, p.Rights.Uses = database.Time(expires), readUses(uses)
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
	Text      string    // part of headline, caption, credits, place or file name; SQLite ignores case for A to Z only
	TakenFrom time.Time // taken then or later; zero for whenever
	TakenTo   time.Time // taken before; zero for whenever
	Class     Class     // of rights; empty for any
	Ends      time.Time // the right to it ends before then; the next to end first; zero for any
	Before    ID        // photos with a smaller number, for paging; 0 for the newest; not for what ends
	Limit     int       // 1 to MaxList; 0 for 50
}

// List gives photos that may be used, newest first.
func (ps *Photos) List(ctx context.Context, q database.Q, want Query) ([]Photo, error) {
	limit := want.Limit
	if limit <= 0 {
		limit = 50
	}
	text := strings.ToLower(strings.TrimSpace(want.Text))
	args := []any{text, "%" + escapeLike(text) + "%"}
	where := ` WHERE killed_at = 0 AND (CAST($1 AS TEXT) = ''
		OR lower(headline || ' ' || caption || ' ' || creator || ' ' || agency || ' ' || source || ' ' || place || ' ' || filename) LIKE $2 ESCAPE '!')`
	and := func(condition string, v any) {
		args = append(args, v)
		where += fmt.Sprintf(` AND %s $%d`, condition, len(args))
	}
	if !want.TakenFrom.IsZero() {
		and(`taken_at >=`, database.Micros(want.TakenFrom))
	}
	if !want.TakenTo.IsZero() {
		and(`taken_at <> 0 AND taken_at <`, database.Micros(want.TakenTo))
	}
	if want.Class != "" {
		and(`rights_class =`, want.Class)
	}
	order := ` ORDER BY id DESC`
	if !want.Ends.IsZero() {
		and(`expires_at <> 0 AND expires_at <`, database.Micros(want.Ends))
		order = ` ORDER BY expires_at, id`
	} else if want.Before != 0 {
		and(`id <`, want.Before)
	}
	args = append(args, min(limit, MaxList))
	photos, err := database.List(ctx, q, scan, `SELECT `+columns+` FROM photo`+where+order+fmt.Sprintf(` LIMIT $%d`, len(args)), args...)
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
		copyright, licence, licence_url, usage_terms, place, taken_at, language, colour, metadata, created_at,
		rights_class, expires_at, restriction, uses, cleared)
		VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29) RETURNING id`,
		p.Hash, p.Filename, p.MediaType, p.Width, p.Height, p.Bytes, p.FocalX, p.FocalY, p.Headline, p.Caption, p.Alt, p.Creator, p.Agency, p.Source,
		p.Copyright, p.Licence, p.LicenceURL, p.UsageTerms, p.Place, database.Micros(p.TakenAt), p.Language, p.Colour, string(p.Metadata), database.Micros(p.CreatedAt),
		p.Rights.Class, database.Micros(p.Rights.ExpiresAt), p.Rights.Restriction, writeUses(p.Rights.Uses), p.Rights.Cleared)
	if err != nil {
		return fmt.Errorf("insert photo: %w", err)
	}
	p.ID, p.Rev = ID(id), 1
	return nil
}

// update writes what a person may change, where nobody else was faster.
func update(ctx context.Context, tx *database.Tx, p *Photo) error {
	n, err := tx.Exec(ctx, `UPDATE photo SET rev = rev + 1, focal_x = $1, focal_y = $2, headline = $3, caption = $4, alt = $5, creator = $6, agency = $7, source = $8,
		copyright = $9, licence = $10, licence_url = $11, usage_terms = $12, place = $13, taken_at = $14, language = $15, killed_at = $16, killed_reason = $17,
		rights_class = $18, expires_at = $19, restriction = $20, uses = $21, cleared = $22
		WHERE id = $23 AND rev = $24`,
		p.FocalX, p.FocalY, p.Headline, p.Caption, p.Alt, p.Creator, p.Agency, p.Source, p.Copyright, p.Licence, p.LicenceURL, p.UsageTerms, p.Place,
		database.Micros(p.TakenAt), p.Language, database.Micros(p.KilledAt), p.KilledReason,
		p.Rights.Class, database.Micros(p.Rights.ExpiresAt), p.Rights.Restriction, writeUses(p.Rights.Uses), p.Rights.Cleared, p.ID, p.Rev)
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
