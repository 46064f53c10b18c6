package search

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"time"

	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/newsroom/story"
)

// slot is a story's number in the index. It grows with the time at which the
// story was first published, so that newest first is descending order of slot,
// which both engines walk without sorting.
type slot int64

// slotBits is how many stories may share a second before one moves aside.
const slotBits = 6

// time gives the second that a slot stands for.
func (s slot) time() time.Time { return time.Unix(int64(s)>>slotBits, 0).UTC() }

// slotTries is how often another slot is tried. The range doubles each time,
// so a whole archive that bears one date still finds room within hours.
const slotTries = 24

// slotOf gives the slot to try for a story, the first time and later.
func slotOf(at time.Time, id story.ID, try int) slot {
	spread := uint64(1) << (slotBits + try)
	mixed := bits.Reverse64(uint64(id)*0x9e3779b97f4a7c15) % spread
	return slot(at.Unix()<<slotBits + int64(mixed))
}

// Marks within what is indexed; neither is a letter, so no query holds them.
const (
	stemMark = "~" // before a stem
	border   = "|" // between two parts, so that no phrase spans them
)

// match gives the newest slots that hold what is wanted.
func match(ctx context.Context, q database.Q, where place, w wanted, limit int) ([]slot, error) {
	statement, expression := fts5Match(where, w)
	if q.Engine() == database.Postgres {
		statement, expression = tsvectorMatch(where, w)
	}
	slots, err := database.List(ctx, q, database.Value[slot], statement, expression, limit)
	if err != nil {
		return nil, fmt.Errorf("search the index: %w", err)
	}
	return slots, nil
}

func insert(ctx context.Context, tx *database.Tx, f filing) error {
	if hasStems(f.language) {
		if _, err := tx.Exec(ctx, `INSERT INTO search_language (language) VALUES ($1) ON CONFLICT (language) DO NOTHING`, f.language); err != nil {
			return fmt.Errorf("note language: %w", err)
		}
	}
	put := putFTS5(f)
	if tx.Engine() == database.Postgres {
		put = putTSVector(f)
	}
	for try := range slotTries {
		if done, err := put(ctx, tx, slotOf(f.at, f.id, try)); done || err != nil {
			return err
		}
	}
	return errors.New("every slot is taken")
}

func remove(ctx context.Context, tx *database.Tx, id story.ID) error {
	s, err := database.One(ctx, tx, database.Value[slot], `SELECT slot FROM search_entry WHERE story_id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find its slot: %w", err)
	}
	if tx.Engine() == database.SQLite {
		if err := deleteFTS5(ctx, tx, s); err != nil {
			return err
		}
	}
	if _, err = tx.Exec(ctx, `DELETE FROM search_entry WHERE slot = $1`, s); err != nil {
		return fmt.Errorf("free its slot: %w", err)
	}
	return nil
}

func selectLanguages(ctx context.Context, q database.Q) ([]string, error) {
	all, err := database.List(ctx, q, database.Value[string], `SELECT language FROM search_language ORDER BY language`)
	if err != nil {
		return nil, fmt.Errorf("read the languages of the index: %w", err)
	}
	return all, nil
}

// forms writes the words of a part in order, then its stems, each once.
func forms(b []byte, words []word, stems map[string]struct{}) []byte {
	for i := range words {
		if words[i].exact == "" {
			b = append(append(b, ' '), border...)
			continue
		}
		b = append(append(b, ' '), words[i].exact...)
	}
	for i := range words {
		s := words[i].stem
		if s == "" {
			continue
		}
		if _, known := stems[s]; !known {
			stems[s] = struct{}{}
			b = append(append(append(b, ' '), stemMark...), s...)
		}
	}
	return b
}
