-- +goose Up
-- The desk's list is read in the order of the latest change, whatever it is
-- narrowed by: what it may be narrowed by stands in the index, so that 100,000
-- stories are looked through without reading one. What is scheduled has an
-- index of its own, which holds few.
DROP INDEX story_changed;
CREATE INDEX story_changed ON story (changed_at DESC, id DESC, publication, workflow, section_id, headline);
DROP INDEX story_publication;
CREATE INDEX story_scheduled ON story (publish_at) WHERE publication = 'scheduled';
