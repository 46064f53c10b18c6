//go:build unix

package archive

import (
	"os"

	"golang.org/x/sys/unix"
)

// lock takes f for this process alone, until it closes f or ends.
func lock(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) }
