package wire

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"dateline/newsroom/body"
	"dateline/newsroom/story"
)

func (m *composer) credit(w Want, role string) {
	if len(m.c.Byline) == story.MaxCredits {
		m.problem(w.path, "names more than %d people; the others are left out", story.MaxCredits)
	}
	if len(m.c.Byline) >= story.MaxCredits {
		return
	}
	if len([]rune(w.Tag.Name+role)) > story.MaxName {
		m.problem(w.path, "“%s” is longer than %d characters and left out", short(w.Tag.Name+role), story.MaxName)
		return
	}
	m.c.Byline = append(m.c.Byline, w)
	m.c.Content.Byline = append(m.c.Content.Byline, story.Credit{Name: w.Tag.Name, Role: role})
}

// Picture is a picture that an item brings, before it is fetched.
type Picture struct {
	URI        string
	Files      []Rendition // the best first
	Headline   string
	Caption    string
	Alt        string
	Creator    string
	Agency     string
	Source     string
	Copyright  string
	UsageTerms string
	Place      string
	Language   string
	TakenAt    time.Time
	status     string    // usable, withheld or canceled
	from, to   time.Time // when it may be shown; zero for no limit
	lead       bool      // by its name it belongs above the text
	graphic    bool
	used       bool // in the body
	path       string
}

// leadNames are the names and relations of the picture above the text.
var leadNames = []string{"featureimage", "featured", "featuredimage", "feature", "lead", "leadimage", "main", "mainpic", "mainimage", "hero", "cover"}

// indexPictures lists the pictures among the associations, so that the body
// can refer to them.
func (m *composer) indexPictures() {
	if m.c.Pictures != nil {
		return
	}
	m.c.Pictures = []Picture{}
	for i := range m.it.Associations {
		a := &m.it.Associations[i]
		switch {
		case a.Type == "picture", a.Type == "graphic", a.Type == "" && len(a.Renditions) > 0:
			p := m.picture(&a.Item, a.path)
			name := strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(a.Name))
			p.lead = slices.Contains(leadNames, name) || slices.Contains(leadNames, a.Rel)
			p.graphic = a.Type == "graphic"
			m.c.Pictures = append(m.c.Pictures, p)
		case a.Type == "":
			m.problem(a.path, "does not say what it is and brings no file")
		default:
			m.problem(a.path, "is of type “%s”; only pictures come with a story", short(a.Type))
		}
	}
}

// picture reads what an item says of one picture.
func (m *composer) picture(it *Item, path string) Picture {
	p := Picture{
		URI: it.URI, Creator: strings.Join(splitNames(it.By), ", "), Copyright: cmp.Or(it.CopyrightNotice, it.CopyrightHolder),
		UsageTerms: strings.Join(nonEmpty(it.UsageTerms, it.EncodedRights, it.LinkedRights), " "), Language: m.language(it.Language, path), TakenAt: it.ContentCreated, path: path,
		status: it.PubStatus, from: it.EmbargoedUntil, to: it.Expires,
	}
	if it.EmbargoUnclear {
		p.status = "withheld"
	}
	for _, h := range it.Headlines {
		if p.Headline = textOf(h); p.Headline != "" {
			break
		}
	}
	p.Caption, p.Alt = captionOf(it.Descriptions)
	for _, s := range it.InfoSources {
		switch {
		case p.Agency == "" && slices.Contains([]string{"creditline", "credit", ""}, s.Rel):
			p.Agency = s.name()
		case p.Source == "" && s.Rel != "creditline":
			p.Source = s.name()
		}
	}
	if p.Place = it.Located; p.Place == "" && len(it.Places) > 0 {
		p.Place = it.Places[0].name()
	}
	p.Files = filesOf(it)
	return p
}

// barred says why a picture may not be shown at a time; empty where it may.
func (p *Picture) barred(at time.Time) string {
	switch {
	case p.status != "usable":
		return "the agency says that it is " + p.status
	case p.from.After(at):
		return "it is under embargo until " + p.from.Format(time.RFC3339)
	case !p.to.IsZero() && !p.to.After(at):
		return "it expired on " + p.to.Format("2 January 2006")
	}
	return ""
}

// captionOf chooses the caption and the alt text among descriptions.
func captionOf(all []Wording) (caption, alt string) {
	best := -1
	for i, d := range all {
		switch {
		case slices.Contains(altRoles, d.Role):
			alt = textOf(d)
		case slices.Contains(captionRoles, d.Role):
			best = i
		case best < 0:
			best = i
		}
	}
	if best >= 0 {
		caption = textOf(all[best])
	}
	return caption, alt
}

// sizes says how large a rendition is taken to be that does not say so itself,
// in pixels.
var sizes = map[string]int{
	"original": 40e6, "highres": 10e6, "hires": 10e6, "baseimage": 10e6, "full": 10e6, "xlarge": 10e6, "main": 2e6, "large": 2e6, "web": 1e6, "viewimage": 1e6,
	"medium": 300e3, "preview": 300e3, "small": 50e3, "thumbnail": 10e3, "thumb": 10e3,
}

const unknownSize = 500e3 // pixels

func (r Rendition) area() int {
	if r.Width > 0 && r.Height > 0 {
		return min(r.Width, 1e5) * min(r.Height, 1e5)
	}
	if n, ok := sizes[r.Name]; ok {
		return n
	}
	return unknownSize
}

// filesOf gives the files of a picture, the largest first.
func filesOf(it *Item) []Rendition {
	var files []Rendition
	for _, r := range it.Renditions {
		if r.Href != "" && (r.MediaType == "" || strings.HasPrefix(r.MediaType, "image/") && !strings.Contains(r.MediaType, "svg")) {
			files = append(files, r)
		}
	}
	slices.SortStableFunc(files, func(a, b Rendition) int { return cmp.Compare(b.area(), a.area()) })
	if len(files) == 0 && looksLikeImage(it.URI) {
		files = []Rendition{{Href: it.URI}}
	}
	return files
}

func looksLikeImage(uri string) bool {
	uri = strings.ToLower(uri)
	if !strings.HasPrefix(uri, "http://") && !strings.HasPrefix(uri, "https://") {
		return false
	}
	return slices.ContainsFunc([]string{".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".avif", ".gif"}, func(end string) bool { return strings.HasSuffix(uri, end) })
}

// image answers the body's pictures: one of the associations, or one that only
// the body has.
func (m *composer) image(src, alt, caption, credit string) (body.PhotoUse, bool) {
	i := slices.IndexFunc(m.c.Pictures, func(p Picture) bool {
		return p.URI == src || slices.ContainsFunc(p.Files, func(r Rendition) bool { return r.Href == src })
	})
	words := body.TextFromHTML(caption)
	if i < 0 {
		if len(m.c.Pictures) >= MaxList {
			return body.PhotoUse{}, false
		}
		i = len(m.c.Pictures)
		m.c.Pictures = append(m.c.Pictures, Picture{Files: []Rendition{{Href: src}}, Caption: strings.Join(strings.Fields(words.String()), " "), Alt: alt, Agency: credit, path: "bodies", status: "usable"})
	}
	p := &m.c.Pictures[i]
	p.used = true
	use := body.PhotoUse{Photo: photoNumber(i)}
	if alt != p.Alt {
		use.Alt = alt
	}
	if strings.Join(strings.Fields(words.String()), " ") != p.Caption {
		use.Caption = words
	}
	return use, true
}

// pictures decides where the pictures stand that the body does not mention:
// one above the text, the others below it.
func (m *composer) pictures() {
	m.indexPictures()
	ps := m.c.Pictures
	choose := func(ok func(p *Picture) bool) {
		for i := range ps {
			if m.c.Lead < 0 && ok(&ps[i]) {
				m.c.Lead = i
			}
		}
	}
	choose(func(p *Picture) bool { return p.lead })
	choose(func(p *Picture) bool { return !p.used && !p.graphic })
	choose(func(p *Picture) bool { return !p.used })
	var rest []body.PhotoUse
	for i := range ps {
		if i != m.c.Lead && !ps[i].used {
			rest = append(rest, body.PhotoUse{Photo: photoNumber(i)})
		}
	}
	if m.c.Lead >= 0 {
		m.c.Content.Lead = &story.Lead{PhotoUse: body.PhotoUse{Photo: photoNumber(m.c.Lead)}}
	}
	blocks := &m.c.Content.Body.Blocks
	switch {
	case len(rest) == 1:
		*blocks = append(*blocks, body.Block{Kind: body.Photo, Photos: rest})
	case len(rest) > 1:
		*blocks = append(*blocks, body.Block{Kind: body.Gallery, Photos: rest[:min(len(rest), body.MaxPhotos)]})
	}
}
