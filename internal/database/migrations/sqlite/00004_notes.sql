-- +goose Up
-- What the newsroom says about a story among itself. thread is the note that
-- began the discussion, 0 for itself.
CREATE TABLE note (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  story_id BIGINT NOT NULL REFERENCES story (id),
  thread BIGINT NOT NULL DEFAULT 0,
  block TEXT NOT NULL DEFAULT '',
  quote TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL,
  author_id BIGINT NOT NULL,
  author TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  edited_at BIGINT NOT NULL DEFAULT 0,
  touched_at BIGINT NOT NULL,
  resolved_at BIGINT NOT NULL DEFAULT 0,
  resolved_by TEXT NOT NULL DEFAULT '',
  deleted_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX note_story ON note (story_id, id);
CREATE INDEX note_touched ON note (touched_at);

CREATE TABLE mention (
  account_id BIGINT NOT NULL,
  note_id BIGINT NOT NULL REFERENCES note (id),
  seen_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, note_id)
);
