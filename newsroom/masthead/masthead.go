// Package masthead keeps what a publication says about itself: its name, the
// line under it, its language, the time zone its clocks run on, and where its
// policies stand. It is the only set of settings that readers see.
package masthead

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	_ "time/tzdata" // time zones must be known on any machine

	"dateline/internal/clock"
	"dateline/internal/database"
	"dateline/internal/fault"
	"dateline/internal/journal"
	"dateline/newsroom/account"
	"dateline/newsroom/audit"
)

const settingName = "masthead"

// Masthead is what a publication says about itself.
type Masthead struct {
	Name        string `json:"name" doc:"Name of the publication" maxLength:"80" minLength:"1"`
	Tagline     string `json:"tagline,omitempty" maxLength:"160"`
	Description string `json:"description,omitempty" maxLength:"400" doc:"One or two sentences for search engines and feeds"`
	Edition     string `json:"edition,omitempty" maxLength:"60" doc:"For example “International edition”"`
	Language    string `json:"language" doc:"BCP 47" example:"en"`
	Zone        string `json:"zone" doc:"IANA time zone" example:"Europe/Paris"`
	Copyright   string `json:"copyright,omitempty" maxLength:"120" doc:"Who holds the copyright; the name where empty"`
	Contact     string `json:"contact,omitempty" maxLength:"200" doc:"E-mail address of the newsroom"`
	Founded     string `json:"founded,omitempty" maxLength:"20"`
	About       string `json:"about,omitempty" maxLength:"20000" doc:"Text of the page about the publication; blank lines part paragraphs"`
	Ethics      string `json:"ethics,omitempty" maxLength:"20000" doc:"Text of the ethics policy"`
	Correcting  string `json:"correcting,omitempty" maxLength:"20000" doc:"Text of the corrections policy"`
	Accent      string `json:"accent,omitempty" maxLength:"7" doc:"Colour of the site's accents on its light paper, #rrggbb; the theme's where empty"`
	AccentDark  string `json:"accent_dark,omitempty" maxLength:"7" doc:"The same on its dark paper"`
	Headlines   string `json:"headlines,omitempty" enum:",sans" doc:"Typeface of headlines: the theme's serif, or sans"`
	Logo        string `json:"logo,omitempty" maxLength:"80" doc:"Its file, as uploading it answered; in place of the name at the head of each page"`
	LogoWidth   int    `json:"logo_width,omitempty" minimum:"0" maximum:"4000" doc:"Pixels"`
	LogoHeight  int    `json:"logo_height,omitempty" minimum:"0" maximum:"4000"`
	Sample      bool   `json:"sample,omitempty" doc:"The stories are the sample newsroom's"`
}

// Default is the masthead of a newsroom that has not set up its own.
func Default() Masthead {
	return Masthead{Name: "Dateline", Language: "en", Zone: "UTC", Correcting: defaultCorrecting}
}

const defaultCorrecting = `We correct errors of fact as soon as we know of them. A correction says what was wrong and what is right, and stays with the story and on this page.

A clarification adds what a fair reader needed and did not get. An editor’s note tells of a serious change to a story, or of a question about it that we have not settled.

To point out an error, write to the newsroom.`

// Location gives the publication's time zone.
func (m Masthead) Location() *time.Location {
	loc, err := time.LoadLocation(m.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

func (m *Masthead) tidy() error {
	m.Name = strings.TrimSpace(m.Name)
	if m.Name == "" {
		return fault.InvalidField("name", "is needed: what is the publication called?")
	}
	if _, err := time.LoadLocation(m.Zone); err != nil || m.Zone == "" {
		return fault.InvalidField("zone", "“%s” is not a time zone; use a name such as Europe/Paris", m.Zone)
	}
	if m.Language == "" || len(m.Language) > 35 {
		return fault.InvalidField("language", "is a language tag such as en or ar")
	}
	return m.checkLook()
}

// Mastheads keeps the one masthead of this installation.
type Mastheads struct {
	db         *database.DB
	clock      clock.Clock
	mu         sync.Mutex
	generation atomic.Int64
	current    atomic.Pointer[Masthead]
}

// New opens the settings.
func New(db *database.DB, c clock.Clock) *Mastheads { return &Mastheads{db: db, clock: c} }

// Forget drops the copy in memory. Call it for each journal entry about a
// setting.
func (ms *Mastheads) Forget() {
	ms.generation.Add(1)
	ms.current.Store(nil)
}

// Current gives the masthead as it stands.
func (ms *Mastheads) Current(ctx context.Context) (Masthead, error) {
	if m := ms.current.Load(); m != nil {
		return *m, nil
	}
	ms.mu.Lock()
	defer ms.mu.Unlock()
	before := ms.generation.Load()
	m := Default()
	err := ms.db.ReadAside(ctx, func(q *database.Snapshot) error {
		text, err := database.One(ctx, q, database.Value[string], `SELECT value FROM setting WHERE name = $1`, settingName)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the masthead: %w", err)
		}
		return json.Unmarshal([]byte(text), &m)
	})
	if err != nil {
		return m, err
	}
	ms.current.Store(&m)
	if ms.generation.Load() != before {
		ms.current.Store(nil)
	}
	return m, nil
}

// Set replaces the masthead.
func (ms *Mastheads) Set(ctx context.Context, actor account.Actor, m Masthead) error {
	if err := actor.Check(account.WriteSettings); err != nil {
		return err
	}
	if err := m.tidy(); err != nil {
		return err
	}
	text, err := database.JSON(m)
	if err != nil {
		return err
	}
	now := ms.clock.Now()
	return ms.db.Write(ctx, func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`, settingName, text, database.Micros(now))
		if err != nil {
			return fmt.Errorf("keep the masthead: %w", err)
		}
		if err := audit.Record(ctx, tx, now, actor, "change", "masthead", 0, m.Name); err != nil {
			return err
		}
		return journal.Append(ctx, tx, journal.Entry{At: now, Noun: "setting", Kind: "change", Touched: journal.Touched{All: true}})
	})
}
