package wire

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"dateline/newsroom/story"
)

// Version says which of several items with one uri is the later one.
type Version struct {
	Number  string // as the agency counts; empty where it does not
	Created time.Time
	Digest  string // of the whole item, where it has neither
}

func versionOf(it Item) Version {
	return Version{Number: strings.Join(strings.Fields(it.Version), "_"), Created: it.VersionCreated, Digest: it.digest}
}

// String gives the version as it is kept with the story.
func (v Version) String() string {
	if v.bare() {
		return digestMark + v.Digest
	}
	s := v.Number
	if !v.Created.IsZero() {
		s += " " + v.Created.UTC().Format(time.RFC3339Nano)
	}
	return s
}

// digestMark stands before a digest; no number begins so.
const digestMark = "#"

// bare says that the agency gave neither number nor time.
func (v Version) bare() bool { return v.Number == "" && v.Created.IsZero() }

// parseVersion reads what String wrote.
func parseVersion(s string) Version {
	if digest, ok := strings.CutPrefix(s, digestMark); ok {
		return Version{Digest: digest}
	}
	number, created, _ := strings.Cut(s, " ")
	t, err := time.Parse(time.RFC3339Nano, created)
	if err != nil {
		t = time.Time{}
	}
	return Version{Number: number, Created: t}
}

// standing gives the version of a story that is here already. A story of our
// own has its revision for a version, so that an export comes back as what it
// was.
func standing(h story.Held) Version {
	if h.WireVersion == "" {
		return Version{Number: strconv.FormatInt(h.Rev, 10), Created: h.ChangedAt}
	}
	return parseVersion(h.WireVersion)
}

// Compare gives -1 where v is older than o, 0 where it is the same, and 1
// where it is newer. Numbers count first, then times. Where neither can be
// compared, what comes later in the file is taken for newer.
func (v Version) Compare(o Version) int {
	a, b := numbers(v.Number), numbers(o.Number)
	counted := a != nil && b != nil
	if counted {
		for i := range max(len(a), len(b)) {
			if c := cmp.Compare(at(a, i), at(b, i)); c != 0 {
				return c
			}
		}
	}
	switch {
	case !v.Created.IsZero() && !o.Created.IsZero():
		return v.Created.Compare(o.Created)
	case counted, v == o:
		return 0
	}
	return 1
}

// numbers reads "3" and "3.1"; other words count as no number.
func numbers(s string) []int64 {
	if s == "" {
		return nil
	}
	var all []int64
	for part := range strings.SplitSeq(s, ".") {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil || n < 0 {
			return nil
		}
		all = append(all, n)
	}
	return all
}

func at(all []int64, i int) int64 {
	if i < len(all) {
		return all[i]
	}
	return 0
}
