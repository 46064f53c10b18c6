-- +goose Up
-- Who is in which story at this moment, and which of them writes. Rows die of
-- age: somebody whose browser is gone holds nothing up.
CREATE TABLE presence (
  story_id BIGINT NOT NULL,
  tab TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  field TEXT NOT NULL DEFAULT '',
  editing BOOLEAN NOT NULL DEFAULT FALSE,
  since BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (story_id, tab)
);
CREATE UNIQUE INDEX presence_lease ON presence (story_id) WHERE editing;
CREATE INDEX presence_seen ON presence (seen_at);
