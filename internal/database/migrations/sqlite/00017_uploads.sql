-- +goose Up
-- Photos that are on their way in pieces.
CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  filename TEXT NOT NULL,
  size BIGINT NOT NULL,
  received BIGINT NOT NULL DEFAULT 0,
  touched_at BIGINT NOT NULL
);
CREATE INDEX upload_touched ON upload (touched_at);
