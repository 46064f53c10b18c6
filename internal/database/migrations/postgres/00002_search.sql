-- +goose Up
-- What is public, by its words. Package search analyses them before they come
-- here, so no text search configuration is used. slot grows with the time of
-- publication. In head, A marks the headline, B the deck and C the names.
CREATE TABLE search_entry (
  slot BIGINT PRIMARY KEY,
  story_id BIGINT NOT NULL UNIQUE,
  head tsvector NOT NULL DEFAULT '',
  words tsvector NOT NULL DEFAULT ''
);
CREATE INDEX search_entry_head ON search_entry USING GIN (head);
CREATE INDEX search_entry_words ON search_entry USING GIN (words);

CREATE TABLE search_language (
  language TEXT PRIMARY KEY
);

CREATE TABLE search_progress (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
