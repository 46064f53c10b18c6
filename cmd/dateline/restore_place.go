package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"dateline/internal/archive"
	"dateline/internal/fault"
)

const (
	databaseFile     = "dateline.db"
	restoringFolder  = "restoring~"  // in the data folder, while a restore is at work
	restoringLock    = "lock"        // in there
	restoringMoves   = "moves-begun" // in there: files in the data folder are the restore's own
	restoredSettings = settingsFile + ".restored"
)

// place is the data folder while it is being filled. Everything is first
// unpacked into a folder within it; then the files move up, and the database
// last: a data folder with a database is a whole one.
type place struct {
	data string
	lock io.Closer
	mine bool // what is in the data folder's blobs was put there by this run, or by one that was killed
	kept bool // the data folder had settings of its own
	over bool // all is in its place

	unsure bool // nobody knows whether the database stands: touch nothing more
}

// temp gives the path of a file while it waits to be moved up.
func (p *place) temp(name string) string { return filepath.Join(p.data, restoringFolder, name) }

// final gives the path of a file in its place.
func (p *place) final(name string) string { return filepath.Join(p.data, name) }

// takePlace sees that a data folder holds nothing that a restore would touch,
// save what an earlier restore left there, and keeps other restores out. Where
// the database is fresh no restore was begun, and nothing can be left of one.
func takePlace(data string, fresh bool) (*place, error) {
	p := &place{data: data}
	for _, name := range []string{databaseFile, databaseFile + "-wal", databaseFile + "-shm", databaseFile + "-journal"} {
		if there(p.final(name)) {
			sweep(data)
			return nil, fault.New(fault.Conflict, "there is a database in %s already (%s): restore into an empty folder with --data", data, name)
		}
	}
	if (fresh || !there(p.temp(restoringMoves))) && holdsFiles(p.final(blobFolder)) {
		return nil, fault.New(fault.Conflict, "there are files in %s already: restore into an empty folder with --data", p.final(blobFolder))
	}
	if err := os.MkdirAll(p.temp("."), 0o750); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the data folder cannot be written: %v", err)
	}
	lock, err := archive.Lock(p.temp(restoringLock))
	if err != nil {
		return nil, fault.Wrap(fault.Conflict, err, "another restore into %s is at work, or the folder cannot be written: wait for it", data)
	}
	p.lock = lock
	return p, nil
}

// sweep removes what a restore left that was killed after its end, where none
// is at work.
func sweep(data string) {
	p := &place{data: data}
	if !there(p.temp(restoringLock)) {
		return
	}
	if lock, err := archive.Lock(p.temp(restoringLock)); err == nil {
		_ = os.RemoveAll(p.temp(".")) // it harms nobody where it stays
		_ = lock.Close()
	}
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// holdsFiles says whether there is any file in a folder or below, or no
// telling.
func holdsFiles(dir string) bool {
	found := false
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && entry.IsDir() {
			return nil
		}
		found = true
		return fs.SkipAll
	})
	return found || err != nil
}

// clear removes what an earlier restore left.
func (p *place) clear() error {
	p.mine = true
	if there(p.temp(restoringMoves)) {
		if err := os.RemoveAll(p.final(blobFolder)); err != nil {
			return fmt.Errorf("remove what an earlier restore left: %w", err)
		}
	}
	entries, err := os.ReadDir(p.temp("."))
	if err != nil {
		return fmt.Errorf("look for what an earlier restore left: %w", err)
	}
	for _, entry := range entries {
		if entry.Name() == restoringLock {
			continue
		}
		if err := os.RemoveAll(p.temp(entry.Name())); err != nil {
			return fmt.Errorf("remove what an earlier restore left: %w", err)
		}
	}
	return removeFolders(p.final(blobFolder))
}

// removeFolders removes a folder in which there are only empty folders.
func removeFolders(dir string) error {
	var all []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		all = append(all, path)
		return err
	})
	if err != nil {
		return fmt.Errorf("look into %s: %w", dir, err)
	}
	for _, path := range slices.Backward(all) {
		if err := os.Remove(path); err != nil {
			return fault.Wrap(fault.Conflict, err, "there is something in %s: restore into an empty folder with --data", dir)
		}
	}
	return nil
}

// move puts everything in its place, the database last.
func (p *place) move() error {
	if err := os.WriteFile(p.temp(restoringMoves), nil, 0o600); err != nil {
		return fmt.Errorf("begin to move files up: %w", err)
	}
	moves := [][2]string{{blobFolder, blobFolder}, {settingsFile, settingsFile}, {databaseFile, databaseFile}}
	if p.kept = there(p.final(settingsFile)) && there(p.temp(settingsFile)); p.kept {
		moves[1][1] = restoredSettings
	}
	for _, m := range moves {
		if !there(p.temp(m[0])) {
			continue
		}
		if m[0] == databaseFile { // this is the moment at which the restore counts
			if err := errors.Join(archive.SyncFolder(p.temp(".")), archive.SyncFolder(p.data)); err != nil {
				return err
			}
		}
		if err := os.Rename(p.temp(m[0]), p.final(m[1])); err != nil {
			return fmt.Errorf("move %s into its place: %w", m[0], err)
		}
		if m[0] == databaseFile {
			return p.done()
		}
	}
	return archive.SyncFolder(p.data)
}

// done says that the restore counts: nothing is taken back from here on.
func (p *place) done() error {
	p.over = true
	if err := os.Remove(p.temp(restoringMoves)); err != nil {
		return fmt.Errorf("end moving files up: %w", err)
	}
	return archive.SyncFolder(p.data)
}

// leave removes what is not wanted any more: all of it where the restore did
// not come to its end.
func (p *place) leave() error {
	if p.unsure {
		return p.lock.Close()
	}
	var errs []error
	if p.mine && !p.over && there(p.temp(restoringMoves)) {
		errs = append(errs, os.RemoveAll(p.final(blobFolder)))
	}
	return errors.Join(append(errs, os.RemoveAll(p.temp(".")), p.lock.Close())...)
}
