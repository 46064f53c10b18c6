-- +goose Up
-- What is public, by its words. Package search analyses them before they come
-- here: FTS5 only takes them apart at spaces. The three tables go together;
-- slot is the rowid of both indexes and grows with the time of publication.
CREATE TABLE search_entry (
  slot INTEGER PRIMARY KEY,
  story_id BIGINT NOT NULL UNIQUE
);

CREATE VIRTUAL TABLE search_head USING fts5 (headline, deck, names, content='', contentless_delete=1, tokenize="ascii tokenchars '~|'");
CREATE VIRTUAL TABLE search_text USING fts5 (words, content='', contentless_delete=1, tokenize="ascii tokenchars '~|'");
-- Words are gathered in up to 16 MB before they are written: a rebuild needs it.
INSERT INTO search_head (search_head, rank) VALUES ('hashsize', 16777216);
INSERT INTO search_text (search_text, rank) VALUES ('hashsize', 16777216);

CREATE TABLE search_language (
  language TEXT PRIMARY KEY
);

CREATE TABLE search_progress (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
