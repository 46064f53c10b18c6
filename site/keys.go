package site

import (
	"slices"
	"strconv"

	"dateline/internal/journal"
	"dateline/newsroom/story"
	"dateline/newsroom/tag"
	"dateline/site/pagecache"
)

// The keys of the page cache. A page carries the key of everything that it
// shows; a change purges the keys of everything that it touched.
const (
	latestKey   = pagecache.Key("latest")   // any list of the newest stories: front, feed, sitemap
	sectionsKey = pagecache.Key("sections") // every page: all show the section bar, or addresses with sections in them
)

func numbered(noun string, id int64) pagecache.Key {
	return pagecache.Key(noun + ":" + strconv.FormatInt(id, 10))
}

// storyKey is carried by each page that shows a story or its card.
func storyKey(id story.ID) pagecache.Key { return numbered("story", int64(id)) }

// kindKey is carried by the directory of a kind of tag.
func kindKey(k tag.Kind) pagecache.Key { return pagecache.Key("kind:" + string(k)) }

// tagKey is carried by each page that prints a tag's name. For sections there
// is sectionsKey.
func tagKey(id tag.ID) pagecache.Key { return numbered("tag", int64(id)) }

// listKey is carried by each list of the stories under a tag.
func listKey(id tag.ID) pagecache.Key { return numbered("list", int64(id)) }

// photoKey is carried by each page that shows a photo.
func photoKey(id int64) pagecache.Key { return numbered("photo", id) }

// relatedKey is carried by a story's page for its Related News.
func relatedKey(id story.ID) pagecache.Key { return numbered("related", int64(id)) }

// pathKey is carried by whatever is said at an address, "not found" included.
func pathKey(path string) pagecache.Key { return pagecache.Key("path:" + path) }

// keysOf gives what a change makes stale. d holds the tags as they are after
// it, and is asked only about a change of a tag.
func keysOf(e journal.Entry, d *tag.Drawer) []pagecache.Key {
	var keys []pagecache.Key
	for _, p := range e.Touched.Paths {
		keys = append(keys, pathKey(p))
	}
	switch e.Noun {
	case "story": // the photos of a story stay as they are
		if len(e.Touched.Stories) > 0 {
			keys = append(keys, latestKey)
		}
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
	case "photo":
		for _, id := range e.Touched.Photos {
			keys = append(keys, photoKey(id))
		}
	case "tag":
		for _, id := range e.Touched.Tags {
			keys = append(keys, keysOfTag(tag.ID(id), e, d)...)
		}
	}
	return keys
}

// keysOfTag gives what a change of a tag, or of one beside it, makes stale. Of
// a tag that is only now made nothing is printed yet but "not found" at its
// address.
func keysOfTag(id tag.ID, e journal.Entry, d *tag.Drawer) []pagecache.Key {
	keys := []pagecache.Key{tagKey(id), listKey(id)}
	t, ok := d.ByID(id)
	if !ok {
		return keys
	}
	keys = append(keys, pathKey(d.Path(t)))
	if t.Parent != 0 { // its page lists what lies below
		keys = append(keys, listKey(t.Parent))
	}
	switch {
	case t.Kind == tag.Section:
		keys = append(keys, sectionsKey)
	case e.Kind != "create":
		keys = append(keys, kindKey(t.Kind))
	}
	return keys
}

// carryTags notes that tags are printed, and perhaps those above them.
func (sh *sheet) carryTags(ids ...tag.ID) {
	for _, id := range ids {
		if id == 0 {
			continue
		}
		sh.carry(tagKey(id))
		if t, ok := sh.drawer.ByID(id); ok && t.ID != id { // it was merged into t
			sh.carry(tagKey(t.ID))
		}
		for _, up := range sh.drawer.Ancestors(id) {
			sh.carry(tagKey(up))
		}
	}
}

// carryContent notes the tags of a story that is printed in full.
func (sh *sheet) carryContent(c *story.Content) {
	sh.carryTags(c.Series, c.Dateline)
	for _, ids := range [][]tag.ID{c.Places, c.Topics, c.People} {
		sh.carryTags(ids...)
	}
	for _, b := range c.Byline {
		sh.carryTags(b.Person)
	}
}

// each gives keys once, in their order.
func each(keys []pagecache.Key) []pagecache.Key {
	seen := make(map[pagecache.Key]bool, len(keys))
	return slices.DeleteFunc(keys, func(k pagecache.Key) bool {
		if seen[k] {
			return true
		}
		seen[k] = true
		return false
	})
}
