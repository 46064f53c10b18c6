-- +goose Up
-- A section in which nothing goes out that only one person has looked at.
ALTER TABLE tag ADD COLUMN needs_second BOOLEAN NOT NULL DEFAULT FALSE;

-- Who has said of which text that it may go out.
CREATE TABLE approval (
  story_id BIGINT NOT NULL REFERENCES story (id),
  rev BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (story_id, rev, account_id)
);

-- What preflight found in a story so far, and what became of its findings in
-- all stories.
CREATE TABLE preflight_seen (
  story_id BIGINT NOT NULL REFERENCES story (id),
  rule TEXT NOT NULL,
  PRIMARY KEY (story_id, rule)
);
CREATE TABLE preflight_count (
  rule TEXT NOT NULL,
  outcome TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (rule, outcome)
);
