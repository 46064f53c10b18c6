package site

import (
	"strconv"

	"dateline/internal/journal"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/site/pagecache"
)

// The keys of the page cache. A page carries the key of everything that it
// shows; a change purges the keys of everything that it touched.
const (
	latestKey = pagecache.Key("latest") // any list of the newest stories: front, feed, sitemap
	tagsKey   = pagecache.Key("tags")   // any tag's name or place in the tree
)

func numbered(noun string, id int64) pagecache.Key {
	return pagecache.Key(noun + ":" + strconv.FormatInt(id, 10))
}

// storyKey is carried by each page that shows a story or its card.
func storyKey(id story.ID) pagecache.Key { return numbered("story", int64(id)) }

// tagKey is carried by each page that prints a tag's name.
func tagKey(id tag.ID) pagecache.Key { return numbered("tag", int64(id)) }

// listKey is carried by each list of the stories under a tag.
func listKey(id tag.ID) pagecache.Key { return numbered("list", int64(id)) }

// photoKey is carried by each page that shows a photo.
func photoKey(id int64) pagecache.Key { return numbered("photo", id) }

// relatedKey is carried by a story's page for its Related News.
func relatedKey(id story.ID) pagecache.Key { return numbered("related", int64(id)) }

// pathKey is carried by whatever is said at an address, "not found" included.
func pathKey(path string) pagecache.Key { return pagecache.Key("path:" + path) }

// keysOf gives what a change makes stale.
func keysOf(e journal.Entry) []pagecache.Key {
	var keys []pagecache.Key
	for _, p := range e.Touched.Paths {
		keys = append(keys, pathKey(p))
	}
	for _, id := range e.Touched.Photos {
		keys = append(keys, photoKey(id))
	}
	switch e.Noun {
	case "story":
		keys = append(keys, latestKey)
		for _, id := range e.Touched.Stories {
			keys = append(keys, storyKey(story.ID(id)))
		}
		for _, id := range e.Touched.Tags {
			keys = append(keys, listKey(tag.ID(id)))
		}
	case "related":
		for _, id := range e.Touched.Stories {
			keys = append(keys, relatedKey(story.ID(id)))
		}
	case "tag":
		keys = append(keys, tagsKey)
		for _, id := range e.Touched.Tags {
			keys = append(keys, tagKey(tag.ID(id)), listKey(tag.ID(id)))
		}
	}
	return keys
}
