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
);
CREATE INDEX story_tag_story ON story_tag (story_id);

UPDATE story SET
  slug = COALESCE(c.content ->> 'slug', ''),
  illustrated = COALESCE((c.content #>> '{lead,photo}')::BIGINT, 0) <> 0 OR (c.content #> '{lead,chart}') IS NOT NULL
FROM (SELECT r.story_id, r.rev, r.content::jsonb AS content FROM revision r WHERE r.content <> '') c WHERE c.story_id = story.id AND c.rev = story.content_rev;

INSERT INTO story_tag (tag_id, story_id)
SELECT DISTINCT t.tag_id, t.story_id FROM (
  SELECT c.story_id, (jsonb_array_elements_text(jsonb_build_array(c.content -> 'section', c.content -> 'series')
      || COALESCE(c.content -> 'places', '[]') || COALESCE(c.content -> 'topics', '[]') || COALESCE(c.content -> 'people', '[]')
      || jsonb_path_query_array(c.content, '$.byline[*].person')))::BIGINT AS tag_id
  FROM (SELECT s.id AS story_id, r.content::jsonb AS content FROM story s JOIN revision r ON r.story_id = s.id AND r.rev = s.content_rev WHERE r.content <> '') c
) t WHERE t.tag_id IS NOT NULL AND t.tag_id <> 0;

-- What the list may be narrowed by stands in the index that it is read from.
DROP INDEX story_changed;
CREATE INDEX story_changed ON story (changed_at DESC, id DESC, publication, workflow, section_id, illustrated, embargo_until, assignee_id, desk, headline, slug);
CREATE INDEX story_due ON story (due_at, id) WHERE due_at <> 0;
CREATE INDEX story_first_published ON story (first_published_at DESC, id DESC);
CREATE INDEX story_words ON story (words DESC, id DESC);
CREATE INDEX revision_actor ON revision (actor_id, story_id);
