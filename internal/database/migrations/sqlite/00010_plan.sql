-- +goose Up
-- The budget: what the newsroom means to do with a story, apart from what the
-- story says. slug, illustrated and story_tag repeat what the content says, so
-- that the desk's list can be narrowed by it without reading texts.
ALTER TABLE story ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE story ADD COLUMN assignee_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE story ADD COLUMN desk TEXT NOT NULL DEFAULT '';
ALTER TABLE story ADD COLUMN slug TEXT NOT NULL DEFAULT '';
ALTER TABLE story ADD COLUMN illustrated BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE story_tag (
  tag_id BIGINT NOT NULL,
  story_id BIGINT NOT NULL REFERENCES story (id),
  PRIMARY KEY (tag_id, story_id)
) WITHOUT ROWID;
CREATE INDEX story_tag_story ON story_tag (story_id);

UPDATE story SET
  slug = COALESCE((SELECT json_extract(r.content, '$.slug') FROM revision r WHERE r.story_id = story.id AND r.rev = story.content_rev AND r.content <> ''), ''),
  illustrated = COALESCE((SELECT COALESCE(json_extract(r.content, '$.lead.photo'), 0) <> 0 OR json_extract(r.content, '$.lead.chart') IS NOT NULL
    FROM revision r WHERE r.story_id = story.id AND r.rev = story.content_rev AND r.content <> ''), FALSE);

INSERT INTO story_tag (tag_id, story_id)
SELECT DISTINCT t.tag_id, t.story_id FROM (
  SELECT json_extract(r.content, '$.section') AS tag_id, s.id AS story_id FROM story s JOIN revision r ON r.story_id = s.id AND r.rev = s.content_rev WHERE r.content <> ''
  UNION ALL
  SELECT json_extract(r.content, '$.series'), s.id FROM story s JOIN revision r ON r.story_id = s.id AND r.rev = s.content_rev WHERE r.content <> ''
  UNION ALL
  SELECT j.value, s.id FROM story s JOIN revision r ON r.story_id = s.id AND r.rev = s.content_rev, json_each(r.content, '$.places') j WHERE r.content <> ''
  UNION ALL
  SELECT j.value, s.id FROM story s JOIN revision r ON r.story_id = s.id AND r.rev = s.content_rev, json_each(r.content, '$.topics') j WHERE r.content <> ''
  UNION ALL
  SELECT j.value, s.id FROM story s JOIN revision r ON r.story_id = s.id AND r.rev = s.content_rev, json_each(r.content, '$.people') j WHERE r.content <> ''
  UNION ALL
  SELECT json_extract(j.value, '$.person'), s.id FROM story s JOIN revision r ON r.story_id = s.id AND r.rev = s.content_rev, json_each(r.content, '$.byline') j WHERE r.content <> ''
) t WHERE t.tag_id IS NOT NULL AND t.tag_id <> 0;

-- What the list may be narrowed by stands in the index that it is read from.
DROP INDEX story_changed;
CREATE INDEX story_changed ON story (changed_at DESC, id DESC, publication, workflow, section_id, illustrated, embargo_until, assignee_id, desk, headline, slug);
CREATE INDEX story_due ON story (due_at, id) WHERE due_at <> 0;
CREATE INDEX story_first_published ON story (first_published_at DESC, id DESC);
CREATE INDEX story_words ON story (words DESC, id DESC);
CREATE INDEX revision_actor ON revision (actor_id, story_id);
