-- +goose Up
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE TABLE account (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  rev BIGINT NOT NULL DEFAULT 1,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  password TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  disabled_at BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE session (
  hash TEXT PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  agent TEXT NOT NULL DEFAULT ''
);
CREATE INDEX session_account ON session (account_id);

CREATE TABLE token (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id BIGINT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL DEFAULT 0,
  seen_at BIGINT NOT NULL DEFAULT 0,
  revoked_at BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE login_link (
  hash TEXT PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE login_failure (
  subject TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX login_failure_subject ON login_failure (subject, at);

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at BIGINT NOT NULL,
  actor_id BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  noun TEXT NOT NULL,
  noun_id BIGINT NOT NULL,
  detail TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_noun ON audit (noun, noun_id, id);
CREATE INDEX audit_at ON audit (at);

CREATE TABLE journal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at BIGINT NOT NULL,
  noun TEXT NOT NULL,
  noun_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  touched TEXT NOT NULL
);

CREATE TABLE tag (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  rev BIGINT NOT NULL DEFAULT 1,
  kind TEXT NOT NULL,
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  parent_id BIGINT NOT NULL DEFAULT 0,
  merged_into BIGINT NOT NULL DEFAULT 0,
  position BIGINT NOT NULL DEFAULT 0,
  colour BIGINT NOT NULL DEFAULT 0,
  latitude DOUBLE PRECISION NOT NULL DEFAULT 0,
  longitude DOUBLE PRECISION NOT NULL DEFAULT 0,
  located BOOLEAN NOT NULL DEFAULT FALSE,
  country TEXT NOT NULL DEFAULT '',
  place_kind TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT '',
  uris TEXT NOT NULL DEFAULT '[]',
  created_at BIGINT NOT NULL,
  UNIQUE (kind, slug)
);
CREATE INDEX tag_parent ON tag (parent_id);
CREATE INDEX tag_name ON tag (kind, name);

CREATE TABLE tag_uri (
  uri TEXT NOT NULL,
  kind TEXT NOT NULL,
  tag_id BIGINT NOT NULL REFERENCES tag (id),
  PRIMARY KEY (uri, kind)
);

CREATE TABLE tag_redirect (
  kind TEXT NOT NULL,
  slug TEXT NOT NULL,
  tag_id BIGINT NOT NULL REFERENCES tag (id),
  PRIMARY KEY (kind, slug)
);

CREATE TABLE photo (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  rev BIGINT NOT NULL DEFAULT 1,
  hash TEXT NOT NULL UNIQUE,
  filename TEXT NOT NULL,
  media_type TEXT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  focal_x DOUBLE PRECISION NOT NULL DEFAULT 0.5,
  focal_y DOUBLE PRECISION NOT NULL DEFAULT 0.5,
  headline TEXT NOT NULL DEFAULT '',
  caption TEXT NOT NULL DEFAULT '',
  alt TEXT NOT NULL DEFAULT '',
  creator TEXT NOT NULL DEFAULT '',
  agency TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  copyright TEXT NOT NULL DEFAULT '',
  licence TEXT NOT NULL DEFAULT '',
  licence_url TEXT NOT NULL DEFAULT '',
  usage_terms TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT '',
  taken_at BIGINT NOT NULL DEFAULT 0,
  language TEXT NOT NULL DEFAULT '',
  colour TEXT NOT NULL DEFAULT '',
  metadata TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  killed_at BIGINT NOT NULL DEFAULT 0,
  killed_reason TEXT NOT NULL DEFAULT '',
  prepared TEXT NOT NULL DEFAULT ''
);

-- story is the desk's record; the words themselves stand in revision.
CREATE TABLE story (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  rev BIGINT NOT NULL,
  uri TEXT NOT NULL DEFAULT '',
  wire_version TEXT NOT NULL DEFAULT '',
  publication TEXT NOT NULL,
  workflow TEXT NOT NULL,
  headline TEXT NOT NULL,
  language TEXT NOT NULL,
  section_id BIGINT NOT NULL DEFAULT 0,
  words BIGINT NOT NULL DEFAULT 0,
  content_rev BIGINT NOT NULL,
  live_rev BIGINT NOT NULL DEFAULT 0,
  path TEXT NOT NULL DEFAULT '',
  embargo_until BIGINT NOT NULL DEFAULT 0,
  publish_at BIGINT NOT NULL DEFAULT 0,
  zone TEXT NOT NULL DEFAULT 'UTC',
  first_published_at BIGINT NOT NULL DEFAULT 0,
  updated_at BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0,
  ended_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX story_publication ON story (publication, publish_at);
CREATE INDEX story_changed ON story (changed_at DESC, id DESC);
CREATE UNIQUE INDEX story_uri ON story (uri) WHERE uri <> '';

CREATE TABLE revision (
  story_id BIGINT NOT NULL REFERENCES story (id),
  rev BIGINT NOT NULL,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  at BIGINT NOT NULL,
  actor_id BIGINT NOT NULL,
  actor TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (story_id, rev)
);

CREATE TABLE correction (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  story_id BIGINT NOT NULL REFERENCES story (id),
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  serious BOOLEAN NOT NULL DEFAULT FALSE,
  at BIGINT NOT NULL,
  actor_id BIGINT NOT NULL,
  actor TEXT NOT NULL
);
CREATE INDEX correction_story ON correction (story_id, at);
CREATE INDEX correction_at ON correction (at DESC, id DESC);

-- every address a story has ever had; the current one is in published.
CREATE TABLE path (
  path TEXT PRIMARY KEY,
  story_id BIGINT NOT NULL REFERENCES story (id),
  created_at BIGINT NOT NULL
);
CREATE INDEX path_story ON path (story_id);

-- published is the gate: a story is public exactly while it has a row here, and
-- every door to readers goes through this table. All a card needs stands in it.
CREATE TABLE published (
  story_id BIGINT PRIMARY KEY REFERENCES story (id),
  rev BIGINT NOT NULL,
  path TEXT NOT NULL UNIQUE,
  uri TEXT NOT NULL,
  headline TEXT NOT NULL,
  deck TEXT NOT NULL,
  kicker TEXT NOT NULL,
  language TEXT NOT NULL,
  genre TEXT NOT NULL,
  section_id BIGINT NOT NULL,
  place_id BIGINT NOT NULL,
  series_id BIGINT NOT NULL,
  part BIGINT NOT NULL,
  photo_id BIGINT NOT NULL,
  lead TEXT NOT NULL,
  byline TEXT NOT NULL,
  words BIGINT NOT NULL,
  corrected BOOLEAN NOT NULL,
  published_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX published_latest ON published (published_at DESC, story_id DESC);

CREATE TABLE published_tag (
  tag_id BIGINT NOT NULL,
  published_at BIGINT NOT NULL,
  story_id BIGINT NOT NULL REFERENCES published (story_id),
  kind TEXT NOT NULL,
  direct BOOLEAN NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (tag_id, published_at, story_id)
) WITHOUT ROWID;
CREATE INDEX published_tag_story ON published_tag (story_id, tag_id, kind, direct, position);

CREATE TABLE published_photo (
  photo_id BIGINT NOT NULL,
  story_id BIGINT NOT NULL REFERENCES published (story_id),
  PRIMARY KEY (photo_id, story_id)
) WITHOUT ROWID;
CREATE INDEX published_photo_story ON published_photo (story_id);

CREATE TABLE related (
  story_id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  items TEXT NOT NULL
);
