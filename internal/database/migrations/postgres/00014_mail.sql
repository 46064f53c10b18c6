-- +goose Up
-- Whether somebody wants a mail when a note names them.
ALTER TABLE account ADD COLUMN mention_mail BOOLEAN NOT NULL DEFAULT FALSE;
