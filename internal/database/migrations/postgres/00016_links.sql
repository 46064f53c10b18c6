-- +goose Up
-- What was found at addresses outside that stories link to.
CREATE TABLE link (
  url TEXT PRIMARY KEY,
  status BIGINT NOT NULL,
  misses BIGINT NOT NULL,
  checked_at BIGINT NOT NULL
);
