package theme

import (
	"io/fs"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long the folder must be quiet before a build: editors write a
// file in several steps.
const settle = 80 * time.Millisecond

// watch builds the theme again whenever a file of the newsroom's folder changes.
func (t *Theme) watch() error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	if err := watchFolders(w, t.opts.OverrideDir); err != nil {
		return err
	}
	done := make(chan struct{})
	t.stop = func() error {
		err := w.Close()
		<-done
		return err
	}
	go func() {
		defer close(done)
		t.follow(w)
	}()
	return nil
}

func watchFolders(w *fsnotify.Watcher, dir string) error {
	return filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return w.Add(name)
	})
}

func (t *Theme) follow(w *fsnotify.Watcher) {
	timer := time.NewTimer(settle)
	timer.Stop()
	for {
		select {
		case _, ok := <-w.Events:
			if !ok {
				return
			}
			timer.Reset(settle)
		case err, ok := <-w.Errors:
			if !ok {
				return
			}
			t.log.Warn("theme: watch", slog.Any("error", err))
		case <-timer.C:
			if err := watchFolders(w, t.opts.OverrideDir); err != nil {
				t.log.Warn("theme: watch", slog.Any("error", err))
			}
			if err := t.rebuild(); err != nil {
				t.log.Warn("theme: not built, the last one stays", slog.Any("error", err))
				continue
			}
			t.announce()
		}
	}
}

func (t *Theme) announce() {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.changed)
	t.changed = make(chan struct{})
}
