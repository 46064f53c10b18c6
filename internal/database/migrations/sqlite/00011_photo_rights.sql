-- +goose Up
-- What right the newsroom has to a photo. uses is a list of words parted by
-- commas, empty for everywhere.
ALTER TABLE photo ADD COLUMN rights_class TEXT NOT NULL DEFAULT '';
ALTER TABLE photo ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE photo ADD COLUMN restriction TEXT NOT NULL DEFAULT '';
ALTER TABLE photo ADD COLUMN uses TEXT NOT NULL DEFAULT '';
ALTER TABLE photo ADD COLUMN cleared BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX photo_expires ON photo (expires_at, id) WHERE expires_at <> 0;

-- Which stories use which photo, as they stand at the desk.
CREATE TABLE story_photo (
  photo_id BIGINT NOT NULL,
  story_id BIGINT NOT NULL REFERENCES story (id),
  PRIMARY KEY (photo_id, story_id)
) WITHOUT ROWID;
CREATE INDEX story_photo_story ON story_photo (story_id);

INSERT INTO story_photo (photo_id, story_id)
SELECT DISTINCT j.atom, s.id FROM story s JOIN revision r ON r.story_id = s.id AND r.rev = s.content_rev, json_tree(r.content) j
WHERE r.content <> '' AND j.key = 'photo' AND j.type = 'integer' AND j.atom <> 0;
