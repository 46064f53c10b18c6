package tag

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
)

const columns = `id, rev, kind, slug, name, description, language, parent_id, merged_into, position, colour, located, latitude, longitude, country, place_kind, role, uris, needs_second, created_at`

func scan(s database.Scanner) (t Tag, err error) {
	var uris string
	var created int64
	err = s.Scan(&t.ID, &t.Rev, &t.Kind, &t.Slug, &t.Name, &t.Description, &t.Language, &t.Parent, &t.MergedInto, &t.Position, &t.Colour,
		&t.Located, &t.Latitude, &t.Longitude, &t.Country, &t.PlaceKind, &t.Role, &uris, &t.NeedsSecond, &created)
	if err != nil {
		return t, err
	}
	t.CreatedAt = database.Time(created)
	return t, json.Unmarshal([]byte(uris), &t.URIs)
}

func selectAll(ctx context.Context, q database.Q) ([]Tag, error) {
	return database.List(ctx, q, scan, `SELECT `+columns+` FROM tag ORDER BY id`)
}

type redirect struct {
	kind Kind
	slug string
	to   ID
}

func selectRedirects(ctx context.Context, q database.Q) ([]redirect, error) {
	return database.List(ctx, q, func(s database.Scanner) (r redirect, err error) {
		err = s.Scan(&r.kind, &r.slug, &r.to)
		return r, err
	}, `SELECT kind, slug, tag_id FROM tag_redirect`)
}

func insert(ctx context.Context, tx *database.Tx, t *Tag, now time.Time) error {
	uris, err := database.JSON(orEmpty(t.URIs))
	if err != nil {
		return err
	}
	t.Rev, t.CreatedAt = 1, now
	id, err := tx.Insert(ctx, `INSERT INTO tag (rev, kind, slug, name, description, language, parent_id, merged_into, position, colour, located, latitude, longitude, country, place_kind, role, uris, needs_second, created_at)
		VALUES (1, $1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING id`,
		t.Kind, t.Slug, t.Name, t.Description, t.Language, t.Parent, t.Position, t.Colour, t.Located, t.Latitude, t.Longitude, t.Country, t.PlaceKind, t.Role, uris, t.NeedsSecond, database.Micros(now))
	if fault.Is(err, fault.Conflict) {
		return fault.Wrap(fault.Conflict, err, "there is a %s at “%s” already: use that one, or choose another slug", t.Kind, t.Slug)
	}
	if err != nil {
		return fmt.Errorf("insert %s %q: %w", t.Kind, t.Name, err)
	}
	t.ID = ID(id)
	return saveURIs(ctx, tx, *t)
}

func update(ctx context.Context, tx *database.Tx, t Tag) error {
	uris, err := database.JSON(orEmpty(t.URIs))
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE tag SET rev = rev + 1, slug = $1, name = $2, description = $3, language = $4, parent_id = $5, merged_into = $6, position = $7, colour = $8,
		located = $9, latitude = $10, longitude = $11, country = $12, place_kind = $13, role = $14, uris = $15, needs_second = $16 WHERE id = $17 AND rev = $18`,
		t.Slug, t.Name, t.Description, t.Language, t.Parent, t.MergedInto, t.Position, t.Colour, t.Located, t.Latitude, t.Longitude, t.Country, t.PlaceKind, t.Role, uris, t.NeedsSecond, t.ID, t.Rev)
	if fault.Is(err, fault.Conflict) {
		return fault.Wrap(fault.Conflict, err, "there is a %s at “%s” already: merge the two, or choose another slug", t.Kind, t.Slug)
	}
	if err != nil {
		return fmt.Errorf("update %s %d: %w", t.Kind, t.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "somebody changed “%s” meanwhile: look at it again, then repeat your change", t.Name)
	}
	return saveURIs(ctx, tx, t)
}

func saveURIs(ctx context.Context, tx *database.Tx, t Tag) error {
	for _, uri := range t.URIs {
		_, err := tx.Exec(ctx, `INSERT INTO tag_uri (uri, kind, tag_id) VALUES ($1, $2, $3) ON CONFLICT (uri, kind) DO UPDATE SET tag_id = excluded.tag_id`, uri, t.Kind, t.ID)
		if err != nil {
			return fmt.Errorf("keep %s of tag %d: %w", uri, t.ID, err)
		}
	}
	return nil
}

func saveRedirect(ctx context.Context, tx *database.Tx, kind Kind, slug string, to ID) error {
	_, err := tx.Exec(ctx, `INSERT INTO tag_redirect (kind, slug, tag_id) VALUES ($1, $2, $3) ON CONFLICT (kind, slug) DO UPDATE SET tag_id = excluded.tag_id`, kind, slug, to)
	if err != nil {
		return fmt.Errorf("redirect %s %q: %w", kind, slug, err)
	}
	return nil
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
