-- +goose Up
-- A second factor: the key of a code generator. It must be readable to check a
-- code, and there is no place beside the database that would keep another key
-- for it; a copy of the database is as good as the newsroom's keys.
CREATE TABLE factor (
  account_id BIGINT PRIMARY KEY REFERENCES account (id),
  secret TEXT NOT NULL,
  confirmed_at BIGINT NOT NULL DEFAULT 0,
  last_step BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE recovery_code (
  account_id BIGINT NOT NULL REFERENCES account (id),
  hash TEXT NOT NULL,
  used_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, hash)
);

CREATE TABLE passkey (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id BIGINT NOT NULL REFERENCES account (id),
  credential_id TEXT NOT NULL UNIQUE,
  credential TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX passkey_account ON passkey (account_id);

-- A question that was asked and not yet answered: for a code after the right
-- password, or for a passkey.
CREATE TABLE challenge (
  hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  account_id BIGINT NOT NULL DEFAULT 0,
  data TEXT NOT NULL DEFAULT '',
  expires_at BIGINT NOT NULL,
  tries BIGINT NOT NULL DEFAULT 0
);
