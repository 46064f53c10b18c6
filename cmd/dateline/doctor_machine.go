package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/dustin/go-humanize"

	"dateline/internal/atlas"
	"dateline/internal/imaging"
	"dateline/internal/web"
	"dateline/themes"
)

// Limits at which the doctor speaks up.
const (
	spaceBad   = 200 << 20 // free bytes
	spaceWarn  = 2 << 30
	backupOld  = 7 * 24 * time.Hour
	clockSlack = 5 * time.Minute
	firstYear  = 2025 // a clock before it was never set
)

func lookFolder(_ context.Context, p *patient) (finding, error) {
	stat, err := os.Stat(p.data)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !p.postgres:
		return warn("start it with `dateline serve`, or name the data folder with --data", "there is no folder %s", p.data), nil
	case err != nil:
		return bad("make it, and give it to the user that runs Dateline", "%v", err), nil
	case !stat.IsDir():
		return bad("name a folder with --data", "%s is no folder", p.data), nil
	}
	test, err := os.CreateTemp(p.data, "doctor~")
	if err != nil {
		return bad("give it to the user that runs Dateline: chown -R dateline "+p.data, "nothing can be written into %s (%v)", p.data, err), nil
	}
	if err := errors.Join(test.Close(), os.Remove(test.Name())); err != nil {
		return finding{}, err
	}
	const others = 0o007
	for _, name := range []string{".", databaseFile, settingsFile} {
		if stat, err := os.Stat(filepath.Join(p.data, name)); err == nil && stat.Mode().Perm()&others != 0 {
			if name != "." && closed(p.data, others) {
				continue
			}
			return warn("chmod o-rwx "+p.data, "%s can be opened by every user of this machine; it holds drafts and passwords' hashes", p.data), nil
		}
	}
	return healthy("%s", p.data), nil
}

// closed says whether others cannot even enter a folder.
func closed(dir string, others fs.FileMode) bool {
	stat, err := os.Stat(dir)
	return err == nil && stat.Mode().Perm()&others == 0
}

func lookSpace(_ context.Context, p *patient) (finding, error) {
	free, known := freeBytes(p.data)
	if !known {
		return healthy("not known on this system"), nil
	}
	text := humanize.Bytes(free)
	needed := uint64(sizeOf(p.address)) //nolint:gosec // never negative
	switch {
	case free < spaceBad:
		return bad("make room now: without space nothing can be saved or published", "only %s are free for %s", text, p.data), nil
	case free < spaceWarn || !p.postgres && free < 2*needed:
		return warn("make room, or move the data folder to a larger disk", "only %s are free for %s", text, p.data), nil
	}
	return healthy("%s", text), nil
}

func lookClock(_ context.Context, p *patient) (finding, error) {
	if p.now.Year() < firstYear {
		return bad("set the clock, and keep it right with NTP: embargoes hang on it", "it says %s", p.now.Format(time.RFC3339)), nil
	}
	return healthy("%s", p.now.Format(time.RFC3339)), nil
}

func lookPictures(ctx context.Context, p *patient) (finding, error) {
	formats, err := p.formats(ctx)
	if err != nil {
		return finding{}, err
	}
	if !slices.Contains(formats, imaging.AVIF) && !slices.Contains(formats, imaging.WebP) {
		return warn("install libvips with its program (Debian: apt-get install libvips-tools) and start Dateline again", "libvips is not there: readers get larger JPEG files, and HEIC photos from telephones are refused"), nil
	}
	if !slices.Contains(formats, imaging.AVIF) {
		return warn("install a libvips that can write AVIF (Debian: apt-get install libheif-plugin-aomenc)", "libvips is there but cannot write AVIF: files are larger than they need be"), nil
	}
	return healthy("libvips makes %v", formats), nil
}

func lookTheme(_ context.Context, p *patient) (finding, error) {
	if p.Theme != "" && !there(p.Theme) {
		return bad("name an existing folder in the setting “theme”, or take the setting out", "there is no folder %s", p.Theme), nil
	}
	for _, pattern := range []string{"dist/css/*.css", "dist/fonts/*.woff2"} {
		if found, err := fs.Glob(themes.Default(), pattern); err != nil || len(found) == 0 {
			return warn("use a released program, or build with `make`", "this program was built without %s: pages work and look plainer", filepath.Base(filepath.Dir(pattern))), err
		}
	}
	return healthy("style sheets and fonts are built in"), nil
}

func lookMaps(context.Context, *patient) (finding, error) {
	if !atlas.Available() {
		return warn("use a released program, or build with `make`", "this program was built without map data: no maps are drawn"), nil
	}
	return healthy("map data is built in"), nil
}

func lookAddress(_ context.Context, p *patient) (finding, error) {
	if p.URL == "" && len(p.Domain) == 0 {
		return warn("set “url” (or “domain”, for HTTPS by itself) to the address that readers use", "links in feeds, e-mails and search engines begin with http://localhost"), nil
	}
	if p.URL == "" {
		return healthy("https://%s", p.Domain[0]), nil
	}
	u, err := url.Parse(p.URL)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return bad("write it as https://news.example", "the setting “url” is not an address: %s", p.URL), nil //nolint:nilerr // the finding tells
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return bad("leave out everything after the host name: Dateline needs a host of its own", "the setting “url” has a path: %s", p.URL), nil
	case len(p.Domain) > 0 && !slices.Contains(p.Domain, u.Hostname()):
		return bad("make “url” and “domain” name the same host", "readers are sent to %s, but certificates are for %v", u.Hostname(), p.Domain), nil
	case u.Scheme == "http" && !isLocal(u.Hostname()):
		return warn("use HTTPS: set “domain”, or let the proxy in front do it and write https:// here", "%s is not encrypted: passwords of the desk can be read on their way", p.URL), nil
	}
	return healthy("%s", p.URL), nil
}

func isLocal(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && (addr.IsLoopback() || addr.IsPrivate())
}

func lookProxies(_ context.Context, p *patient) (finding, error) {
	if _, err := web.ParseProxies(p.Proxies); err != nil {
		return bad("write networks such as 10.0.0.0/8 or single addresses", "the setting “trusted-proxies” cannot be read: %v", err), nil
	}
	u, err := url.Parse(p.URL)
	if err == nil && u.Scheme == "https" && len(p.Domain) == 0 && len(p.Proxies) == 0 {
		return warn("name the proxy's address in “trusted-proxies”, for example 127.0.0.1", "HTTPS ends at a proxy that is not trusted: all visitors seem to have one address, and one who tries passwords locks out everybody"), nil
	}
	if len(p.Proxies) == 0 {
		return healthy("none"), nil
	}
	return healthy("%d trusted", len(p.Proxies)), nil
}

func lookBackup(_ context.Context, p *patient) (finding, error) {
	const how = "dateline backup FILE.tar.zst, every day, and keep it on another machine (docs/operating.md)"
	text, err := os.ReadFile(filepath.Join(p.data, lastBackup))
	if errors.Is(err, fs.ErrNotExist) {
		return warn(how, "no backup was ever made from here"), nil
	}
	if err != nil {
		return finding{}, err
	}
	var last lastBackupNote
	if err := json.Unmarshal(text, &last); err != nil {
		return warn("make a backup: the note is written anew", "the note of the last backup (%s) cannot be read", lastBackup), nil //nolint:nilerr // the finding tells
	}
	if age := p.now.Sub(last.At); age > backupOld {
		return warn(how, "the last one is %d days old (%s)", int(age.Hours()/24), last.File), nil
	}
	return healthy("%s, %s", last.At.Format(time.RFC3339), last.File), nil
}

func lookRestore(_ context.Context, p *patient) (finding, error) {
	if there(filepath.Join(p.data, restoringFolder)) {
		return warn("run `dateline restore` again; or, where the newsroom is complete, remove that folder", "a restore was begun and not ended, or is at work: %s", filepath.Join(p.data, restoringFolder)), nil
	}
	return healthy("none is under way"), nil
}
