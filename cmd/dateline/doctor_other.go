//go:build !unix

package main

// freeBytes does not know on this system.
func freeBytes(string) (free uint64, known bool) { return 0, false }
